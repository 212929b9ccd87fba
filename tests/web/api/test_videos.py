"""Videos over HTTP."""

from pathlib import Path
from uuid import uuid4

from chronos.app import App
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.conftest import ADDRESS, Call, People, problem

VIDEOS = "/api/v1/videos"
CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:03.000\nHello, this is a <b>test</b> & no more.\n"


def left_behind(app: App) -> list[Path]:
    """Return what uploads left in the incoming folder."""
    incoming = app.settings.home / "incoming"
    return list(incoming.rglob("*")) if incoming.exists() else []


async def test_added_video_is_listed(app: App, api: Call, people: People, film: bytes) -> None:
    client = api(people.creator)
    response = await client.post(VIDEOS, files={"file": ("My talk.mp4", film, "video/mp4")})
    assert response.status_code == 201, response.text
    video = response.json()
    assert response.headers["location"] == f"{VIDEOS}/{video['id']}"
    assert (video["title"], video["status"], video["progress"]) == ("My talk", "pending", 0)
    assert video["file_size_bytes"] == len(film)
    assert video["url"] == f"{ADDRESS}/videos/{video['id']}"
    assert left_behind(app) == []

    assert video.pop("note") is None
    estimate = video.pop("estimate")
    assert (estimate["fits"], estimate["cost_usd"], estimate["processing_seconds"]) == (True, 0, None)
    assert 0 < estimate["transcription_minutes"] < 1 < estimate["minutes_left"]
    assert (await client.get(VIDEOS)).json() == {"items": [video], "next_cursor": None}
    one = (await client.get(f"{VIDEOS}/{video['id']}")).json()
    assert [(step["from_status"], step["to_status"]) for step in one.pop("history")] == [(None, "pending")]
    assert one.pop("estimate") == estimate
    assert one == video


async def test_same_file_again_returns_the_same_video(api: Call, people: People, film: bytes) -> None:
    client = api(people.creator)
    first = await client.post(VIDEOS, files={"file": ("a.mp4", film)})
    second = await client.post(VIDEOS, files={"file": ("b.mp4", film)}, data={"title": "Other"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]


async def test_title_and_captions_are_kept(app: App, api: Call, people: People, film: bytes) -> None:
    client = api(people.creator)
    response = await client.post(
        VIDEOS,
        data={"title": "  What I\nsaid  "},
        files={"file": ("talk.mp4", film), "captions": ("talk.vtt", CAPTIONS.encode())},
    )
    assert response.status_code == 201, response.text
    assert response.json()["title"] == "What I said"
    assert left_behind(app) == []


async def test_file_name_is_used_as_title_only(api: Call, people: People, film: bytes) -> None:
    names = {
        "../../etc/passwd.mp4": "passwd",
        "C:\\Users\\me\\talk.mp4": "talk",
        "<script>alert(1)</script>.mp4": "script>",
        "Größe ' \u202e 😀.mp4": "Größe ' 😀",
    }
    for number, (name, title) in enumerate(names.items()):
        content = film + bytes(number)  # another file: what follows the last box counts as nothing
        response = await api(people.creator).post(VIDEOS, files={"file": (name, content)})
        assert response.status_code == 201, response.text
        assert response.json()["title"] == title


async def test_files_without_media_are_refused(app: App, api: Call, people: People) -> None:
    client = api(people.creator)
    for content in (b"just text", b"#EXTM3U\n/etc/passwd\n", b"\0" * 4096):
        response = await client.post(VIDEOS, files={"file": ("talk.mp4", content, "video/mp4")})
        assert response.status_code == 415, response.text
        assert response.headers["content-type"] == "application/problem+json"
    assert (await client.get(VIDEOS)).json()["items"] == []
    assert left_behind(app) == []


async def test_invalid_captions_are_refused(app: App, api: Call, people: People, film: bytes) -> None:
    response = await api(people.creator).post(
        VIDEOS, files={"file": ("talk.mp4", film), "captions": ("talk.vtt", b"no times in here")}
    )
    assert response.status_code == 422
    assert left_behind(app) == []


async def test_form_without_a_file_is_refused(api: Call, people: People) -> None:
    client = api(people.creator)
    problem(await client.post(VIDEOS, files={"other": ("a.mp4", b"x")}), 422, "form_invalid")
    problem(await client.post(VIDEOS, files={"file": ("a.mp4", b"")}), 422, "file_empty")
    problem(await client.post(VIDEOS, json={"file": "a.mp4"}), 422, "request_invalid")
    problem(await client.post(VIDEOS), 422, "form_invalid")


async def test_students_cannot_add_videos(app: App, api: Call, people: People, film: bytes) -> None:
    response = await api(people.student).post(VIDEOS, files={"file": ("a.mp4", film)})
    problem(response, 403, "creators_only")
    problem(await api(None).post(VIDEOS, files={"file": ("a.mp4", film)}), 401, "token_missing")
    assert left_behind(app) == []


async def test_declared_size_over_the_limit_is_refused(app: App, api: Call, people: People) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(600 * 1024**2)}
    problem(await api(people.creator).post(VIDEOS, content=b"", headers=headers), 413, "too_large")
    assert left_behind(app) == []


async def test_student_sees_published_videos_only(app: App, api: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        ready = await a_video(tx, people.creator_id, title="Ready")
        hidden = [
            await a_video(tx, people.creator_id, title="Not yet", status="embedding"),
            await a_video(tx, people.creator_id, title="Not for you", is_published=False),
            await a_video(tx, people.creator_id, title="Broken", status="failed"),
        ]
    client = api(people.student)
    page = (await client.get(VIDEOS)).json()
    assert [video["title"] for video in page["items"]] == ["Ready"]
    assert (await client.get(f"{VIDEOS}/{ready}")).json()["history"] == []
    for video_id in hidden:
        problem(await client.get(f"{VIDEOS}/{video_id}"), 404, "video_not_found")
        problem(await client.get(f"{VIDEOS}/{video_id}/captions.vtt"), 404, "video_not_found")
        problem(await client.post(f"{VIDEOS}/{video_id}/retry"), 404, "video_not_found")


async def test_people_of_other_creators_see_nothing(app: App, api: Call, people: People, lecture: VideoId) -> None:
    for actor in (people.other_creator, people.stranger):
        client = api(actor)
        assert (await client.get(VIDEOS)).json()["items"] == []
        for address in ("", "/captions.vtt", "/transcript"):
            problem(await client.get(f"{VIDEOS}/{lecture}{address}"), 404, "video_not_found")
        problem(await client.post(f"{VIDEOS}/{lecture}/retry"), 404, "video_not_found")
        problem(await client.get(VIDEOS, params={"cursor": str(lecture)}), 404, "video_not_found")


async def test_videos_are_paged_and_filtered(app: App, api: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        for number in range(3):
            await a_video(tx, people.creator_id, title=f"Ready {number}")
        await a_video(tx, people.creator_id, title="Broken", status="failed")
    client = api(people.creator)
    first = (await client.get(VIDEOS, params={"limit": 3})).json()
    rest = (await client.get(VIDEOS, params={"limit": 3, "cursor": first["next_cursor"]})).json()
    titles = [video["title"] for page in (first, rest) for video in page["items"]]
    assert sorted(titles) == ["Broken", "Ready 0", "Ready 1", "Ready 2"]
    assert rest["next_cursor"] is None
    failed = (await client.get(VIDEOS, params={"status": "failed"})).json()["items"]
    assert [(video["title"], video["error_message"]) for video in failed] == [("Broken", "It broke.")]
    for wrong in ({"status": "nearly"}, {"limit": 0}, {"limit": 101}, {"cursor": "x"}):
        problem(await client.get(VIDEOS, params=wrong), 422, "request_invalid")
    problem(await client.get(VIDEOS, params={"cursor": str(uuid4())}), 404, "video_not_found")


async def test_failed_video_is_retried(app: App, api: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        broken = await a_video(tx, people.creator_id, status="failed")
        ready = await a_video(tx, people.creator_id)
    client = api(people.creator)
    response = await client.post(f"{VIDEOS}/{broken}/retry")
    assert response.status_code == 200, response.text
    assert (response.json()["status"], response.json()["error_message"]) == ("pending", None)
    history = (await client.get(f"{VIDEOS}/{broken}")).json()["history"]
    assert [step["to_status"] for step in history] == ["pending", "failed", "pending"]
    assert history[1]["reason"] == "It broke."
    problem(await client.post(f"{VIDEOS}/{ready}/retry"), 409, "video_not_failed")
    problem(await client.post(f"{VIDEOS}/{uuid4()}/retry"), 404, "video_not_found")


async def test_video_is_changed(app: App, api: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id)
    address, client = f"{VIDEOS}/{video}", api(people.creator)
    changed = (await client.patch(address, json={"title": " On\nlight ", "description": "How it falls."})).json()
    assert (changed["title"], changed["description"], changed["is_published"]) == ("On light", "How it falls.", True)
    assert (await api(people.student).get(address)).json()["title"] == "On light"
    changed = (await client.patch(address, json={"is_published": False, "description": ""})).json()
    assert (changed["title"], changed["description"], changed["is_published"]) == ("On light", None, False)
    problem(await api(people.student).get(address), 404, "video_not_found")
    assert (await client.patch(address, json={})).json()["title"] == "On light"
    wrongs: list[object] = [{"title": ""}, {"title": 5}, {"status": "completed"}, {"description": "a\0b"}, []]
    for wrong in wrongs:
        problem(await client.patch(address, json=wrong), 422, "request_invalid")
    problem(await api(people.student).patch(address, json={"title": "Mine"}), 403, "creators_only")
    problem(await api(people.other_creator).patch(address, json={"title": "Mine"}), 404, "video_not_found")
