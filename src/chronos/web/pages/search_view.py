"""What a search found, by video: its title, the moments in it, and the reader's own notes at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chronos.model import Moment, VideoId
from chronos.search import FoundNote
from chronos.videos import TitledVideo
from chronos.web.mark_words import cut, mark_words
from chronos.web.serve_picture import poster_address

Parts = Sequence[tuple[str, bool]]

MOMENTS_OF_ONE = 5  # of a video; the rest is found in the video itself


@dataclass(frozen=True, slots=True)
class LineView:
    """A moment or a note: the second to play from, when it is said, and its text in parts."""

    play_seconds: float
    seconds: float
    parts: Parts


@dataclass(slots=True)
class FoundVideo:
    """A video with what was found in it. `more`: moments that are not listed."""

    id: VideoId
    title: Parts
    poster: str | None
    moments: list[LineView] = field(default_factory=list)
    notes: list[LineView] = field(default_factory=list)
    more: int = 0


def view_found(
    query: str,
    titled: Sequence[TitledVideo],
    moments: Sequence[Moment],
    notes: Sequence[FoundNote],
    posters: Mapping[VideoId, str],
) -> list[FoundVideo]:
    """Return videos whose titles match, then those in which moments were found, best first, then those with notes."""
    found: dict[VideoId, FoundVideo] = {}

    def of(video: VideoId, title: str) -> FoundVideo:
        made = FoundVideo(video, mark_words(title, query), poster_address(video, posters.get(video)))
        return found.setdefault(video, made)

    for each in titled:
        of(each.id, each.title)
    for moment in moments:
        video = of(moment.video_id, moment.title)
        if len(video.moments) < MOMENTS_OF_ONE:
            parts = list(cut(moment.text, moment.highlights))
            video.moments.append(LineView(moment.play_seconds, moment.start_seconds, parts))
        else:
            video.more += 1
    for note in notes:
        line = LineView(note.at_seconds, note.at_seconds, mark_words(note.content, query))
        of(note.video_id, note.title).notes.append(line)
    return list(found.values())
