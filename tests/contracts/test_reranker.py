"""What every Reranker keeps, whichever it is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from chronos.providers.reranking import Reranker
from chronos.providers.reranking.cross_encoder import CrossEncoder
from tests.cross_encoder import write_cross_encoder

QUESTION = "Why does bread dough rise?"
PASSAGES = [
    "The yeast in the dough makes bread rise.",
    "A cat likes to sleep on the sofa.",
    "",
    "Let the dough rest. " * 60,
    "Bread.",
]
RERANKERS: dict[str, Callable[[Path], Reranker]] = {
    "onnx": lambda path: CrossEncoder(write_cross_encoder(path), name=f"onnx:{path}", threads=1),
}


@pytest.fixture(scope="module", params=sorted(RERANKERS))
def reranker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    return RERANKERS[request.param](tmp_path_factory.mktemp("reranker"))


def test_one_finite_score_per_passage(reranker: Reranker) -> None:
    scores = reranker.score(QUESTION, PASSAGES)
    assert scores.shape == (len(PASSAGES),)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()


def test_it_has_a_name(reranker: Reranker) -> None:
    assert reranker.name == reranker.name.strip() != ""


def test_no_passages_no_scores(reranker: Reranker) -> None:
    assert reranker.score(QUESTION, []).shape == (0,)


def test_order_is_kept(reranker: Reranker) -> None:
    forward, backward = reranker.score(QUESTION, PASSAGES), reranker.score(QUESTION, PASSAGES[::-1])
    np.testing.assert_allclose(forward, backward[::-1], atol=1e-3)


def test_a_score_does_not_depend_on_its_company(reranker: Reranker) -> None:
    together = reranker.score(QUESTION, PASSAGES * 9)  # more than a batch
    alone = np.concatenate([reranker.score(QUESTION, [passage]) for passage in PASSAGES] * 9)
    np.testing.assert_allclose(together, alone, atol=1e-3)


def test_from_several_threads_at_once(reranker: Reranker) -> None:
    alone = reranker.score(QUESTION, PASSAGES)
    with ThreadPoolExecutor(4) as pool:
        for scores in pool.map(lambda _: reranker.score(QUESTION, PASSAGES), range(8)):
            np.testing.assert_allclose(scores, alone, atol=1e-3)


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("What makes bread rise?", "It is the yeast that lets bread rise.", "The whale breathes air."),
        ("Where does the cat sleep?", "The cat had its sleep on the sofa.", "The tax is due in May."),
        (
            "How is a query on a database made fast?",
            "An index lets the database find rows.",
            "Dough rests for an hour.",
        ),
    ],
)
def test_an_answer_scores_above_something_else(reranker: Reranker, question: str, answer: str, other: str) -> None:
    first, second = reranker.score(question, [answer, other])
    assert first > second


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "🙂🙂🙂",
        "naïve café — “quoted”",
        "東京タワー",
        "a\0b",
        "half a pair \ud83d",
        "!?…",
        "bread " * 50_000,
    ],
    ids=["empty", "blank", "emoji", "accents", "japanese", "nul", "surrogate", "signs", "a book"],
)
def test_any_text_has_a_score(reranker: Reranker, text: str) -> None:
    assert np.isfinite(reranker.score(text, [text, "bread"])).all()
    assert np.isfinite(reranker.score(QUESTION, [text])).all()
