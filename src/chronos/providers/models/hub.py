"""Hub: fetch model files from the Hugging Face hub or a mirror of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chronos.providers.models.catalogue import Model, ModelFile
from chronos.providers.models.sources import Blocks, ModelStep, Progress, SourceUnavailable, file_blocks, one_line

TIMEOUT_SECONDS = 5.0  # how long the hub may take to say that it is there


@dataclass(frozen=True, slots=True)
class Hub:
    """The hub at `endpoint` (None: HF_ENDPOINT, else the public one), at the pinned revision."""

    endpoint: str | None = None
    name: str = "hub"

    def read(self, model: Model, scratch: Path, progress: Progress) -> Iterator[tuple[ModelFile, Blocks]]:
        """See ModelSource."""
        counter = _counter(model, progress)
        for file in model.files:
            yield file, file_blocks(self._download(model, file, scratch, counter))

    def _download(self, model: Model, file: ModelFile, scratch: Path, counter: type[Any]) -> Path:
        # Imported late: it takes 0.3 s, and most installs never come here.
        import httpx2
        import huggingface_hub as hub

        try:
            path = file.upstream or file.name
            url = hub.hf_hub_url(model.repository, path, revision=model.revision, endpoint=self.endpoint)
            # Asked first because a download retries for half a minute when the hub is out of reach.
            hub.get_hf_file_metadata(url, timeout=TIMEOUT_SECONDS)
            downloaded = hub.hf_hub_download(
                model.repository,
                path,
                revision=model.revision,
                local_dir=scratch,
                endpoint=self.endpoint,
                tqdm_class=counter,
            )
            return Path(downloaded)
        except (OSError, ValueError, httpx2.HTTPError) as error:
            raise SourceUnavailable(f"the Hugging Face hub did not give {file.name} ({one_line(error)})") from error


def _counter(model: Model, progress: Progress) -> type[Any]:
    """A progress bar for the hub's client that draws nothing and calls `progress`."""
    from huggingface_hub.utils.tqdm import tqdm

    done = 0.0

    class Counter(tqdm):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **{**options, "disable": True})  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> None:
            nonlocal done
            done += n or 0.0
            progress(ModelStep(model.name, "fetching", min(done / model.size_bytes, 1.0), "hub"))

    return Counter
