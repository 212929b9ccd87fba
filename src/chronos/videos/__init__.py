"""The library: add a video, look at it, try it again."""

from chronos.videos.add import Added, add_file
from chronos.videos.library import (
    Page,
    Step,
    Video,
    get_source,
    get_video,
    list_history,
    list_videos,
    list_words,
    retry_video,
)

__all__ = [
    "Added",
    "Page",
    "Step",
    "Video",
    "add_file",
    "get_source",
    "get_video",
    "list_history",
    "list_videos",
    "list_words",
    "retry_video",
]
