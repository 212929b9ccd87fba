"""Check a citation: does what is said in the video support the sentence that cites it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import regex

from chronos.chat.compare_numbers import contradicts, is_number_word
from chronos.text import spoken_words, terms

# Fitted and measured by bench/support.py; docs/explanation/citations.md has the figures.
ENOUGH_WORDS = 0.8  # share of a sentence's words that are said: no similarity is needed
SOME_WORDS = 0.4
SIMILAR = 0.4  # with some of its words said
VERY_SIMILAR = 0.55  # with few of them: said in other words
NEVER = 2.0  # more than any two texts are similar

_ALIKE = 0.8  # of two spellings of a name, by a recogniser and by a person
_SCOPE = 3  # words that a "not" denies, at most

_SENTENCE_START = regex.compile(r"(?:^|[.!?…:;\n]\s+|[“\"(\[‘*•–-]\s*)$")
_CAPITAL = regex.compile(r"\p{Lu}[\p{L}\p{M}\p{N}'’-]*")
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*")
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
_OPPOSITES = {
    one: other
    for pair in (
        "increase decrease", "increases decreases", "increased decreased", "rise fall", "open close", "wide narrow",
        "wider narrower", "shallow deep", "shallower deeper", "bright dark", "brighter darker", "slow fast",
        "slower faster", "large small", "larger smaller", "big small", "bigger smaller", "high low", "higher lower",
        "long short", "longer shorter", "always never", "before after", "above below", "left right", "first last",
        "won lost", "win lose", "double halve", "doubles halves", "sharp blurred", "true false", "near far", "hot cold",
        "easy hard", "strong weak", "minimum maximum", "best worst", "allowed forbidden", "early late", "raise lower",
        "add remove", "adds removes", "more less", "most least", "shrinks grows", "soft hard", "thinner thicker",
    )
    for one, other in (pair.split(), reversed(pair.split()))
}  # fmt: skip
_POINTING_WORDS = "he she it they him her them his its their we our i my this that these those who"
_PRONOUNS = frozenset(_POINTING_WORDS.split())


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
    if contradicts(sentence, said.text):
        return NEVER
    if not _names_are_said(sentence, said, spoken) or _is_denied(sentence, said.text) or _is_opposite(words, spoken):
        return NEVER
    asserted = terms(" ".join(word for word in words if not is_number_word(word)))
    told = {*terms(said.text), *terms(" ".join(names(sentence)))}
    if _has_foreign_part(sentence, told):
        return NEVER
    share = sum(stem in told for stem in asserted) / len(asserted) if asserted else 1.0
    if share >= ENOUGH_WORDS and (not asserted or asserted[0] in told):
        return 0.0
    return SIMILAR if share >= SOME_WORDS else VERY_SIMILAR


def _has_foreign_part(sentence: str, told: set[str]) -> bool:
    """Return whether one part says what is said, and another nothing of it: a claim in the shelter of a true one."""
    for part_end, least in _PARTS:
        parts = [stems for part in part_end.split(sentence) if len(stems := terms(part)) >= least]
        shares = [sum(stem in told for stem in stems) / len(stems) for stems in parts]
        if shares and max(shares) >= SOME_WORDS and min(shares) == 0:
            return True
    return False


def _names_are_said(sentence: str, said: Said, spoken: list[str]) -> bool:
    spoken = [*spoken, *spoken_words(said.title), *(spoken_words(said.before) if _PRONOUNS & set(spoken) else ())]
    known = set(spoken)
    together = {"".join(pair) for pair in pairwise(spoken)}
    return all(_is_said(word, known, together) for name in names(sentence) for word in spoken_words(name))


def names(sentence: str) -> list[str]:
    """Return the names in a sentence: capitals in its middle, those before another at its start, and acronyms."""
    found = [*_WORD.finditer(sentence)]
    if 2 * sum(bool(_CAPITAL.match(word[0])) for word in found) > len(found) + 1:
        return []  # a headline, a shout
    kept = []
    for i, word in enumerate(found):
        if not _CAPITAL.fullmatch(word[0]) or word[0] in {"I", "A"} or word[0].startswith(("I'", "I’")):
            continue
        is_first = bool(_SENTENCE_START.search(sentence, 0, word.start())) and not word[0][1:2].isupper()
        following = found[i + 1][0] if i + 1 < len(found) else ""
        if not is_first or (_CAPITAL.match(following) and not following.isupper() and terms(word[0])):
            kept.append(word[0])
    return kept


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
    mine = {stem for scope in denied for stem in scope}
    theirs = {stem for scope in denied_there for stem in scope}
    if any(_most(scope, asserted_there - theirs) for scope in denied):
        return True
    # What the sentence asserts of what is denied there, unless it denies it as well, or that is asserted there too.
    alone = [[stem for stem in scope if stem not in asserted_there] for scope in denied_there if not mine & set(scope)]
    return any(scope and (scope[0] in asserted or _most(scope, asserted)) for scope in alone)


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


def _is_opposite(words: list[str], spoken: list[str]) -> bool:
    here, there = set(words), set(spoken)
    return any(other in there - here for word in here - there if (other := _OPPOSITES.get(word)))
