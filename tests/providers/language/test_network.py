"""Streams of providers that are slow, or never end."""

import pytest
from pydantic import SecretStr

from chronos.errors import ProviderError
from chronos.providers.language import LanguageModel, Task
from chronos.providers.language.anthropic import Anthropic
from chronos.providers.language.network import Waits
from chronos.providers.language.openai_compatible import OpenAICompatible
from tests.language_model_server import KEY, MODEL, Reply, language_model_server
from tests.moments import a_passage


@pytest.mark.parametrize("kind", [Anthropic, OpenAICompatible])
@pytest.mark.parametrize(
    ("reply", "waits", "sentence"),
    [
        (Reply(late_seconds=30), Waits(event_seconds=0.05), "did not answer in time"),
        (Reply(events_sent=2, is_held=True), Waits(answer_seconds=0.2), "did not finish in time"),
    ],
    ids=["late", "endless"],
)
async def test_no_caller_waits_for_ever_and_it_is_not_asked_twice(
    kind: type[Anthropic] | type[OpenAICompatible], reply: Reply, waits: Waits, sentence: str
) -> None:
    with language_model_server() as server:
        server.replies = [reply]
        address = server.url if kind is Anthropic else f"{server.url}/v1"
        model = kind(MODEL, SecretStr(KEY), address, waits)
        with pytest.raises(ProviderError, match=sentence) as caught:
            await last_piece(model)
        await model.close()
        assert (caught.value.code, len(server.requests)) == ("language_model_unavailable", 1)


async def last_piece(model: LanguageModel) -> object:
    return [piece async for piece in model.word(Task("Why?", [a_passage()], "Answer."))][-1]
