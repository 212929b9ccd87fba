"""Render a template of finished values; every value is escaped."""

from collections.abc import Mapping
from typing import Any

import jinja2
from starlette.responses import HTMLResponse

from chronos.text import clock
from chronos.videos import seconds_parameter
from chronos.web.assets import load_assets

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.PackageLoader("chronos.web"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals["asset"] = lambda name: load_assets().path(name)
_ENVIRONMENT.filters["clock"] = clock
_ENVIRONMENT.filters["seconds"] = seconds_parameter


def render_template(
    template: str, values: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """Return the page, or the part of a page, that `template` makes of `values`."""
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(values), status, headers)
