"""The stages as jobs: what a failure means, and how long one is tried."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Protocol
from uuid import UUID

import procrastinate
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job

from chronos.db import Database
from chronos.errors import ChronosError, ProviderError
from chronos.jobs import IMPORTS, MAX_ATTEMPTS, QUEUE, GivenUp, Stage, spare_attempt
from chronos.model import VideoId
from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.embed import embed_video
from chronos.pipeline.import_stage import import_file
from chronos.pipeline.probe import probe_video
from chronos.pipeline.replace_transcript import replace_transcript
from chronos.pipeline.steps import Removed, mark_failed, read_video
from chronos.pipeline.transcribe import transcribe_video
from chronos.providers.embedding import Embedder
from chronos.providers.objects import ObjectStore
from chronos.providers.speech import Transcriber
from chronos.videos import Fetcher

RETRY_WAIT_SECONDS = 3  # then its square
OUR_FAULT = "Something went wrong on our side. Try this video again; if it fails again, report it."
KEPT_STOPPING = "Processing this video stopped unexpectedly several times. Try it again, or with a smaller file."

_log = logging.getLogger(__name__)


class Providers(Protocol):
    """What stages need; each is made on first use, which may take seconds."""

    @property
    def objects(self) -> ObjectStore:
        """Where files are kept."""
        ...

    @property
    def fetcher(self) -> Fetcher:
        """What fetches files by their address."""
        ...

    @property
    def incoming(self) -> Path:
        """Where files lie until they are whole."""
        ...

    @property
    def transcriber(self) -> Transcriber:
        """Speech to words."""
        ...

    @property
    def embedder(self) -> Embedder:
        """Texts to vectors."""
        ...


def register_stages(queue: procrastinate.App, db: Database, providers: Providers) -> None:
    """Add the five stages, and the job that takes later captions, to `queue`."""

    async def fetch(video_id: VideoId) -> None:
        await import_file(db, providers.objects, providers.fetcher, providers.incoming, video_id)

    async def probe(video_id: VideoId) -> None:
        await probe_video(db, providers.objects, video_id)

    async def transcribe(video_id: VideoId) -> None:
        await transcribe_video(db, providers.objects, lambda: providers.transcriber, video_id)

    async def chunk(video_id: VideoId) -> None:
        await chunk_video(db, video_id)

    async def embed(video_id: VideoId) -> None:
        await embed_video(db, await asyncio.to_thread(lambda: providers.embedder), video_id)

    async def captions(video_id: VideoId) -> None:
        async def load() -> Embedder:
            return await asyncio.to_thread(lambda: providers.embedder)

        await replace_transcript(db, providers.objects, load, video_id)

    stages: Mapping[Stage, Callable[[VideoId], Awaitable[None]]] = {
        "import": fetch,
        "probe": probe,
        "transcribe": transcribe,
        "chunk": chunk,
        "embed": embed,
        "captions": captions,
    }
    for name, work in stages.items():
        _register(queue, db, name, work)


async def fail_given_up(db: Database, jobs: list[GivenUp]) -> None:
    """Say on their videos that these jobs will not be tried again."""
    async with db.as_service("pipeline.rescue") as tx:
        for job in jobs:
            if "video_id" not in job.arguments:
                continue  # upkeep, which comes again by itself
            await mark_failed(tx, VideoId(UUID(job.arguments["video_id"])), KEPT_STOPPING)


class _Retry(BaseRetryStrategy):
    """What `_attempt` lets through comes back: a failure that may pass, or a worker that was stopped."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        told_to_stop = isinstance(exception, asyncio.CancelledError)
        return RetryDecision(retry_in={"seconds": 0 if told_to_stop else RETRY_WAIT_SECONDS**job.attempts})


def _register(queue: procrastinate.App, db: Database, name: Stage, work: Callable[[VideoId], Awaitable[None]]) -> None:
    place = IMPORTS if name == "import" else QUEUE

    @queue.task(name=f"pipeline.{name}", queue=place, retry=_Retry(), pass_context=True)
    async def run(context: JobContext, video_id: str) -> None:
        try:
            await _attempt(db, VideoId(UUID(video_id)), work, last=context.job.attempts + 1 >= MAX_ATTEMPTS)
        except asyncio.CancelledError:
            # A stop is no failure; any other cancellation of a job is a bug of ours, and counts.
            if context.abort_reason() is AbortReason.SHUTDOWN and context.job.id is not None:
                await spare_attempt(queue, context.job.id)
            raise


async def _attempt(db: Database, video_id: VideoId, work: Callable[[VideoId], Awaitable[None]], *, last: bool) -> None:
    """A failure that waiting does not mend fails the video; one that may pass is retried, up to the last attempt.

    What fails because the video was removed during the stage, its file with it, is no failure.
    """
    try:
        await work(video_id)
    except Removed:
        _log.info("video was removed while it was worked on", extra={"video_id": str(video_id)})
    except ProviderError as error:
        if error.retryable and not last:
            raise
        await _fail(db, video_id, str(error))
    except ChronosError as error:
        await _fail(db, video_id, str(error))
    except Exception:
        if not await _is_removed(db, video_id):
            _log.exception("stage failed", extra={"video_id": str(video_id)})
            await _fail(db, video_id, OUR_FAULT)


async def _is_removed(db: Database, video_id: VideoId) -> bool:
    async with db.as_service("pipeline.fail") as tx:
        return await read_video(tx, video_id) is None


async def _fail(db: Database, video_id: VideoId, message: str) -> None:
    async with db.as_service("pipeline.fail") as tx:
        await mark_failed(tx, video_id, message)
