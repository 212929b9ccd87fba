"""What every LanguageModel keeps, whichever it is."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from urllib.request import urlopen

import pytest
from pydantic import SecretStr

from chronos.errors import ProviderError
from chronos.model import Passage
from chronos.providers.choose_language_model import LANGUAGE_MODELS, Access, find_language_model
from chronos.providers.language import (
    Citing,
    LanguageModel,
    Piece,
    Stopped,
    Task,
    TextDelta,
    Turn,
    Usage,
    repeat_attempt,
)
from chronos.providers.language.remote_model import RemoteModel
from tests.language_model_server import KEY, MODEL, LanguageModelServer, Reply, Script, language_model_server
from tests.moments import a_passage

QUESTION = "Why does bread dough rise?"
INSTRUCTIONS = "Answer from the passages alone. Cite each passage that you use."
PASSAGES = [
    a_passage(0.5, text="The yeast in the dough makes bread rise."),
    a_passage(0.3, text="Let the dough rest for an hour.", start=200.0),
    a_passage(0.1, text="A cat likes to sleep on the sofa.", start=900.0),
]
REAL_SERVER = os.environ.get("CHRONOS_TEST_LLM_URL")  # one that speaks OpenAI's Chat Completions, e.g. Ollama's
NAMES = ["extractive", f"anthropic:{MODEL}", f"openai:{MODEL}", *(["real"] if REAL_SERVER else [])]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LanguageModelServer]:
    monkeypatch.setattr(repeat_attempt, "PAUSES_SECONDS", (0.0, 0.0))
    with language_model_server() as running:
        yield running


async def a_model(name: str, server: LanguageModelServer) -> AsyncIterator[LanguageModel]:
    key = SecretStr(KEY)
    access = Access(key, server.url, key, f"{server.url}/v1")
    if name == "real":
        access, name = Access(openai_url=REAL_SERVER), f"openai:{_real_model()}"
    model = find_language_model("CHRONOS_LANGUAGE_MODEL", name, access)()
    yield model
    if isinstance(model, RemoteModel):
        await model.close()


@pytest.fixture(params=NAMES)
async def model(request: pytest.FixtureRequest, server: LanguageModelServer) -> AsyncIterator[LanguageModel]:
    async for each in a_model(request.param, server):
        yield each


@pytest.fixture(params=NAMES[1:3])
async def scripted(request: pytest.FixtureRequest, server: LanguageModelServer) -> AsyncIterator[LanguageModel]:
    """A model whose provider says what the test wants."""
    async for each in a_model(request.param, server):
        yield each


def _real_model() -> str:
    """Return the model to ask the real server for: its first, unless the environment names one."""
    if named := os.environ.get("CHRONOS_TEST_LLM_MODEL"):
        return named
    with urlopen(f"{REAL_SERVER}/models") as answer:  # noqa: S310 - the operator's own server
        return str(json.load(answer)["data"][0]["id"])


async def word(model: LanguageModel, passages: Sequence[Passage] = PASSAGES, question: str = QUESTION) -> list[Piece]:
    return [piece async for piece in model.word(Task(question, passages, INSTRUCTIONS))]


async def word_until_it_fails(model: LanguageModel) -> tuple[list[Piece], ProviderError]:
    pieces: list[Piece] = []
    try:
        async for piece in model.word(Task(QUESTION, PASSAGES, INSTRUCTIONS)):
            pieces.append(piece)  # noqa: PERF401 - also those before the error
    except ProviderError as error:
        return pieces, error
    pytest.fail("It did not fail.")


def text_of(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, TextDelta))


def cited_in(pieces: Sequence[Piece]) -> list[Citing]:
    return [piece for piece in pieces if isinstance(piece, Citing)]


def usage_in(pieces: Sequence[Piece]) -> Usage:
    return [piece for piece in pieces if isinstance(piece, Usage)][-1]


def test_every_language_model_that_can_be_chosen_is_tested() -> None:
    assert [name.replace(MODEL, "MODEL") for name in NAMES[:3]] == list(LANGUAGE_MODELS)


def test_a_server_that_the_environment_names_is_tested_too() -> None:
    with language_model_server() as server:
        told = {"CHRONOS_TEST_LLM_URL": f"{server.url}/v1", "CHRONOS_TEST_LLM_MODEL": "named"}
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", __file__, "-k", "real and text_and_citations"],
            env={**os.environ, **told},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, [each["model"] for each in server.requests]) == (0, ["named"]), ran.stdout


def test_it_has_a_name_and_reads_at_least_one_passage(model: LanguageModel) -> None:
    assert model.name == model.name.strip() != ""
    assert model.max_passages >= 1


async def test_text_and_citations_and_usage(model: LanguageModel) -> None:
    pieces = await word(model)
    assert text_of(pieces).strip()
    assert usage_in(pieces)
    assert all(piece.text for piece in pieces if isinstance(piece, TextDelta))
    assert [piece for piece in pieces if isinstance(piece, Stopped)] in ([], [Stopped("end")])


async def test_citations_follow_text_and_are_of_sentences_that_were_given(model: LanguageModel) -> None:
    for count in (1, 2, 3):
        pieces = await word(model, PASSAGES[:count])
        cited = [place for place, piece in enumerate(pieces) if isinstance(piece, Citing)]
        assert cited
        assert text_of(pieces[: cited[0]]).strip()
        for each in cited_in(pieces):
            assert 0 <= each.first <= each.last < len(PASSAGES[:count][each.passage].sentences)


async def test_it_leaves_the_numbering_of_citations_to_its_caller(model: LanguageModel) -> None:
    assert "[1" not in text_of(await word(model))


async def test_usage_has_both_numbers_or_none(model: LanguageModel) -> None:
    usage = usage_in(await word(model))
    numbers = (usage.input_tokens, usage.output_tokens)
    assert numbers == (None, None) if not model.generates else all(number for number in numbers)


async def test_without_passages_it_cites_nothing(model: LanguageModel) -> None:
    assert not cited_in(await word(model, []))


async def test_more_passages_than_it_reads_are_no_error(model: LanguageModel) -> None:
    pieces = await word(model, [a_passage(start=60.0 * number) for number in range(1, model.max_passages + 4)])
    assert {each.passage for each in cited_in(pieces)} <= set(range(model.max_passages))


async def test_questions_at_the_same_time_do_not_mix(model: LanguageModel) -> None:
    alone = [await word(model, [passage]) for passage in PASSAGES]
    together = await asyncio.gather(*(word(model, [passage]) for passage in PASSAGES))
    for one, other, passage in zip(alone, together, PASSAGES, strict=True):
        assert bool(text_of(one)) == bool(text_of(other)), passage.moment.text
        assert {each.passage for each in cited_in(other)} <= {0}


async def test_a_caller_may_stop_listening(model: LanguageModel) -> None:
    pieces = model.word(Task(QUESTION, PASSAGES, INSTRUCTIONS))
    async for piece in pieces:
        if isinstance(piece, TextDelta):
            break
    await pieces.aclose()
    assert [piece async for piece in pieces] == []


@pytest.mark.parametrize("text", ["🙂", "東京タワー", "naïve “quoted” [1] <b>", "bread " * 2_000], ids=str.__len__)
async def test_any_text_can_be_asked_and_said(model: LanguageModel, text: str) -> None:
    assert usage_in(await word(model, [a_passage(text=text)], question=text))


async def test_it_completes_in_words_or_generates_nothing(model: LanguageModel) -> None:
    completion = await model.complete("Say a title in three words.", "Bread and yeast.")
    assert (completion is not None) == model.generates
    assert completion is None or completion.text == completion.text.strip() != ""


async def test_a_completion_reports_its_pieces_also_when_it_fails(
    scripted: LanguageModel, server: LanguageModelServer
) -> None:
    reported: list[Piece] = []
    server.replies = [Reply(SCRIPT)]
    assert await scripted.complete("Say it.", "Bread.", reported.append) is not None
    assert usage_in(reported) == Usage(900, 57, 10, 20)
    reported.clear()
    server.replies = [Reply(SCRIPT, events_sent=7)]
    with pytest.raises(ProviderError):
        await scripted.complete("Say it.", "Bread.", reported.append)
    assert text_of(reported)
    if scripted.name.startswith("anthropic"):  # OpenAI's wire form tells usage at the end alone
        assert usage_in(reported) == Usage(900, 1, 10, 20)


# What only a provider over the network does: the same script in either wire form.

SCRIPT = Script(
    said=[
        ("Yeast makes it rise.", [(0, 1, 1)]),
        (" Rest it for an hour.", [(1, 0, 1), (1, 1, 1)]),
        (" Cats do not.", [(7, 0, 0), (0, 3, 3)]),  # neither passage nor sentence exists
    ],
    usage=(900, 57, 10, 20),
)
CITED = [Citing(0, 1, 1), Citing(1, 0, 1), Citing(1, 1, 1)]


@pytest.mark.parametrize("part_length", [1, 2, 3, 7, 1000])
async def test_the_same_pieces_however_the_text_is_cut(
    scripted: LanguageModel, server: LanguageModelServer, part_length: int
) -> None:
    script = Script(SCRIPT.said, "Let me think. Yeast?", usage=SCRIPT.usage, part_length=part_length)
    server.replies = [Reply(script)]
    pieces = await word(scripted)
    assert text_of(pieces) == "Yeast makes it rise. Rest it for an hour. Cats do not."
    assert cited_in(pieces) == CITED
    assert text_of(pieces[: pieces.index(CITED[0])]) == "Yeast makes it rise."
    assert text_of(pieces[: pieces.index(CITED[1])]) == "Yeast makes it rise. Rest it for an hour."
    assert usage_in(pieces) == Usage(900, 57, 10, 20)
    assert pieces[-1] == Stopped("end")


async def test_turns_and_passages_are_sent(scripted: LanguageModel, server: LanguageModelServer) -> None:
    turns = [Turn("user", "What is dough?"), Turn("assistant", "Flour and water.")]
    pieces = [piece async for piece in scripted.word(Task(QUESTION, PASSAGES, INSTRUCTIONS, turns))]
    sent = server.requests[0]
    assert [message["role"] for message in sent["messages"] if message["role"] != "system"] == [
        "user",
        "assistant",
        "user",
    ]
    for expected in (QUESTION, INSTRUCTIONS, "Flour and water.", "The yeast in the dough makes bread rise.", "Talk"):
        assert expected in json.dumps(sent)
    assert pieces


@pytest.mark.parametrize(
    ("status", "code", "calls"),
    [
        (400, "language_model_refused", 1),
        (401, "language_model_refused", 1),
        (403, "language_model_refused", 1),
        (404, "language_model_unknown", 1),
        (413, "language_model_too_long", 1),
        (422, "language_model_refused", 1),
        (429, "language_model_busy", 3),
        (500, "language_model_failed", 3),
        (503, "language_model_busy", 3),
        (529, "language_model_busy", 3),
    ],
)
async def test_an_error_is_one_of_ours_and_is_asked_again_only_where_that_may_help(
    scripted: LanguageModel, server: LanguageModelServer, status: int, code: str, calls: int
) -> None:
    server.replies = [Reply(status=status, error_type="api_error" if status == 503 else None, message=f"It is {KEY}.")]
    pieces, error = await word_until_it_fails(scripted)
    assert (pieces, error.code, error.retryable, len(server.requests)) == ([], code, calls == 3, calls)
    assert scripted.name in str(error)
    assert KEY not in str(error)


async def test_a_prompt_that_is_too_long_is_told_from_one_that_is_wrong(
    scripted: LanguageModel, server: LanguageModelServer
) -> None:
    server.replies = [Reply(status=400, message="prompt is too long: 215000 tokens > 200000 maximum")]
    assert (await word_until_it_fails(scripted))[1].code == "language_model_too_long"


async def test_it_does_not_wait_long_for_a_busy_provider(scripted: LanguageModel, server: LanguageModelServer) -> None:
    server.replies = [Reply(status=429, headers={"retry-after": "30"})]
    await word_until_it_fails(scripted)
    assert len(server.requests) == 1


async def test_what_fails_before_the_first_word_is_asked_again_and_counted(
    scripted: LanguageModel, server: LanguageModelServer
) -> None:
    server.replies = [Reply(status=529), Reply(events_sent=1), Reply(SCRIPT)]
    pieces = await word(scripted)
    assert text_of(pieces).startswith("Yeast makes it rise.")
    assert len(server.requests) == 3
    begun = 1000 if scripted.name.startswith("anthropic") else 0  # OpenAI's wire form tells usage at the end alone
    assert usage_in(pieces).input_tokens == 900 + begun


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(events_sent=7), "language_model_failed"),
        (Reply(events_sent=7, error_after="overloaded_error"), "language_model_busy"),
        (Reply(events_sent=7, error_after="api_error"), "language_model_failed"),
    ],
    ids=["cut", "overloaded", "failed"],
)
async def test_after_the_first_word_nothing_is_asked_again(
    scripted: LanguageModel, server: LanguageModelServer, reply: Reply, code: str
) -> None:
    server.replies = [reply]
    pieces, error = await word_until_it_fails(scripted)
    assert text_of(pieces)
    assert "Yeast makes it rise.".startswith(text_of(pieces))
    assert (error.code, len(server.requests)) == (code, 1)


@pytest.mark.parametrize(
    "events",
    [
        [],
        ["event: message_start\ndata: {oops\n\n"],
        ['event: message_start\ndata: {"type": "message_start"}\n\n'],
        ["event: x\ndata: []\n\n"],
        ['event: x\ndata: {"type": "content_block_delta", "choices": [{}]}\n\n'],
        ["<html>Bad gateway</html>\n\n"],
    ],
)
async def test_events_that_are_not_of_the_protocol_are_a_failure(
    scripted: LanguageModel, server: LanguageModelServer, events: list[str]
) -> None:
    server.replies = [Reply(events=events)]
    assert (await word_until_it_fails(scripted))[1].code == "language_model_failed"


@pytest.mark.parametrize("stop", ["end", "max_tokens", "refusal", "context_exceeded"])
async def test_it_tells_why_it_stopped(scripted: LanguageModel, server: LanguageModelServer, stop: str) -> None:
    server.replies = [Reply(Script(stop=stop))]
    [stopped] = [piece for piece in await word(scripted) if isinstance(piece, Stopped)]
    same_wire_form = stop == "context_exceeded" and scripted.name.startswith("openai")
    assert stopped.reason == ("max_tokens" if same_wire_form else stop)


async def test_leaving_early_stops_the_providers_call(scripted: LanguageModel, server: LanguageModelServer) -> None:
    server.replies = [Reply(events_sent=7, is_held=True)]
    pieces = scripted.word(Task(QUESTION, PASSAGES, INSTRUCTIONS))
    async for piece in pieces:
        if isinstance(piece, TextDelta):
            break
    await pieces.aclose()
    assert await asyncio.to_thread(server.was_left.wait, 10)


async def test_a_provider_that_cannot_be_reached(scripted: LanguageModel, server: LanguageModelServer) -> None:
    server.stop()
    assert (await word_until_it_fails(scripted))[1].code == "language_model_unavailable"


async def test_it_asks_the_provider_for_the_model(scripted: LanguageModel, server: LanguageModelServer) -> None:
    assert isinstance(scripted, RemoteModel)
    assert (await scripted.find_state()).lifecycle == "active"
    server.models = [{"id": "another"}]
    assert (await scripted.find_state()).lifecycle == "unknown"
    ends = {"lifecycle": "deprecated", "retires_at": "2027-03-01T00:00:00Z", "shutdown_date": "2027-03-01"}
    server.models = [{"id": MODEL, **ends}]
    state = await scripted.find_state()
    assert (state.lifecycle, str(state.ends_on)) == ("deprecated", "2027-03-01")
    server.replies = [Reply(status=401)]
    with pytest.raises(ProviderError) as caught:
        await scripted.find_state()
    assert caught.value.code == "language_model_refused"
