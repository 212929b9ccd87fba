"""What the doctor says of language models, by what their provider says."""

from collections.abc import Callable, Mapping

import pytest
from pydantic import SecretStr

from chronos.operations.doctor.language_models import check_language_models
from chronos.providers.choose_language_model import Access, find_language_model
from chronos.providers.language import Extractive, LanguageModel
from tests.language_model_server import KEY, MODEL, LanguageModelServer, Reply, language_model_server


def models_of(server: LanguageModelServer) -> Mapping[str, Callable[[], LanguageModel]]:
    key = SecretStr(KEY)
    access = Access(key, server.url, key, f"{server.url}/v1")
    names = (f"anthropic:{MODEL}", f"openai:{MODEL}")
    found = {name: find_language_model("CHRONOS_LANGUAGE_MODELS", name, access) for name in names}
    return {"extractive": Extractive, **found}


@pytest.mark.parametrize(
    ("reply", "listed", "verdict", "evidence"),
    [
        (Reply(), {"id": MODEL}, "ok", f"anthropic:{MODEL} is there, openai:{MODEL} is there"),
        (Reply(), {"id": "another"}, "fail", "its provider does not list anthropic:a-model"),
        (Reply(), {"id": MODEL, "lifecycle": "retired"}, "fail", "anthropic:a-model has ended"),
        (
            Reply(),
            {"id": MODEL, "shutdown_date": "2027-03-01"},
            "warn",
            "openai:a-model is deprecated, and ends on 2027-03-01",
        ),
        (Reply(status=401), {"id": MODEL}, "fail", "The provider of anthropic:a-model refuses the request."),
    ],
)
async def test_the_worst_model_counts(reply: Reply, listed: dict[str, str], verdict: str, evidence: str) -> None:
    with language_model_server() as server:
        server.replies, server.models = [reply], [listed]
        found = await check_language_models(models_of(server))
    assert found.verdict == verdict
    assert evidence in found.evidence
    assert bool(found.remedy) == (verdict != "ok")


async def test_quotes_need_no_provider() -> None:
    assert (await check_language_models({"extractive": Extractive})).verdict == "ok"
