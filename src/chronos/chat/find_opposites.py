"""Find where a sentence says the opposite of what is said: as a whole, or in one of its clauses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from chronos.text import spoken_words, stem, terms

# Each pole has all words that mean it, so that a synonym is no opposite.
_PAIRS = """
    increase increased rise rose raise grow grew up | decrease decreased fall fell lower reduce shrink shrank drop down
    open opened opening | close closed closing shut
    wide wider widest | narrow narrower narrowest
    shallow shallower | deep deeper
    bright brighter brightest | dark darker darkest dim dimmer
    slow slower slowest slowly | fast faster fastest quick quicker quickly
    large larger largest big bigger biggest | small smaller smallest tiny little
    high higher highest | low lower lowest
    long longer longest | short shorter shortest
    always | never
    before | after
    above beyond | below
    left | right
    first | last
    win won | lose lost
    double twice doubling | halve halved halves half
    sharp sharper sharply sharpen | blur blurred blurry unsharp
    true | false
    near nearer nearest | far farther farthest
    hot hotter hottest | cold colder coldest
    easy easier easily | hard harder difficult
    strong stronger strongest | weak weaker weakest
    minimum | maximum
    best | worst
    better | worse
    allowed | forbidden
    early earlier | late later
    buy bought | sell sold
    born | died
    accept accepted | refuse refused reject rejected
    lent | borrowed
    arrived | departed
    began begin started start | ended end stopped
    add added | remove removed subtract
    more | less fewer
    most | least
    soft softer | hard harder sharp sharper
    thin thinner thinnest | thick thicker thickest
    thousands | dozens
    empty | full
    loud louder | quiet quieter
    inside | outside
    cheap cheaper | expensive
    hide hidden | show
    visible | invisible
    possible | impossible
    correct | incorrect wrong
    multiply | divide
    closer nearer | away farther further
    gain gains | lose lost
    freeze frozen | blur blurred
"""
_POLES: dict[str, set[tuple[int, int]]] = {}
for _pair, _line in enumerate(_PAIRS.strip().splitlines()):
    for _side, _forms in enumerate(_line.split("|")):
        for _form in _forms.split():
            _POLES.setdefault(stem(_form, "en"), set()).add((_pair, _side))

_CLAUSE_END = regex.compile(
    r"[,;:.!?…()\n–—]+|\b(?:but|because|although|while|whereas|and|when|if|so|before|after|until)\b", regex.IGNORECASE
)
_AVOIDING = frozenset({"avoid", "avoids", "avoided", "avoiding", "skip", "skips"})
_USING_WORDS = "use uses used using choose chooses choosing take takes taking pick set try prefer need needs"
_USING = frozenset(_USING_WORDS.split())
_NOT = frozenset({"not", "never", "isnt", "arent", "wasnt", "no"})
_LEAST_LETTERS = 4  # of a word that "un-" undoes
_REACH = 4  # words from "avoid" to what is avoided


@dataclass(frozen=True, slots=True)
class _Clause:
    poles: frozenset[tuple[int, int, str]]  # each alone, with "", and with the stem of the word that follows
    others: frozenset[str]  # stems


def says_opposite(sentence: str, said: str) -> bool:
    """Return whether a word stands in place of its opposite, or what is to be used there is avoided here."""
    here, there = _poles(spoken_words(sentence)), _poles(spoken_words(said))
    if any((pair, 1 - side) in there and (pair, side) not in there for pair, side in here):
        return True
    return _turns_a_clause(sentence, said) or _avoids_what_is_used(sentence, said) or _is_undone(sentence, said)


def _turns_a_clause(sentence: str, said: str) -> bool:
    """Return whether a clause there that is the most like one of here has the opposite of one of its words.

    Not if one that is half as like has the word itself. A word counts for itself, and with the one that follows it.
    """
    clauses_there = [*_clauses(said)]
    for clause in _clauses(sentence):
        shared = [len(clause.others & there.others) for there in clauses_there]
        most = max(shared, default=0)
        if not most:
            continue
        best = [there for there, count in zip(clauses_there, shared, strict=True) if count == most]
        alike = [there for there, count in zip(clauses_there, shared, strict=True) if 2 * count >= most]
        best_have = {pole for there in best for pole in there.poles} - clause.poles
        alike_have = {pole for there in alike for pole in there.poles}
        if any((pair, 1 - side, after) in best_have for pair, side, after in clause.poles - alike_have):
            return True
    return False


def _is_undone(sentence: str, said: str) -> bool:
    """Return whether one of the two has a word with "un-" that the other has without, and neither has a "not"."""
    here, there = set(spoken_words(sentence)), set(spoken_words(said))
    if _NOT & (here | there):
        return False
    return any(
        f"un{word}" in ones and f"un{word}" not in others and word not in ones and len(word) >= _LEAST_LETTERS
        for ones, others in ((here, there), (there, here))
        for word in others - {"less", "like", "til"}
    )


def _avoids_what_is_used(sentence: str, said: str) -> bool:
    words, spoken = spoken_words(sentence), spoken_words(said)
    return any(
        (_objects(words, verbs) - _objects(words, others)) & (_objects(spoken, others) - _objects(spoken, verbs))
        for verbs, others in ((_AVOIDING, _USING), (_USING, _AVOIDING))
    )


def _objects(words: Sequence[str], verbs: frozenset[str]) -> set[tuple[str, ...]]:
    """Return the first two stems after each of the verbs."""
    after = (terms(" ".join(words[i + 1 : i + 1 + _REACH])) for i, word in enumerate(words) if word in verbs)
    return {tuple(stems[:2]) for stems in after if stems}


def _clauses(text: str) -> Iterator[_Clause]:
    for clause in _CLAUSE_END.split(text):
        if words := spoken_words(clause):
            others = frozenset(each for each in terms(" ".join(words)) if each not in _POLES)
            poles = {
                (*pole, after)
                for word, following in pairwise([*words, ""])
                for pole in _poles([word])
                for after in ("", *terms(following))
            }
            yield _Clause(frozenset(poles), others)


def _poles(words: Sequence[str]) -> set[tuple[int, int]]:
    return {pole for word in words for pole in _poles_of(word)}


@lru_cache(maxsize=10_000)
def _poles_of(word: str) -> frozenset[tuple[int, int]]:
    return frozenset(_POLES.get(stem(word, "en"), ()))
