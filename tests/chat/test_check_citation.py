"""Whether what is said supports a sentence; bench/support.py measures it."""

import pytest

from chronos.chat.check_citation import NEVER, SIMILAR, VERY_SIMILAR, Said, names, needed_similarity

SAID = Said("For most sports, use a 500th of a second. Nikola Tesla did not use a flash, it was too slow.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Use a 500th of a second.",
        "For sports, use 1/500 of a second.",
        "Tesla did not use a flash.",
        "Tesla used no flash.",
        "For most sports use a 500th, Nikola Tesla did not use a flash.",
        "!",
    ],
)
def test_words_as_said_need_no_similarity(sentence: str) -> None:
    assert needed_similarity(sentence, SAID) == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "Use a 400th of a second.",
        "Edison Smith did not use a flash.",
        "For sports, never use a 500th of a second.",
        "Tesla used a flash.",
        "The flash was too fast for most sports.",
        "Use a 500th of a second, says Canon.",
        "For most sports use a 500th of a second and lemons cure headaches.",
    ],
)
def test_another_number_name_or_the_opposite_is_never_supported(sentence: str) -> None:
    assert needed_similarity(sentence, SAID) == NEVER


def test_other_words_need_similarity() -> None:
    assert needed_similarity("Use it for slow sports today, friend.", SAID) == SIMILAR
    assert needed_similarity("Athletes want short times.", SAID) == VERY_SIMILAR


def test_a_pronoun_has_its_name_from_before_and_any_sentence_from_the_title() -> None:
    assert (
        needed_similarity("To Graz moved Tesla in the end.", Said("he moved to graz in the end", before="tesla")) == 0
    )
    assert needed_similarity("To Graz moved Tesla in the end.", Said("in the end moved to graz", "Nikola Tesla")) == 0
    assert (
        needed_similarity("To Graz moved Tesla in the end.", Said("in the end moved to graz", before="tesla")) == NEVER
    )


def test_names_are_heard_as_a_recogniser_spells_them() -> None:
    assert needed_similarity("In Graz they met Branko Milanovic.", Said("in graz they met branko milanovich")) < NEVER


def test_names() -> None:
    assert names("Use ISO 100, says Nikola Tesla. The light is I think good. Thomas Edison left.") == [
        "ISO", "Nikola", "Tesla", "Thomas", "Edison",
    ]  # fmt: skip
    assert names("A Headline That Shouts At You") == []
