"""Check language models: ask their providers whether they are there, and for how long."""

from collections.abc import Callable, Mapping

from chronos.db import Diagnosis, fail, ok, warn
from chronos.errors import ProviderError
from chronos.providers.language import LanguageModel, ModelState, RemoteModel

CHECK = "language models"
ANOTHER = "Choose another in CHRONOS_LANGUAGE_MODEL, or CHRONOS_LANGUAGE_MODELS."


async def check_language_models(models: Mapping[str, Callable[[], LanguageModel]]) -> Diagnosis:
    """Judge the models that answers may be worded by; the worst counts."""
    found = [await _check(name, model) for name, load in models.items() if isinstance(model := load(), RemoteModel)]
    if not found:
        return ok(CHECK, "answers are quotes; no provider is asked")
    worst = max(found, key=lambda one: ("ok", "warn", "fail").index(one.verdict))
    return worst if worst.verdict != "ok" else ok(CHECK, ", ".join(one.evidence for one in found))


async def _check(name: str, model: RemoteModel) -> Diagnosis:
    try:
        state = await model.find_state()
    except ProviderError as error:
        remedy = "Check the key, CHRONOS_OPENAI_BASE_URL and the way to the provider. Students get quotes until then."
        return fail(CHECK, str(error), remedy)
    finally:
        await model.close()
    return _judge(name, state)


def _judge(name: str, state: ModelState) -> Diagnosis:
    ends = f", and ends on {state.ends_on}" if state.ends_on else ""
    match state.lifecycle:
        case "active":
            return ok(CHECK, f"{name} is there{ends}")
        case "deprecated":
            return warn(CHECK, f"{name} is deprecated{ends}", ANOTHER)
        case "retired":
            return fail(CHECK, f"{name} has ended", ANOTHER)
        case "unknown":
            return fail(CHECK, f"its provider does not list {name}", ANOTHER)
