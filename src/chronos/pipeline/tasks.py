"""The stages as jobs: what a failure means, and how long one is tried."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job

from chronos.db import Database, Tx
from chronos.errors import ChronosError, OverLimit, ProviderError
from chronos.jobs import IMPORTS, MAX_ATTEMPTS, QUEUE, GivenUp, Queue, Stage, through_outages
from chronos.model import VideoId
from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.embed import embed_video
from chronos.pipeline.import_stage import Means, import_file
from chronos.pipeline.index import index_video
from chronos.pipeline.pictures import give_up_pictures, make_pictures, note_problem
from chronos.pipeline.place import GaveBack, Place
from chronos.pipeline.probe import probe_video
from chronos.pipeline.replace_transcript import replace_transcript
from chronos.pipeline.steps import Removed, mark_failed, read_video
from chronos.pipeline.transcribe import transcribe_video
from chronos.pipeline.transcription_budget import free_hold
from chronos.providers.embedding import Embedder
from chronos.providers.objects import ObjectStore
from chronos.providers.speech import Transcriber
from chronos.text import clock
from chronos.videos import Fetcher

RETRY_WAIT_SECONDS = 3  # then its square
OUR_FAULT = "Something went wrong on our side. Try this video again; if it fails again, report it."
KEPT_STOPPING = "Processing stopped unexpectedly {deaths} times while {work}{where}. Try again, or add a smaller file."
WORK: Mapping[str, str] = {
    "import": "the file was checked",
    "probe": "the file was read",
    "transcribe": "the speech was transcribed",
    "chunk": "the text was divided",
    "embed": "the text was prepared for search",
    "captions": "the new captions were prepared for search",
    "pictures": "its pictures were taken",
    "index": "the text was prepared for search again",
}

_log = logging.getLogger(__name__)

Work = Callable[[VideoId, Place], Awaitable[None]]
Attempt = Callable[[VideoId, Place, bool], Awaitable[None]]  # whether it is the last one


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


def register_stages(queue: Queue, db: Database, providers: Providers) -> None:
    """Add the five stages, and the jobs for pictures, later captions and what comes out of the bin, to `queue`."""

    async def fetch(video_id: VideoId, place: Place) -> None:
        means = Means(db, providers.objects, providers.fetcher, providers.incoming)
        await import_file(means, video_id, place)

    async def probe(video_id: VideoId, _: Place) -> None:
        await probe_video(db, providers.objects, video_id)

    async def transcribe(video_id: VideoId, place: Place) -> None:
        await transcribe_video(db, providers.objects, lambda: providers.transcriber, video_id, place)

    async def chunk(video_id: VideoId, _: Place) -> None:
        await chunk_video(db, video_id)

    async def embed(video_id: VideoId, _: Place) -> None:
        await embed_video(db, await asyncio.to_thread(lambda: providers.embedder), video_id)

    async def captions(video_id: VideoId, _: Place) -> None:
        async def load() -> Embedder:
            return await asyncio.to_thread(lambda: providers.embedder)

        await replace_transcript(db, providers.objects, load, video_id)

    async def index(video_id: VideoId, _: Place) -> None:
        await index_video(db, await asyncio.to_thread(lambda: providers.embedder), video_id)

    stages: Mapping[Stage, Work] = {
        "import": fetch,
        "probe": probe,
        "transcribe": transcribe,
        "chunk": chunk,
        "embed": embed,
        "captions": captions,
        "index": index,
    }
    for name, work in stages.items():
        _register(queue, db, name, _failing(db, work))

    async def pictures(video_id: VideoId, _: Place) -> None:
        await make_pictures(db, providers.objects, video_id)

    _register(queue, db, "pictures", _sparing(db, pictures))


async def fail_given_up(tx: Tx, jobs: list[GivenUp]) -> None:
    """Say on their videos that these jobs will not be tried again, and free what they held."""
    videos = []
    for job in jobs:
        video_id = VideoId(UUID(job.arguments["video_id"]))
        if job.stage == "pictures":
            await note_problem(tx, video_id, explain_deaths(job))
            continue
        await mark_failed(tx, video_id, explain_deaths(job))
        videos.append(await read_video(tx, video_id))
    for video in sorted(filter(None, videos), key=lambda one: one.creator_id):  # budgets are locked in this order
        await free_hold(tx, video)


def explain_deaths(job: GivenUp) -> str:
    """Return the sentence for a video that killed its workers."""
    where = f", at {clock(job.position_seconds)}" if job.position_seconds > 0 else ""
    return KEPT_STOPPING.format(deaths=job.deaths, work=WORK[job.stage], where=where)


class _Retry(BaseRetryStrategy):
    """What `_attempt` lets through comes back: a failure that may pass, or a job without its place."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        wait = float(RETRY_WAIT_SECONDS**job.attempts)
        if isinstance(exception, asyncio.CancelledError):  # told to stop
            wait = 0.0
        if isinstance(exception, GaveBack):
            wait = exception.after_seconds
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=wait))


def _failing(db: Database, work: Work) -> Attempt:
    """Return one attempt at a stage, without which the video cannot be searched: its failure is the video's."""

    async def attempt(video_id: VideoId, place: Place, last: bool) -> None:
        await _attempt(db, video_id, lambda: work(video_id, place), last=last)

    return attempt


def _sparing(db: Database, work: Work) -> Attempt:
    """Return one attempt at the pictures, without which the video is as good: what fails is noted."""

    async def attempt(video_id: VideoId, place: Place, last: bool) -> None:
        try:
            await work(video_id, place)
        except Removed:
            pass
        except OverLimit as error:  # tried again when there may be room
            _log.warning("no pictures: %s", error, extra={"video_id": str(video_id)})
        except ProviderError as error:
            if error.code == "database_unavailable" or (error.retryable and not last):
                raise
            await give_up_pictures(db, video_id, str(error))
        except Exception:
            if not await _is_removed(db, video_id):
                _log.exception("pictures failed", extra={"video_id": str(video_id)})
                await give_up_pictures(db, video_id, OUR_FAULT)

    return attempt


def _register(queue: Queue, db: Database, name: Stage, attempt: Attempt) -> None:
    queue_name = IMPORTS if name == "import" else QUEUE

    @queue.task(name=f"pipeline.{name}", queue=queue_name, retry=_Retry(), pass_context=True)
    async def run(context: JobContext, video_id: str) -> None:
        id_, place = VideoId(UUID(video_id)), Place(db, queue_name)
        try:
            last = context.job.attempts + 1 >= MAX_ATTEMPTS
            await through_outages(db, lambda: attempt(id_, place, last))
        except (asyncio.CancelledError, GaveBack) as error:
            # A stop is no failure; any other cancellation of a job is a bug of ours, and counts.
            is_spared = isinstance(error, GaveBack) or context.abort_reason() is AbortReason.SHUTDOWN
            if is_spared and context.job.id is not None:
                queue.turns.spare(context.job.id)
            raise


async def _attempt(db: Database, video_id: VideoId, work: Callable[[], Awaitable[None]], *, last: bool) -> None:
    """A failure that waiting does not mend fails the video; one that may pass is retried, up to the last attempt.

    What fails because the video was removed during the stage, its file with it, is no failure. Raises ProviderError
    (database_unavailable) when it could not even say so.
    """
    try:
        await work()
    except Removed:
        _log.info("video was removed while it was worked on", extra={"video_id": str(video_id)})
    except GaveBack:
        raise
    except ProviderError as error:
        if error.code == "database_unavailable" or (error.retryable and not last):
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
