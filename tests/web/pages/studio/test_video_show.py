"""A video's page in the studio."""

from chronos.app import App
from tests.analytics.school import a_school, hears
from tests.factories import a_video
from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built


async def test_page_has_history_courses_and_forms(app: App, browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    page = (await ada.get(f"/studio/videos/{built.videos[0]}")).text
    assert f'<a href="/studio/courses/{built.id}">Light</a>' in page
    for words in ("Transcribing the speech", "Ready", 'value="library" checked', "Replace the captions"):
        assert words in page
    assert "Retry" not in page
    async with app.db.as_service("test") as tx:
        failed = await a_video(tx, built.people.creator_id, status="failed")
    page = (await ada.get(f"/studio/videos/{failed}")).text
    assert "It broke." in page
    assert "Retry" in page


async def test_curve_leads_to_its_seconds(app: App, browse: Call, built: Built) -> None:
    ada, video = browse(built.people.creator), built.videos[0]
    assert "A curve is shown once 5 students have watched" in (await ada.get(f"/studio/videos/{video}")).text
    school = await a_school(app.db, built.people.creator)
    async with app.db.as_service("test") as tx:
        for student in school.students:
            await hears(tx, school, student, [(0, 30)], again=[(10, 12)], video=video)
    page = (await ada.get(f"/studio/videos/{video}")).text
    assert page.count(f'href="/videos/{video}?t=11"') == 2  # on the curve and in the table
    assert "6 students stopped here," in page
    assert "6 students heard this again." in page
    assert f'href="/studio/analytics/videos/{video}.csv"' in page
    assert 'class="strip"' not in page  # this video has no pictures


async def test_others_do_not_see_it(browse: Call, built: Built) -> None:
    address = f"/studio/videos/{built.videos[0]}"
    assert (await browse(built.people.student).get(address)).status_code == 403
    assert (await browse(built.people.other_creator).get(address)).status_code == 404
