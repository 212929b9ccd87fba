"""Check a citation: does what is said in the video support the sentence that cites it?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import regex

from chronos.chat.compare_kinds import names_another, overstates
from chronos.chat.compare_measures import measures_otherwise
from chronos.chat.compare_numbers import contradicts, is_number_word
from chronos.chat.find_names import bare_subject, names
from chronos.chat.find_opposites import says_opposite
from chronos.text import spoken_words, terms

# Fitted and measured by bench/support.py; docs/explanation/citations.md has the figures.
ENOUGH_WORDS = 0.8  # share of a sentence's words that are said: no similarity is needed
SOME_WORDS = 0.4
SIMILAR = 0.4  # with some of its words said
VERY_SIMILAR = 0.55  # with few of them: said in other words
NEVER = 2.0  # more than any two texts are similar

_ALIKE = 0.8  # of two spellings of a name, by a recogniser and by a person
_SCOPE = 3  # words that a "not" denies, at most

_CLAUSE_END = regex.compile(
    r"[,;:.!?…()\n–—]+|\b(?:but|because|although|while|und|aber|mais|pero|ma)\b", regex.IGNORECASE
)
# Parts of a sentence, and how many content words one has at least that says something of its own.
_PARTS = (
    (regex.compile(r"[;:!?…()\n–—]+|\b(?:and|but|so|while|because|und|et|y|e)\b", regex.IGNORECASE), 2),
    (regex.compile(r"[,;:!?…()\n–—]+|\b(?:and|but|or|so|while|because|und|et|y|e)\b", regex.IGNORECASE), 3),
)
_DENYING_WORDS = """
    not no never none nothing nobody neither nor without cannot hardly cant dont doesnt didnt isnt arent wasnt werent
    wont wouldnt shouldnt couldnt hasnt havent hadnt mustnt neednt aint nicht kein keine keinen keinem keiner nie
    niemals ohne nichts jamais pas sans aucun aucune nunca jamas non senza nao sem niet geen nooit zonder не нет нельзя
    никогда без
"""
_DENIALS = frozenset(_DENYING_WORDS.split())
_DENIALS_AT_THE_END = frozenset({"nicht", "niet"})  # of what they deny
# They deny without a "not": a sentence may say the same with one.
_WORDS_FOR_NOT = """
    avoid avoids avoided prevent prevents prevented instead rather lack lacks lacked lacking fail fails failed unable
    stop stops stopped lost lose loses gone refuse refuses refused deny denied impossible unlike except false wrong only
    unless free vermeiden statt evita evitar eviter vermijd
"""
_DENYING = frozenset(_WORDS_FOR_NOT.split())
_REFUSING_WORDS = """
    refuse refuses refused decline declines declined reject rejects rejected fail fails failed
"""
_REFUSING = frozenset(_REFUSING_WORDS.split())
_POINTING_WORDS = "he she it they him her them his its their we our i my this that these those who"
_PRONOUNS = frozenset(_POINTING_WORDS.split())
_OWNERS = frozenset({"his", "her", "their", "its", "my", "our"})
_SUBJECTS = frozenset({"he", "she", "they", "it", "i", "we", "him", "them"})
_CONDITIONAL_WORDS = "if when whenever unless whether would could might once before without"
_CONDITIONAL = frozenset(_CONDITIONAL_WORDS.split())
_AT_ODDS = (contradicts, measures_otherwise, says_opposite, overstates, names_another)
_SENTENCE_END = regex.compile(r"(?<=[.!?])\s+")
# From "if" to the end of its clause: a sign, or the subject of what follows.
_CONDITION = regex.compile(
    r"\b(?:if|unless|whether)\b\s+[^\s,;:.!?]+(?:\s+(?!(?:you|we|they|it|he|she|i|then|that|there)\b)[^\s,;:.!?]+){1,11}"
    r"(?=[,;:.!?]|\s+(?:you|we|they|it|he|she|i|then|that|there)\b)",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a citation cites, the title of its video, and what is said before it: they tell whom a "he" means."""

    text: str
    title: str = ""
    before: str = ""


def needed_similarity(sentence: str, said: Said) -> float:
    """Return the least similarity of `sentence` to what is said that makes it supported: 0 is none, NEVER refuses.

    Numbers and names must be said, nothing said may be denied or turned into its opposite. Beyond that it is a matter
    of how many of its words are said, by their stems.
    """
    words, spoken = spoken_words(sentence), spoken_words(said.text)
    if not words:
        return 0.0
    if f" {' '.join(words)} " in f" {' '.join(spoken)} ":
        return 0.0
    if any(is_at_odds(sentence, said.text) for is_at_odds in _AT_ODDS):
        return NEVER
    named = names(sentence)
    if not _are_said(named, said, spoken) or _is_denied(sentence, said.text):
        return NEVER
    if _is_of_another(named, words, said.text) or _is_condition(words, said.text):
        return NEVER
    asserted = _content(word for word in words if not is_number_word(word))
    told = {*_content(spoken), *terms(" ".join(named))}
    if _has_foreign_part(sentence, told):
        return NEVER
    share = sum(stem in told for stem in asserted) / len(asserted) if asserted else 1.0
    if share >= ENOUGH_WORDS and (not asserted or asserted[0] in told):
        return 0.0
    subject = bare_subject(sentence)
    if subject and _most_of(asserted[1:], told) and not _are_said([subject], said, spoken):
        return NEVER
    return SIMILAR if share >= SOME_WORDS else VERY_SIMILAR


def _has_foreign_part(sentence: str, told: set[str]) -> bool:
    """Return whether one part says what is said, and another nothing of it: a claim in the shelter of a true one."""
    for part_end, least in _PARTS:
        parts = [stems for part in part_end.split(sentence) if len(stems := terms(part)) >= least]
        shares = [sum(stem in told for stem in stems) / len(stems) for stems in parts]
        if shares and max(shares) >= SOME_WORDS and min(shares) == 0:
            return True
    return False


def _content(words: Iterable[str]) -> list[str]:
    """Return the stems of the words that carry meaning, and "won", which lists of stop words have for "won't"."""
    return terms(" ".join("winning" if word == "won" else word for word in words))


def _most_of(stems: Sequence[str], told: set[str]) -> bool:
    return bool(stems) and sum(stem in told for stem in stems) >= ENOUGH_WORDS * len(stems)


def _are_said(named: Iterable[str], said: Said, spoken: list[str]) -> bool:
    spoken = [*spoken, *spoken_words(said.title), *(spoken_words(said.before) if _PRONOUNS & set(spoken) else ())]
    known = set(spoken)
    together = {"".join(pair) for pair in pairwise(spoken)}
    return all(_is_said(word, known, together) for name in named for word in spoken_words(name))


def _is_of_another(named: Iterable[str], words: Sequence[str], text: str) -> bool:
    """Return whether a name stands in place of a relative or a possession: Tesla, where "his father" is said."""
    spoken = spoken_words(text)
    if not {word for name in named for word in spoken_words(name)} - set(spoken) or _SUBJECTS & set(spoken):
        return False
    here = set(terms(" ".join(words)))
    owned = [terms(other) for word, other in pairwise(spoken) if word in _OWNERS]
    return any(stems and not here & set(stems) for stems in owned)


def _is_condition(words: Sequence[str], text: str) -> bool:
    """Return whether all that a sentence asserts is said under an "if", and the sentence has none."""
    if _CONDITIONAL & set(words):
        return False
    asserted, under, elsewhere = set(terms(" ".join(words))), set[str](), set[str]()
    for spoken in _SENTENCE_END.split(text):
        rest = terms(_CONDITION.sub(" ", spoken))
        elsewhere |= set(rest or terms(spoken))
        under |= {stem for match in _CONDITION.finditer(spoken) for stem in terms(match[0])} if rest else set()
    return bool(asserted & under) and not asserted & elsewhere


def _is_said(word: str, known: set[str], together: set[str]) -> bool:
    if word in known or word in together or is_number_word(word) or not terms(word):
        return True
    stems = set(terms(word))
    if any(stems & set(terms(other)) for other in known if other[:2] == word[:2]):
        return True
    return len(word) > 3 and any(
        SequenceMatcher(None, word, other).ratio() >= _ALIKE
        for other in known | together
        if abs(len(other) - len(word)) <= 3
    )


def _is_denied(sentence: str, text: str) -> bool:
    """Return whether one of the two denies what the other asserts."""
    denied, asserted = _denied(sentence)
    denied_there, asserted_there = _denied(text)
    if len(denied) > len(denied_there) + sum(word in _DENYING for word in spoken_words(text)):
        return True
    if _is_refused(spoken_words(sentence), spoken_words(text)):
        return True
    mine = {stem for scope in denied for stem in scope}
    theirs = {stem for scope in denied_there for stem in scope}
    if any(_most(scope, asserted_there - theirs) for scope in denied):
        return True
    # What the sentence asserts of what is denied there, unless it denies it as well, or that is asserted there too.
    alone = [[stem for stem in scope if stem not in asserted_there] for scope in denied_there if not mine & set(scope)]
    return any(scope and (scope[0] in asserted or _most(scope, asserted)) for scope in alone)


def _is_refused(words: list[str], spoken: list[str]) -> bool:
    """Return whether a sentence asserts what is said to have been refused."""
    if (_DENYING | _REFUSING | _DENIALS) & set(words):
        return False
    here = set(terms(" ".join(words)))
    places = [i for i, word in enumerate(spoken) if word in _REFUSING]
    return any(here & set(terms(" ".join(spoken[i + 1 : i + 6]))[:1]) for i in places)


def _most(scope: Sequence[str], stems: set[str]) -> bool:
    return bool(scope) and 2 * sum(stem in stems for stem in scope) >= len(scope)


def _denied(text: str) -> tuple[list[tuple[str, ...]], set[str]]:
    """Return what each "not" of a text denies, as stems, and all stems that stand in no such place."""
    scopes, asserted = [], set[str]()
    for clause in _CLAUSE_END.split(text):
        words = spoken_words(clause)
        places = [i for i, word in enumerate(words) if word in _DENIALS and words[i + 1 : i + 2] != ["only"]]
        for place in places:
            denied = terms(" ".join(words[place + 1 :]))
            if not denied and words[place] in _DENIALS_AT_THE_END:
                denied = terms(" ".join(words[:place]))[-1:]
            scopes.append(tuple(denied[:_SCOPE]))
        inside = {stem for scope in scopes for stem in scope} if places else set()
        asserted |= set(terms(" ".join(words))) - inside
    return scopes, asserted
