"""`chronos add`: files and addresses become videos; a refused one leaves nothing behind."""

import functools
import http.server
import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import RunChronos
from tests.media import a_silent_video, a_video_without_audio, record, tone, truncated

pytestmark = pytest.mark.usefixtures("creator")


def library(chronos: RunChronos) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(chronos("videos", "--json").out)
    return listed


def refused(chronos: RunChronos, path: Path | str, *options: object) -> str:
    """Add `path`; it must be refused as invalid with nothing stored. The sentence."""
    run = chronos("add", path, *options)
    assert run.code == 2, run.err
    assert library(chronos) == []
    assert run.message.endswith(".")
    return run.message


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def place(film: Path) -> Iterator[str]:
    """`host:port` of a server that has the film, and its captions."""
    handler = functools.partial(_Quiet, directory=str(film.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def test_missing_file_is_refused(chronos: RunChronos, tmp_path: Path) -> None:
    assert "There is no file" in refused(chronos, tmp_path / "nowhere.mp4")


@pytest.mark.parametrize("path", ["", " "])
def test_empty_path_is_refused(chronos: RunChronos, path: str) -> None:
    run = chronos("add", path)
    assert (run.code, run.message) == (2, "A path is empty: name a file, a folder or an address.")


def test_folder_without_media_is_refused(chronos: RunChronos, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no video or audio file" in refused(chronos, tmp_path / "empty")


def test_empty_file_is_refused(chronos: RunChronos, tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    assert "empty" in refused(chronos, path)


def test_text_file_is_refused(chronos: RunChronos, tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("These are my notes.\n" * 50)
    assert "notes.mp4" in refused(chronos, path)


def test_playlist_is_refused_and_opens_no_other_file(chronos: RunChronos, tmp_path: Path) -> None:
    a_silent_video(tmp_path / "secret.mp4", seconds=2)
    for content in ("ffconcat version 1.0\nfile secret.mp4\n", "#EXTM3U\n#EXTINF:2,\nsecret.mp4\n"):
        path = tmp_path / "list.mp4"
        path.write_text(content)
        refused(chronos, path)


def test_video_cut_in_its_index_is_refused(chronos: RunChronos, tmp_path: Path) -> None:
    whole = a_silent_video(tmp_path / "whole.mp4", seconds=4)
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole.read_bytes()[:-2000])
    assert "cut.mp4: The file ends before its first sound or picture" in refused(chronos, path, "--wait")


def test_video_cut_after_its_index_is_refused(chronos: RunChronos, tmp_path: Path) -> None:
    whole = record(tmp_path / "whole.mp4", [tone(20)], options={"movflags": "faststart"})
    path = truncated(whole, tmp_path / "cut.mp4", 0.6)
    assert re.search(r"cut off at 0:1\d of 0:20", refused(chronos, path, "--wait"))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (a_video_without_audio, "mute: The file has no audio track, so search finds nothing in it."),
        (a_silent_video, "mute: there is no speech in it"),
    ],
)
def test_video_without_speech_completes(
    chronos: RunChronos, tmp_path: Path, make: Callable[[Path], Path], sentence: str
) -> None:
    run = chronos("add", make(tmp_path / "mute.mp4"), "--wait")
    assert run.code == 0, run.err
    assert sentence in run.err
    assert ("no speech" in run.err) == ("no speech" in sentence)
    [video] = library(chronos)
    assert (video["status"], video["error_message"]) == ("completed", None)
    assert json.loads(chronos("search", "anything", "--json").out) == {"moments": [], "notes": []}


def test_any_file_name_is_accepted(chronos: RunChronos, tmp_path: Path) -> None:
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
    stored = [p.name for p in (tmp_path / "home" / "storage").rglob("*") if p.is_file()]
    own_names = r"source\.mp4|captions\.vtt|(poster|storyboard)-[0-9a-f]{32}(-\d+)?\.webp"
    assert [name for name in stored if not re.fullmatch(own_names, name)] == []
    assert {"source.mp4", "captions.vtt"} <= set(stored)


def test_captions_with_invalid_times_are_refused(chronos: RunChronos, tmp_path: Path) -> None:
    video = a_silent_video(tmp_path / "talk.mp4", seconds=2)
    captions = tmp_path / "talk.srt"
    captions.write_text("1\n00:00:0x,000 --> 00:00:02,000\nHello\n")
    assert "line 2" in refused(chronos, video, "--captions", captions)


def test_captions_for_several_files_are_refused(chronos: RunChronos, tmp_path: Path) -> None:
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


def test_address_becomes_a_video(chronos: RunChronos, place: str) -> None:
    added = chronos(
        "add", f"http://{place}/talk.mp4", "--captions", f"http://{place}/talk.srt", "--wait", "--json",
        CHRONOS_IMPORT_FROM=f"localhost:1, {place}",
    )  # fmt: skip
    assert added.code == 0, added.err
    [video] = json.loads(added.out)["videos"]
    assert (video["status"], video["title"]) == ("completed", "talk")
    again = chronos("add", f"http://{place}/talk.mp4", "--wait", "--json", CHRONOS_IMPORT_FROM=place)
    assert again.code == 2
    [failure] = json.loads(again.out)["errors"]
    assert failure["message"] == f"The library has this file already: “talk” ({video['id']})."


def test_address_waits_for_a_worker(chronos: RunChronos) -> None:
    added = chronos("add", "https://example.com/a_talk.mp4", "--title", "A talk", "--json")
    assert added.code == 0, added.err
    [video] = json.loads(added.out)["videos"]
    assert (video["status"], video["title"]) == ("pending", "A talk")
    assert "a worker runs" in added.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["http://127.0.0.1:8080/a.mp4"], "not on the public Internet"),
        (["http://user:secret@example.com/a.mp4"], "contains credentials"),
        (["https://example.com/a.mp4", "--captions", "talk.srt"], "must be an address for"),
        (["talk.mp4", "--captions", "https://example.com/a.vtt"], "must be an address for"),
    ],
)
def test_address_or_captions_are_refused(chronos: RunChronos, film: Path, words: list[str], sentence: str) -> None:
    run = chronos("add", *words)
    assert run.code == 2, run.err
    assert sentence in run.message
    assert json.loads(chronos("videos", "--json").out) == []
    assert film.exists()


def test_captions_for_a_video_of_the_library_replace_its_text(chronos: RunChronos, tmp_path: Path) -> None:
    video = a_silent_video(tmp_path / "recap.mp4", seconds=6)
    for name, text in (("a", "The first draft says flower."), ("b", "The corrected captions say strong flour.")):
        (tmp_path / f"{name}.srt").write_text(f"1\n00:00:01,000 --> 00:00:04,000\n{text}\n")
        run = chronos("add", video, "--captions", tmp_path / f"{name}.srt", "--wait")
        assert run.code == 0, run.err
    assert "is in the library already; the captions replace its text" in run.err
    [moment] = json.loads(chronos("search", "flour", "--json").out)["moments"]
    assert moment["text"] == "The corrected captions say strong flour."
    assert "draft" not in chronos("search", "draft", "--words").out
    again = chronos("add", video, "--captions", tmp_path / "b.srt", "--title", "Mine")
    assert "is in the library already (" in again.err
    assert "The title that came with the file was not applied: change the video's title." in again.err


def test_omitted_cues_are_reported(chronos: RunChronos, tmp_path: Path) -> None:
    video = a_silent_video(tmp_path / "talk.mp4", seconds=10)
    captions = tmp_path / "talk.srt"
    captions.write_bytes(
        "1\n00:00:04,000 --> 00:00:01,000\nx\n\n2\n00:00:05,000 --> 00:00:08,000\nTeig und Öfen\n".encode()
    )
    run = chronos("add", video, "--captions", captions)
    assert "1 of 2 cues were left out: line 2" in run.err
    [listed] = library(chronos)
    assert "line 2" in chronos("video", listed["id"]).out


def test_encoding_of_captions_is_named(chronos: RunChronos, tmp_path: Path) -> None:
    video = a_silent_video(tmp_path / "talk.mp4", seconds=10)
    captions = tmp_path / "talk.srt"
    captions.write_bytes("1\n00:00:01,000 --> 00:00:04,000\nżą\n".encode("cp1250"))
    assert "--captions-encoding" in refused(chronos, video, "--captions", captions)
    assert "--captions-encoding" in refused(chronos, video, "--captions", captions, "--captions-encoding", "klingon")
    assert "name them with --captions" in refused(chronos, video, "--captions-encoding", "cp1250")
    run = chronos("add", video, "--captions", captions, "--captions-encoding", "windows-1250", "--wait")
    assert run.code == 0, run.err


def test_an_address_of_another_kind_is_no_missing_file(chronos: RunChronos) -> None:
    run = chronos("add", "ftp://x")
    assert run.code == 2
    assert "Only http and https addresses can be added, not 'ftp://x'." in run.message


def test_audio_track_is_checked_before_anything_is_stored(chronos: RunChronos, tmp_path: Path) -> None:
    path = record(tmp_path / "two.mkv", [tone(2), tone(2)])
    assert "no audio track 3: the file has 2 audio tracks" in refused(chronos, path, "--audio-track", "3")


def test_language_that_is_found_by_its_words_only_is_named(chronos: RunChronos, tmp_path: Path) -> None:
    said = {"pl": "Ciasto musi odpocząć przez całą noc.", "en": "The dough has to rest for the whole night."}
    for language, text in said.items():
        video = a_silent_video(tmp_path / f"{language}.mp4", seconds=6 if language == "pl" else 7)
        captions = tmp_path / f"{language}.srt"
        captions.write_text(f"1\n00:00:00,000 --> 00:00:04,000\n{text}\n")
        run = chronos("add", video, "--captions", captions, "--language", language, "--wait")
        assert run.code == 0, run.err
        is_named = (
            f"{language}: videos in its language ({language}) are found by words. A question is answered where a "
            "passage shares words with it, and refused otherwise."
        ) in run.err.splitlines()
        assert is_named is (language == "pl"), run.err


@pytest.mark.parametrize("title", ["", "  ", "\u202e"])
def test_blank_title_is_refused(chronos: RunChronos, tmp_path: Path, title: str) -> None:
    assert "The title is blank" in refused(chronos, a_silent_video(tmp_path / "a.mp4"), "--title", title)


@pytest.mark.parametrize("language", ["english", "e", "en_US"])
def test_other_texts_than_language_tags_are_refused(chronos: RunChronos, tmp_path: Path, language: str) -> None:
    for source in (a_silent_video(tmp_path / "a.mp4"), "https://example.com/a.mp4"):
        assert "must be a language tag" in refused(chronos, source, "--language", language)


def test_choices_for_an_address_are_those_for_a_file(chronos: RunChronos) -> None:
    unknown = ("--captions", "https://example.com/a.srt", "--captions-encoding", "klingon")
    assert "no encoding of that name" in refused(chronos, "https://example.com/b.mp4", *unknown)
    added = chronos(
        "add", "https://example.com/a.mp4", "--captions", "https://example.com/a.srt",
        "--captions-encoding", "windows-1250", "--audio-track", "2", "--language", "pl",
    )  # fmt: skip
    assert added.code == 0, added.err
