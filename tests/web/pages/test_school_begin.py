"""The page that begins the first school."""

from chronos.app import App
from chronos.members import list_creators, make_first_link
from tests.web.conftest import Call

WANTED = {"school": "North Light", "name": "Mara Lind", "email": "mara@example.com"}


async def test_the_form_begins_the_school_and_leads_to_the_upload(app: App, browse: Call) -> None:
    link, mara = f"/begin/{await make_first_link(app.db)}", browse(None)
    for _ in range(2):
        page = await mara.get(link)
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-store"
    assert "Name your school" in page.text
    begun = await mara.post(link, data=WANTED)
    assert (begun.status_code, begun.headers["location"]) == (303, "/studio/videos")
    shown = (await mara.get("/studio/videos")).text
    assert "North Light" in shown
    assert 'type="file"' in shown
    late = await browse(None).post(link, data=WANTED)
    assert late.status_code == 410
    assert "there is a school already" in late.text
    assert (await browse(None).get(link)).status_code == 410


async def test_a_refused_form_keeps_its_words(app: App, browse: Call) -> None:
    link, mara = f"/begin/{await make_first_link(app.db)}", browse(None)
    refused = await mara.post(link, data=WANTED | {"email": "mara"})
    assert refused.status_code == 422
    assert 'value="North Light"' in refused.text
    assert "An e-mail address looks like" in refused.text
    assert (await mara.post(link, data=WANTED)).status_code == 303


async def test_another_site_cannot_begin_it(app: App, browse: Call) -> None:
    link = f"/begin/{await make_first_link(app.db)}"
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await browse(None).post(link, data=WANTED, headers=headers)).status_code == 403
    assert await list_creators(app.db) == []
