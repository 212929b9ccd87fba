"""Numerals: digits to the words in which they are said, since a recogniser may write either."""

import re

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = ((1_000_000_000_000, "trillion"), (1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
_IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_LONGEST = 15  # digits; what is longer is an identifier, read digit by digit
_YEARS = range(1100, 2100)

_NUMERAL = re.compile(
    r"(?<![\w.])(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?(?P<ending>st|nd|rd|th|s)?(?![\w]|\.\d)",
    re.IGNORECASE,
)


def say_numerals(text: str) -> str:
    """`text` with its numerals in words: "2016" → "twenty sixteen", "3.5" → "three point five", "1st" → "first"."""
    return _NUMERAL.sub(_said, text)


def _said(match: re.Match[str]) -> str:
    whole, part, ending = match["whole"], match["part"], (match["ending"] or "").lower()
    if part:
        return f"{_number(whole, is_fraction=True)} point {_digits(part)}"
    said = _year(int(whole)) if len(whole) == 4 and int(whole) in _YEARS else _number(whole)
    if ending == "s":
        return _plural(said)
    return _ordinal(said) if ending else said


def _number(whole: str, *, is_fraction: bool = False) -> str:
    digits = whole.replace(",", "")
    value = digits.lstrip("0") or "0"
    is_code = len(value) > _LONGEST or (not is_fraction and digits[0] == "0" and len(digits) > 1)
    return _digits(digits) if is_code else cardinal(int(value))


def cardinal(number: int) -> str:
    """A whole number from 0 to below 10¹⁵ in words, without "and" or hyphens."""
    for size, name in _SCALES:
        if number >= size:
            return f"{cardinal(number // size)} {name} {_rest(number % size)}".strip()
    if number >= 100:
        return f"{_ONES[number // 100]} hundred {_rest(number % 100)}".strip()
    if number >= 20:
        return f"{_TENS[number // 10]} {_rest(number % 10)}".strip()
    return _ONES[number]


def _rest(number: int) -> str:
    return cardinal(number) if number else ""


def _year(year: int) -> str:
    """As years are said: in pairs, but two thousand to two thousand nine."""
    if 2000 <= year <= 2009 or year % 1000 == 0:
        return cardinal(year)
    return f"{cardinal(year // 100)} {cardinal(year % 100) if year % 100 else 'hundred'}"


def _digits(text: str) -> str:
    return " ".join(_ONES[int(digit)] for digit in text)


def _ordinal(said: str) -> str:
    *before, last = said.split()
    if last in _IRREGULAR_ORDINALS:
        last = _IRREGULAR_ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return " ".join([*before, last])


def _plural(said: str) -> str:
    return said[:-1] + "ies" if said.endswith("y") else said + "s"
