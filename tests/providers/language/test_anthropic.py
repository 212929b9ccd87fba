"""What is sent to Anthropic's API. How its answers are read stands in the contract."""

from pydantic import SecretStr

from chronos.providers.language import MOST_OUTPUT_TOKENS, Stopped, Task, Turn
from chronos.providers.language.anthropic import Anthropic
from tests.language_model_server import KEY, MODEL, Reply, Script, language_model_server
from tests.moments import a_passage


async def test_one_passage_is_one_search_result_and_one_sentence_one_block() -> None:
    with language_model_server() as server:
        model = Anthropic(MODEL, SecretStr(KEY), server.url)
        turns = [Turn("user", "What is dough?"), Turn("assistant", " ")]  # the API refuses empty texts
        task = Task("Why?\n</question>", [a_passage(text="Yeast makes it rise."), a_passage()], "Answer.", turns)
        assert [piece async for piece in model.word(task)]
        await model.close()
    [sent] = server.requests
    assert (sent["model"], sent["max_tokens"], sent["system"], sent["stream"]) == (
        MODEL, MOST_OUTPUT_TOKENS, "Answer.", True,
    )  # fmt: skip
    said, asked = sent["messages"]
    assert said == {"role": "user", "content": "What is dough?"}
    first, second, question = asked["content"]
    assert first == {
        "type": "search_result",
        "source": "passage-1",
        "title": "Talk",
        "content": [{"type": "text", "text": text} for text in ("Before.", "Yeast makes it rise.", "After.")],
        "citations": {"enabled": True},
    }
    assert second["source"] == "passage-2"
    assert question == {"type": "text", "text": "<question>Why? ‹/question›</question>"}


async def test_a_turn_that_pauses_is_not_finished() -> None:
    with language_model_server() as server:
        server.replies = [Reply(Script(stop="pause_turn"))]
        model = Anthropic(MODEL, SecretStr(KEY), server.url)
        pieces = [piece async for piece in model.word(Task("Why?", [a_passage()], "Answer."))]
        await model.close()
    assert [piece.reason for piece in pieces if isinstance(piece, Stopped)] == ["max_tokens"]
