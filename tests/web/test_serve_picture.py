"""The address of a poster changes with it."""

from dataclasses import replace

from chronos.web.serve_picture import poster_path
from tests.web.pages.test_video_view import VIDEO


def test_address_changes_with_the_picture() -> None:
    assert poster_path(VIDEO) is None
    first = poster_path(replace(VIDEO, poster="a/b/poster-0123456789abcdef.webp"))
    assert first == f"/videos/{VIDEO.id}/poster?v=89abcdef"
    assert poster_path(replace(VIDEO, poster="a/b/poster-0123456789abcde0.webp")) != first


def test_name_that_a_creator_chose_makes_no_odd_address() -> None:
    assert poster_path(replace(VIDEO, poster='a/x"><&é 1.png')) == f"/videos/{VIDEO.id}/poster?v=x1"
