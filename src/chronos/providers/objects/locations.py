"""Which store has which object: one directory, one bucket for all, or an S3 bucket for each of ours."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store, from_url

from chronos.errors import Invalid
from chronos.private_file import make_folder

S3 = "s3://"  # alone: each of our buckets is a bucket of that name there

# The whole of a film may take its viewer hours; that nothing comes for a minute is a failure.
_CLIENT: Any = {"allow_http": True, "connect_timeout": "5s", "read_timeout": "60s", "timeout": "1d"}
_RETRIES: Any = {"max_retries": 4, "retry_timeout": timedelta(seconds=30)}
_S3: Any = {"copy_if_not_exists": "multipart"}


@dataclass(frozen=True, slots=True)
class Location:
    """A store, and an object's name in it; `path` is its file where Chronos writes the files itself, otherwise None."""

    store: Any
    name: str
    path: Path | None = None


@dataclass(slots=True)
class Locations:
    """Finds the location of each object. `directory` is that of a local store, None for any other."""

    url: str | None
    directory: Path | None
    _stores: dict[str, Any] = field(default_factory=dict)  # by bucket; the one for all under ""

    @classmethod
    def at(cls, url: str | None, home: Path) -> "Locations":
        """As CHRONOS_STORAGE_URL says it. Raises Invalid (`setting_invalid`)."""
        try:
            if url is None:
                directory = home / "storage"
                make_folder(directory)
                return cls(None, directory, {"": LocalStore(directory, automatic_cleanup=True)})
            if url == S3:
                return cls(url, None)
            options: Any = {"client_options": _CLIENT, "retry_config": _RETRIES}
            if url.startswith(S3):
                options["config"] = _S3
            elif url.startswith(("file:", "memory:")):
                options = {}
            return cls(url, None, {"": from_url(url, **options)})
        except (BaseError, OSError, ValueError, TypeError) as error:
            raise Invalid(_sentence(url, home), code="setting_invalid") from error

    def find(self, name: str) -> Location:
        """Where `name` (`<bucket>/…`) is. Raises Invalid (`name_invalid`) for a name that is no object's."""
        parts = name.split("/")
        if any(part in ("", ".", "..") for part in parts) or "\0" in name:
            raise Invalid("The object's name cannot be used.", code="name_invalid")
        if "" in self._stores:
            return Location(self._stores[""], name, self.directory / name if self.directory is not None else None)
        return Location(self._of(parts[0]), "/".join(parts[1:]))

    def under(self, prefix: str) -> tuple[Location, str]:
        """Return the location of names that begin with `prefix` (ending with a slash), and what to put before them."""
        if "" in self._stores:
            return Location(self._stores[""], prefix), ""
        bucket, _, rest = prefix.partition("/")
        return Location(self._of(bucket), rest), f"{bucket}/"

    def _of(self, bucket: str) -> Any:
        if bucket not in self._stores:
            store: Any = S3Store(bucket, config=_S3, client_options=_CLIENT, retry_config=_RETRIES)
            self._stores[bucket] = store
        return self._stores[bucket]


def _sentence(url: str | None, home: Path) -> str:
    if url is None:
        return f"CHRONOS_HOME cannot be used: {home / 'storage'} must be a directory that Chronos can write to."
    return "CHRONOS_STORAGE_URL must be s3://BUCKET/PREFIX, or s3:// for one S3 bucket per bucket of Chronos."
