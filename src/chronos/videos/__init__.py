"""The library: add a video, look at it, change it, try it again, remove it."""

from chronos.videos.change_video import Change, change_video
from chronos.videos.intake import MAX_FILE_BYTES, Added, add_file
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
from chronos.videos.remove_video import Receipt, RemovedObject, remove_video

__all__ = [
    "MAX_FILE_BYTES",
    "Added",
    "Change",
    "Page",
    "Receipt",
    "RemovedObject",
    "Step",
    "Video",
    "add_file",
    "change_video",
    "get_source",
    "get_video",
    "list_history",
    "list_videos",
    "list_words",
    "remove_video",
    "retry_video",
]
