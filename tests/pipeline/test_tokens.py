"""The tokens of a sentence, read within its window."""

import numpy as np

from chronos.model import Word
from chronos.pipeline.tokens import tokens_of_sentences
from chronos.pipeline.units import Units, derive_units, text_to_embed
from chronos.providers.embedding.minilm import TokenVectors

TITLE = "01 - Light"


def read_words(units: Units) -> list[TokenVectors]:
    """Every word and every full stop of a window as a token, whose vector is the number that the word ends with."""
    found = []
    for window in units.windows:
        text, spans, place = text_to_embed(TITLE, window), [], 0
        for word in text.split(" "):
            stem = word.rstrip(".:")
            spans += [(place, place + len(stem)), (place + len(stem), place + len(word))]
            place += len(word) + 1
        spans = [span for span in spans if span[1] > span[0]]
        tokens = tuple(text[begin:end] for begin, end in spans)
        numbers = [[float(token[1:]) if token[1:].isdigit() else -1.0] for token in tokens]
        found.append(TokenVectors(tokens, tuple(spans), np.array(numbers, np.float32)))
    return found


def test_every_sentence_has_exactly_the_tokens_of_its_words() -> None:
    words = [Word(f"w{i}." if i % 17 == 16 else f"w{i}", i * 0.4, i * 0.4 + 0.3) for i in range(333)]
    units = derive_units(words)
    tokens = tokens_of_sentences(TITLE, units, read_words(units))
    assert len(tokens) == len(units.sentences)
    for sentence, vectors in zip(units.sentences, tokens, strict=True):
        assert vectors[:, 0].tolist() == list(range(sentence.first, sentence.last))
