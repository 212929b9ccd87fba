"""No regular expression takes more than linear time: twice the text, twice the steps of a backtracking matcher."""

import math
import re
import sys
from collections.abc import Iterator

import pytest

from tests.patterns import MAX_STEPS, Pattern, attacks, count_steps, find_patterns, match_end

PATTERNS = list(find_patterns())
# Made at run time, of names in our own catalogue, of one word, or of a mark of emphasis: these are applied only up to
# the last mark that closes, so that the whole is linear (tests/test_linear_time.py).
_MADE_AT_RUN_TIME = {
    "operations.types.python:f'\\\\b{name}\\\\b'",
    "search.mend_spelling:query",
    "chat.clean_text:f'(?<![\\\\w*]){mark}(?=\\\\S)([^\\\\n]+?)(?<=\\\\S){mark}(?!\\\\w)'",
    "chat.clean_text:f'(?<=\\\\S){mark}(?!\\\\w)'",
}
MAX_GROWTH = 2.8  # of the steps when the text doubles; 4 is quadratic


@pytest.fixture(autouse=True)
def deep_recursion() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(before)


def growth(pattern: Pattern) -> tuple[float, str]:
    """Return the growth of the steps by the first attack that makes them grow too fast, or by the worst, and a text."""
    worst = (1.0, "")
    for make in attacks(pattern):
        steps = count_steps(pattern, make(20))
        grown = steps / count_steps(pattern, make(10)) if steps < MAX_STEPS else math.inf
        worst = max(worst, (grown, make(3)))
        if grown >= MAX_GROWTH:
            break
    return worst


# Patterns of the library `regex` have classes that Python's parser does not know: tests/test_linear_time.py runs them.
@pytest.mark.parametrize("pattern", [each for each in PATTERNS if each.library == "re" and each.text], ids=str)
def test_steps_grow_with_the_text(pattern: Pattern) -> None:
    worst, text = growth(pattern)
    assert worst < MAX_GROWTH, f"{worst:.1f} times the steps for twice a text like {text!r}"


@pytest.mark.parametrize(
    "text",
    [r"^\W+|\W+$", r"(a|a)*b", r"(?:\s+\S+:\S+)*\s*$", r"<[^>]*>", r"\s*-?\d+:\w+(?:[:.,]\w+)+\W+\d+", r"(\w+\s?)*$",
     r"\{(?:\\fn[^\\}]+)+\}"],
)  # fmt: skip
def test_a_quadratic_pattern_is_found(text: str) -> None:
    assert growth(Pattern("", "", "re", text, 0, frozenset({"search"})))[0] >= MAX_GROWTH


@pytest.mark.parametrize("pattern", [each for each in PATTERNS if each.library == "re" and each.text], ids=str)
def test_the_counting_matcher_matches_as_re_does(pattern: Pattern) -> None:
    assert pattern.text is not None
    compiled = re.compile(pattern.text, pattern.flags)
    for make in list(attacks(pattern))[::7]:
        found = compiled.match(make(2))
        assert match_end(pattern, make(2)) == (found.end() if found else None), make(2)


def test_every_pattern_is_known() -> None:
    assert {str(each) for each in PATTERNS if each.text is None} == _MADE_AT_RUN_TIME
    assert len(PATTERNS) > 80
