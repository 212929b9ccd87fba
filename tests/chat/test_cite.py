"""Citations of sentences."""

from chronos.chat.cite import cite
from tests.moments import a_passage


def test_a_quote_has_no_markup_and_marks_its_best_sentence_as_it_stands_there() -> None:
    cited = cite(a_passage(text="A <b>fast</b> shutter freezes."), 0, 2)
    assert cited.text == "Before. A fast shutter freezes. After."
    assert (cited.best_text, cited.best_start_seconds) == ("A fast shutter freezes.", 62.4)
