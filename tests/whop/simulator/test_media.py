"""Hosted videos are streamed to those who have the lesson's token."""

import asyncio
from pathlib import Path

from chronos.whop.simulator.courses import SimulatedLesson
from chronos.whop.simulator.media import host_video
from tests.whop.simulated import a_whop


async def test_master_needs_the_token_and_names_what_there_is(repository: Path, tmp_path: Path) -> None:
    whop = a_whop()
    file = repository / "examples" / "course" / "1-aperture.mp4"
    lesson = SimulatedLesson("l", "t", file=file, captions="WEBVTT\n")
    await asyncio.to_thread(host_video, whop.simulator, lesson, tmp_path)
    assert (await whop.http.get("/media/play-l.m3u8")).status_code == 403
    token = whop.simulator.media["play-l"].token
    master = (await whop.http.get("/media/play-l.m3u8", params={"token": token})).text
    assert "play-l/rendition.m3u8" in master
    assert (await whop.http.get("/media/play-l/piece-0.ts")).content.startswith(b"\x47")
    assert (await whop.http.get("/media/play-l/captions.vtt")).text == "WEBVTT\n"
    assert (await whop.http.get("/media/play-l/..%2F..%2Fsecret")).status_code == 404
