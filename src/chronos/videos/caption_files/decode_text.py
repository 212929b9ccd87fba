"""Decode captions: as UTF where they are that, otherwise in the encoding that is named, or detected without a doubt."""

import codecs
import re

from chronos.errors import Invalid
from chronos.text import script_of
from chronos.videos.caption_files.detect_encoding import detect_encoding, has_impossible_characters

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS = frozenset(
    codecs.lookup(name).name
    for name in [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "ascii",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "iso8859-1",
        "iso8859-2",
        "iso8859-3",
        "iso8859-4",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "iso8859-9",
        "iso8859-10",
        "iso8859-11",
        "iso8859-13",
        "iso8859-14",
        "iso8859-15",
        "iso8859-16",
        "koi8-r",
        "koi8-u",
        "kz1048",
        "ptcp154",
        "cp437",
        "cp737",
        "cp775",
        "cp850",
        "cp852",
        "cp855",
        "cp857",
        "cp860",
        "cp861",
        "cp862",
        "cp863",
        "cp864",
        "cp865",
        "cp866",
        "cp869",
        "cp874",
        "cp1125",
        "tis-620",
        "mac-roman",
        "mac-latin2",
        "mac-cyrillic",
        "mac-greek",
        "mac-turkish",
        "mac-iceland",
        "big5",
        "big5hkscs",
        "cp950",
        "gb2312",
        "gbk",
        "gb18030",
        "hz",
        "euc-jp",
        "shift-jis",
        "cp932",
        "iso2022-jp",
        "euc-kr",
        "cp949",
        "johab",
        "iso2022-kr",
    ]
)

# Names of browsers and of Windows that Python does not know.
_WINDOWS = re.compile(r"(?:x-)?(?:windows|cp)[-_ ]?(\d{3,4})")
_LABELS = {
    "windows-31j": "cp932", "x-sjis": "shift-jis", "x-euc-jp": "euc-jp", "x-gbk": "gbk", "x-big5": "big5",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "macintosh": "mac-roman", "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic", "x-mac-ukrainian": "mac-cyrillic", "x-mac-greek": "mac-greek",
    "x-mac-turkish": "mac-turkish",
}  # fmt: skip
# Characters beyond ASCII between "+" and "-", as base64 of UTF-16 (RFC 2152).
_LEAST_LETTERS = 3
_JAPANESE = {"Hiragana", "Katakana"}  # beside Han
_UTF_7 = re.compile(r"\+([A-Za-z0-9/]{3,}+)-")
# Chinese between "~{" and "~}" (RFC 1843), in letters and signs of ASCII.
_HZ = re.compile(r"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")


def decode_text(data: bytes, *, encoding: str | None = None, language: str | None = None) -> tuple[str, list[str]]:
    """Return the text with line feeds as its line ends, and a sentence where the encoding was guessed.

    Raises Invalid: `encoding_unknown` for a name that is not one, `encoding_unsure`, `not_text`.
    """
    named = check_encoding(encoding) if encoding else None
    text, notes = _decode(data, named, language)
    if "\x00" in text and not text.startswith("WEBVTT"):
        raise Invalid("The caption file is not text: save it as WebVTT or SRT in UTF-8.", code="not_text")
    text = text.replace("\x00", "\ufffd").replace("\r\r\n", "\n")  # Python's text mode on Windows, given "\r\n"
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def check_encoding(encoding: str) -> str:
    """Return Python's name of the encoding. Raises Invalid (`encoding_unknown`)."""
    try:
        label = encoding.strip().lower()
        name = codecs.lookup(_LABELS.get(label) or _WINDOWS.sub(r"cp\1", label)).name
    except (LookupError, ValueError):
        name = ""
    if name not in _ENCODINGS:
        raise Invalid(
            "There is no encoding of that name: use one such as utf-8, windows-1251, big5 or shift_jis.",
            code="encoding_unknown",
        )
    return name


def _decode(data: bytes, named: str | None, language: str | None) -> tuple[str, list[str]]:
    utf = _decode_utf(data)
    if utf is not None and utf.isascii() and _HZ.search(utf):
        if named == "hz":
            return _decode_named(data, named), []
        raise Invalid(
            "The captions seem to be in HZ-GB-2312: name the encoding hz, or save the file as UTF-8.",
            code="encoding_unsure",
        )
    if utf is not None and utf.isascii() and _is_utf_7(utf):
        raise Invalid("The captions seem to be in UTF-7: save the file as UTF-8.", code="encoding_unsure")
    if utf is not None:
        is_other = named is not None and not named.startswith("utf") and not utf.isascii()
        return utf, [f"The captions are in UTF-8 and were read so, not as {named}."] if is_other else []
    if named is not None:
        return _decode_named(data, named), []
    if b"\x00" in data or any(data.startswith(mark) for mark, _ in _MARKS):
        raise Invalid("The caption file is not text: save it as WebVTT or SRT in UTF-8.", code="not_text")
    _check_broken_utf8(data)
    found = detect_encoding(data, language)
    if found is None:
        raise Invalid(
            "The encoding of the captions is not certain: save the file as UTF-8, or name its encoding.",
            code="encoding_unsure",
        )
    return data.decode(found), [
        f"The captions were read as {found}, which their text suggests. If letters are wrong, name the encoding or "
        "save the file as UTF-8, and send it again."
    ]


def _decode_utf(data: bytes) -> str | None:
    """Return the text if it is in UTF-8, UTF-16 or UTF-32, with a mark or without; otherwise None."""
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    is_escaped = b"\x1b$" in data or b"\x1b(" in data  # ISO-2022-JP is ASCII to the eye
    if marked or (b"\x00" not in data and not is_escaped):
        return _try(data, marked[0] if marked else "utf-8")
    # The arrow between the times tells the width and the order of the characters.
    wide = [_try(data, name) for name in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")]
    return next((text for text in wide if text is not None and "-->" in text), None)


def _is_utf_7(text: str) -> bool:
    """Return whether what stands between "+" and "-" are letters of one script; "Google+Facebook-like" are of three."""
    letters = ""
    for match in _UTF_7.finditer(text):
        try:
            letters += match[0].encode().decode("utf-7")
        except UnicodeDecodeError:
            return False
    scripts = {script_of(letter) for letter in letters if letter.isalpha()}
    has_enough = scripts == {"Latin"} or len(letters) >= _LEAST_LETTERS  # "1+100-1" is a sum
    return has_enough and not letters.isascii() and None not in scripts and len(scripts - _JAPANESE) <= 1


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decode_named(data: bytes, named: str) -> str:
    try:
        text = data.decode(named)
    except UnicodeDecodeError as error:
        raise _not_in(named) from error
    if has_impossible_characters(text):
        raise _not_in(named)
    return text


def _not_in(named: str) -> Invalid:
    return Invalid(
        f"The captions are not in {named}: name their own encoding, or save the file as UTF-8.", code="encoding_unsure"
    )


def _check_broken_utf8(data: bytes) -> None:
    """Refuse UTF-8 of which some bytes are damaged: in any other encoding all of it would be nonsense."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if sum(not character.isascii() for character in text) - broken > 3 * broken:
        line = text.replace("\r\n", "\n").replace("\r", "\n").split("\ufffd", 1)[0].count("\n") + 1
        raise Invalid(
            f"Line {line} of the captions is not valid UTF-8: save the file again as UTF-8.", code="encoding_unsure"
        )
