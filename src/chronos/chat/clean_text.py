"""Clean what is shown to a reader: any text in, plain text without links, markup or invisible characters out."""

import html
import unicodedata
from collections.abc import Callable, Sequence

import regex

LINK_REMOVED = "(link removed)"
_MOST_PASSES = 8  # of the rules; a text in which they still find something is built to outlast them

Rule = tuple["regex.Pattern[str]", str | Callable[["regex.Match[str]"], str]]

_JOINED_SCRIPTS = "".join(
    rf"\p{{{script}}}"
    for script in (
        "Arabic", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Tamil", "Telugu", "Sinhala"
    )
)  # fmt: skip
# Control sequences of terminals go whole: colours, and links, whose address no one sees.
_TERMINAL = regex.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
)
# Joiners shape the letters of some scripts; elsewhere they hide, as do marks of direction and tags.
_INVISIBLE = regex.compile(
    rf"(?:(?![\n\u200c\u200d])[\p{{Cc}}\p{{Cf}}\p{{Cs}}\p{{Co}}\p{{Cn}}\p{{Default_Ignorable_Code_Point}}\ufffc])"
    rf"|(?<![{_JOINED_SCRIPTS}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED_SCRIPTS}])"
)
_BREAK = regex.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BLANK = regex.compile(r"[^\S\n]+")
_ENTITY = regex.compile(r"&#?\w{1,31};")

_REST = r"(?:[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?…)\]'’])?"  # of an address, but what ends a sentence
_SCHEMES = "javascript|vbscript|data|mailto|tel|sms|file|blob|view-source"
_LABEL = r"[\p{L}\p{N}-]+"  # of a host's name
_HOST = rf"(?i)(?<![\p{{L}}\p{{N}}.-])(?:{_LABEL}\.)+"
_ENDINGS = (
    "com|org|net|edu|gov|info|biz|io|ai|co|me|tv|app|dev|xyz|top|site|online|shop|store|club|live|link|click|page|news"
    "|test|example|invalid|onion|ru|cn|de|uk|fr|eu|us|br|jp|ly|gg|gl|cc|ws"
)
_ADDRESSES: Sequence[Rule] = tuple(
    (pattern, LINK_REMOVED)
    for pattern in (
        regex.compile(rf"<?(?<![\p{{L}}\p{{N}}+.-])[\p{{L}}\p{{N}}+.-]*[:：][/／\\]{{2}}{_REST}>?"),
        regex.compile(rf"(?i)\b(?:{_SCHEMES})[:：](?=\S){_REST}"),
        regex.compile(rf"(?<![:：\p{{L}}\p{{N}}/])[/／\\]{{2}}{_LABEL}\.[\p{{L}}\p{{N}}]{_REST}"),
    )
)
_HOSTS: Sequence[Rule] = tuple(
    (pattern, LINK_REMOVED)
    for pattern in (
        regex.compile(rf"(?i)\bwww\d?\.{_REST}"),
        regex.compile(rf"(?i)(?<![\p{{L}}\p{{N}}._%+-])[\p{{L}}\p{{N}}._%+-]+@{_LABEL}\.{_REST}"),
        regex.compile(rf"{_HOST}\p{{L}}{{2,24}}(?::\d+)?[/?#]{_REST}"),
        regex.compile(rf"(?<![\d.])\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\d.]*\d)(?::\d+)?(?:/{_REST})?"),
        regex.compile(rf"{_HOST}(?:{_ENDINGS})\b(?![-.]?\p{{L}})(?::\d+)?"),
    )
)
# What opens and closes emphasis, and what closes it, the longest marks first.
_EMPHASIS = tuple(
    (
        regex.compile(rf"(?<![\w*]){mark}(?=\S)([^\n]+?)(?<=\S){mark}(?!\w)"),
        regex.compile(rf"(?<=\S){mark}(?!\w)"),
    )
    for mark in (r"\*\*\*", r"\*\*", r"\*", "___", "__")
)


def _without_emphasis(line: "regex.Match[str]") -> str:
    text: str = line[0]
    for emphasis, closing in _EMPHASIS:
        # Only up to the last mark that closes: each that opens would look for one in all the rest of the line.
        end = max((found.end() for found in closing.finditer(text, overlapped=True)), default=0)
        text = emphasis.sub(r"\1", text[:end]) + text[end:]
    return text


_MARKUP: Sequence[Rule] = (
    (regex.compile(r"!?\[([^\[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)?"), r"\1"),
    (regex.compile(r"!?\[([^\[\]]*)\][ \t]?\[[^\[\]]*\]"), r"\1"),
    (regex.compile(r"(?m)^[ \t]*\[[^\[\]\n]*\]:[ \t]*"), ""),
    (regex.compile(r"\\(?=[\[\]()*_`<>#!~])"), ""),
    (regex.compile(r"<[/|]?[A-Za-z!?|][^<>]*>"), ""),
    (regex.compile(r"`+|~{2,}"), ""),
    (regex.compile(r"(?m)^[^\n*_]*[*_][^\n]*"), _without_emphasis),
    (regex.compile(r"(?m)^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]*)+|(?:[-*_=][ \t]*){3,}$)"), ""),
)
_TAG_OPENING: Rule = (regex.compile(r"<(?=[A-Za-z/!?|])"), "‹")
_NUMBER = r"[\[［【〔⟦][\s^†]*[\p{N}]+(?:[\s,;–—-]+[\p{N}]+)*(?:†[^\[\]【】]{0,40})?\s*[\]］】〕⟧]"
_FALSE_NUMBERS: Sequence[Rule] = ((regex.compile(rf"[^\S\n]*{_NUMBER}"), ""),)
_QUOTED_NUMBERS: Sequence[Rule] = ((regex.compile(rf"(?=({_NUMBER}))[\[［【〔⟦]([^\]］】〕⟧]*)[\]］】〕⟧]"), r"(\2)"),)


def clean_generated(text: str) -> str:
    """Return what a model wrote without links, names of hosts, markup and numbers that look like a citation's."""
    return _clean(text, (*_MARKUP, *_ADDRESSES, *_HOSTS, _TAG_OPENING, *_FALSE_NUMBERS))


def clean_quote(text: str) -> str:
    """Return the words of a video, or its title, without links and markup; a host's name, which people say, stays.

    Usual speech is returned as it is.
    """
    return _clean(text, (*_MARKUP, *_ADDRESSES, _TAG_OPENING, *_QUOTED_NUMBERS))


def _clean(text: str, rules: Sequence[Rule]) -> str:
    for _ in range(_MOST_PASSES):
        cleaned: str = _ENTITY.sub(lambda entity: html.unescape(entity[0]), _visible(text))
        for pattern, replacement in rules:
            cleaned = pattern.sub(replacement, cleaned)
        if cleaned == text:
            return cleaned
        text = cleaned
    return ""


def _visible(text: str) -> str:
    text = _BLANK.sub(" ", _BREAK.sub("\n", _TERMINAL.sub("", text)))
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
