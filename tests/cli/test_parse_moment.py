"""Moments as they are typed."""

import pytest

from chronos.cli.parse_moment import parse_moment, parse_place
from chronos.errors import Invalid


def test_moments_are_a_video_and_a_time() -> None:
    id_ = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
    moment = parse_moment(f"{id_}@1:23-1:40")
    assert (str(moment.video_id), moment.start_seconds, moment.end_seconds) == (id_, 83, 100)
    assert parse_moment(f"{id_}@5").end_seconds == 5
    for text in ("", id_, "@5", f"{id_}@x"):
        with pytest.raises(Invalid):
            parse_moment(text)


def test_a_place_is_a_video_and_one_second() -> None:
    id_ = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
    video, second = parse_place(f"{id_}@1:23.5")
    assert (str(video), second) == (id_, 83.5)
    for text in ("", id_, "@5", f"{id_}@", f"{id_}@1:00-2:00"):
        with pytest.raises(Invalid):
            parse_place(text)
