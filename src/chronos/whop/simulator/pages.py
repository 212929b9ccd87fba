"""Pages: what a person sees of the simulated Whop: who has what, and Chronos in its frame."""

import html
import secrets
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from chronos.whop.simulator.frame import ENTER
from chronos.whop.simulator.state import Simulator

_STYLE = (
    "body{font:16px sans-serif;margin:2rem}iframe{width:100%;height:80vh;border:1px solid #999}td,th{padding:.3rem}"
)


async def show_overview(request: Request) -> Response:
    """GET /: every company, its products, and who has a membership."""
    simulator = _simulator(request)
    parts = []
    for company in simulator.world.companies.values():
        parts.append(f"<h2>{html.escape(company.title)} <code>{company.id}</code></h2><table>")
        for product in company.products.values():
            for person in simulator.world.people.values():
                level = simulator.world.access_level(person.id, product.experience_id)
                query = urlencode({"as": person.id})
                link = f'<a href="/joined/{product.experience_id}/?{query}">open</a>'
                name = html.escape(person.name)
                parts.append(f"<tr><td>{html.escape(product.title)}<td>{name}<td>{level}<td>{link}</tr>")
        parts.append("</table>")
    return _page("Whop (simulated)", "".join(parts))


async def show_app(request: Request) -> Response:
    """GET /joined/{experience}/, /dashboard/{company}/, /discover/: Chronos in a frame, as the user of `as`."""
    simulator, user_id = _simulator(request), request.query_params["as"]
    person = simulator.world.people[user_id]
    code = secrets.token_urlsafe(24)
    simulator.codes[code] = {"user_id": user_id}
    to = _path_of(request)
    address = f"{simulator.app_origin}{ENTER}?{urlencode({'code': code, 'to': to})}"
    frame = f'<iframe src="{html.escape(address)}" allow="fullscreen; clipboard-write" title="Chronos"></iframe>'
    return _page(f"{person.name} on Whop (simulated)", frame)


def _path_of(request: Request) -> str:
    """Return the view of the app, and the rest of the path: the deep link of a notification."""
    rest = request.path_params.get("rest", "")
    if "experience_id" in request.path_params:
        return f"/experiences/{request.path_params['experience_id']}/{rest}".rstrip("/")
    if "company_id" in request.path_params:
        return f"/dashboard/{request.path_params['company_id']}/{rest}".rstrip("/")
    return "/discover"


def _page(title: str, body: str) -> Response:
    text = (
        f"<!doctype html><title>{html.escape(title)}</title><style>{_STYLE}</style><h1>{html.escape(title)}</h1>{body}"
    )
    return HTMLResponse(text)


def _simulator(request: Request) -> Simulator:
    found: Simulator = request.app.state.simulator
    return found


ROUTES = [
    Route("/", show_overview),
    Route("/joined/{experience_id}/{rest:path}", show_app),
    Route("/dashboard/{company_id}/{rest:path}", show_app),
    Route("/discover/", show_app),
]
