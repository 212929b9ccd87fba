"""Playlists: the quality to take, the pieces in order, and what cannot be read."""

import pytest

from chronos.errors import Invalid
from chronos.whop_courses.playlist import read_master, read_segments

BASE = "https://stream.example/a/master.m3u8?token=t"
MASTER = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="sound.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",URI="https://cdn.example/c.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=900,RESOLUTION=1920x1080,AUDIO="a"
large.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=500,RESOLUTION=1280x720,AUDIO="a"
middle.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=100,RESOLUTION=640x360,AUDIO="a"
small.m3u8
"""
SEGMENTS = """#EXTM3U
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.5,
one.m4s?x=1
#EXTINF:3,title
https://cdn.example/two.m4s
#EXT-X-ENDLIST
"""


def test_best_quality_of_a_sensible_size_is_taken() -> None:
    master = read_master(MASTER, BASE)
    assert master is not None
    assert master.best.url == "https://stream.example/a/middle.m3u8"
    assert [one.url for one in master.audio] == ["https://stream.example/a/sound.m3u8"]
    assert [(one.url, one.language) for one in master.captions] == [("https://cdn.example/c.m3u8", "en")]


def test_smallest_is_taken_where_all_are_large() -> None:
    master = read_master("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9,RESOLUTION=3840x2160\nx\n", BASE)
    assert master is not None
    assert master.best.height == 2160


def test_pieces_come_in_order_with_their_header() -> None:
    assert read_master(SEGMENTS, BASE) is None
    segments = read_segments(SEGMENTS, BASE)
    assert segments.pieces == [
        "https://stream.example/a/init.mp4",
        "https://stream.example/a/one.m4s?x=1",
        "https://cdn.example/two.m4s",
    ]
    assert segments.seconds == 7.5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<html>", "stream_unreadable"),
        ("", "stream_unreadable"),
        (SEGMENTS.replace("#EXT-X-ENDLIST", ""), "stream_unreadable"),
        ("#EXTM3U\n#EXT-X-ENDLIST\n", "stream_unreadable"),
        (SEGMENTS.replace("#EXTINF:3", "#EXT-X-BYTERANGE:10@0\n#EXTINF:3"), "stream_unreadable"),
        (SEGMENTS.replace("#EXTINF:4.5", '#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:4.5'), "media_encrypted"),
        ("#EXTM3U\n" + "#EXTINF:1,\nx\n" * 20_001 + "#EXT-X-ENDLIST", "stream_unreadable"),
    ],
)
def test_other_playlists_than_of_recordings_are_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_segments(text, BASE)
    assert caught.value.code == code
