"""The views inside Whop: who enters, with which cookie, and who may show them in a frame."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from chronos.app import App
from chronos.providers.identity import Issuer, KeySet
from chronos.web.security_headers import CONTENT_SECURITY_POLICY, NO_FRAME
from chronos.whop import TOKEN_ISSUER, Door
from chronos.whop.simulator import APP_ID
from chronos.whop.simulator.courses import SimulatedChapter, SimulatedCourse, SimulatedLesson
from tests.factories import a_video
from tests.web.conftest import Call, Client, People
from tests.whop.simulated import Whop, a_whop

PROBLEM = {"Accept": "application/problem+json"}
SAME = {"Sec-Fetch-Site": "same-origin"}
ORIGINS = "https://whop.com https://dash.whop.com"


@pytest.fixture
async def whop() -> AsyncIterator[Whop]:
    """A simulated Whop."""
    made = a_whop()
    yield made
    await made.client.close()
    await made.http.aclose()


@pytest.fixture
def app(request: pytest.FixtureRequest, app: App) -> App:
    """The application, which belongs to the Whop of the test, if it has one."""
    if "whop" not in request.fixturenames:
        return app
    made: Whop = request.getfixturevalue("whop")

    async def keys(url: str) -> dict[str, Any]:
        return made.simulator.keys.jwks()

    app.settings = app.settings.model_copy(update={"whop_app_id": APP_ID, "whop_api_key": SecretStr("key")})
    issuer = Issuer(TOKEN_ISSUER, APP_ID, KeySet("https://api.whop.com/keys", ("ES256",), fetch=keys))
    app.__dict__["whop_door"] = Door(issuer, made.client)
    app.__dict__["whop"] = made.client
    return app


def token(whop: Whop, name: str) -> dict[str, str]:
    """The header that Whop's proxy adds to requests of this person."""
    return {"x-whop-user-token": whop.simulator.keys.user_token(whop.person(name), APP_ID)}


async def entered(client: Client, whop: Whop, name: str, address: str) -> dict[str, str]:
    """Open a view; return the headers of the frame's further requests."""
    answer = await client.get(address, headers=token(whop, name))
    assert (answer.status_code, answer.headers["location"]) == (303, "/"), answer.text
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


@pytest.fixture
async def frame(browse: Call, whop: Whop) -> dict[str, str]:
    """The headers of a student's frame."""
    await entered(browse(None), whop, "Ada Lovelace", f"/dashboard/{whop.company.id}")
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    return await entered(browse(None), whop, "Sam Student", f"/experiences/{whop.product.experience_id}")


def may_frame(answer: httpx2.Response) -> str:
    """Who may show the answer in a frame."""
    policy = answer.headers["content-security-policy"]
    origins = policy.partition("frame-ancestors ")[2]
    assert ("x-frame-options" in answer.headers) == (origins == "'none'")
    assert policy == CONTENT_SECURITY_POLICY.replace(NO_FRAME, f"frame-ancestors {origins}")
    return str(origins)


async def test_the_cookie_is_kept_for_whops_site_alone(app: App, browse: Call, whop: Whop) -> None:
    address = f"/dashboard/{whop.company.id}"
    app.settings = app.settings.model_copy(update={"public_url": "https://learn.example.com"})
    answer = await browse(None).get(address, headers=token(whop, "Ada Lovelace"))
    name, _, kept = answer.headers["set-cookie"].partition("=")
    assert name == "__Host-chronos_frame"
    assert kept.partition("; ")[2] == "Max-Age=43200; Path=/; HttpOnly; Secure; SameSite=None; Partitioned"


async def test_what_the_frame_opens_may_be_framed_by_whop_alone(
    browse: Call, people: People, whop: Whop, frame: dict[str, str]
) -> None:
    client = browse(None)
    for path in ("/", "/sessions"):
        answer = await client.get(path, headers=frame)
        assert answer.status_code == 200
        assert "Sam Student" in answer.text
        assert may_frame(answer) == ORIGINS
    for path in ("/experiences/exp_1", "/dashboard/biz_1", "/discover"):
        assert may_frame(await client.get(path)) == ORIGINS
    for other in (browse(None), browse(people.student)):
        for path in ("/", "/sign-in", "/sessions", "/api/v1/videos", "/discoverx"):
            assert may_frame(await other.get(path)) == "'none'"


async def test_a_frame_that_was_signed_out_says_so_in_the_frame(browse: Call, frame: dict[str, str]) -> None:
    client = browse(None)
    assert (await client.post("/sign-out", headers=frame | SAME)).status_code == 303
    answer = await client.get("/", headers=frame)
    assert answer.status_code == 401
    assert may_frame(answer) == ORIGINS


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
    ],
)
async def test_no_other_page_sends_a_form_with_the_cookie(
    browse: Call, frame: dict[str, str], headers: dict[str, str]
) -> None:
    for method, path in (("POST", "/sessions/end-others"), ("DELETE", "/api/v1/sessions"), ("POST", "/ask")):
        answer = await browse(None).request(method, path, headers=frame | headers | PROBLEM, data={"question": "x"})
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert (await browse(None).post("/sessions/end-others", headers=frame | SAME)).status_code == 303


async def test_each_request_is_the_users_who_entered(browse: Call, whop: Whop, frame: dict[str, str]) -> None:
    client = browse(None)
    assert (await client.get("/", headers=frame | token(whop, "Sam Student"))).status_code == 200
    other = await client.get("/", headers=frame | token(whop, "Kim Learner") | PROBLEM)
    assert (other.status_code, other.json()["code"]) == (401, "sign_in_ended")
    bad = await client.get("/", headers=frame | {"x-whop-user-token": "x"} | PROBLEM)
    assert (bad.status_code, bad.json()["code"]) == (401, "token_invalid")


async def test_a_frames_cookie_opens_nothing_outside(browse: Call, people: People, frame: dict[str, str]) -> None:
    secret = frame["Cookie"].partition("=")[2]
    client = browse(None)
    client.cookies.set("chronos_session", secret)
    answer = await client.get("/", headers=PROBLEM)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_ended")
    own = browse(people.student).cookies["chronos_session"]
    answer = await browse(None).get("/", headers=PROBLEM | {"Cookie": f"chronos_frame={own}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_ended")


async def test_a_membership_that_ended_shuts_the_frame_at_once(app: App, browse: Call, frame: dict[str, str]) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set is_active = false")
    answer = await browse(None).get("/", headers=frame | PROBLEM)
    assert (answer.status_code, answer.json()["code"]) == (403, "membership_ended")


async def test_the_rest_of_the_address_names_a_page(browse: Call, whop: Whop, frame: dict[str, str]) -> None:
    view = f"/experiences/{whop.product.experience_id}"
    client = browse(None)
    for rest, page in {
        "/videos/3?t=93": "/videos/3?t=93",
        "/": "/",
        "//evil.example": "/",
        "/https://evil.example": "/",
        "/sign-out": "/",
    }.items():
        answer = await client.get(f"{view}{rest}", headers=token(whop, "Sam Student"))
        assert (answer.status_code, answer.headers["location"]) == (303, page)


async def test_a_browser_keeps_one_row(app: App, browse: Call, whop: Whop, frame: dict[str, str]) -> None:
    view = f"/experiences/{whop.product.experience_id}"
    for _ in range(3):
        answer = await browse(None).get(view, headers=frame | token(whop, "Sam Student"))
        frame = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
    async with app.db.as_service("test") as tx:
        assert len(await tx.fetch("select from private.sign_ins where student_id is not null")) == 1


async def test_what_the_student_completed_is_marked_on_whop_with_the_token_of_the_next_visit(
    app: App, browse: Call, whop: Whop, frame: dict[str, str]
) -> None:
    sam, view = whop.person("Sam Student"), f"/experiences/{whop.product.experience_id}"
    chapter = SimulatedChapter("chap_1", "Light", [SimulatedLesson("lesn_1", "Aperture")])
    whop.company.courses.append(SimulatedCourse("cors_1", "Photography", chapters=[chapter]))
    async with app.db.as_service("test") as tx:
        [student] = await tx.fetch("select id, creator_id from students where whop_user_id = %(id)s", {"id": sam})
        video_id = await a_video(tx, student["creator_id"])
        await tx.execute(
            "insert into private.whop_lessons (id, creator_id, video_id, asset_id, title) "
            "values ('lesn_1', %(creator_id)s, %(video)s, 'mux_1', 'Aperture')",
            student | {"video": video_id},
        )
        await tx.execute(
            "insert into video_progress (student_id, video_id, creator_id, completed_at) "
            "values (%(id)s, %(video)s, %(creator_id)s, now())",
            student | {"video": video_id},
        )
    whop.simulator.fail_next("course_lessons", 500, times=4)
    assert (await browse(None).get(view, headers=token(whop, "Sam Student"))).status_code == 303  # and it waits
    assert whop.simulator.world.completed == set()
    await browse(None).get(view, headers=token(whop, "Sam Student"))
    assert whop.simulator.world.completed == {(sam, "lesn_1")}


async def test_who_may_not_enter(browse: Call, whop: Whop, frame: dict[str, str]) -> None:
    client, kim = browse(None), token(whop, "Kim Learner")
    company, experience = whop.company.id, whop.product.experience_id
    for address, headers, status, code in (
        (f"/experiences/{experience}", {}, 401, "token_missing"),
        (f"/experiences/{experience}", kim, 403, "membership_ended"),
        (f"/dashboard/{company}", kim, 403, "membership_ended"),
        (f"/dashboard/{company}", token(whop, "Sam Student"), 403, "membership_ended"),
        (f"/dashboard/{experience}", kim, 404, "no_such_address"),
        (f"/experiences/{company}", kim, 404, "no_such_address"),
        ("/experiences/exp_unknown", kim, 404, "whop_school_unknown"),
        ("/dashboard/biz_unknown", kim, 404, "whop_school_unknown"),
    ):
        answer = await client.get(address, headers=headers | PROBLEM)
        assert (answer.status_code, answer.json()["code"]) == (status, code), address
        assert "set-cookie" not in answer.headers


async def test_while_whop_is_away_entry_is_refused(browse: Call, whop: Whop, frame: dict[str, str]) -> None:
    whop.simulator.is_down = True
    address = f"/experiences/{whop.product.experience_id}"
    answer = await browse(None).get(address, headers=token(whop, "Kim Learner") | PROBLEM)
    assert answer.status_code in (502, 503)
    assert (await browse(None).get("/", headers=frame)).status_code == 200  # who is in stays


async def test_without_an_app_there_are_no_views(browse: Call) -> None:
    for path in ("/experiences/exp_1", "/dashboard/biz_1", "/discover"):
        answer = await browse(None).get(path)
        assert answer.status_code == 404
        assert may_frame(answer) == "'none'"
