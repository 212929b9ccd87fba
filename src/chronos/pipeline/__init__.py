"""From a file, or its address, to chunks that can be searched: import, probe, transcribe, chunk, embed."""

from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.continue_videos import continue_videos
from chronos.pipeline.embed import embed_video
from chronos.pipeline.empty_bin import empty_video_bin
from chronos.pipeline.index import index_outdated, index_video, list_unindexed
from chronos.pipeline.pictures import enqueue_missing_pictures
from chronos.pipeline.steps import STATUSES
from chronos.pipeline.tasks import register_stages
from chronos.pipeline.worker import running_worker

__all__ = [
    "STATUSES",
    "chunk_video",
    "continue_videos",
    "embed_video",
    "empty_video_bin",
    "enqueue_missing_pictures",
    "index_outdated",
    "index_video",
    "list_unindexed",
    "register_stages",
    "running_worker",
]
