"""The brand of a school, through the API."""

from tests.media import encoded, stripes
from tests.web.conftest import Call, People, problem

ADDRESS = "/api/v1/brand"
IMAGE = {"file": ("logo.png", encoded(stripes(), "png"), "image/png")}


async def test_an_owner_changes_the_brand_and_students_read_it(api: Call, people: People) -> None:
    ada, sam = api(people.creator), api(people.student)
    nothing = {"name": "Ada", "logo_url": None, "accent": None, "shown": None}
    assert (await sam.get(ADDRESS)).json() == nothing
    changed = (await ada.patch(ADDRESS, json={"name": "North", "accent": "#FFCC00"})).json()
    assert changed == nothing | {"name": "North", "accent": "#ffcc00", "shown": {"light": "#806500", "dark": "#ffcc00"}}
    drawn = (await ada.put(f"{ADDRESS}/logo", files=IMAGE)).json()
    assert (await sam.get(ADDRESS)).json() == drawn
    assert (await api(None).get(drawn["logo_url"])).headers["content-type"] == "image/webp"
    assert (await ada.delete(f"{ADDRESS}/logo")).json() == changed
    assert (await ada.patch(ADDRESS, json={"accent": ""})).json() == nothing | {"name": "North"}
    assert (await api(people.stranger).get(ADDRESS)).json()["name"] == "Eve"


async def test_refused_brands_change_nothing(api: Call, people: People) -> None:
    ada, sam = api(people.creator), api(people.student)
    before = (await ada.get(ADDRESS)).json()
    problem(await ada.patch(ADDRESS, json={"accent": "green"}), 422, "setting_invalid")
    problem(await ada.patch(ADDRESS, json={"name": " "}), 422, "person_name_invalid")
    problem(
        await ada.put(f"{ADDRESS}/logo", files={"file": ("a.svg", b"<svg/>", "image/svg+xml")}), 415, "picture_unknown"
    )
    problem(await ada.put(f"{ADDRESS}/logo", files={"at_seconds": (None, "3")}), 422, "form_invalid")
    problem(await sam.patch(ADDRESS, json={"accent": "#112233"}), 403, "creators_only")
    problem(await sam.put(f"{ADDRESS}/logo", files=IMAGE), 403, "creators_only")
    problem(await sam.delete(f"{ADDRESS}/logo"), 403, "creators_only")
    assert (await ada.get(ADDRESS)).json() == before
