"""Captions and transcripts over HTTP."""

from chronos.app import App
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.api.test_videos import VIDEOS
from tests.web.conftest import Call, People, problem


async def test_captions_and_transcript_are_served(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    captions = await client.get(f"{VIDEOS}/{lecture}/captions.vtt")
    assert captions.headers["content-type"].startswith("text/vtt")
    assert captions.text.startswith("WEBVTT")
    transcript = (await client.get(f"{VIDEOS}/{lecture}/transcript")).json()
    said = " ".join(line["text"] for line in transcript["cues"]).split()
    assert said[:5] == ["Exposure", "is", "how", "much", "light"]
    assert {"hole", "lens", "light"} <= set(said)
    starts = [line["start_seconds"] for line in transcript["cues"]]
    assert starts == sorted(starts)
    assert transcript["not_understood"] == []


async def test_stretches_not_understood_have_their_times(app: App, api: Call, people: People, lecture: VideoId) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update private.transcript_windows set not_understood_starts = '{1.5}', not_understood_ends = '{2.5}' "
            "where video_id = %(id)s",
            {"id": lecture},
        )
        await tx.execute("update videos set speech_covered = 0.9 where id = %(id)s", {"id": lecture})
    client = api(people.student)
    transcript = (await client.get(f"{VIDEOS}/{lecture}/transcript")).json()
    assert transcript["not_understood"] == [{"start_seconds": 1.5, "end_seconds": 2.5}]
    assert "[not understood]" not in {cue["text"] for cue in transcript["cues"]}
    assert (await client.get(f"{VIDEOS}/{lecture}")).json()["speech_covered"] == 0.9


async def test_captions_are_replaced(app: App, api: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        assert people.creator.creator_id
        video = await a_video(tx, people.creator.creator_id)
    address = f"{VIDEOS}/{video}/captions"
    srt = "1\n00:00:01,000 --> 00:00:04,000\nCiasto musi odpocząć.\n".encode("cp1250")
    client = api(people.creator)
    changed = await client.put(address, content=srt, params={"encoding": "windows-1250", "language": "pl"})
    assert changed.status_code == 200
    assert changed.json()["transcript_language"] == "pl"
    assert changed.json()["has_pending_captions"] is True
    assert (await client.get(f"{VIDEOS}/{video}")).json()["has_pending_captions"] is True
    assert (await api(people.student).get(f"{VIDEOS}/{video}")).json()["has_pending_captions"] is False
    async with app.db.as_service("test") as tx:  # declared: no text changes it
        (row,) = await tx.fetch("select metadata from videos where id = %(id)s", {"id": video})
    assert "language_probability" not in row["metadata"]
    declared = {"content-type": "text/vtt; charset=windows-1250"}
    changed = await client.put(address, content=srt, headers=declared)
    assert (changed.status_code, changed.json()["warnings"]) == (200, [])
    problem(
        await client.put(address, content=srt, headers={"content-type": 'text/vtt; charset="utf-8"'}),
        422,
        "encoding_unsure",
    )
    problem(
        await client.put(address, content=srt, params={"encoding": "klingon"}, headers=declared),
        422,
        "encoding_unknown",
    )
    problem(await client.put(address, content=b"nothing"), 422, "captions_empty")
    problem(await client.put(address, content=b"x" * 10_000_001), 413, "too_large")
    problem(await api(people.student).put(address, content=srt), 403, "creators_only")
    problem(await api(people.stranger).put(address, content=srt), 403, "creators_only")
