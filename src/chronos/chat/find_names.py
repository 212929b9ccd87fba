"""Find the names in a sentence by their capitals, and at its start, where every word has one, by what follows."""

import regex

from chronos.text import terms

_SENTENCE_START = regex.compile(r"(?:^|[.!?…:;\n]\s+|[“\"(\[‘*•–-]\s*)$")
_CAPITAL = regex.compile(r"\p{Lu}[\p{L}\p{M}\p{N}'’-]*")
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*")
_POSSESSIVE = regex.compile(r"['’]s?$")

_SMALL_WORDS = "a an the of in on at by for and or to with from as vs"  # in headlines, without capitals
_SMALL_IN_HEADLINES = frozenset(_SMALL_WORDS.split())
_DETERMINING_WORDS = "a an the his her its their this these those no every"
_DETERMINERS = frozenset(_DETERMINING_WORDS.split())
_WORDS_BETWEEN = "also never then later first soon once only already still just always not often"  # name and verb
_BETWEEN = frozenset(_WORDS_BETWEEN.split())
_SINGULAR_VERBS = frozenset({"is", "was", "has", "does", "isn't", "wasn't", "hasn't", "doesn't"})
_PAST_VERBS = """
    became began bought brought broke built came chose did drew drove fell felt fought found flew gave got grew had
    held kept knew led left lost made met paid ran rose said sang saw sold sent spoke spent stood stole took taught
    thought threw told understood went won wore wrote
"""
_MODALS = "will would can could may might must should cannot"
_PRESENT_VERBS = "says makes gives takes uses wants sells builds calls claims thinks believes owns writes"
_VERBS = frozenset(f"{_PAST_VERBS} {_MODALS} {_PRESENT_VERBS}".split())

# Words of no name that begin sentences without an article: abstract nouns, adverbs and gerunds show it by their ends.
_COMMON_END = regex.compile(
    r"(?:ing|ly|ness|ity|tion|sion|ment|ism|ance|ence|ship|logy|graphy|ware|ous|ful|less|able|ible)s?$"
)
_COMMON_WORDS = """
    people everyone everybody someone somebody anyone anybody everything something anything another one today tomorrow
    yesterday later soon sometimes light water air time money music art work life food noise sound color colour data
    focus contrast depth shade exposure speed blur film energy heat power sugar salt snow rain nature science history
    steam smoke fire ice oil rice bread flour milk butter wine coffee tea blood oxygen wood glass paper sleep stress
    use keep add take put set give make get avoid try let choose turn open close raise stay leave go remember see store
    bake cook mix pour hold press click select start stop begin check move place pull push lift lower increase decrease
    reduce write read install download remove clean wash dry cut slice fold stir boil rest wait watch listen look think
    imagine consider ask tell help learn practice practise repeat test measure count wear protect cover wrap fill pain
    numerous many several various another such given used called named known needed based considered part
    wide large big small high low long short bright dark fast slow good bad new old modern great simple true real hard
    easy heavy strong weak early late sharp soft clear common full main whole next last past beyond near close
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_PLURAL = regex.compile(r"[^aius]s$")


def names(sentence: str) -> list[str]:
    """Return the names in a sentence: capitals in its middle, acronyms, and first words that are used as names are."""
    found = [*_WORD.finditer(sentence)]
    words = [word[0] for word in found]
    if _is_headline(words):
        return []
    kept = []
    for i, word in enumerate(words):
        if not _CAPITAL.fullmatch(word) or word in {"I", "A"} or word.startswith(("I'", "I’")):
            continue
        following = words[i + 1 : i + 6]
        is_first = bool(_SENTENCE_START.search(sentence, 0, found[i].start())) and not word[1:2].isupper()
        if not is_first or (terms(word) and (_precedes_name(following) or _is_subject(word, following))):
            kept.append(word)
    return kept


def bare_subject(sentence: str) -> str:
    """Return the first word if it may be a name, by its form and by the word after it; "" if it may not.

    A noun in the singular has an article. One without is a name, or one of few others, which `_COMMON` lists.
    """
    found = [*_WORD.finditer(sentence)]
    if not found or not _CAPITAL.fullmatch(found[0][0]) or not terms(found[0][0]):
        return ""
    bare = _POSSESSIVE.sub("", found[0][0]).lower()
    if _is_common(bare) or _PLURAL.search(bare):
        return ""
    following = found[1][0] if len(found) > 1 else ""
    takes_object = not terms(following) and following not in {"and", "or"} | _BETWEEN | _SINGULAR_VERBS | _VERBS
    return "" if takes_object else found[0][0]


def _is_headline(words: list[str]) -> bool:
    """Return whether capitals say nothing: most words have one, and those that have none are small."""
    if 2 * sum(bool(_CAPITAL.match(word)) for word in words) <= len(words) + 1:
        return False
    return all(_CAPITAL.match(word) or word[0].isdigit() or word in _SMALL_IN_HEADLINES for word in words)


def _precedes_name(following: list[str]) -> bool:
    """Return whether a first word stands before a capital: "Thomas Edison", "Thomas and Edison"."""
    if following[:1] in (["and"], ["or"]):
        following = following[1:]
    return bool(following) and bool(_CAPITAL.match(following[0])) and not following[0].isupper()


def _is_subject(word: str, following: list[str]) -> bool:
    """Return whether a first word without an article owns something or does something, and is no common noun."""
    bare = _POSSESSIVE.sub("", word).lower()
    if _is_common(bare):
        return False
    if bare != word.lower():
        return True
    rest = [each for each in following[:4] if each not in _BETWEEN and not each.endswith("ly")]
    if not rest:
        return False
    verb = rest[0]
    if verb in _SINGULAR_VERBS or verb in {"who", "whose"}:
        return True
    if verb in _VERBS or (verb.endswith("ed") and len(verb) > 3):
        return not _PLURAL.search(bare)
    return verb.endswith("s") and not verb.endswith("ss") and rest[1:2] != [] and rest[1] in _DETERMINERS


def _is_common(word: str) -> bool:
    return word in _COMMON or bool(_COMMON_END.search(word))
