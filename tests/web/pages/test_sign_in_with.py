"""Sign-in with an OpenID provider in a browser: the whole way, and every way to abuse it."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from pydantic import SecretStr

from chronos.app import App
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, openid_provider
from tests.web.conftest import Call, Client, People

HTML = {"Accept": "text/html"}
PROBLEM = {"Accept": "application/problem+json"}
BEGIN, CALLBACK = "/sign-in/with/openid", "/sign-in/with/openid/callback"


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    with openid_provider() as running:
        running.claims = {"sub": "s-1", "email": "sam@example.com", "email_verified": True}
        yield running


@pytest.fixture
def app(app: App, provider: OpenIdProvider) -> App:
    """The application with the provider, under two names."""
    app.settings = app.settings.model_copy(
        update={
            "oidc_issuer": provider.url,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": SecretStr(CLIENT_SECRET),
            "whop_app_id": CLIENT_ID,
            "whop_client_secret": SecretStr(CLIENT_SECRET),
            "whop_oauth_issuer": provider.url,
        }
    )
    return app


@pytest.fixture(autouse=True)
async def address(app: App, people: People) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update students set email = 'sam@example.com', whop_user_id = 'user_sam' where id = %(id)s",
            {"id": people.student.student_id},
        )


async def answered(browser: Client, provider: OpenIdProvider, begin: str = BEGIN, **query: str) -> str:
    """Begin in this browser and sign in at the provider; return the address to which it sends the browser."""
    begun = await browser.get(begin, params=query)
    assert begun.status_code == 303, begun.text
    asked = urlsplit(begun.headers["location"])
    assert begun.headers["location"].startswith(f"{provider.url}/authorize?")
    _, target = provider.answer("GET", asked.path, {k: v[0] for k, v in parse_qs(asked.query).items()}, {}, "")
    assert target.startswith(f"http://127.0.0.1:8000{begin}/callback?")
    return str(target)


def is_signed_in(response: httpx2.Response) -> bool:
    return "chronos_session" in response.headers.get("set-cookie", "")


async def test_the_page_offers_it_and_a_person_signs_in(browse: Call, provider: OpenIdProvider) -> None:
    browser = browse(None)
    shown = await browser.get("/sign-in", params={"next": "/sessions"})
    assert "Continue with Whop" in shown.text
    assert 'href="/sign-in/with/openid?next=%2Fsessions"' in shown.text
    back = await answered(browser, provider, next="/sessions")
    done = await browser.get(back)
    assert (done.status_code, done.headers["location"]) == (303, "/sessions")
    assert "Sam" in (await browser.get("/sessions")).text


async def test_a_user_of_whop_signs_in_by_the_same_way(browse: Call, provider: OpenIdProvider) -> None:
    provider.claims = {"sub": "user_sam"}
    browser = browse(None)
    assert is_signed_in(await browser.get(await answered(browser, provider, "/sign-in/with/whop")))


@pytest.mark.parametrize(
    "claims",
    [{"sub": "stranger"}, {"sub": "s-2", "email": "sam@example.com"}, {"sub": "s-3", "email": "x@example.com"}],
)
async def test_an_account_without_a_member_is_refused(
    app: App, browse: Call, provider: OpenIdProvider, claims: dict[str, str]
) -> None:
    provider.claims = claims
    browser = browse(None)
    done = await browser.get(await answered(browser, provider), headers=PROBLEM)
    assert (done.status_code, done.json()["code"]) == (403, "identity_unknown")
    assert not is_signed_in(done)
    async with app.db.as_service("test") as tx:
        assert len(await tx.fetch("select from students")) == 2


async def refused(browser: Client, address: str) -> None:
    done = await browser.get(address, headers=PROBLEM)
    assert (done.status_code, done.json()["code"]) == (403, "sign_in_failed"), done.text
    assert not is_signed_in(done)


async def test_the_answer_of_another_browser_is_refused(browse: Call, provider: OpenIdProvider) -> None:
    """Login CSRF: an attacker's own code and state, followed in the browser of somebody else."""
    attacker, victim = browse(None), browse(None)
    back = await answered(attacker, provider)
    await refused(victim, back)
    await answered(victim, provider)  # has begun one of its own
    await refused(victim, back)


async def test_an_answer_is_taken_once(browse: Call, provider: OpenIdProvider) -> None:
    browser = browse(None)
    back = await answered(browser, provider)
    kept = browser.cookies["chronos_attempt"]
    assert is_signed_in(await browser.get(back))
    await refused(browser, back)
    browser.cookies.set("chronos_attempt", kept)
    await refused(browser, back)


async def test_a_code_is_not_taken_for_another_state(browse: Call, provider: OpenIdProvider) -> None:
    browser = browse(None)
    first, second = await answered(browser, provider), await answered(browser, provider)
    codes = [parse_qs(urlsplit(each).query)["code"][0] for each in (first, second)]
    await refused(browser, first.replace(codes[0], codes[1]))
    await refused(browser, f"{CALLBACK}?{urlencode({'code': codes[1], 'iss': provider.url})}")
    await refused(browser, f"{CALLBACK}?{urlencode({'code': codes[1], 'state': 'made-up', 'iss': provider.url})}")


async def test_providers_are_not_mixed_up(browse: Call, provider: OpenIdProvider) -> None:
    browser = browse(None)
    back = await answered(browser, provider)
    asked = len(provider.requests)
    await refused(browser, back.replace("/openid/", "/whop/"))
    await refused(browser, back.replace(urlencode({"iss": provider.url}), urlencode({"iss": "https://evil.example"})))
    assert len(provider.requests) == asked  # no code was sent anywhere


async def test_a_person_who_declines_is_not_signed_in(browse: Call, provider: OpenIdProvider) -> None:
    browser = browse(None)
    state = parse_qs(urlsplit(await answered(browser, provider)).query)["state"][0]
    await refused(browser, f"{CALLBACK}?{urlencode({'error': 'access_denied', 'state': state})}")


@pytest.mark.parametrize("page", ["https://evil.example", "//evil.example", "/\\evil.example", "/sign-in/with/openid"])
async def test_only_pages_of_ours_follow(browse: Call, provider: OpenIdProvider, page: str) -> None:
    browser = browse(None)
    done = await browser.get(await answered(browser, provider, next=page))
    assert (done.status_code, done.headers["location"]) == (303, "/")


async def test_the_sign_in_of_before_ends(app: App, browse: Call, people: People, provider: OpenIdProvider) -> None:
    browser = browse(people.creator)
    assert is_signed_in(await browser.get(await answered(browser, provider)))
    async with app.db.as_service("test") as tx:
        assert [row["student_id"] for row in await tx.fetch("select student_id from private.sign_ins")] == [
            people.student.student_id
        ]


async def test_a_provider_that_is_away_or_unknown(browse: Call, provider: OpenIdProvider) -> None:
    provider.is_away = True
    away = await browse(None).get(BEGIN, headers=PROBLEM)
    assert (away.status_code, away.json()["code"]) == (503, "identity_unavailable")
    unknown = await browse(None).get("/sign-in/with/another", headers=PROBLEM)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_address")


async def test_no_answer_with_a_code_is_kept_or_referred_to(browse: Call, provider: OpenIdProvider) -> None:
    browser = browse(None)
    back = await answered(browser, provider)
    for _ in range(2):
        done = await browser.get(back, headers=HTML)
        assert done.headers["referrer-policy"] == "no-referrer"
        assert done.headers["cache-control"] == "no-store"
        assert parse_qs(urlsplit(back).query)["code"][0] not in done.text
