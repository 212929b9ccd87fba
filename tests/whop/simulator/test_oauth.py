"""OAuth of the simulator: a code works once, for its verifier alone; refresh tokens rotate."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

from tests.whop.simulated import Whop, a_whop

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "client_id": "app_simulated",
    "redirect_uri": "http://chronos.test/back?x=1",
    "response_type": "code",
    "scope": "openid profile email",
    "state": "s",
    "nonce": "n",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


async def code_of(whop: Whop) -> str:
    """A code for Sam."""
    query = ASKED | {"login_hint": whop.person("Sam Student")}
    answer = await whop.http.get("/oauth/authorize", params=query)
    back = urlsplit(answer.headers["location"])
    found = parse_qs(back.query)
    assert (back.netloc, found["x"], found["state"]) == ("chronos.test", ["1"], ["s"])
    return found["code"][0]


async def test_code_becomes_tokens_once() -> None:
    whop = a_whop()
    form = {"grant_type": "authorization_code", "code": await code_of(whop), "code_verifier": VERIFIER}
    form |= {name: ASKED[name] for name in ("client_id", "redirect_uri")}
    given = (await whop.http.post("/oauth/token", data=form)).json()
    claims = whop.simulator.keys.read(given["id_token"])
    sam = whop.person("Sam Student")
    assert (claims["sub"], claims["aud"], claims["nonce"]) == (sam, "app_simulated", "n")
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    assert (await whop.http.get("/oauth/userinfo", headers=headers)).json()["email"] == claims["email"]
    assert (await whop.http.post("/oauth/token", data=form)).status_code == 400


async def test_wrong_verifier_secret_or_address_is_refused() -> None:
    whop = a_whop()
    right = {"grant_type": "authorization_code", "code_verifier": VERIFIER}
    right |= {name: ASKED[name] for name in ("client_id", "redirect_uri")}
    for wrong in ({"code_verifier": "w" * 43}, {"redirect_uri": "http://evil.test/"}, {"client_secret": "wrong"}):
        form = right | {"code": await code_of(whop)} | wrong
        assert (await whop.http.post("/oauth/token", data=form)).status_code in (400, 401)


async def test_refresh_token_is_replaced() -> None:
    whop = a_whop()
    whop.simulator.refresh_tokens["old"] = whop.person("Sam Student")
    form = {"grant_type": "refresh_token", "refresh_token": "old", "client_id": "app_simulated"}
    first = await whop.http.post("/oauth/token", data=form)
    assert (first.status_code, first.json()["refresh_token"] != "old") == (200, True)
    assert (await whop.http.post("/oauth/token", data=form)).status_code == 400


async def test_people_to_choose_are_listed_and_pkce_is_required() -> None:
    whop = a_whop()
    assert "Sam Student" in (await whop.http.get("/oauth/authorize", params=ASKED)).text
    plain = ASKED | {"code_challenge_method": "plain"}
    assert (await whop.http.get("/oauth/authorize", params=plain)).status_code == 400
    described = (await whop.http.get("/.well-known/openid-configuration")).json()
    keys = (await whop.http.get(described["jwks_uri"])).json()["keys"]
    assert [key["alg"] for key in keys] == ["ES256"]
