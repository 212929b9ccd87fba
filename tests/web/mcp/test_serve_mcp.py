"""The protocol over HTTP, with the official package's own client."""

import asyncio
import json
from dataclasses import replace

import httpx2
import pytest
from mcp.shared.exceptions import MCPError

from chronos.app import App
from chronos.members import TokenReader
from chronos.model import Actor, VideoId
from chronos.providers.identity import Issuer, KeySet
from chronos.web.errors import RESOURCE_METADATA
from chronos.web.mcp.call_tool import TOOLS
from tests.web.conftest import ADDRESS, Call, People, problem
from tests.web.mcp.conftest import CALL, HEADERS, Connect, code_of, post, text_of

QUESTION = "Why is f/16 a smaller hole than f/2?"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_five_tools_read_and_say_what_they_take_and_return(connect: Connect, people: People, mode: str) -> None:
    async with connect(people.student, mode) as client:
        tools = (await client.list_tools()).tools
        capabilities = client.server_capabilities
        assert client.protocol_version == ("2026-07-28" if mode == "auto" else "2025-11-25")
    assert [tool.name for tool in tools] == ["search", "ask", "get_transcript", "list_videos", "list_courses"]
    for tool in tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema is not None
        assert tool.description
    assert (capabilities.prompts, capabilities.resources, capabilities.logging) == (None, None, None)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_every_answer_links_to_the_second(
    connect: Connect, people: People, lecture: VideoId, app: App, mode: str
) -> None:
    """The client checks each structured answer against the schema that the server gave for it."""
    async with connect(people.student, mode) as client:
        found = await client.call_tool("search", {"query": QUESTION, "limit": 3})
        answer = await client.call_tool("ask", {"question": QUESTION})
        read = await client.call_tool("get_transcript", {"video_id": str(lecture)})
        listed = await client.call_tool("list_videos", {})
    page = f"{app.settings.public_url}/videos/{lecture}"
    urls = [
        *(each["url"] for each in found.structured_content["moments"]),
        *(each["url"] for each in answer.structured_content["citations"]),
        *(each["url"] for each in read.structured_content["parts"]),
    ]
    assert len(urls) > 5
    assert all(url.startswith(f"{page}?t=") for url in urls)
    assert listed.structured_content["videos"][0]["url"] == page
    told = "\n".join(map(text_of, (found, answer, read, listed)))
    assert [url for url in urls if url not in told] == []
    assert "f/16 is a very small hole" in text_of(found)
    assert not any(result.is_error for result in (found, answer, read, listed))


async def test_row_level_security_answers(connect: Connect, people: People, lecture: VideoId) -> None:
    """A student of another creator learns nothing, not even that the video exists."""
    async with connect(people.stranger) as client:
        for arguments in ({"query": QUESTION}, {"query": QUESTION, "video_ids": [str(lecture)]}):
            found = await client.call_tool("search", arguments)
            assert found.structured_content == {"moments": [], "notes": []}
        answer = await client.call_tool("ask", {"question": QUESTION})
        assert (answer.structured_content["covered"], answer.structured_content["citations"]) == (False, [])
        assert (await client.call_tool("list_videos", {})).structured_content["videos"] == []
        refused = await client.call_tool("get_transcript", {"video_id": str(lecture)})
        assert code_of(refused) == "video_not_found"
        assert text_of(refused) == f"There is no video {lecture} in this library."


async def test_a_locked_lesson_is_told_by_its_module_alone(
    api: Call, connect: Connect, people: People, lecture: VideoId
) -> None:
    creator = api(people.creator)
    course = (await creator.post("/api/v1/courses", json={"title": "Light"})).json()
    module = {"title": "Later", "video_ids": [str(lecture)], "opens_after_days": 9}
    assert (await creator.post(f"/api/v1/courses/{course['id']}/modules", json=module)).status_code == 201
    path = f"/api/v1/courses/{course['id']}"
    assert (await creator.patch(path, json={"is_published": True})).status_code == 200
    async with connect(people.student) as client:
        lessons = await client.call_tool("list_videos", {"course_id": course["id"]})
        assert lessons.structured_content == {"videos": [], "locked_modules": ["Later"], "next_cursor": None}
        assert text_of(lessons) == "There are no videos here.\nNot open yet: Later"
        assert (await client.call_tool("search", {"query": QUESTION})).structured_content["moments"] == []
        refused = await client.call_tool("get_transcript", {"video_id": str(lecture)})
        assert code_of(refused) == "video_not_found"
    async with connect(people.creator) as client:
        assert not (await client.call_tool("get_transcript", {"video_id": str(lecture)})).is_error


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_access_that_ends_ends_in_the_middle_of_a_conversation(
    app: App, connect: Connect, address: str, people: People, lecture: VideoId, mode: str
) -> None:
    async with connect(people.student, mode) as client:
        assert (await client.call_tool("search", {"query": QUESTION})).structured_content["moments"]
        async with app.db.as_service("test") as tx:
            await tx.execute(
                "update students set access_ends_at = now() where id = %(id)s", {"id": people.student.subject}
            )
        for name, arguments in (("search", {"query": QUESTION}), ("list_videos", {})):
            with pytest.raises(MCPError):
                await client.call_tool(name, arguments)
    problem(await post(app, address, people.student), 403, "membership_ended")


async def test_questions_count_as_those_of_the_api(app: App, api: Call, connect: Connect, people: People) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update private.rate_limits set burst = 2, per_minute = 6 where kind = 'ask' and per = 'student'"
        )
    question = {"question": "What is light?"}
    async with connect(people.student) as client:
        assert not (await client.call_tool("ask", question)).is_error
        assert (await api(people.student).post("/api/v1/ask", json=question)).status_code == 200
        refused = await client.call_tool("ask", question)
    assert code_of(refused) == "rate_limited"
    assert "Try again in " in text_of(refused)
    async with app.db.as_service("test") as tx:
        rows = await tx.fetch("select kind, count(*) from private.facts group by kind order by kind")
    assert [(row["kind"], row["count"]) for row in rows] == [("question", 2), ("refusal", 2)]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_caller_that_leaves_cancels_its_call(
    connect: Connect, app: App, address: str, people: People, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def wait(*_: object) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setitem(TOOLS, "ask", replace(TOOLS["ask"], call=wait))
    async with connect(people.student, mode) as client:
        asking = asyncio.create_task(client.call_tool("ask", {"question": QUESTION}))
        await asyncio.wait_for(begun.wait(), 30)
        asking.cancel()
        if mode == "auto":  # the older protocol tells a server with sessions; this one sees the connection end
            await asyncio.wait_for(ended.wait(), 30)
            assert not (await client.call_tool("list_videos", {})).is_error
    await asyncio.wait_for(ended.wait(), 30)


async def test_requests_without_a_valid_token_are_refused(app: App, address: str, people: People) -> None:
    missing = await post(app, address, None)
    problem(missing, 401, "token_missing")
    assert missing.headers["www-authenticate"] == "Bearer"
    for token in ("x", "a.b.c", app.tokens.mint(people.student, lifetime_seconds=-60)):
        refused = await post(app, address, None, headers={"Authorization": f"Bearer {token}"})
        problem(refused, 401, "token_expired" if len(token) > 5 else "token_invalid")
        assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    problem(await post(app, address, Actor("service_role")), 403, "service_token")
    problem(await post(app, address, None, headers={"Cookie": "chronos_session=x"}), 401, "token_missing")


async def test_a_refusal_names_where_tokens_come_from_if_not_from_here(app: App, address: str) -> None:
    url = app.settings.public_url
    async with httpx2.AsyncClient(base_url=url) as client:
        problem(await client.get(RESOURCE_METADATA), 404, "no_such_address")
        app.token_reader = TokenReader(
            app.tokens, Issuer("https://x.supabase.co/auth/v1", "a", KeySet(url, ("ES256",)))
        )
        refused = await post(app, address, None)
        assert refused.headers["www-authenticate"] == f'Bearer resource_metadata="{url}{RESOURCE_METADATA}"'
        assert (await client.get(RESOURCE_METADATA)).json() == {
            "resource": address,
            "authorization_servers": ["https://x.supabase.co/auth/v1"],
            "bearer_methods_supported": ["header"],
        }
        assert (await client.get("/api/v1/videos")).headers["www-authenticate"] == "Bearer"


async def test_pages_of_other_sites_reach_nothing(app: App, address: str, people: People) -> None:
    """Neither by a name that was pointed at this machine, nor by a request of their own."""
    for headers, status in (
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": app.settings.public_url}, 200),
        ({"Host": "localhost:9"}, 200),
    ):
        for version in ({}, {"MCP-Protocol-Version": "2025-06-18"}):
            answer = await post(app, address, people.student, headers=headers | version)
            assert answer.status_code == status, (headers, answer.text)
            assert "evil" not in answer.text


async def test_unusable_messages_are_refused(app: App, address: str, people: People) -> None:
    for content, status in (
        (b"{", 400),
        (b"[]", 400),
        (b"[" * 100_000, 400),
        (json.dumps([CALL, CALL]).encode(), 400),
        (b"\xff\xfe", 400),
        (b" " * 300_000, 413),
    ):
        for version in ({}, {"MCP-Protocol-Version": "2026-07-28"}):
            answer = await post(app, address, people.student, content=content, headers=version)
            assert answer.status_code == status, (content[:20], answer.text)
            assert "Traceback" not in answer.text
    answer = await post(app, address, people.student, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 400


async def test_there_is_no_stream_and_no_session(app: App, address: str, people: People) -> None:
    headers = {"Authorization": f"Bearer {app.tokens.mint(people.student)}"} | HEADERS
    async with httpx2.AsyncClient(headers=headers) as client:
        for method in ("GET", "DELETE", "PUT"):
            problem(await client.request(method, address), 405, "method_not_allowed")
        answer = await client.post(address, json=CALL)
    assert "mcp-session-id" not in answer.headers


async def test_it_is_not_part_of_the_description_of_the_json_api(api: Call) -> None:
    description = (await api(None).get(f"{ADDRESS}/openapi.json")).json()
    assert not [path for path in description["paths"] if "mcp" in path]
