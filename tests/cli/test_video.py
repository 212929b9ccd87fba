"""`chronos video`: show, rename, publish, hide."""

import json
from pathlib import Path

import psycopg

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase
from tests.media import a_film, encoded, stripes


def test_a_video_is_renamed_hidden_and_published(chronos: RunChronos, creator: str, film: Path) -> None:
    captions = film.with_suffix(".srt")
    chronos("add", film, "--captions", captions)
    [video] = json.loads(chronos("videos", "--json").out)
    renamed = chronos("video", "rename", video["id"], "Exposure, part 1")
    assert renamed.out == "Exposure, part 1: students see it\n"
    assert chronos("video", "hide", video["id"]).out == "Exposure, part 1: hidden\n"
    assert chronos("video", "publish", video["id"]).out == "Exposure, part 1: students see it\n"
    for words in (("video", video["id"]), ("video", "show", video["id"]), ("video", video["id"], "--json")):
        assert "Exposure, part 1" in chronos(*words).out


def test_speech_is_shown_with_its_share_and_languages(
    chronos: RunChronos, creator: str, film: Path, database: ADatabase
) -> None:
    chronos("add", film, "--captions", film.with_suffix(".srt"))
    [video] = json.loads(chronos("videos", "--json").out)
    assert video["speech_covered"] is None
    assert "understood" not in chronos("video", video["id"]).out
    with psycopg.connect(database.url) as connection:
        connection.execute(
            'update videos set speech_covered = 0.9799, languages = \'{"de": 0.38, "en": 0.615, "la": 0.005}\''
        )
    shown = chronos("video", video["id"]).out
    assert "speech understood: 97.9 %\n" in shown
    assert "languages: en 62%, de 38%\n" in shown


def test_an_unknown_status_lists_the_known_ones(chronos: RunChronos, creator: str) -> None:
    run = chronos("videos", "--status", "nope")
    assert run.code == 2
    assert all(status in run.err for status in ("pending", "completed", "failed"))


def test_poster_is_a_second_or_an_image(
    chronos: RunChronos, creator: str, film: Path, tmp_path: Path, database: ADatabase
) -> None:
    chronos("add", film, "--captions", film.with_suffix(".srt"), "--wait")
    [video] = json.loads(chronos("videos", "--json").out)
    (tmp_path / "cover.png").write_bytes(encoded(stripes(), "png"))
    for taken in (("--at", "3.5"), ("--file", tmp_path / "cover.png")):
        changed = json.loads(chronos("video", "poster", video["id"], *taken, "--json").out)
        assert changed["poster"] != video["poster"]
        video = changed
    refused: list[tuple[tuple[object, ...], str]] = [
        ((), "Choose a second of the video, or send an image: one of the two."),
        (("--at", "3000"), "The video is 0:10 long: choose a second within it."),
        (("--file", film), "The picture must be a JPEG, PNG or WebP file."),
    ]
    for choice, sentence in refused:
        run = chronos("video", "poster", video["id"], *choice)
        assert (run.code, sentence in run.err) == (2, True), run.err


def test_file_that_browsers_do_not_play_is_noted(chronos: RunChronos, creator: str, film: Path) -> None:
    path = a_film(film.with_name("camera.mp4"), lambda _: stripes(), 10, codec="libx265")
    chronos("add", path, "--captions", film.with_suffix(".srt"), "--wait")
    [video] = json.loads(chronos("videos", "--json").out)
    assert video["plays_in_browsers"] is False
    shown = chronos("video", video["id"]).out
    assert "note: Not every browser plays this file: its pictures are HEVC (H.265). Export it again as MP4" in shown


def test_a_video_goes_into_the_bin_and_comes_back(chronos: RunChronos, creator: str, film: Path) -> None:
    chronos("add", film, "--captions", film.with_suffix(".srt"))
    [video] = json.loads(chronos("videos", "--json").out)
    binned = chronos("video", "bin", video["id"], "--json")
    assert binned.code == 0, binned.err
    assert json.loads(chronos("videos", "--json").out) == []
    assert json.loads(chronos("videos", "--bin", "--json").out) == [json.loads(binned.out)]
    assert "talk" in chronos("videos", "--bin").out
    assert chronos("video", "bin", video["id"]).code == 3
    assert chronos("video", "restore", video["id"]).out == "talk: students see it\n"
    assert chronos("video", "bin", video["id"]).out.startswith("talk: in the bin until 20")
