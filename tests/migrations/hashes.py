"""Write supabase/migrations.sha256 at a release: `python -m tests.migrations.hashes`, or `make release-hashes`."""

import hashlib
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "supabase"


def read_hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each released file by its name; none before the first release. Form: sha256sum's."""
    path = folder / "migrations.sha256"
    lines = path.read_text().splitlines() if path.exists() else []
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def hash_files(folder: Path) -> dict[str, str]:
    """Return the hash of each file of `folder`/migrations by its name."""
    return {
        f"migrations/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "migrations").glob("*.sql"))
    }


def changed_files(folder: Path) -> list[str]:
    """Return the released files whose text is another one now, or that are gone."""
    found = hash_files(folder)
    return [name for name, digest in read_hashes(folder).items() if found.get(name) != digest]


def write_hashes(folder: Path) -> None:
    """Add the hashes of new files. Exit with a message when a released file was changed."""
    if changed := changed_files(folder):
        sys.exit(f"Released migrations were edited: {', '.join(changed)}. Restore them and write new ones.")
    lines = [f"{digest}  {name}\n" for name, digest in hash_files(folder).items()]
    (folder / "migrations.sha256").write_text("".join(lines))


if __name__ == "__main__":
    write_hashes(FOLDER)
