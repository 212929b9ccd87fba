"""Requests: tries are bounded, answers too, and the key is in one header alone."""

import logging
from collections.abc import Callable

import httpx2
import pytest
from pydantic import SecretStr

from chronos.errors import NotFound, ProviderError
from chronos.whop.request import MAX_ANSWER_BYTES, Patience, Requests
from tests.proxy_server import a_proxy

KEY = "apik_a-key-that-nobody-else-may-see"
QUICK = Patience(pause=0.001, longest_pause=0.5)
Answer = httpx2.Response | Exception


def requests_to(answers: list[Answer], seen: list[httpx2.Request], patience: Patience = QUICK) -> Requests:
    """Requests to a server that gives one answer after the other."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        given = answers[min(len(seen), len(answers)) - 1]
        if isinstance(given, Exception):
            raise given
        return given

    return Requests("https://whop.test/api/v1/", SecretStr(KEY), patience, httpx2.MockTransport(answer))


@pytest.mark.parametrize(
    "passing",
    [
        httpx2.Response(429, headers={"Retry-After": "0"}),
        httpx2.Response(500),
        httpx2.Response(503),
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("slow"),
    ],
)
async def test_passing_failures_are_tried_again(passing: Answer) -> None:
    seen: list[httpx2.Request] = []
    requests = requests_to([passing, passing, httpx2.Response(200, json={"id": 1})], seen)
    assert await requests.get("users/user_1", {"first": 5, "after": None, "ids": ["a", "b"]}) == {"id": 1}
    assert [str(request.url) for request in seen] == ["https://whop.test/api/v1/users/user_1?first=5&ids=a&ids=b"] * 3
    assert seen[0].headers["Authorization"] == f"Bearer {KEY}"
    assert seen[0].headers["Api-Version-Date"] == "2026-10-15-1"


async def test_tries_end() -> None:
    seen: list[httpx2.Request] = []
    with pytest.raises(ProviderError, match="it answers 502") as caught:
        await requests_to([httpx2.Response(502)], seen).get("memberships")
    assert caught.value.code == "whop_unavailable"
    assert len(seen) == QUICK.tries


async def test_pause_that_is_too_long_is_not_waited_for() -> None:
    seen: list[httpx2.Request] = []
    with pytest.raises(ProviderError):
        await requests_to([httpx2.Response(429, headers={"Retry-After": "3600"})], seen).get("memberships")
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (401, ProviderError, "whop_refused"),
        (403, ProviderError, "whop_refused"),
        (404, NotFound, "whop_not_found"),
        (422, ProviderError, "whop_refused"),
        (302, ProviderError, "whop_refused"),
    ],
)
async def test_refusals_are_final(status: int, kind: type[ProviderError | NotFound], code: str) -> None:
    seen: list[httpx2.Request] = []
    with pytest.raises(kind) as caught:
        await requests_to([httpx2.Response(status, headers={"Location": "https://elsewhere.test"})], seen).get("x")
    assert caught.value.code == code
    assert len(seen) == 1


@pytest.mark.parametrize("content", [b"<html>", b"", b'{"a":', b"x" * (MAX_ANSWER_BYTES + 1)])
async def test_unreadable_answers_are_an_outage(content: bytes) -> None:
    with pytest.raises(ProviderError) as caught:
        await requests_to([httpx2.Response(200, content=content)], []).get("x")
    assert caught.value.code == "whop_unavailable"


async def test_whole_call_has_a_limit() -> None:
    patience = Patience(pause=30, longest_pause=60, whole=0.01)
    with pytest.raises(ProviderError, match="did not answer within"):
        await requests_to([httpx2.Response(500)], [], patience).get("x")


async def test_post_is_repeated_with_a_key_alone() -> None:
    seen: list[httpx2.Request] = []
    answers: list[Answer] = [httpx2.ReadTimeout("slow"), httpx2.Response(200, json={})]
    with pytest.raises(ProviderError):
        await requests_to(answers, seen).post("notifications", {"title": "t"})
    assert len(seen) == 1
    seen.clear()
    await requests_to(answers, seen).post("notifications", {"title": "t"}, repeat_key="one")
    assert [request.headers["Idempotency-Key"] for request in seen] == ["one", "one"]


@pytest.mark.parametrize(
    ("url", "through"),
    [("https://api.whop.test/api/v1", ["CONNECT api.whop.test:443 HTTP/1.1"]), ("http://127.0.0.1:9/api/v1", [])],
)
async def test_the_proxy_of_the_environment_is_used_but_for_this_machine(
    url: str, through: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_proxy(monkeypatch) as asked:
        requests = Requests(url, SecretStr(KEY), Patience(tries=1))
        with pytest.raises(ProviderError):
            await requests.get("memberships")
        await requests.close()
    assert asked == through


async def test_token_of_a_user_replaces_the_key() -> None:
    seen: list[httpx2.Request] = []
    await requests_to([httpx2.Response(200, json=True)], seen).post_as("their-token", "course_lessons/l/x")
    assert seen[0].headers["Authorization"] == "Bearer their-token"
    assert KEY not in str(seen[0].headers.raw)


@pytest.mark.parametrize(
    "make", [lambda: httpx2.Response(401), lambda: httpx2.Response(500), lambda: httpx2.ReadError("x")]
)
async def test_key_is_in_no_log_message_or_repr(make: Callable[[], Answer], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    requests = requests_to([make()], [])
    with pytest.raises(ProviderError) as caught:
        await requests.get("x")
    told = [repr(requests), str(vars(requests)), str(caught.value), repr(caught.value.__cause__), caplog.text]
    assert not [text for text in told if KEY in text]
