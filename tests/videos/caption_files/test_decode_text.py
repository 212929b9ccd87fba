"""UTF is read as UTF, a named encoding as named, everything else by what its text suggests."""

import pytest

from chronos.errors import Invalid
from chronos.videos.caption_files.decode_text import decode_text

POLISH = "1\n00:00:01,000 --> 00:00:04,000\nCiasto musi odpocząć całą noc, żeby źdźbło\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_utf_needs_no_name(encoding: str) -> None:
    assert decode_text(POLISH.encode(encoding)) == (POLISH, [])


@pytest.mark.parametrize("name", ["cp1250", "windows-1250", "CP1250", " windows-1250 "])
def test_named_encoding(name: str) -> None:
    assert decode_text(POLISH.encode("cp1250"), encoding=name) == (POLISH, [])


def test_a_guess_is_said() -> None:
    text, warnings = decode_text(POLISH.encode("cp1250"), language="pl")
    assert text == POLISH
    assert "windows-1250" in warnings[0]


def test_utf_8_is_read_so_whatever_it_is_called() -> None:
    text, warnings = decode_text(POLISH.encode(), encoding="windows-1251")
    assert text == POLISH
    assert warnings == ["The captions are in UTF-8 and were read so, not as cp1251."]


@pytest.mark.parametrize("name", ["klingon", "unicode_escape", "base64", "idna", "utf-7", "", "\x00"])
def test_other_names_are_refused(name: str) -> None:
    if not name:
        return
    with pytest.raises(Invalid) as caught:
        decode_text(b"x", encoding=name)
    assert caught.value.code == "encoding_unknown"


@pytest.mark.parametrize(
    ("data", "encoding", "code"),
    [
        (POLISH.encode("cp1250"), "shift_jis", "encoding_unsure"),
        (b"\x81\xff", None, "encoding_unsure"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", None, "not_text"),
        (b"a\x00b", None, "not_text"),
        (b"\xff\xfeW", None, "not_text"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, encoding: str | None, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode_text(data, encoding=encoding)
    assert caught.value.code == code


def test_damaged_utf_8_names_its_line() -> None:
    with pytest.raises(Invalid, match="Line 3 of the captions is not valid UTF-8"):
        decode_text(POLISH.encode()[:-4] + b"\xff\n")


def test_line_ends_become_line_feeds() -> None:
    assert decode_text(b"a\r\nb\rc\n")[0] == "a\nb\nc\n"


def test_line_ends_of_text_mode_on_windows() -> None:
    text, _ = decode_text(b"1\r\r\n00:00:01,000 --> 00:00:02,000\r\r\nhello\r\r\n\r\r\n2\r\r\n")
    assert text == "1\n00:00:01,000 --> 00:00:02,000\nhello\n\n2\n"


@pytest.mark.parametrize(
    ("label", "python"),
    [
        ("windows-874", "cp874"), ("Windows1251", "cp1251"), ("windows-31j", "cp932"), ("x-sjis", "shift_jis"),
        ("ISO-8859-8-I", "iso8859_8"), ("x-mac-cyrillic", "mac_cyrillic"),
    ],
)  # fmt: skip
def test_names_of_browsers_are_known(label: str, python: str) -> None:
    said = {"cp874": "สวัสดี", "cp932": "日本", "shift_jis": "日本", "iso8859_8": "שלום"}.get(python, "привет")
    assert decode_text(said.encode(python), encoding=label) == (said, [])


def test_chinese_in_letters_of_ascii_is_refused_unless_named() -> None:
    data = "00:01.000 --> 00:02.000\n汽车".encode("hz")
    with pytest.raises(Invalid, match="HZ-GB-2312") as error:
        decode_text(data)
    assert error.value.code == "encoding_unsure"
    assert decode_text(data, encoding="hz")[0].endswith("汽车")


@pytest.mark.parametrize("said", ["le café est très bon", "Привет всем", "日本語のテスト", "Mañana"])
def test_utf_7_is_refused(said: str) -> None:
    data = f"00:01.000 --> 00:02.000\n{said}".encode("utf-7")
    with pytest.raises(Invalid, match="The captions seem to be in UTF-7: save the file as UTF-8") as error:
        decode_text(data)
    assert error.value.code == "encoding_unsure"


@pytest.mark.parametrize(
    "said", ["2 + 2 = 4", "vitamins B+C-rich", "Google+Facebook-like", "C++ and A+", "a+b-c", "1+100-1"]
)
def test_sums_are_no_utf_7(said: str) -> None:
    assert decode_text(said.encode()) == (said, [])
