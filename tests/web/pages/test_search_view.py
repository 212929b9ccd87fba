"""What a search found, by video."""

from uuid import UUID

from chronos.model import Moment, VideoId
from chronos.search import FoundNote
from chronos.videos import TitledVideo
from chronos.web.pages.search_view import MOMENTS_OF_ONE, view_found

ONE, TWO, THREE = (VideoId(UUID(int=number)) for number in (1, 2, 3))


def a_moment(video: VideoId, second: float) -> Moment:
    return Moment(
        video, "Shutter", second, second + 1, second - 1, second + 1, "Some light.", "", 1, "words", ((5, 10),)
    )


def test_titles_come_first_then_moments_then_notes() -> None:
    titled = [TitledVideo(TWO, "Light at dusk", None, 60, "a/b/c.webp")]
    moments = [a_moment(ONE, second) for second in range(1, MOMENTS_OF_ONE + 3)]
    notes = [
        FoundNote(UUID(int=9), THREE, "Aperture", 4.5, "my light", 1.0),
        FoundNote(UUID(int=8), ONE, "", 2, "x", 1.0),
    ]
    found = view_found("light", titled, moments, notes, {TWO: "a/b/c.webp"})
    assert [video.id for video in found] == [TWO, ONE, THREE]
    two, one, three = found
    assert (two.poster, list(two.title)) == (
        f"/videos/{TWO}/poster?v=c",
        [("", False), ("Light", True), (" at dusk", False)],
    )
    assert (len(one.moments), one.more, len(one.notes)) == (MOMENTS_OF_ONE, 2, 1)
    assert (one.moments[0].play_seconds, one.moments[0].seconds) == (0, 1)
    assert ("light", True) in one.moments[0].parts
    assert three.notes[0].parts == [("my ", False), ("light", True), ("", False)]
    assert view_found("light", [], [], [], {}) == []
