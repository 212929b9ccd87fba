"""What every Embedder keeps, whichever it is."""

import numpy as np
import pytest

from chronos.providers.embedding import Embedder

TEXTS = [
    "A derivative tells how fast a function changes at a point.",
    "Yes.",
    "Knead the dough for ten minutes, then let it rest under a cloth until it has doubled in size.",
    "",
    "An index lets the database find a row without reading the whole table. " * 12,
]

# Said in other words first, about something else second.
SIMILARITY = [
    (
        "How do I make bread rise?",
        "Let the dough rest until yeast has filled it with gas.",
        "Tax returns are due in May.",
    ),
    ("The cat slept on the sofa.", "A kitten was napping on the couch.", "Interest rates rose by half a percent."),
    (
        "Speed up a slow query.",
        "Add an index so the database reads fewer rows.",
        "Whales breathe air through a blowhole.",
    ),
]


def test_shape_and_unit_length(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_fits_the_column(embedder: Embedder) -> None:
    assert 0 < embedder.dimensions <= 1536
    assert embedder.name == embedder.name.strip() != ""


def test_no_texts_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_order_is_kept(embedder: Embedder) -> None:
    forward, backward = embedder.embed(TEXTS), embedder.embed(TEXTS[::-1])
    np.testing.assert_allclose(forward, backward[::-1], atol=1e-4)


def test_a_text_does_not_depend_on_its_company(embedder: Embedder) -> None:
    together = embedder.embed(TEXTS * 5)
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS] * 5)
    assert np.sum(together * alone, axis=1).min() >= 0.99999


def test_the_same_call_gives_the_same_vectors(embedder: Embedder) -> None:
    assert np.sum(embedder.embed(TEXTS) * embedder.embed(TEXTS), axis=1).min() >= 0.99999


@pytest.mark.parametrize(("text", "paraphrase", "unrelated"), SIMILARITY)
def test_a_paraphrase_is_nearer_than_another_subject(
    embedder: Embedder, text: str, paraphrase: str, unrelated: str
) -> None:
    one, same, other = embedder.embed([text, paraphrase, unrelated])
    assert one @ same > one @ other + 0.2


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "🙂🙂🙂",
        "naïve café — “quoted”",
        "東京タワー",
        "مرحبا بالعالم",
        "a\0b",
        "half a pair \ud83d",
        "!?…",
        "x" * 5_000,
    ],
    ids=["empty", "blank", "emoji", "accents", "japanese", "arabic", "nul", "surrogate", "signs", "one long word"],
)
def test_any_text_has_a_vector(embedder: Embedder, text: str) -> None:
    [vector] = embedder.embed([text])
    assert np.isfinite(vector).all()
    assert abs(float(np.linalg.norm(vector)) - 1) < 1e-5


def test_a_very_long_text_is_read_from_its_beginning(embedder: Embedder) -> None:
    book = "The vineyard lies on a slope that faces south. " * 20_000
    long, wine, law = embedder.embed([book, "A vineyard on a sunny slope.", "The court rejected the appeal."])
    assert long @ wine > long @ law + 0.2


def test_a_text_is_read_as_it_is_embedded(embedder: Embedder) -> None:
    for text, vector, reading in zip(TEXTS, embedder.embed(TEXTS), embedder.read(TEXTS), strict=True):
        np.testing.assert_allclose(reading.vector, vector, atol=1e-5)
        assert len(reading.tokens) == len(reading.spans) == len(reading.token_vectors)
        assert all(0 <= first <= last <= len(text) for first, last in reading.spans)
        if reading.tokens:
            np.testing.assert_allclose(np.linalg.norm(reading.token_vectors, axis=1), 1.0, atol=1e-5)
