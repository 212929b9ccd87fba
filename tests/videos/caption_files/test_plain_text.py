"""Only the formats' own tags are markup."""

import pytest

from chronos.videos.caption_files.plain_text import has_inline_times, plain_lines


@pytest.mark.parametrize(
    "text",
    ["declare a List<String> and a map<int, vector<int>>", "if a<b and b>c then stop", "x<c and y>d", "if x<v and w>0",
     "#include <vector>", "<script>alert(1)</script>", "1 < 2 > 0", "an email <ada@example.com>", "{not an override}",
     "{\\displaystyle x}", "{\\alpha}", "<br>", "f<T>(i)", "Set<Font>", "a <b and c"],
)  # fmt: skip
@pytest.mark.parametrize("is_vtt", [False, True])
def test_spoken_brackets_stay(text: str, is_vtt: bool) -> None:
    assert plain_lines([text], is_vtt=is_vtt) == [text]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<b>bold</b> <i>it</i> <u>under</u> <s>gone</s>", "bold it under gone"),
        ("<I>loud</I>", "loud"),
        ('<font color="#ff0000" size=3>red</font>', "red"),
        ("<c.yellow.bg_blue>colour</c>", "colour"),
        ("<v.loud Ada Lovelace>Hello</v>", "Hello"),
        ("<v Ada>Hi <v Bob>ho", "Hi ho"),
        ("<lang en-GB>colour</lang>", "colour"),
        ("<ruby>漢<rt>kan</rt></ruby>", "漢kan"),
        ("hello<00:00:00.500><c> dear</c><00:01.000> world", "hello dear world"),
        ("{\\an8}{\\i1}up{\\i0} {\\pos(10,20)\\fs20}there", "up there"),
        ("{\\blur2\\be1\\bord3\\shad0\\fnArial Bold\\t(0,1)}there", "there"),
        ("a &amp; b &lt;c&gt; &#233;", "a & b <c> é"),
    ],
)
@pytest.mark.parametrize("is_vtt", [False, True])
def test_tags_are_dropped(text: str, plain: str, is_vtt: bool) -> None:
    assert plain_lines([text], is_vtt=is_vtt) == [plain]


@pytest.mark.parametrize("is_vtt", [False, True])
def test_references_have_bounded_digits(is_vtt: bool) -> None:
    assert plain_lines([f"a &#{'9' * 5000}; &#x{'0' * 5000}41;"], is_vtt=is_vtt) == ["a \ufffd \ufffd"]


def test_a_query_in_srt_is_no_character_reference() -> None:
    assert plain_lines(["see /?a=1&copy=2"], is_vtt=False) == ["see /?a=1&copy=2"]


def test_voice_over_two_lines() -> None:
    assert plain_lines(["<v Ada", "Lovelace>Hello", " ", "there"], is_vtt=True) == ["Hello", "there"]


def test_inline_times_are_recognised() -> None:
    assert has_inline_times("a<00:00:01.000> b")
    assert not has_inline_times("a <10:30> b")


def test_font_tags_in_any_case() -> None:
    assert plain_lines(["<Font Color='#fff'>Hello</Font>"], is_vtt=False) == ["Hello"]
