"""Plain text of cues. Only the formats' own tags are markup: what else stands in angle brackets was said."""

import html
import re
from collections.abc import Sequence

_CLASSES = r"(?:\.[^\s<>&.]+)*"
_TAG = re.compile(
    rf"""<(?:
        /(?:b|i|u|s|(?i:font)|c|v|lang|ruby|rt|B|I|U|S)\s*
        |(?:b|i|u|s|c|ruby|rt){_CLASSES}\s*/?
        |(?i:font)(?:\s+[A-Za-z]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s<>"']+))+\s*
        |(?:\d+:)?\d+:\d+[.,]\d+                                                    # when the next words are shown
    )>
    |(?<![\w)\]])<(?:(?:v|lang){_CLASSES}(?:\s[^<>]*)?|[BIUS])>                      # not of `a<v and b>c`
    """,
    re.VERBOSE,
)
# ASS overrides: a known name, and its value. `{\alpha}` and other mathematics are text.
_NUMBER = r"-?[\d.]+"
_BRACES = re.compile(r"\{(\\[^{}]*+)\}")
_OVERRIDES = re.compile(
    rf"""(?:\\(?:
        an?\d{{1,2}}|[ibus]\d+|q\d|[ibus]|r(?:[A-Z]\w*)?
        |(?:pos|move|org|fade?|i?clip|t)\([^)]*+\)
        |fn[^\\]++|fs(?:c[xy]|p)?{_NUMBER}|(?:[1-4]?[ca]|alpha)&H[0-9A-F]+&?|[1-4]?c
        |[kK][fot]?\d+|(?:[xy]?(?:bord|shad)|be|blur|fr[xyz]?|fa[xy]|fe|pbo|p){_NUMBER}
    )(?=\\|\Z))++""",
    re.VERBOSE,
)
_REFERENCE = re.compile(r"&(?:\w++|#\d++|#[xX][0-9a-fA-F]++);")
# No character has a number of so many digits, and Python refuses to read one of thousands.
_ENDLESS_REFERENCE = re.compile(r"&#(?:\d{11,}|[xX][0-9a-fA-F]{11,});?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_INLINE_TIME = re.compile(r"<(?:\d+:)?\d+:\d+[.,]\d+>")


def plain_lines(lines: Sequence[str], *, is_vtt: bool) -> list[str]:
    """Return the lines without markup, white space made single; lines of which nothing is left are dropped.

    Character references are read as HTML does in WebVTT; in SRT, which has none of its own, with a semicolon only.
    """
    text = _BRACES.sub(_without_overrides, _TAG.sub("", "\n".join(lines)))
    text = _ENDLESS_REFERENCE.sub("\ufffd", text)
    text = html.unescape(text) if is_vtt else _REFERENCE.sub(lambda match: html.unescape(match[0]), text)
    plain = (" ".join(_CONTROL.sub(" ", line).split()) for line in text.split("\n"))
    return [line for line in plain if line]


def has_inline_times(line: str) -> bool:
    """Return whether the line has times between its words, as captions that are shown word by word have."""
    return _INLINE_TIME.search(line) is not None


def _without_overrides(braces: re.Match[str]) -> str:
    return "" if _OVERRIDES.fullmatch(braces[1]) else braces[0]
