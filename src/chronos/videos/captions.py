"""Cues into words and back, and cues out as WebVTT, where all that they say is text."""

from collections.abc import Sequence
from itertools import pairwise

from chronos.model import Cue, TimeSpan, Word
from chronos.text import SENTENCE_END, columns, gap, join_words, split_words

LINE_CHARACTERS, CUE_LINES, CUE_SECONDS = 42, 2, 6.0
NOT_UNDERSTOOD = "[not understood]"  # the text of a cue where a voice is heard that gave no words
_PAUSE_SECONDS = 0.8  # speech that stops for this long clears the screen
_SHORT_CUE_SECONDS = 1.0  # a sentence shorter than this stays up with the next one

_TO_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def to_vtt(cues: Sequence[Cue]) -> str:
    """A WebVTT file (W3C WebVTT); times are rounded to milliseconds, the text is shown as it is."""
    blocks = [
        f"{vtt_time(cue.start_seconds)} --> {vtt_time(cue.end_seconds)}\n{cue.text.translate(_TO_ENTITIES)}\n"
        for cue in cues
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def words_from_cues(cues: Sequence[Cue]) -> list[Word]:
    """Every word of the cues; a word's times are its share, by characters, of its cue. Starts never run backwards.

    Cues that stand for speech without words give none.
    """
    words: list[Word] = []
    for cue in cues:
        if cue.text == NOT_UNDERSTOOD:
            continue
        texts = split_words(cue.text)
        gaps = [len(gap(left, right)) for left, right in pairwise(texts)]
        characters = sum(map(len, texts)) + sum(gaps)
        pace = (cue.end_seconds - cue.start_seconds) / max(characters, 1)  # seconds per character
        place, floor = 0, words[-1].start_seconds if words else 0.0
        for text, space in zip(texts, [*gaps, 0], strict=False):
            start = max(cue.start_seconds + place * pace, floor)
            words.append(Word(text, start, max(cue.start_seconds + (place + len(text)) * pace, start)))
            place += len(text) + space
    return words


def cues_from_words(words: Sequence[Word], not_understood: Sequence[TimeSpan] = ()) -> list[Cue]:
    """Return cues of at most two lines of 42 columns and six seconds, cut at sentence ends and pauses.

    Each part that was not understood has a cue that says so.
    """
    cues: list[Cue] = []
    group: list[Word] = []
    lines: list[str] = []  # of the group
    for word in words:
        longer = _with_word(lines, word.text)
        if group and (len(longer) > CUE_LINES or _ends_before(group, word)):
            cues.append(_cue(group, lines))
            group, longer = [], [word.text]
        group.append(word)
        lines = longer
    if group:
        cues.append(_cue(group, lines))
    marks = [Cue(span.start_seconds, span.end_seconds, NOT_UNDERSTOOD) for span in not_understood]
    return sorted([*cues, *marks], key=lambda cue: cue.start_seconds)


def vtt_time(seconds: float) -> str:
    """Return a time as WebVTT writes it, in milliseconds."""
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _ends_before(group: Sequence[Word], word: Word) -> bool:
    """Whether the cue of `group` ends before `word`, however short its lines are."""
    if (
        word.start_seconds - group[-1].end_seconds >= _PAUSE_SECONDS
        or word.end_seconds - group[0].start_seconds > CUE_SECONDS
    ):
        return True
    seconds = group[-1].end_seconds - group[0].start_seconds
    return seconds >= _SHORT_CUE_SECONDS and SENTENCE_END.search(group[-1].text) is not None


def _with_word(lines: Sequence[str], word: str) -> list[str]:
    """Return the lines of a cue with one word more."""
    longer = join_words([lines[-1], word]) if lines else word
    if lines and columns(longer) > LINE_CHARACTERS:
        return [*lines, word]
    return [*lines[:-1], longer]


def _cue(group: Sequence[Word], lines: Sequence[str]) -> Cue:
    return Cue(group[0].start_seconds, max(word.end_seconds for word in group), "\n".join(lines))
