"""Open the file that a caller names."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from chronos.errors import Invalid
from chronos.providers.speech.media.media_info import Source


@contextmanager
def open_source(source: Source) -> Iterator[BinaryIO]:
    """Yield `source` as a binary file. Raises Invalid (`file_unreadable`)."""
    if not isinstance(source, Path):
        yield source
        return
    try:
        mode = source.stat().st_mode
        # Checked before opening, since a pipe would block forever.
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "not a file"
            raise Invalid(f"{str(source)!r} is {what}: name a file.", code="file_unreadable")
        with source.open("rb") as file:
            yield file
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Invalid(f"There is no file {str(source)!r}: check the path.", code="file_unreadable") from error
    except PermissionError as error:
        raise Invalid(
            f"The file {str(source)!r} may not be read: check its permissions.", code="file_unreadable"
        ) from error
