"""A transcript in parts."""

from chronos.app import App
from chronos.model import VideoId
from chronos.web.mcp.transcript import MAX_PARTS, PART_SECONDS, TranscriptRequest, get_transcript, word_transcript
from tests.factories import a_talk_to_chunk
from tests.web.conftest import People


async def a_talk(app: App, people: People, sentences: int) -> VideoId:
    """A sentence every ten seconds."""
    async with app.db.as_service("test") as tx:
        said = [f"Sentence number {number}." for number in range(sentences)]
        return await a_talk_to_chunk(tx, people.creator_id, said)


async def test_a_part_is_half_a_minute_and_links_to_where_it_begins(app: App, people: People) -> None:
    video = await a_talk(app, people, 9)
    answer = await get_transcript(TranscriptRequest(video_id=video), app, people.creator)
    assert answer.next_start_seconds is None
    assert len(answer.parts) == 3
    assert all(part.end_seconds - part.start_seconds <= PART_SECONDS for part in answer.parts)
    assert " ".join(part.text for part in answer.parts).count("Sentence number") == 9
    for part in answer.parts:
        assert part.url == f"{answer.url}?t={part.start_seconds:g}"
    told = word_transcript(answer)
    assert told.splitlines()[1] == answer.url
    assert "[0:30](" in told


async def test_only_the_wanted_seconds_are_read(app: App, people: People) -> None:
    video = await a_talk(app, people, 9)
    wanted = TranscriptRequest(video_id=video, start_seconds=20, end_seconds=39)
    answer = await get_transcript(wanted, app, people.creator)
    assert "number 2." in answer.parts[0].text
    assert "number 3." in answer.parts[-1].text
    assert "number 4." not in str(answer.parts)
    nothing = await get_transcript(TranscriptRequest(video_id=video, start_seconds=5_000), app, people.creator)
    assert word_transcript(nothing).endswith("Nothing is said here.")


async def test_a_long_transcript_comes_in_pages_without_a_gap(app: App, people: People) -> None:
    video = await a_talk(app, people, MAX_PARTS * 4)
    read, start, pages = [], 0.0, 0
    while True:
        answer = await get_transcript(TranscriptRequest(video_id=video, start_seconds=start), app, people.creator)
        assert len(answer.parts) <= MAX_PARTS
        read += [part.text for part in answer.parts]
        pages += 1
        if answer.next_start_seconds is None:
            break
        assert f"start_seconds {answer.next_start_seconds:g}" in word_transcript(answer)
        start = answer.next_start_seconds
    assert pages == 2
    numbers = [int(word.rstrip(".")) for word in " ".join(read).split() if word.rstrip(".").isdecimal()]
    assert numbers == list(range(MAX_PARTS * 4))
