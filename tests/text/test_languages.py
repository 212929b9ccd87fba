"""Stems and stop words."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from chronos.text.languages import is_stop_word, language_code, stem, strip_accents
from chronos.text.terms import asked_terms, content_words, terms


def test_threads_that_stem_at_once_do_not_mix_their_words() -> None:
    words = ["negotiations", "photographers", "communications", "relational", "swarming", "generously"] * 40
    alone = [stem.__wrapped__(word) for word in words]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(stem.__wrapped__, words)) == alone
    finally:
        sys.setswitchinterval(before)


def test_stems_follow_the_language() -> None:
    assert stem("hauser", "de") == "haus"
    assert stem("градусов", "en") == stem("градус", "ru")
    assert stem("vien", "vi") == "vien"
    assert stem("degrees", "und") == stem("degrees")


def test_stop_words_follow_the_language() -> None:
    assert is_stop_word("die", "de")
    assert not is_stop_word("die", "en")
    assert is_stop_word("the", "und")
    assert terms("что было", "ru") == []


@pytest.mark.parametrize(
    ("language", "question", "carried"),
    [
        ("sk", "Ako vymeniť koleso na aute?", "vymenit koleso aute"),
        ("vi", "Làm thế nào để thay lốp xe ô tô?", "thay lốp xe ô tô"),
        ("cs", "Jak vyměnit kolo na autě?", "vymenit kolo aute"),
        ("pl", "Jak wymienić koło w samochodzie?", "wymienic koło samochodzie"),
        ("uk", "Як поміняти колесо в автомобілі?", "поміняти колесо автомобілі"),
        ("sr", "Како да променим гуму на аутомобилу?", "променим гуму аутомобилу"),
        ("bs", "Kako da promijenim gumu na automobilu?", "promijenim gumu automobilu"),
        ("bg", "Как да сменя гума на кола?", "сменя гума кола"),
        ("ro", "Cum schimb roata la o mașină?", "schimb roata masina"),
        ("id", "Bagaimana cara mengganti ban mobil?", "mengganti ban mobil"),
        ("fa", "چگونه چرخ ماشین را عوض کنم؟", "چرخ ماشین عوض"),
        ("he", "איך מחליפים את הגלגל של המכונית?", "מחליפים הגלגל המכונית"),
        ("lt", "Kaip pakeisti automobilio ratą?", "pakeisti automobilio rata"),
    ],
)
def test_a_question_has_the_words_that_carry_meaning(language: str, question: str, carried: str) -> None:
    assert content_words(question, language) == carried.split()


def test_a_question_has_a_stem_for_each_language() -> None:
    assert asked_terms("Häuser", ["en", "de"]) == [("hauser", "haus")]
    assert asked_terms("When do stars die?", ["de", "en"]) == [("star",), ("die",)]


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("pt-BR", "pt"),
        ("EN_us", "en"),
        ("nb", "no"),
        ("deu", "de"),
        ("cmn", "zh"),
        ("und", "und"),
        (None, None),
        ("", None),
    ],
)
def test_a_tag_names_its_language(tag: str | None, code: str | None) -> None:
    assert language_code(tag) == code


def test_vowel_signs_stay_and_accents_go() -> None:
    assert strip_accents("आकार") == "आकार"
    assert strip_accents("kraków") == "krakow"
    assert strip_accents("ёж й") == "еж й"
    assert strip_accents("が") == "が"
