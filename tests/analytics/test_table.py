"""CSV: what a spreadsheet reads, and no formula."""

import csv
import io
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from chronos.analytics import Table, small_text, to_csv


def test_values_are_written_plainly() -> None:
    row = (1, -2.5, None, True, date(2026, 3, 1), datetime(2026, 3, 1, 12, tzinfo=UTC), UUID(int=1), 'a "b", c\nd')
    text = to_csv(Table(tuple("abcdefgh"), [row]))
    assert text.startswith("a,b,c,d,e,f,g,h\r\n1,-2.5,,true,2026-03-01,2026-03-01T12:00:00+00:00,0000")
    assert list(csv.reader(io.StringIO(text, newline="")))[1][-1] == 'a "b", c\nd'


def test_text_never_becomes_a_formula() -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "＋1", "－1", "＠1"):
        [_, [cell]] = list(csv.reader(io.StringIO(to_csv(Table(("a",), [(text,)])), newline="")))
        assert cell == "'" + text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=3))
def test_every_text_is_read_again(texts: list[str]) -> None:
    [_, row] = list(csv.reader(io.StringIO(to_csv(Table(["x"] * len(texts), [texts])), newline="")))
    assert [cell.removeprefix("'") for cell in row] == [text.removeprefix("'") for text in texts]


def test_withheld_rows_leave_a_sentence() -> None:
    sentence = small_text(5, "watched")
    assert sentence == "Fewer than 5 students watched: this is not broken down further."
    assert to_csv(Table(("a", "b", "c"), [], sentence)) == f"a,b,c\r\n{sentence},,\r\n"
