"""Judge whether two questions ask the same in other words: by their similarity, and by words that change a question."""

from collections.abc import Sequence

from chronos.text import spoken_words, terms

# Of all-MiniLM-L6-v2. With the rules below, none of 56 pairs that look alike and ask something else is taken for the
# same, and 36 of 50 paraphrases are (tests/chat/question_pairs.py). Those that are missed can be added as questions.
SAME_QUESTION = 0.86

_KINDS = frozenset({"who", "whose", "when", "where", "why"})
_AMOUNTS = frozenset({"long", "much", "many", "often", "far", "old"})
_NEGATIONS = frozenset({"not", "no", "never", "nor", "cannot", "without", "avoid", "prevent"})
_OPPOSITES = (
    ("before", "after"),
    ("more", "less"),
    ("over", "under"),
    ("above", "below"),
    ("up", "down"),
    ("in", "out"),
    ("on", "off"),
)
_STEM = 4  # letters that two forms of a word share: "run", "runner" are not one, "blur", "blurry" are


def asks_the_same(asked: str, known: str) -> bool:
    """Return whether two questions of at least SAME_QUESTION ask the same, by their words.

    They do not when one asks who and the other when, when one negates, when their numbers differ, when one has the
    opposite of a word of the other, and when all but one word of each is the same: "high" is no paraphrase of "low".
    """
    left, right = spoken_words(asked), spoken_words(known)
    if left == right:
        return True
    kinds = _kind(left), _kind(right)
    return (
        (None in kinds or kinds[0] == kinds[1])
        and _negates(left) == _negates(right)
        and _digits(asked) == _digits(known)
        and not any(_swaps(left, right, *pair) or _swaps(right, left, *pair) for pair in _OPPOSITES)
        and not _differs_by_a_word(set(terms(asked, "en")), set(terms(known, "en")))
    )


def _kind(words: Sequence[str]) -> str | None:
    for word, after in zip(words, [*words[1:], ""], strict=True):
        if word in _KINDS:
            return word
        if word == "how" and after in _AMOUNTS:
            return f"how {after}"
    return None


def _negates(words: Sequence[str]) -> bool:
    return any(word in _NEGATIONS or word.endswith("n't") for word in words)


def _digits(text: str) -> set[str]:
    return set("".join(c if c.isdigit() else " " for c in text).split())


def _swaps(left: Sequence[str], right: Sequence[str], one: str, other: str) -> bool:
    return one in left and other in right and one not in right and other not in left


def _differs_by_a_word(left: set[str], right: set[str]) -> bool:
    own, others = left - right, right - left
    if len(own) != 1 or len(others) != 1 or not left & right:
        return False
    return own.pop()[:_STEM] != others.pop()[:_STEM]
