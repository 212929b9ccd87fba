"""Previews: what adding a file would take."""

from pathlib import Path

from chronos.storage import Access
from chronos.videos import Details, TranscriptionAhead, add_file, get_transcription_ahead, preview_file
from tests.media import a_video_without_audio, record, tone


async def test_sound_is_transcribed_unless_captions_or_the_library_have_it(access: Access, tmp_path: Path) -> None:
    path = record(tmp_path / "x.m4a", [tone(4)])
    captions = tmp_path / "x.vtt"
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n")
    found = await preview_file(access, path, Details())
    assert (found.title, found.is_new) == ("x", True)
    assert found.transcription_seconds == found.duration_seconds > 3.9
    assert (await preview_file(access, path, Details(captions=captions))).transcription_seconds == 0
    added = await add_file(access, path)
    async with access.db.acting_as(access.actor) as tx:
        ahead = await get_transcription_ahead(tx, added.video_id)
    assert ahead == TranscriptionAhead(found.duration_seconds, is_reserved=False)
    again = await preview_file(access, path, Details())
    assert (again.is_new, again.transcription_seconds) == (False, 0)


async def test_a_mute_video_needs_no_minutes(access: Access, tmp_path: Path) -> None:
    assert (await preview_file(access, a_video_without_audio(tmp_path / "x.mp4"), Details())).transcription_seconds == 0
