"""Show progress of a long step as a bar on stderr."""

import contextlib
from collections.abc import Callable, Iterator

# The current step, and its finished share (0 to 1) where that is known.
OnProgress = Callable[[str, float | None], None]


@contextlib.contextmanager
def progress_bar(wanted: bool) -> Iterator[OnProgress]:
    """Show a bar with the current step; show nothing when it is not wanted."""
    if not wanted:
        yield lambda _step, _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda step, share: progress.update(
            task, description=step, total=None if share is None else 1.0, completed=share or 0.0
        )
