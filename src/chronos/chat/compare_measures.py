"""Compare what numbers measure: their units, parts of one and whole numbers, bounds, and of what they are said."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from chronos.chat.compare_numbers import Run, is_number_word, number_runs
from chronos.text import spoken_words, terms

_UNIT_FORMS = """
    mm millimeter millimeters millimetre millimetres
    cm centimeter centimeters centimetre centimetres
    m meter meters metre metres
    km kilometer kilometers kilometre kilometres
    inch inches
    foot feet ft
    yard yards
    mile miles
    s sec secs second seconds
    ms millisecond milliseconds
    min minute minutes
    h hour hours
    day days
    week weeks
    month months
    year years
    decade decades
    century centuries
    mg milligram milligrams
    g gram grams
    kg kilo kilos kilogram kilograms
    ton tons tonne tonnes
    lb pound pounds
    oz ounce ounces
    ml milliliter milliliters millilitre millilitres
    l liter liters litre litres
    cup cups
    tablespoon tablespoons
    teaspoon teaspoons
    percent
    degree degrees
    dollar dollars
    euro euros
    hz hertz
    khz kilohertz
    mhz megahertz
    watt watts
    kilowatt kilowatts
    volt volts
    stop stops
    pixel pixels
    megapixel megapixels
"""
_UNITS = {form: line.split()[0] for line in _UNIT_FORMS.strip().splitlines() for form in line.split()}
_SCALES = frozenset({"f", "iso"})  # "f/2", "ISO 100"
_EACH = frozenset({"every", "per", "each"})
_NO_PARTS = frozenset({"first", "second", "third"})
_BOUNDING_WORDS = """
    less fewer under below beneath beyond within more over above exceed exceeds exceeding least maximum minimum
    faster slower longer shorter higher lower larger smaller up until down
"""
_BOUNDING = frozenset(_BOUNDING_WORDS.split())
_OVER, _UNDER = frozenset({"over", "above"}), frozenset({"under", "below"})
_SIDES = ((_OVER, _UNDER), (_UNDER, _OVER))
_BOUND = regex.compile(
    r"\b(?:(?:less|fewer|more|faster|slower|longer|shorter|higher|lower) than|at (?:least|most)|under|below|over|above)"
    r"(?: an?| one| the)?$"
)
_SENTENCE_END = regex.compile(r"(?<=[.!?;])\s+")


def measures_otherwise(sentence: str, said: str) -> bool:
    """Return whether a number of `sentence` has another unit than there, is of another thing, or a bound there not."""
    there = [*number_runs(said)]
    for run in number_runs(sentence):
        same = [other for other in there if set(run.values) & set(other.possible_values)]
        if same and (_has_other_unit(run, same) or _is_bound_alone(run, same)):
            return True
    return _is_of_another_thing(sentence, said) or _is_share_of_other_unit(sentence, said)


def _is_share_of_other_unit(sentence: str, said: str) -> bool:
    """Return whether "half a minute" or "every minute" stands where half a second or every second is said."""
    here, there = _shares(sentence), _shares(said)
    return any(share in {other for other, _ in there} for share, _ in here - there)


def _shares(text: str) -> set[tuple[str, str]]:
    words = [word for word in spoken_words(text) if word not in {"a", "an"}]
    return {
        ("each" if word in _EACH else word, _UNITS[after])
        for word, after in pairwise(words)
        if word in _EACH | {"half"} and after in _UNITS
    }


def _has_other_unit(run: Run, same: Sequence[Run]) -> bool:
    unit = _unit(run)
    units = [_unit(other) for other in same]
    if unit and all(units) and unit not in units:
        return True
    if _is_part(run):
        return all(other_unit and not _is_ordinal(other) for other, other_unit in zip(same, units, strict=True))
    return bool(unit) and not _is_ordinal(run) and all(map(_is_part, same))


def _is_bound_alone(run: Run, same: Sequence[Run]) -> bool:
    if not _BOUND.search(" ".join(run.before)):
        return False
    near = {*run.before[-2:]}
    if any(near & here and all(there & {*other.before[-2:]} for other in same) for here, there in _SIDES):
        return True
    return not any(_BOUNDING & {*other.before[-4:], *other.after[:6]} for other in same)


def _is_of_another_thing(sentence: str, said: str) -> bool:
    """Return whether what a sentence says of a number is said of another one like it, and less of it of this one."""
    told = [*_told(said)]
    if len(told) < 2:
        return False
    for stems, runs in _told(sentence):
        for run in runs:
            alike = {value for other in runs if _is_like(run, other) for value in other.values}
            own = [here for here, others in told if any(_is_like(run, other, run.values) for other in others)]
            rivals = [
                here
                for here, others in told
                if here not in own
                and any(_is_like(run, other) and not alike & set(other.possible_values) for other in others)
            ]
            of_own = set[str]().union(*own)
            if own and any(len((stems & rival) - of_own) > len((stems & of_own) - rival) for rival in rivals):
                return True
    return False


def _is_like(run: Run, other: Run, values: Sequence[str] = ()) -> bool:
    """Return whether two numbers measure the same, as far as their units are said; and have one of `values`, if any."""
    units = {_unit(run), _unit(other)} - {""}
    return (
        _is_part(run) == _is_part(other)
        and (len(units) < 2 if not units & _SCALES else _unit(run) == _unit(other))
        and (not values or bool(set(values) & set(other.possible_values)))
    )


def _told(text: str) -> Iterator[tuple[set[str], list[Run]]]:
    """Yield for each sentence what it speaks of, its stems and what it measures in whole numbers, and its numbers."""
    for part in _SENTENCE_END.split(text):
        runs = [*number_runs(part)]
        stems = terms(" ".join(word for word in spoken_words(part) if not is_number_word(word)))
        measures = (
            f"{value} {unit}" for run in runs if (unit := _unit(run)) and not _is_part(run) for value in run.values
        )
        yield {*stems, *measures}, runs


def _is_ordinal(run: Run) -> bool:
    return run.words[-1].endswith("th") and run.words[-1] not in _NO_PARTS


def _is_part(run: Run) -> bool:
    """Return whether a run is a part of one: a 500th, but not the 19th century."""
    return _is_ordinal(run) and (bool({"a", "an"} & set(run.before[-1:])) or _unit(run) != "" or run.words[0] == "one")


def _unit(run: Run) -> str:
    """Return the unit after a number, the "a second" of which it is a part, or the scale before it; "" if none."""
    if run.before and run.before[-1] in _SCALES:
        return run.before[-1]
    is_of = _is_ordinal(run) and list(run.after[:1]) == ["of"]
    after = run.after[2:] if is_of else run.after
    return _UNITS.get(after[0], "") if after else ""
