"""Text without links, markup and what nobody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.chat.clean_text import clean_generated, clean_quote


@pytest.mark.parametrize(
    "text",
    [
        "Use a 500th of a second, i.e. f/2.8: x < 3 & y > 2; AT&T, Node.js 3.5, 10:30, end.Then",
        "a*b*c and snake_case",
        "- one\n- two",
        "می‌خواهم क्‍ष",
        "“Zitat” « citation » 「引用」",
        "It costs 5 $ (or more) / less.",
        "",
    ],
)
def test_usual_text_stays(text: str) -> None:
    assert clean_generated(text) == clean_quote(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("[this](http://evil.example/a?b=(c)) now", "this now"),
        ("![x](https://evil.example/p.png)", "x"),
        ("Go to https://evil.example/x.", "Go to (link removed)."),
        ("javascript:alert(1)", "(link removed))"),
        ("h<b></b>ttps://evil.example", "(link removed)"),
        ("&lt;b&gt;x&amp;lt;/b&amp;gt;", "x"),
        ("<<b>script>x", "‹script>x"),
        ("\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\ \x1b[31mred", "click red"),
        ("a\u202eb\u200bc\U000e0041", "abc"),
        ("**bold** and __this__\n# head\n> quote\n```\ncode\n```", "bold and this\nhead\nquote\n\ncode\n"),
        ("one\u2028two\r\nthree", "one\ntwo\nthree"),
        ("http:／／evil．example", "(link removed)"),
    ],
)
def test_markup_links_and_the_invisible_go(text: str, cleaned: str) -> None:
    assert clean_generated(text) == clean_quote(text) == cleaned


def test_a_quote_keeps_hosts_and_brackets_that_people_say() -> None:
    text = "Go to example.com or www.example.com, see array[0]."
    assert clean_quote(text) == "Go to example.com or www.example.com, see array(0)."
    assert clean_generated("Go to example.com [99] or【1】 a@b.example, 10.0.0.1/x.") == (
        "Go to (link removed) or (link removed), (link removed)."
    )


@given(st.text(alphabet=st.sampled_from("<>[]()!*_`/:.&;#hxtp1a \n\u200b\x1b"), max_size=60))
def test_cleaned_text_is_clean(text: str) -> None:
    for clean in (clean_generated, clean_quote):
        assert clean(clean(text)) == clean(text)
        assert "\x1b" not in clean(text)
        assert "://" not in clean(text)


@pytest.mark.parametrize("word", ["a ", "!*a", "*a ", "__a ", "!***a* ", "a* !*b", "**a"])
def test_a_text_of_many_marks_is_cleaned(word: str) -> None:
    assert "a" in clean_quote(word * (10_000 // len(word)))  # tests/test_linear_time.py counts the steps
