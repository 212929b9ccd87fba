"""Theme and language of the browser."""

from tests.web.conftest import Call, People


async def test_theme_and_language_are_kept_and_shown(browse: Call, people: People) -> None:
    for actor in (people.student, None):
        client = browse(actor)
        for chosen in ({"theme": "dark"}, {"language": "de"}):
            answer = await client.post("/appearance", data={**chosen, "next": "/sessions"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/sessions")
            cookie = answer.headers["set-cookie"].lower()
            assert "samesite=lax" in cookie
            assert "httponly" not in cookie
        page = (await client.get("/")).text
        assert '<html lang="de" dir="ltr" data-theme="dark">' in page
        assert '<meta name="color-scheme" content="dark">' in page
        assert '<button name="theme" value="dark" aria-pressed="true">Dunkel</button>' in page


async def test_values_that_do_not_exist_are_ignored(browse: Call) -> None:
    client = browse(None)
    answer = await client.post("/appearance", data={"theme": '"><b>', "language": "xx", "next": "//evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "set-cookie" not in answer.headers
    client.cookies.set("theme", "pink")
    assert 'data-theme="auto"' in (await client.get("/sign-in")).text


async def test_another_site_changes_nothing(browse: Call) -> None:
    answer = await browse(None).post("/appearance", data={"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
