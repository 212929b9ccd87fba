"""What a question is about stays, how it is put goes."""

import pytest

from chronos.search.framing import unframed

FRAMED = [
    ("Where does he talk about freezing motion?", "freezing motion?"),
    ("what did she say about diffraction", "diffraction"),
    ("Can you explain what the exposure triangle is?", "what the exposure triangle is?"),
    ("Hi there! Quick question: in which video do you explain the sunny 16 rule? 🙂", "the sunny 16 rule?"),
    ("I was wondering if you could tell me why snow looks grey", "why snow looks grey"),
    ("when is diffraction explained?", "when is diffraction"),
    ("is there any lesson about tripods?", "tripods?"),
    ("i dont get the f-number thing, can you explain that again please?", "the f-number thing,"),
    ("so in the video he says something about a waterfall, what was it", "a waterfall,"),
    ("What does the instructor recommend for portraits?", "portraits?"),
    ("is it true that ISO adds light", "ISO adds light"),
    ("remind me what stops are, thanks!!", "what stops are,"),
    ("the part where he talks about birds", "birds"),
    ("what f-number for landscapes did he say?", "what f-number for landscapes"),
    ("what is iso in simple terms", "what is iso"),
    ("hey, can u explane depth of field pls :)", "depth of field"),
    ("wher does he tlak abuot iso", "iso"),
    ("HOW DO I FREEZE A RUNNER???", "how do i freeze a runner?"),
    ("🌊 silky water 🌊", "silky water"),
    ("black cat 🐈\u200d⬛ too bright", "black cat too bright"),
    ("WHERE DOES SHE TALK ABOUT TRIPODS", "tripods"),
    ("Hallo, kannst du mir bitte erklären, wie lange der Teig ruht?", "wie lange der Teig ruht?"),
    ("Wo spricht er über die Blende?", "die Blende?"),
    ("In welchem Video geht es um Schärfentiefe? Danke!", "Schärfentiefe?"),
    ("waht is teh aperture", "what is the aperture"),
    ("I don't know what ISO is", "what ISO is"),
]
UNFRAMED = [
    "Where did Tesla say he was born?",
    "How do I show speed?",
    "What point did Luther make?",
    "How do I cover the dough?",
    "What is the second most abundant element?",
    "who said “a tiny hole”",
    "sunny 16",
    "What is the U.S. economy?",
    "Which cannot be changed?",
    "ISO",
    "Wie lange ruht der Teig?",
    "パン作りについて教えて",
]
NOTHING_ELSE = ["hello!", "🙂", "thanks", "can you explain that?", "???", '""']


@pytest.mark.parametrize(("question", "topic"), FRAMED, ids=[question[:40] for question, _ in FRAMED])
def test_framing_goes(question: str, topic: str) -> None:
    assert unframed(question) == topic


@pytest.mark.parametrize("question", UNFRAMED)
def test_words_that_matter_stay(question: str) -> None:
    assert unframed(question) == question


@pytest.mark.parametrize("question", NOTHING_ELSE)
def test_a_question_of_framing_alone_stays(question: str) -> None:
    assert unframed(question).strip("?") in question


def test_words_in_quotes_stay() -> None:
    assert unframed('where does she say "can you explain"') == '"can you explain"'


def test_it_is_the_same_twice() -> None:
    for question, _ in FRAMED:
        assert unframed(unframed(question)) == unframed(question)
