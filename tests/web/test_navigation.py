"""The places of the frame."""

from fastapi import FastAPI

from chronos.web.icons import icon
from chronos.web.navigation import STUDENT_PLACES, STUDIO_PLACES
from tests.web.test_every_route import routes_of


def test_each_place_is_a_page_with_an_icon(application: FastAPI) -> None:
    paths = {path for method, path in routes_of(application.routes) if method == "GET"}
    for place in (*STUDENT_PLACES, *STUDIO_PLACES):
        assert place.path in paths, "only pages that exist are listed"
        assert icon(place.icon)


def test_sections_are_different() -> None:
    for places in (STUDENT_PLACES, STUDIO_PLACES):
        assert len({place.section for place in places}) == len(places)
