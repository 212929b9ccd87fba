"""Compare the numbers of two texts, whether they are in digits or in English words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chronos.text import spoken_words, terms

_ONES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
_ORDINALS = """
    zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth
"""
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: value for words in (_ONES, _ORDINALS) for value, word in enumerate(words.split())}
_TENS_VALUES = {
    form: 10 * value
    for value, word in enumerate(_TENS.split())
    for form in (word, word[:-1] + "ieth", word[:-1] + "ies")
}
_SCALES = {
    form: 10**power
    for word, power in (("hundred", 2), ("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12))
    for form in (word, word + "th")
}
_NUMBER_WORDS = {*_SMALL, *_TENS_VALUES, *_SCALES, "point"}
# "One of them", "a second", "first of all": said in every other sentence, and seldom a number: see `_places`.
_NO_NUMBERS_ALONE = {"one", "first", "second", "point", "zero"}
_ORDINAL_WORDS = frozenset(_ORDINALS.split())
_BEFORE_ORDINALS = frozenset({"the", "his", "her", "its", "their", "our", "my", "your", "this", "that"})
_UNIT = re.compile(r"(?<=\d)(?!(?:st|nd|rd|th|s)\b)(?=[^\W\d_]{1,4}\b)")  # "50mm"
_CLAUSE_END = re.compile(r"[,;:!?()](?!\d)|\.(?!\d)")
_PART_OF_ONE = re.compile(r"(?<![\w/.])(?:an?\s+)?1/(\d{2,})(?:th)?(?:(?:\s+of\s+an?)?[\s-]*(s|sec|seconds?))?\b(?!/)")
_SECOND = re.compile(r"(\d)[\s-]second\b")  # "a 30-second exposure": in words it would be the 32nd
_INSIDE = {"and", "oh"}
_YEARS = range(11, 22)  # the first two digits of those that are said in pairs


def contradicts(sentence: str, said: str) -> bool:
    """Return whether `sentence` has a number that is not said, or gives a thing another number than is said of it."""
    if _orders_otherwise(sentence, said):
        return True
    runs, runs_there = [*number_runs(sentence)], [*number_runs(said)]
    missing = Counter(value for run in runs for value in run.values)
    missing.subtract(value for run in runs_there for value in set(run.possible_values))
    if max(missing.values(), default=0) > 0:
        return True
    of_thing = {run.thing: set[str]() for run in runs_there if run.thing}
    for run in runs_there:
        if run.thing:
            of_thing[run.thing] |= set(run.possible_values)
    return any(of_thing.get(run.thing) and not set(run.values[-1:]) <= of_thing[run.thing] for run in runs)


def _orders_otherwise(sentence: str, said: str) -> bool:
    """Return whether `sentence` has a thing in another place than is said: "the second video" for "the first video"."""
    there = set(spoken_words(said))
    places_there = [*_places(said)]
    for word, thing in _places(sentence):
        of_thing = {other for other, same in places_there if same == thing}
        if (of_thing and word not in of_thing) or (word == "second" and not there & {"second", "two", "twice"}):
            return True
    return False


def _places(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ordinals after an article or an owner, and the stem of what each counts."""
    for clause in _CLAUSE_END.split(text):
        words = [*spoken_words(clause), ""]
        for before, word, after in zip(words, words[1:], words[2:], strict=False):
            if before in _BEFORE_ORDINALS and word in _ORDINAL_WORDS and (thing := "".join(terms(after))):
                yield word, thing


def _possible(groups: Sequence[str]) -> list[str]:
    """Return the values of a run, and the parts that a listener may have understood separately."""
    return [*_joined(groups), *(groups if len(groups) > 1 else ()), "".join(groups)]


def is_number_word(word: str) -> bool:
    """Return whether a spoken word is part of a number."""
    return word in _NUMBER_WORDS


@dataclass(frozen=True, slots=True)
class Run:
    """Number words in a row, and the words of the clause before and after them."""

    words: Sequence[str]
    before: Sequence[str]
    after: Sequence[str]

    @property
    def thing(self) -> str:
        """The stem of the word that follows: what is counted."""
        return "".join(terms(self.after[0])) if self.after else ""

    @property
    def values(self) -> list[str]:
        """The numbers of the run, years in one."""
        return _joined(_groups(self.words))

    @property
    def possible_values(self) -> list[str]:
        """The numbers of the run, and the parts that a listener may have understood separately."""
        return _possible(_groups(self.words))


def number_runs(text: str) -> Iterator[Run]:
    """Yield each run of number words."""
    for clause in _CLAUSE_END.split(text):
        words = spoken_words(_UNIT.sub(" ", _SECOND.sub(r"\1 seconds", _PART_OF_ONE.sub(_as_part, clause))))
        start = -1
        for i, word in enumerate([*words, ""]):
            if word in _NUMBER_WORDS or (start >= 0 and word in _INSIDE):
                start = i if start < 0 else start
            elif start >= 0:
                end = i
                while end > start and words[end - 1] in {*_INSIDE, "point"}:
                    end -= 1
                run = words[start:end]
                if run and not (len(run) == 1 and run[0] in _NO_NUMBERS_ALONE):
                    yield Run(run, words[:start], words[i:] if words[i - 1] not in _INSIDE else ())
                start = -1


def _as_part(match: re.Match[str]) -> str:
    return f"a {match[1]}th{' of a second' if match[2] else ''}"


def _groups(run: Sequence[str]) -> list[str]:
    """Return the values of a run of number words in order: a new one begins where no number continues."""
    groups: list[str] = []
    total, current, is_open = 0, 0, False
    fraction: str | None = None
    for word in [*run, ""]:
        if fraction is not None and word in _SMALL and _SMALL[word] < 10:
            fraction += str(_SMALL[word])
            continue
        value = _SMALL.get(word, _TENS_VALUES.get(word))
        if word in _SCALES:
            size = _SCALES[word]
            if size == 100:
                current = max(current, 1) * 100
            else:
                total, current = total + max(current, 1) * size, 0
            is_open = True
        elif value is not None and is_open and fraction is None and _goes_on(total, current, value):
            current += value
        elif word == "point":
            fraction, is_open = "", True
        elif word != "and" or current % 100:
            if is_open:
                groups.append(f"{total + current}" + (f".{fraction}" if fraction else ""))
            total, current, is_open, fraction = 0, value or 0, value is not None, None
            if word == "oh":
                groups.append("oh")
    return groups


def _goes_on(total: int, current: int, value: int) -> bool:
    """Return whether a number continues with `value`: "twenty" with "three", "hundred" with "ten"."""
    if value == 0:
        return False
    if current == 0:
        return total > 0
    return current % 100 == 0 or (value < 10 and current % 10 == 0 and current % 100 >= 20)


def _joined(groups: Iterable[str]) -> list[str]:
    """Return the values with years in one: 19 and 43 are 1943, 19, oh and 5 are 1905."""
    values: list[str] = []
    waiting = list(groups)
    while waiting:
        value = waiting.pop(0)
        if value.isdigit() and int(value) in _YEARS and waiting:
            if waiting[0].isdigit() and 10 <= int(waiting[0]) <= 99:
                value += waiting.pop(0)
            elif waiting[0] == "oh" and len(waiting) > 1 and len(waiting[1]) == 1:
                value += f"0{waiting[1]}"
                del waiting[:2]
        if value not in {"oh", "1"}:  # 1/500 is a 500th
            values.append(value)
    return values
