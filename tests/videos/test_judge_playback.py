"""Which files browsers play, and what their creator and students are told of the others."""

import pytest

from chronos.videos.judge_playback import Codings, word_playback_problem


@pytest.mark.parametrize(
    "codings",
    [
        Codings("mp4", "h264", "High", "aac"),
        Codings("mov", "h264", "Constrained Baseline", "aac"),
        Codings("mp4", "h264", None, None),
        Codings("webm", "vp8", None, "vorbis"),
        Codings("webm", "vp9", "Profile 0", "opus"),
        Codings("mp3", None, None, "mp3float"),
        Codings("wav", None, None, "pcm_s16le"),
        Codings("ogg", None, None, "libopus"),
        Codings("flac", None, None, "flac"),
        Codings("m4a", None, None, "aac"),
        Codings(None),  # not read yet
    ],
)
def test_played(codings: Codings) -> None:
    assert word_playback_problem(codings, is_own=True) is None
    assert word_playback_problem(codings, is_own=False) is None


@pytest.mark.parametrize(
    ("codings", "why"),
    [
        (Codings("mp4", "hevc", "Main", "aac"), "its pictures are HEVC (H.265)"),
        (
            Codings("mov", "prores", "HQ", "pcm_s24le"),
            "its pictures are Apple ProRes and its sound is uncompressed (PCM)",
        ),
        (Codings("mp4", "h264", "High 10", "aac"), "its pictures are H.264 in the profile High 10"),
        (Codings("mp4", "h264", "High 4:2:2", "aac"), "its pictures are H.264 in the profile High 4:2:2"),
        (Codings("webm", "libdav1d", "Main", "opus"), "its pictures are AV1"),
        (Codings("mp4", "mpeg4", None, "mp3"), "its pictures are MPEG-4 Part 2"),
        (Codings("mp4", "h264", "High", "ac3"), "its sound is Dolby Digital (AC-3)"),
        (Codings("mkv", "h264", "High", "aac"), "its container is Matroska (MKV)"),
        (Codings("m4a", None, None, "alac"), "its sound is Apple Lossless (ALAC)"),
        (Codings("mp4", "odd", None, None), "its pictures are odd"),
    ],
)
def test_not_played(codings: Codings, why: str) -> None:
    own = word_playback_problem(codings, is_own=True)
    assert own is not None
    assert own.startswith(f"Not every browser plays this file: {why}. Export it again as M")
    assert ("M4A or MP3" in own) == (codings.video_codec is None)
    shown = word_playback_problem(codings, is_own=False)
    assert shown == (
        f"Your browser may not play this video: {why}. Its transcript and answers work; tell your teacher."
    )
