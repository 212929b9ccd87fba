"""What pages show of a person, a video and an answer: finished values for templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from chronos.chat import Answer
from chronos.db import Tx
from chronos.errors import NotAllowed
from chronos.members import whoami
from chronos.model import Actor, VideoId
from chronos.videos import Video

# Where each step begins and how much of the whole it takes, in percent; transcribing is what one waits for.
_SHARES = {
    "pending": (0, 0), "uploading": (1, 3), "transcribing": (4, 76), "processing": (80, 5), "embedding": (85, 14),
    "completed": (100, 0),
}  # fmt: skip
FETCHING = "Fetching the file"
_WORDS = {
    "pending": "Waiting for its turn",
    "uploading": "Checking the file",
    "transcribing": "Listening to what is said",
    "processing": "Cutting it into passages",
    "embedding": "Making it searchable",
    "completed": "Ready",
    "failed": "Could not be processed",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    name: str
    is_creator: bool


@dataclass(frozen=True, slots=True)
class ShownVideo:
    """A video with its state in words and, while it is worked on, how much of all is done (percent)."""

    video: Video
    state: str
    percent: int | None

    @property
    def is_busy(self) -> bool:
        """Whether it will change by itself."""
        return self.percent is not None


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question with its answer."""

    question: str
    answer: Answer


async def see_person(tx: Tx, actor: Actor) -> Person:
    """Raises NotAllowed for somebody whose membership has ended."""
    name = await whoami(tx, actor)
    if name is None:
        raise NotAllowed(
            "Your access has ended or was paused. Ask whoever invited you, then sign in with a new link.",
            code="membership_ended",
        )
    return Person(name, actor.creator_id is not None)


def show_video(video: Video) -> ShownVideo:
    """`video` in words."""
    begin, share = _SHARES.get(video.status, (0, 0))
    busy = video.status not in ("completed", "failed")
    words = FETCHING if video.status == "uploading" and video.file_size_bytes is None else _WORDS[video.status]
    return ShownVideo(video, words, round(begin + share * video.progress) if busy else None)


def show_videos(videos: Sequence[Video]) -> list[ShownVideo]:
    """Each in words."""
    return [show_video(video) for video in videos]


def older_address(next_cursor: VideoId | None) -> str | None:
    """Where the next page of the library is, if there is one."""
    return f"/?{urlencode({'cursor': next_cursor})}" if next_cursor is not None else None
