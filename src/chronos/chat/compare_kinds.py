"""Compare how many of a thing are meant, and which one of its kind."""

from collections.abc import Sequence
from itertools import pairwise

from chronos.text import spoken_words, stem, terms

_DEGREES = {
    word: degree
    for degree, words in enumerate(
        (
            "some several few many numerous sometimes often occasionally partly",
            "most mostly usually normally generally typically mainly",
            "all every each always everyone everybody everything entirely completely",
        )
    )
    for word in words.split()
}
_OF_EVENTS_WORDS = "sometimes often occasionally usually normally generally typically mostly always mainly"
_OF_EVENTS = frozenset(_OF_EVENTS_WORDS.split())
_ALWAYS = 2
_REACH = 4  # words from "most of the" to what is counted

# What is one of a row is none of the others; words for the same one are joined by "/".
_KINDS = """
    child/children/kid/toddler dog/puppy cat/kitten horse bird fish cow sheep pig lion elephant man/men woman/women
    car bicycle/bike train plane/airplane ship/boat truck/lorry motorcycle/motorbike
    runner cyclist swimmer driver walker skier dancer
    walk run dance swim jump sit fly
    red green blue yellow orange purple pink brown black white grey/gray
    monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    spring summer autumn/fall winter
    morning noon evening night midnight afternoon
    north south east west
    mother father brother sister son daughter uncle aunt wife husband grandmother grandfather
    football/soccer tennis basketball baseball golf hockey
    salt sugar flour butter milk cream oil vinegar
    iron copper gold silver steel aluminium/aluminum lead tin zinc
    eye nose mouth ear hand foot/feet arm leg knee shoulder
    piano guitar violin flute trumpet drum
    snow rain fog hail
    sun moon
"""
_MEMBERS = {
    stem(form, "en"): (kind, member.split("/")[0])
    for kind, line in enumerate(_KINDS.strip().splitlines())
    for member in line.split()
    for form in member.split("/")
}


def overstates(sentence: str, said: str) -> bool:
    """Return whether a sentence says of all what is said of most or some, or always for usually."""
    here, there = _degrees(sentence), _degrees(said)
    return any(thing in there and degree > there[thing] for thing, degree in here.items())


def names_another(sentence: str, said: str) -> bool:
    """Return whether another one of its kind stands beside the same word: running dogs for running children."""
    stems, spoken = terms(sentence), terms(said)
    here, there = set(stems), set(spoken)
    foreign = {one for one in here - there if one in _MEMBERS}
    replaced = {one for one in there - here if one in _MEMBERS}
    beside, beside_there = _beside(stems), _beside(spoken)
    return any(
        _MEMBERS[one][0] == _MEMBERS[other][0]
        and _MEMBERS[one] not in {_MEMBERS[each] for each in there if each in _MEMBERS}
        and beside.get(one, set()) & beside_there.get(other, set())
        for one in foreign
        for other in replaced
    )


def _degrees(text: str) -> dict[str, int]:
    """Return the highest degree in which each thing is meant, events under ""."""
    found: dict[str, int] = {}
    words = spoken_words(text)
    for i, word in enumerate(words):
        if word in _DEGREES:
            thing = "" if word in _OF_EVENTS else next(iter(terms(" ".join(words[i + 1 : i + 1 + _REACH]))), None)
            if thing is not None:
                found[thing] = max(found.get(thing, 0), _DEGREES[word])
    if "" in found and "never" in words:
        found[""] = _ALWAYS
    return found


def _beside(stems: Sequence[str]) -> dict[str, set[tuple[str, bool]]]:
    """Return the neighbours of each stem, and on which side they are."""
    found: dict[str, set[tuple[str, bool]]] = {}
    for one, other in pairwise(stems):
        found.setdefault(one, set()).add((other, True))
        found.setdefault(other, set()).add((one, False))
    return found
