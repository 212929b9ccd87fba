"""OAuth: sign-in with the simulated Whop by OAuth 2.1 with PKCE and OpenID Connect."""

import base64
import hashlib
import html
import secrets
import time
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from chronos.whop.simulator.state import CLIENT_SECRET, Simulator
from chronos.whop.simulator.world import Json

LIFETIME_SECONDS = 3600
_ASKED = ("client_id", "redirect_uri", "response_type", "state", "code_challenge", "code_challenge_method")


async def describe(request: Request) -> Response:
    """GET /.well-known/openid-configuration."""
    origin = _simulator(request).page_origin
    return JSONResponse(
        {
            "issuer": origin,
            "authorization_endpoint": f"{origin}/oauth/authorize",
            "token_endpoint": f"{origin}/oauth/token",
            "userinfo_endpoint": f"{origin}/oauth/userinfo",
            "jwks_uri": f"{origin}/.well-known/jwks.json",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


async def show_keys(request: Request) -> Response:
    """GET /.well-known/jwks.json."""
    return JSONResponse(_simulator(request).keys.jwks())


async def authorize(request: Request) -> Response:
    """GET /oauth/authorize: choose who signs in; `login_hint` with a user's id chooses at once."""
    simulator, query = _simulator(request), dict(request.query_params)
    if missing := [name for name in _ASKED if not query.get(name)]:
        return JSONResponse({"error": "invalid_request", "error_description": f"missing {missing}"}, 400)
    if query["code_challenge_method"] != "S256" or query["response_type"] != "code":
        return JSONResponse({"error": "invalid_request", "error_description": "use code with S256"}, 400)
    person = simulator.world.people.get(query.get("login_hint", ""))
    if person is None:
        links = "".join(
            f'<li><a href="?{html.escape(urlencode({**query, "login_hint": each.id}))}">{html.escape(each.name)}</a>'
            for each in simulator.world.people.values()
        )
        return HTMLResponse(f"<!doctype html><title>Whop (simulated)</title><h1>Sign in as</h1><ul>{links}</ul>")
    code = secrets.token_urlsafe(24)
    simulator.codes[code] = {**query, "user_id": person.id}
    target, mark = query["redirect_uri"], "&" if "?" in query["redirect_uri"] else "?"
    return RedirectResponse(f"{target}{mark}{urlencode({'code': code, 'state': query['state']})}", 302)


async def give_token(request: Request) -> Response:
    """POST /oauth/token: a code, once, or a refresh token, which is replaced."""
    simulator, form = _simulator(request), await request.form()
    secret = form.get("client_secret")
    if secret not in (None, CLIENT_SECRET):
        return JSONResponse({"error": "invalid_client"}, 401)
    if form.get("grant_type") == "refresh_token":
        user_id = simulator.refresh_tokens.pop(str(form.get("refresh_token")), None)
        return _refuse() if user_id is None else JSONResponse(_tokens(simulator, user_id, str(form.get("client_id"))))
    asked = simulator.codes.pop(str(form.get("code")), None)
    digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    same = asked is not None and all(form.get(name) == asked[name] for name in ("client_id", "redirect_uri"))
    if asked is None or not same or asked["code_challenge"] != challenge:
        return _refuse()
    nonce = str(asked["nonce"]) if "nonce" in asked else None
    return JSONResponse(_tokens(simulator, str(asked["user_id"]), str(asked["client_id"]), nonce))


async def show_person(request: Request) -> Response:
    """GET /oauth/userinfo."""
    simulator = _simulator(request)
    claims = simulator.keys.read(request.headers["authorization"].removeprefix("Bearer "))
    return JSONResponse(_claims(simulator, claims["sub"]))


def _tokens(simulator: Simulator, user_id: str, client_id: str, nonce: str | None = None) -> Json:
    now, refresh = int(time.time()), secrets.token_urlsafe(24)
    simulator.refresh_tokens[refresh] = user_id
    shared = {"iss": simulator.page_origin, "sub": user_id, "iat": now, "exp": now + LIFETIME_SECONDS}
    identity = shared | {"aud": client_id} | _claims(simulator, user_id) | ({"nonce": nonce} if nonce else {})
    return {
        "access_token": simulator.keys.sign(shared | {"aud": "whop-api"}),
        "id_token": simulator.keys.sign(identity),
        "refresh_token": refresh,
        "token_type": "Bearer",
        "expires_in": LIFETIME_SECONDS,
    }


def _claims(simulator: Simulator, user_id: str) -> Json:
    person = simulator.world.people[user_id]
    return {
        "sub": person.id,
        "name": person.name,
        "preferred_username": person.username,
        "email": person.email,
        "email_verified": True,
    }


def _refuse() -> Response:
    return JSONResponse({"error": "invalid_grant"}, 400)


def _simulator(request: Request) -> Simulator:
    found: Simulator = request.app.state.simulator
    return found


ROUTES = [
    Route("/.well-known/openid-configuration", describe),
    Route("/.well-known/jwks.json", show_keys),
    Route("/oauth/authorize", authorize),
    Route("/oauth/token", give_token, methods=["POST"]),
    Route("/oauth/userinfo", show_person),
]
