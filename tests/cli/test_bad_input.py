"""Every bad input gets one clear sentence and the right exit code, and leaves nothing behind."""

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import RunChronos, runner
from tests.conftest import ADatabase
from tests.media import a_silent_video, a_video_without_audio, record, tone, truncated

pytestmark = pytest.mark.usefixtures("creator")


def library(chronos: RunChronos) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(chronos("videos", "--json").out)
    return listed


def refused(chronos: RunChronos, path: Path, *options: object) -> str:
    """Add `path`; it must be refused as invalid with nothing stored. The sentence."""
    run = chronos("add", path, *options)
    assert run.code == 2, run.err
    assert library(chronos) == []
    assert run.message.endswith(".")
    return run.message


def test_a_missing_file(chronos: RunChronos, tmp_path: Path) -> None:
    assert "There is no file" in refused(chronos, tmp_path / "nowhere.mp4")


def test_a_folder_without_media(chronos: RunChronos, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no video or audio file" in refused(chronos, tmp_path / "empty")


def test_an_empty_file(chronos: RunChronos, tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    assert "empty" in refused(chronos, path)


def test_a_text_file_named_mp4(chronos: RunChronos, tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("These are my notes.\n" * 50)
    assert "notes.mp4" in refused(chronos, path)


def test_a_playlist_named_mp4_opens_nothing_else(chronos: RunChronos, tmp_path: Path) -> None:
    a_silent_video(tmp_path / "secret.mp4", seconds=2)
    for content in ("ffconcat version 1.0\nfile secret.mp4\n", "#EXTM3U\n#EXTINF:2,\nsecret.mp4\n"):
        path = tmp_path / "list.mp4"
        path.write_text(content)
        refused(chronos, path)


def test_a_video_cut_in_its_index(chronos: RunChronos, tmp_path: Path) -> None:
    whole = a_silent_video(tmp_path / "whole.mp4", seconds=4)
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole.read_bytes()[:-2000])
    assert "cut.mp4: The file ends before its first sound or picture" in refused(chronos, path, "--wait")


def test_a_video_cut_after_its_index(chronos: RunChronos, tmp_path: Path) -> None:
    whole = record(tmp_path / "whole.mp4", [tone(20)], options={"movflags": "faststart"})
    path = truncated(whole, tmp_path / "cut.mp4", 0.6)
    assert re.search(r"cut off at 0:1\d of 0:20", refused(chronos, path, "--wait"))


@pytest.mark.parametrize("make", [a_video_without_audio, a_silent_video])
def test_a_video_in_which_nothing_is_said(chronos: RunChronos, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    run = chronos("add", make(tmp_path / "mute.mp4"), "--wait")
    assert run.code == 0, run.err
    assert "mute: there is no speech in it" in run.err
    [video] = library(chronos)
    assert (video["status"], video["error_message"]) == ("completed", None)
    assert json.loads(chronos("search", "anything", "--json").out) == {"moments": []}


def test_a_name_with_everything_in_it(chronos: RunChronos, tmp_path: Path) -> None:
    source = a_silent_video(tmp_path / "plain.mp4", seconds=2)
    path = tmp_path / 'it\'s "quoted"\n😀 ..‮ $(rm -rf ~) <b>.mp4'
    source.rename(path)
    captions = tmp_path / "c.vtt"
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nHello to all of you.\n")
    run = chronos("add", path, "--captions", captions, "--wait")
    assert run.code == 0, run.err
    [video] = library(chronos)
    assert video["title"] == 'it\'s "quoted" 😀 .. $(rm -rf ~) <b>'
    assert video["status"] == "completed"
    title = "../../etc/passwd"
    other = a_silent_video(tmp_path / "other.mp4", seconds=3)
    assert chronos("add", other, "--title", title).code == 0
    assert not (tmp_path / "home" / "storage" / "etc").exists()
    stored = [p for p in (tmp_path / "home" / "storage").rglob("*") if p.is_file()]
    assert {p.name for p in stored} == {"source.mp4", "captions.vtt"}


def test_captions_with_broken_times(chronos: RunChronos, tmp_path: Path) -> None:
    video = a_silent_video(tmp_path / "talk.mp4", seconds=2)
    captions = tmp_path / "talk.srt"
    captions.write_text("1\n00:00:0x,000 --> 00:00:02,000\nHello\n")
    assert "line 2" in refused(chronos, video, "--captions", captions)


def test_captions_for_several_files(chronos: RunChronos, tmp_path: Path) -> None:
    first, second = a_silent_video(tmp_path / "a.mp4", seconds=2), a_silent_video(tmp_path / "b.mp4", seconds=3)
    run = chronos("add", first, second, "--captions", tmp_path / "c.vtt")
    assert run.code == 2
    assert "one file" in run.message


def test_one_bad_file_does_not_stop_the_others(chronos: RunChronos, tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_text("no video")
    a_silent_video(tmp_path / "good.mp4", seconds=2)
    run = chronos("add", tmp_path / "bad.mp4", tmp_path / "good.mp4", "--json")
    assert run.code == 2
    answer = json.loads(run.out)
    assert [video["title"] for video in answer["videos"]] == ["good"]
    assert [Path(error["file"]).name for error in answer["errors"]] == ["bad.mp4"]


def test_an_id_that_is_none(chronos: RunChronos) -> None:
    run = chronos("video", "seven")
    assert (run.code, run.out) == (2, "")
    assert "is not an id" in run.message


def test_an_id_of_nothing(chronos: RunChronos) -> None:
    run = chronos("video", "1b4e28ba-2fa1-11d2-883f-0016d3cca427")
    assert run.code == 3
    assert "There is no video" in run.message


def test_an_empty_question(chronos: RunChronos) -> None:
    run = chronos("search", "  ")
    assert run.code == 2
    assert "empty" in run.message


def test_a_database_that_is_not_there(tmp_path: Path, home: Path) -> None:
    url = "postgresql://postgres:very-secret@127.0.0.1:1/postgres"
    run = runner(tmp_path, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=url)("videos")
    assert run.code == 5
    assert "The database cannot be reached" in run.message
    assert "CHRONOS_DATABASE_URL" in run.message
    assert "very-secret" not in run.err


def test_a_database_without_tables(tmp_path: Path, home: Path, empty_database: ADatabase) -> None:
    run = runner(tmp_path, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=empty_database.url)("videos")
    assert run.code == 5
    assert "chronos db push" in run.message


def test_a_port_that_is_taken(chronos: RunChronos) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        run = chronos("serve", "--port", other.getsockname()[1])
    assert run.code == 2
    assert "--port" in run.message


def test_a_model_with_one_flipped_byte(chronos: RunChronos, home: Path, models_home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copied"
    copy.mkdir()
    (copy / "minilm").mkdir()
    for file in (models_home / "models" / "minilm").iterdir():
        if file.is_file():
            (copy / "minilm" / file.name).write_bytes(file.read_bytes())
    damaged = copy / "minilm" / "model.safetensors"
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    elsewhere = {"CHRONOS_HOME": str(tmp_path / "fresh")}
    run = chronos("models", "install", "minilm", "--from", copy, **elsewhere)
    assert run.code == 5
    assert "sha256" in run.message
    assert not (tmp_path / "fresh" / "models" / "minilm").exists()
    # One that was right when it was installed, and is not any more.
    (home / "models").unlink()
    copy.rename(home / "models")
    run = chronos("search", "anything")
    assert run.code == 5
    assert "damaged" in run.message
    listed = json.loads(chronos("models", "list", "--json").out)
    assert {one["name"]: one["state"] for one in listed}["minilm"] == "damaged"


@pytest.mark.parametrize("settings", [{"CHRONOS_JWT_SECRET": "short"}, {"CHRONOS_THREADS": "many"}])
def test_a_setting_that_is_wrong(chronos: RunChronos, settings: dict[str, str]) -> None:
    run = chronos("videos", **settings)
    assert run.code == 2
    assert next(iter(settings)) in run.message
    assert settings.get("CHRONOS_JWT_SECRET", "…") not in run.err


@pytest.mark.parametrize("name", ["CHRONOS_EMBEDDER", "CHRONOS_LANGUAGE_MODEL"])
def test_a_provider_that_is_not_known(chronos: RunChronos, name: str) -> None:
    run = chronos("ask", "anything", **{name: "none-such"})
    assert run.code == 2
    assert f"{name}=none-such" in run.message
