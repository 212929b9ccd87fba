"""Names that a passage has or has not, and words that a library never says."""

import numpy as np
import pytest

from chronos.providers.embedding import Reading
from chronos.search.evidence import Said, find_unheard, log_count, missing_names, sum_masses
from chronos.search.mass import Start
from chronos.search.question import Question, read_question

COIL = Said("he moved to new york in eighteen eighty four and built a coil", "03-nikola-tesla", "en")


def asked(text: str) -> Question:
    return read_question(text, Reading(np.array([1.0, 0.0], np.float32), (), (), np.zeros((0, 2), np.float32)))


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("When did Tesla move to New York?", set()),  # his name is the title's
        ("Where was he in 1884?", set()),
        ("Where was he in 1891?", {"nineti", "one"}),
        ("What did Tesla learn from Marconi?", {"marconi"}),
        ("What did the Teslas build?", set()),
        ("What did marconi build?", set()),  # nothing tells that it is a name
        ("", set()),
    ],
)
def test_names_and_numbers_are_looked_for_in_the_passage_and_its_title(question: str, missing: set[str]) -> None:
    assert missing_names(asked(question), COIL) == missing


def test_a_word_is_unheard_when_no_term_of_it_is_said() -> None:
    question = asked("Which gluten-free flour, or “spelt”, rises best?")
    assert find_unheard(question, {"gluten", "spelt", "free"}, ["en"]) == ("gluten-free", "spelt")
    assert find_unheard(question, {"gluten"}, ["en"]) == ()
    assert find_unheard(asked("Is it so?"), {"so"}, ["en"]) == ()


def test_nothing_counts_as_one() -> None:
    assert log_count(0) == log_count(1) == 0.0


def test_the_best_three_places_count() -> None:
    assert sum_masses([Start(i, 0.0, 1.0, mass) for i, mass in enumerate((0.5, 0.25, 0.125, 0.1))]) == 0.875
    assert sum_masses([]) == 0
