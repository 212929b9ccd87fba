"""Cues that mark one word after another give their sentence once; what is said twice stays twice."""

import pytest

from chronos.videos.caption_files import parse_captions

SENTENCES = ["So today we talk about bread.", "The dough rests for a night."]


def read(texts: list[str], form: str = "srt", step: float = 0.5) -> list[tuple[float, float, str]]:
    """Write cues that follow each other and read them."""
    times = [f"00:00:{i * step:06.3f} --> 00:00:{(i + 1) * step:06.3f}" for i in range(len(texts))]
    text = "".join(f"{time}\n{text}\n\n" for time, text in zip(times, texts, strict=True))
    captions = parse_captions((("WEBVTT\n\n" if form == "vtt" else "") + text).encode())
    return [(cue.start_seconds, cue.end_seconds, cue.text) for cue in captions.cues]


def marked(sentence: str, begin: str, end: str) -> list[str]:
    words = sentence.split()
    return [" ".join([*words[:i], f"{begin}{words[i]}{end}", *words[i + 1 :]]) for i in range(len(words))]


@pytest.mark.parametrize("form", ["srt", "vtt"])
@pytest.mark.parametrize(
    ("begin", "end"), [("<u>", "</u>"), ('<font color="#00ff00">', "</font>"), (r"{\c&H00FF00&}", r"{\c}")]
)
def test_a_word_after_another_is_marked(form: str, begin: str, end: str) -> None:
    texts = [text for sentence in SENTENCES for text in marked(sentence, begin, end)]
    assert read(texts, form) == [(0.0, 3.0, SENTENCES[0]), (3.0, 6.0, SENTENCES[1])]


def test_nothing_is_marked_between_two_words() -> None:
    first, *others = marked(SENTENCES[0], "<u>", "</u>")
    assert read([SENTENCES[0], first, SENTENCES[0], *others, "<u>Bread.</u>", "Bread."]) == [
        (0.0, 4.0, SENTENCES[0]),
        (4.0, 5.0, "Bread."),
    ]


def test_words_that_are_said_again_stay() -> None:
    again = ["Let it be.", "Let it be.", "<i>Let it be.</i>", "Let it <i>be</i>.", "Whisper words.", "Let it be."]
    assert [text for _, _, text in read(again)] == ["Let it be."] * 4 + ["Whisper words.", "Let it be."]
