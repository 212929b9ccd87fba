"""What Chronos refuses and leaves out is said in the sentences of docs/reference/formats.md."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np
import pytest

from chronos.errors import ChronosError
from chronos.providers.speech import SAMPLE_RATE
from chronos.providers.speech.media import probe
from chronos.storage.buckets import Allowance, Bucket, check_size
from chronos.videos import MAX_CAPTIONS_BYTES, check_language, parse_captions, read_captions
from tests.media import a_tone, record, tone, truncated

BAD_CUES = b"00:50.000 --> 00:40.000\nDark.\n\n"
GOOD_CUES = "".join(f"00:{second:02}.000 --> 00:{second:02}.900\nLight.\n\n" for second in range(39))


def cut_before_its_index(folder: Path) -> Path:
    return truncated(record(folder / "whole.mp4", [tone(4)]), folder / "cut.mp4")


def of_an_unknown_codec(folder: Path) -> Path:
    path = a_tone(folder / "x.mkv")
    path.write_bytes(path.read_bytes().replace(b"A_AAC", b"A_ZZZ"))
    return path


def of_subtitles_alone(folder: Path) -> Path:
    return record(folder / "x.mkv", [], subtitle_seconds=5)


def of_25_hours(folder: Path) -> Path:
    with av.open(str(folder / "x.mkv"), "w") as container:
        track = container.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="mono")
        for hour in (0, 25):
            frame = av.AudioFrame.from_ndarray((tone(1) * 32767).astype(np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE, hour * 3600 * SAMPLE_RATE
            container.mux(track.encode(frame))
    return folder / "x.mkv"


def encrypted(folder: Path) -> Path:
    path = a_tone(folder / "x.mp4")
    path.write_bytes(path.read_bytes().replace(b"mp4a", b"enca", 1))
    return path


def of(content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "x.mp4").write_bytes(content)
        return folder / "x.mp4"

    return write


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (cut_before_its_index, "The file is cut off: its index is missing. Export or upload it again."),
        (of_an_unknown_codec, "The sound is in a coding that Chronos cannot read ("),
        (of_subtitles_alone, "The file has neither sound nor pictures: export it again."),
        (of_25_hours, "The file is longer than 24 hours: split it into parts."),
        (of(b"fLaC" + bytes(200)), "The file is damaged and cannot be read: export or upload it again."),
        (encrypted, "The file is encrypted (copy protection): export it again without, or record it."),
        (of(b"#EXTM3U\nhttp://x/a.ts\n"), "This is a playlist that points at other files, not a video: upload"),
        (of(b"%PDF-1.7" + bytes(5000)), "Chronos does not know this kind of file: it reads "),
        (of(b""), "The file is empty: export or upload it again."),
    ],
)
def test_files_are_refused_in_these_words(tmp_path: Path, make: Callable[[Path], Path], sentence: str) -> None:
    assert said(lambda: probe(make(tmp_path))).startswith(sentence)


@pytest.mark.parametrize(
    ("data", "encoding", "sentence"),
    [
        (b"Dialogue: 0,0:00:01.00", None, "The caption file has no cues: it needs WebVTT or SRT, times and text."),
        (b"00:00.000 --> 01:00.000\n" + b"a " * 5000, None, "The captions cannot be used: they have 5,000 words for "
         "1:00, more than 20 a second."),
        (b"\x81\xff", None, "The encoding of the captions is not certain: save the file as UTF-8, or name its "
         "encoding."),
        (BAD_CUES * 3, None, "The captions cannot be used: 3 of 3 cues are wrong: line 1: it ends before it starts"),
        (b"x", "klingon", "There is no encoding of that name: use one such as utf-8"),
    ],
)  # fmt: skip
def test_captions_are_refused_in_these_words(data: bytes, encoding: str | None, sentence: str) -> None:
    assert said(lambda: parse_captions(data, encoding=encoding, duration_seconds=60)).startswith(sentence)


def test_one_bad_cue_is_left_out_in_these_words() -> None:
    text = f"WEBVTT\n\n{GOOD_CUES}00:50.000 --> 00:40.000\nDark.\n"
    [warning] = parse_captions(text.encode(), duration_seconds=60).warnings
    assert warning.startswith("1 of 40 cues were left out: line 120: it ends before it starts")


def test_sizes_are_refused_in_these_words(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    with path.open("wb") as file:
        file.truncate(MAX_CAPTIONS_BYTES + 1)
    sentence = "The caption file is larger than 10 MB: choose the captions only."
    assert said(lambda: read_captions(path)) == sentence
    now, limit = datetime.now(UTC), 500 * 1024**2
    bucket = Bucket("videos", "videos", False, limit, None, now, now)
    sentence = "A file in videos may have up to 500 MB."
    assert said(lambda: check_size(bucket, Allowance(None, None), limit + 1)) == sentence


def test_other_texts_than_language_tags_are_refused_in_these_words() -> None:
    assert said(lambda: check_language("english")) == "The language must be a language tag, e.g. en or pt-BR."


def test_every_sentence_of_the_page_stands_in_a_test_of_its_row(repository: Path) -> None:
    """Figures, what stands in parentheses and what is left out (…) may be others."""
    page = (repository / "docs/reference/formats.md").read_text()
    tables = [part for part in re.split(r"\n\n+", page) if part.startswith("| ")]
    assert all(re.match(r"\|.*\|\n\|(---\|)+\n", table) for table in tables)
    sentences = 0
    for row in page.splitlines():
        named = re.findall(r"`(tests/[\w/]+\.py)`", row)
        tests = "".join(_joined((repository / name).read_text()) for name in named)
        for sentence in re.findall(r'"([^"]+)"', row):
            if len(sentence.split()) < 3:  # a word of the answer
                continue
            parts = [part.strip(" :.,;()") for part in re.split(r"\d[\d:,.]*|…|\([^)]*\)", sentence)]
            longest = max(parts, key=len)
            assert longest in tests, (sentence, named)
            sentences += 1
    assert sentences > 25


def said(act: Callable[[], object]) -> str:
    with pytest.raises(ChronosError) as caught:
        act()
    return str(caught.value)


def _joined(source: str) -> str:
    """Return the source of a test with strings that stand on several lines made one."""
    return re.sub(r'"\s*\n\s*r?f?"', "", source)
