"""A list of students as CSV, as spreadsheets and people write it."""

import pytest

from chronos.errors import Invalid
from chronos.members import decode_roster, read_roster


@pytest.mark.parametrize(
    "text",
    [
        "Kim Lee,kim@example.com\nLee,lee@example.com,Light",
        "Kim Lee;kim@example.com\r\nLee;lee@example.com;Light\r\n",
        "Kim Lee\tkim@example.com\nLee\tlee@example.com\tLight",
        "\ufeffName,E-Mail,Course\nKim Lee,kim@example.com,\n\n , ,\nLee,lee@example.com,Light",
        "email;name;kurs\nkim@example.com;Kim Lee;\nlee@example.com;Lee;Light",
        '"Kim Lee", kim@example.com\nLee, lee@example.com , "Light"',
    ],
    ids=range(6),
)
def test_forms_of_one_list_are_read_alike(text: str) -> None:
    roster = read_roster(text)
    assert roster.problems == []
    assert [(line.name, line.email, line.course) for line in roster.lines] == [
        ("Kim Lee", "kim@example.com", None), ("Lee", "lee@example.com", "Light"),
    ]  # fmt: skip


def test_names_keep_commas_and_other_scripts() -> None:
    [line] = read_roster('"Lee, Kim 李",kim@example.com').lines
    assert (line.number, line.name) == (1, "Lee, Kim 李")


def test_wrong_lines_are_named_and_the_others_read() -> None:
    roster = read_roster("Name,Email\nKim,kim\n,lee@example.com\nMax,max@example.com\nAda\nEve,eve@example.com,A,B")
    assert [line.email for line in roster.lines] == ["max@example.com"]
    assert [(problem.number, problem.sentence.split(":")[0]) for problem in roster.problems] == [
        (2, "An e-mail address looks like ada@example.com."),
        (3, "A name must have 1 to 200 visible characters, on one line."),
        (5, "The e-mail address is missing. Write"),
        (6, "This line has too many columns"),
    ]


@pytest.mark.parametrize("text", ["", " \n,\n", "Name,Email\n"], ids=["empty", "blank", "titles"])
def test_empty_lists_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="list is empty"):
        read_roster(text)


def test_lists_are_limited_and_in_utf_8() -> None:
    lines = "".join(f"Student {n},s{n}@example.com\n" for n in range(5001))
    with pytest.raises(Invalid, match="more than 5,000 lines"):
        read_roster(lines)
    assert len(read_roster(lines[: lines.rindex("Student")]).lines) == 5000
    with pytest.raises(Invalid, match="more than 1,000,000 characters"):
        read_roster("x" * 1_000_001)
    assert decode_roster("\ufeffZoë".encode()) == "Zoë"
    with pytest.raises(Invalid, match="not in UTF-8"):
        decode_roster("Zoë".encode("latin-1"))
