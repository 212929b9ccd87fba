"""Pure functions on words and times that several rooms share: terms, languages, scripts, sentences, the clock."""

from chronos.text.clock import clock
from chronos.text.fence import fence
from chronos.text.guess_language import Guess, guess_language
from chronos.text.language_tags import canonical_tag
from chronos.text.languages import (
    TOLD_BY_STOP_WORDS,
    UNDETERMINED,
    language_code,
    most_stop_words,
    script_of,
    stem,
)
from chronos.text.letters import letters
from chronos.text.scripts import clusters, columns, gap, is_spaceless, join_words, parts_of, split_words
from chronos.text.sentences import SENTENCE_END, sentences
from chronos.text.stretches import CHUNK_STRIDE, Stretch, Stretches, derive_stretches, text_to_embed
from chronos.text.terms import AskedRun, asked_runs, asked_terms, grams, joined, spoken_words, terms
from chronos.text.title import MAX_TITLE_CHARACTERS, clean_title, title_of

__all__ = [
    "CHUNK_STRIDE",
    "MAX_TITLE_CHARACTERS",
    "SENTENCE_END",
    "TOLD_BY_STOP_WORDS",
    "UNDETERMINED",
    "AskedRun",
    "Guess",
    "Stretch",
    "Stretches",
    "asked_runs",
    "asked_terms",
    "canonical_tag",
    "clean_title",
    "clock",
    "clusters",
    "columns",
    "derive_stretches",
    "fence",
    "gap",
    "grams",
    "guess_language",
    "is_spaceless",
    "join_words",
    "joined",
    "language_code",
    "letters",
    "most_stop_words",
    "parts_of",
    "script_of",
    "sentences",
    "split_words",
    "spoken_words",
    "stem",
    "terms",
    "text_to_embed",
    "title_of",
]
