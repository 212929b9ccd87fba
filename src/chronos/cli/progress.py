"""A bar for what takes long."""

import contextlib
from collections.abc import Callable, Iterator

# What is being done, and which part of it is done (0 to 1), where that is known.
OnProgress = Callable[[str, float | None], None]


@contextlib.contextmanager
def shown_progress(wanted: bool) -> Iterator[OnProgress]:
    """A bar on stderr that says what is being done; nothing when it is not wanted."""
    if not wanted:
        yield lambda _what, _part: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda what, part: progress.update(
            task, description=what, total=None if part is None else 1.0, completed=part or 0.0
        )
