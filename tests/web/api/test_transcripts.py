"""Captions and transcripts over HTTP."""

from chronos.model import VideoId
from tests.web.api.test_videos import VIDEOS
from tests.web.conftest import Call, People


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
