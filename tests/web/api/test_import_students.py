"""Importing students through the API."""

from tests.web.conftest import Call, People, problem

IMPORT = "/api/v1/students/import"


async def test_a_list_is_previewed_then_imported(api: Call, people: People) -> None:
    owner, text = api(people.creator), "Kim,kim@example.com\nLee,lee@example.com"
    seen = (await owner.post(IMPORT, json={"csv": f"{text}\nEve,nope", "preview": True})).json()
    assert (seen["added"], seen["given"], [each["line"] for each in seen["problems"]]) == (2, None, [3])
    problem(await owner.post(IMPORT, json={"csv": f"{text}\nEve,nope"}), 422, "roster_invalid")
    for added, known in ((2, 0), (0, 2)):
        done = (await owner.post(IMPORT, json={"csv": text})).json()
        assert (done["added"], done["known"], done["given"], done["problems"]) == (added, known, 0, [])
    large = "".join(f"Student with a rather long name {n},student.number.{n}@mail.example.com\n" for n in range(5000))
    assert (await owner.post(IMPORT, json={"csv": large, "preview": True})).json()["added"] == 5000
