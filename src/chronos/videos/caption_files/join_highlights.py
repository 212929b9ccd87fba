"""Join cues that show a text again to mark the word that is being said, as Whisper's `--highlight_words` does."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from chronos.videos.caption_files.join_rolling import ShownCue, follows

_TAG_WITHIN = re.compile(r"[^\s>}]\s*(?:<[^<>]+>|\{\\[^{}]+\})\s*[^\s<{]")  # text on both sides
LEAST_MARKED = 2  # with fewer, a line in italics and the same without them may have been said twice


def join_highlights(cues: Sequence[ShownCue], marked: Sequence[Sequence[str]]) -> list[ShownCue]:
    """Return the cues, each that shows the one before with other markup joined to it; `marked` are lines with markup.

    Lines that are the same with their markup were said twice.
    """
    texts = ["\n".join(lines) for lines in marked]
    is_again = [
        follows(cue, before) and cue.lines == before.lines and text != text_before
        for (before, cue), (text_before, text) in zip(pairwise(cues), pairwise(texts), strict=True)
    ]
    if (
        sum(again and _TAG_WITHIN.search(text) is not None for again, text in zip(is_again, texts[1:], strict=True))
        < LEAST_MARKED
    ):
        return list(cues)
    joined = list(cues[:1])
    for cue, again in zip(cues[1:], is_again, strict=True):
        if again:
            joined[-1] = replace(joined[-1], end=max(cue.end, joined[-1].end))
        else:
            joined.append(cue)
    return joined
