"""The player's file and captions, without a socket."""

from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, People, problem
from tests.web.course import COURSE

FILE = (COURSE / "1-aperture.mp4").read_bytes()


async def test_whole_file_is_served(browse: Call, people: People, lecture: VideoId) -> None:
    response = await browse(people.student).get(f"/videos/{lecture}/media")
    assert response.status_code == 200
    assert response.content == FILE
    assert response.headers["content-type"] == "video/mp4"
    assert response.headers["content-length"] == str(len(FILE))
    assert response.headers["accept-ranges"] == "bytes"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]


async def test_ranges_are_served(browse: Call, people: People, lecture: VideoId) -> None:
    size = len(FILE)
    for asked, start, end in (
        ("bytes=0-", 0, size),
        ("bytes=0-0", 0, 1),
        ("bytes=1000-1199999", 1000, 1_200_000),
        ("bytes=-500", size - 500, size),
        (f"bytes={size - 1}-{size * 2}", size - 1, size),
    ):
        response = await browse(people.student).get(f"/videos/{lecture}/media", headers={"Range": asked})
        assert response.status_code == 206
        assert response.content == FILE[start:end]
        assert response.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert response.headers["content-length"] == str(end - start)


async def test_range_past_the_end_is_refused(api: Call, people: People, lecture: VideoId) -> None:
    response = await api(people.student).get(f"/videos/{lecture}/media", headers={"Range": f"bytes={len(FILE)}-"})
    problem(response, 416, "range_unsatisfiable")
    assert response.headers["content-range"] == f"bytes */{len(FILE)}"


async def test_invalid_range_gets_the_whole_file(browse: Call, people: People, lecture: VideoId) -> None:
    for asked in ("bytes=5-1", "bytes=0-1,3-4", "pages=1-2"):
        response = await browse(people.student).get(f"/videos/{lecture}/media", headers={"Range": asked})
        assert (response.status_code, len(response.content)) == (200, len(FILE))


async def test_etag_decides_the_response(browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.student)
    address = f"/videos/{lecture}/media"
    tag = (await client.head(address)).headers["etag"]
    assert (await client.get(address, headers={"If-None-Match": tag})).status_code == 304
    same = await client.get(address, headers={"Range": "bytes=0-9", "If-Range": tag})
    assert (same.status_code, len(same.content)) == (206, 10)
    other = await client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (other.status_code, len(other.content)) == (200, len(FILE))


async def test_head_ignores_ranges(browse: Call, people: People, lecture: VideoId) -> None:
    """Ranges are of GET only (RFC 9110 §14.2)."""
    response = await browse(people.student).head(f"/videos/{lecture}/media", headers={"Range": "bytes=0-9"})
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == str(len(FILE))


async def test_programs_use_their_token(api: Call, people: People, lecture: VideoId) -> None:
    response = await api(people.creator).get(f"/videos/{lecture}/media", headers={"Range": "bytes=0-9"})
    assert (response.status_code, response.content) == (206, FILE[:10])
    captions = await api(people.creator).get(f"/videos/{lecture}/captions.vtt")
    assert captions.text.startswith("WEBVTT")


async def test_media_of_others_is_not_found(api: Call, browse: Call, people: People, lecture: VideoId) -> None:
    for address in (f"/videos/{lecture}/media", f"/videos/{lecture}/captions.vtt"):
        problem(await api(people.stranger).get(address), 404, "video_not_found")
        assert (await browse(people.stranger).get(address)).status_code == 404
        assert (await browse(None).get(address)).status_code == 401


async def test_lost_file_is_reported(app: App, api: Call, people: People, lecture: VideoId) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update videos set storage_path = creator_id || '/' || id || '/gone.mp4' where id = %(id)s", {"id": lecture}
        )
        await tx.execute(
            "insert into storage.objects (bucket_id, name) select 'videos', storage_path from videos where id = %(id)s",
            {"id": lecture},
        )
    problem(await api(people.student).get(f"/videos/{lecture}/media"), 404, "bytes_missing")
