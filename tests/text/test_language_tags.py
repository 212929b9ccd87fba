"""Every code of a language has one short form."""

import re
from importlib import resources

import pytest

from chronos.text import canonical_tag
from chronos.text.languages import SCRIPTS


@pytest.mark.parametrize(("tag", "short"), [("de", "de"), ("deu-AT", "de-AT"), ("GER", "de"), ("ceb", "ceb")])
def test_a_tag_has_the_short_code_of_its_language(tag: str, short: str) -> None:
    assert canonical_tag(tag) == short
    assert canonical_tag(short) == short


@pytest.mark.parametrize("tag", ["", "german", "xx", "qqq", "und", "-", "-de"])
def test_others_are_none(tag: str) -> None:
    assert canonical_tag(tag) is None


def test_languages_that_chronos_and_its_recogniser_know_have_codes() -> None:
    source = resources.files("faster_whisper").joinpath("tokenizer.py").read_text("utf-8")
    heard = set(re.findall(r'^    "([a-z]{2,3})",$', source, re.MULTILINE))
    assert len(heard) > 90
    for code in heard | set(SCRIPTS.values()):
        assert canonical_tag(code) == code
