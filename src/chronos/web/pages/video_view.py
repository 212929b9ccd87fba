"""A video as pages show it: finished values for templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronos.videos import PENDING_CAPTIONS, Step, Video
from chronos.web.serve_picture import poster_path
from chronos.web.words import translatable

# Where each step begins and its share of the whole, in percent; transcribing takes most of the time.
_SHARES = {
    "pending": (0, 0), "uploading": (1, 3), "transcribing": (4, 76), "processing": (80, 5), "embedding": (85, 14),
    "completed": (100, 0),
}  # fmt: skip
DOWNLOADING = translatable("Downloading the file")
_STATES = {
    "pending": translatable("Waiting in the queue"),
    "uploading": translatable("Checking the file"),
    "transcribing": translatable("Transcribing the speech"),
    "processing": translatable("Dividing the transcript into passages"),
    "embedding": translatable("Indexing for search"),
    "completed": translatable("Ready"),
    "failed": translatable("Processing failed"),
}


@dataclass(frozen=True, slots=True)
class VideoView:
    """A video with its state in words and, while it is being processed, its progress over all steps in percent."""

    video: Video
    state: str
    percent: int | None

    @property
    def poster(self) -> str | None:
        """The address of its poster; None without one."""
        return poster_path(self.video)

    @property
    def pending(self) -> str | None:
        """What the video still waits for, although it is ready."""
        return PENDING_CAPTIONS if self.video.has_pending_captions else None

    @property
    def is_busy(self) -> bool:
        """Whether its state changes without anyone's action."""
        return self.percent is not None


def view_video(video: Video) -> VideoView:
    """Return `video` with its state in words."""
    begin, share = _SHARES.get(video.status, (0, 0))
    is_busy = video.status not in ("completed", "failed")
    is_downloading = video.status == "uploading" and video.file_size_bytes is None
    state = DOWNLOADING if is_downloading else _STATES[video.status]
    return VideoView(video, state, round(begin + share * video.progress) if is_busy else None)


def view_step(step: Step) -> str:
    """Return the words of a step of its history."""
    return _STATES[step.to_status]


def view_videos(videos: Sequence[Video]) -> list[VideoView]:
    """Return each video with its state in words."""
    return [view_video(video) for video in videos]
