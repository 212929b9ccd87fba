"""Media files: what they hold, what is refused, and that nothing but the file itself is ever opened."""

import io
import os
from pathlib import Path

import av
import numpy as np
import pytest
from av.error import FFmpegError

from chronos.errors import Invalid
from chronos.providers.speech import SAMPLE_RATE
from chronos.providers.speech.media import probe, sound
from chronos.providers.speech.windows import Window, mono, windows
from tests.media import Samples, a_silent_video, a_tone, a_video_without_audio, record, tone, truncated

LOUD = 0.1  # a tone is louder than this, coding noise is not


def refusal(source: Path) -> str:
    """The code with which `source` is refused; every refusal is one line."""
    with pytest.raises(Invalid) as caught:
        probe(source)
    assert len(str(caught.value).splitlines()) == 1
    return caught.value.code


def heard(source: Path) -> Samples:
    """All of the sound, as Whisper is given it."""
    return np.concatenate([window.samples for window in windows(source)])


def first_loud_second(samples: Samples) -> float:
    return int(np.argmax(np.abs(samples) > LOUD)) / SAMPLE_RATE


@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "webm", "m4a", "mp3", "wav", "ogg", "flac", "aac"])
def test_every_accepted_container(tmp_path: Path, ending: str) -> None:
    has_video = ending in ("mp4", "mov", "mkv", "webm")
    path = record(tmp_path / f"x.{ending}", [tone(3)], picture_seconds=3 if has_video else 0)
    info = probe(path)
    assert (info.container, info.has_audio, info.has_video) == (ending, True, has_video)
    assert info.duration_seconds == pytest.approx(3, abs=0.1)
    samples = heard(path)
    assert len(samples) / SAMPLE_RATE == pytest.approx(3, abs=0.1)
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


def test_the_bytes_decide_not_the_name(tmp_path: Path) -> None:
    path = a_tone(tmp_path / "x.webm")
    assert probe(path.rename(tmp_path / "x.mp4")).container == "webm"


def test_a_file_object_is_as_good_as_a_path(tmp_path: Path) -> None:
    path = a_tone(tmp_path / "x.mp4")
    content = io.BytesIO(path.read_bytes())
    assert probe(content) == probe(path)
    assert np.array_equal(next(iter(sound(content))), next(iter(sound(path))))
    assert not content.closed


def test_a_name_of_quotes_newlines_and_dots(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    path = a_tone(folder / "x.mp4").rename(folder / 'it\'s "new"\n🎬 %s.mp4')
    assert probe(folder / ".." / "a" / path.name).has_audio


def test_a_video_without_audio(tmp_path: Path) -> None:
    path = a_video_without_audio(tmp_path / "x.mp4")
    assert (probe(path).has_audio, probe(path).audio_codec) == (False, None)
    assert list(windows(path)) == []


def test_silence_stays_silent(tmp_path: Path) -> None:
    assert not np.any(np.abs(heard(a_silent_video(tmp_path / "x.mp4"))) > 1e-4)


class TestRefused:
    def test_a_missing_file(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "none.mp4") == "file_unreadable"

    def test_an_empty_file(self, tmp_path: Path) -> None:
        (tmp_path / "x.mp4").touch()
        assert refusal(tmp_path / "x.mp4") == "file_empty"

    def test_a_folder(self, tmp_path: Path) -> None:
        assert refusal(tmp_path) == "file_unreadable"

    def test_a_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "x.mp4")
        assert refusal(tmp_path / "x.mp4") == "file_unreadable"

    @pytest.mark.parametrize("text", ["Hello, I am a film.", "Grüße 🎬", "\ufeffText with a mark"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_text(self, tmp_path: Path, text: str, encoding: str) -> None:
        (tmp_path / "x.mp4").write_text(text, encoding=encoding)
        assert refusal(tmp_path / "x.mp4") == "not_media"

    def test_other_bytes(self, tmp_path: Path) -> None:
        (tmp_path / "x.mp4").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        assert refusal(tmp_path / "x.mp4") == "not_media"

    @pytest.mark.parametrize(
        "head", [b"\xff\xfb\x90\x00", b"\xff\xf1\x50\x80", b"fLaC", b"OggS", b"ID3\x04\0\0\0\0\0\0"]
    )
    def test_a_beginning_with_nothing_behind_it(self, tmp_path: Path, head: bytes) -> None:
        (tmp_path / "x.mp3").write_bytes(head + bytes(200))
        assert refusal(tmp_path / "x.mp3") in ("media_damaged", "media_empty", "not_media")

    def test_a_film_of_another_kind(self, tmp_path: Path) -> None:
        path = record(tmp_path / "x.avi", [tone(1)], codec="pcm_s16le")
        assert refusal(path) == "not_media"

    @pytest.mark.parametrize("ending", ["mp4", "mov", "m4a"])
    def test_cut_before_its_index(self, tmp_path: Path, ending: str) -> None:
        whole = record(tmp_path / f"whole.{ending}", [tone(4)])
        assert refusal(truncated(whole, tmp_path / f"cut.{ending}")) == "media_truncated"

    @pytest.mark.parametrize("ending", ["mp4", "mkv", "webm", "mp3", "wav", "flac"])
    def test_cut_after_its_index(self, tmp_path: Path, ending: str) -> None:
        options = {"movflags": "faststart"} if ending == "mp4" else {}
        whole = record(tmp_path / f"whole.{ending}", [tone(20)], options=options)
        cut = truncated(whole, tmp_path / f"cut.{ending}", 0.6)
        assert refusal(cut) == "media_truncated"
        with pytest.raises(Invalid, match=r"cut off at 0:1\d of 0:20"):
            probe(cut)
        with pytest.raises(Invalid, match="cut off"):
            list(sound(cut))

    def test_cut_between_its_pictures_and_its_sound(self, tmp_path: Path) -> None:
        options = {"movflags": "faststart", "max_interleave_delta": "1"}  # nearly all pictures, then the sound
        whole = record(tmp_path / "whole.mp4", [tone(8)], picture_seconds=8, options=options)
        with av.open(str(whole)) as container:
            places = [(p.stream.type, float(p.pts * p.time_base), p.pos or 0) for p in container.demux() if p.pts]
        cut = min(place for kind, time, place in places if kind == "audio" and time >= 2.5)
        assert max(time for kind, time, place in places if kind == "video" and place < cut) > 7
        (tmp_path / "cut.mp4").write_bytes(whole.read_bytes()[:cut])
        with pytest.raises(Invalid, match=r"cut off at 0:0\d of 0:08"):
            probe(tmp_path / "cut.mp4")

    def test_a_header_alone(self, tmp_path: Path) -> None:
        options = {"movflags": "frag_keyframe+empty_moov"}
        content = record(tmp_path / "whole.mp4", [tone(2)], picture_seconds=2, options=options).read_bytes()
        (tmp_path / "init.mp4").write_bytes(content[: content.index(b"moof") - 4])
        assert refusal(tmp_path / "init.mp4") == "media_empty"

    def test_an_unknown_coding(self, tmp_path: Path) -> None:
        content = a_tone(tmp_path / "x.mkv").read_bytes()
        (tmp_path / "y.mkv").write_bytes(content.replace(b"A_AAC", b"A_ZZZ"))
        assert refusal(tmp_path / "y.mkv") == "codec_unknown"

    def test_damaged_sound(self, tmp_path: Path) -> None:
        path = record(tmp_path / "x.flac", [tone(6)])
        content = bytearray(path.read_bytes())
        middle = len(content) // 6
        content[middle:] = np.random.default_rng(1).bytes(len(content) - middle)
        path.write_bytes(content)
        with pytest.raises(Invalid):
            list(sound(path))


class TestComplete:
    def test_pictures_that_last_longer_than_the_sound(self, tmp_path: Path) -> None:
        for ending in ("mp4", "mkv", "webm"):
            path = record(tmp_path / f"x.{ending}", [tone(2)], picture_seconds=8)
            assert probe(path).duration_seconds == pytest.approx(8, abs=0.1)
            assert len(heard(path)) / SAMPLE_RATE == pytest.approx(2, abs=0.1)

    @pytest.mark.parametrize(("ending", "codec"), [("webm", "libopus"), ("mkv", "libmp3lame")])
    def test_a_live_recording_that_declares_no_length(self, tmp_path: Path, ending: str, codec: str) -> None:
        path = record(tmp_path / f"x.{ending}", [tone(10)], codec=codec, options={"live": "1"})
        assert probe(path).duration_seconds == pytest.approx(10, abs=0.1)

    def test_mp3_without_a_frame_count(self, tmp_path: Path) -> None:
        path = record(tmp_path / "x.mp3", [tone(10)], options={"write_xing": "0"})
        assert probe(truncated(path, tmp_path / "y.mp3")).duration_seconds == pytest.approx(5, abs=0.3)

    def test_a_cover_picture_is_no_video(self, tmp_path: Path) -> None:
        assert not probe(record(tmp_path / "x.mp3", [tone(1)])).has_video


class TestNothingElseIsOpened:
    """The other file is a pipe: whoever opened it would wait for ever."""

    @pytest.fixture
    def secret(self, tmp_path: Path) -> Path:
        os.mkfifo(tmp_path / "secret.mp4")
        return tmp_path / "secret.mp4"

    @pytest.mark.timeout(30)
    @pytest.mark.parametrize(
        "playlist",
        [
            "ffconcat version 1.0\nfile secret.mp4\n",
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nsecret.mp4\n#EXT-X-ENDLIST\n",
            "\ufeff#EXTM3U\nsecret.mp4\n",
            "[playlist]\nFile1=secret.mp4\n",
            '<?xml version="1.0"?>\n<MPD><BaseURL>secret.mp4</BaseURL></MPD>',
        ],
    )
    def test_a_playlist(self, secret: Path, playlist: str) -> None:
        path = secret.with_name("list.mp4")
        path.write_text(playlist)
        assert refusal(path) == "playlist"

    @pytest.mark.timeout(30)
    @pytest.mark.parametrize(
        "head", [b"ID3\x04\0\0\0\0\0\0", b"\0\0\0\x08free", b"\xff\xfb\x90\x00", b"RIFF\0\0\0\0WAVE"]
    )
    def test_a_playlist_behind_a_disguise(self, secret: Path, head: bytes) -> None:
        path = secret.with_name("list.mp4")
        path.write_bytes(head + b"#EXTM3U\n#EXTINF:4,\nsecret.mp4\nffconcat version 1.0\nfile secret.mp4\n")
        assert refusal(path) in ("playlist", "not_media", "media_damaged", "media_truncated", "media_empty")

    @pytest.mark.timeout(30)
    def test_a_track_that_lies_in_another_file(self, tmp_path: Path) -> None:
        path, other = tmp_path / "x.mov", tmp_path / "other.mov"
        record(other, [tone(2)], codec="pcm_s16le")
        silent = record(tmp_path / "silent.mov", [tone(2) * 0], codec="pcm_s16le")
        path.write_bytes(_with_reference(silent, b"/:" + bytes(other)[1:]))
        # The reference is real: a decoder that is allowed to follow it plays the other file.
        assert _loudness(path, enable_drefs="1", use_absolute_path="1") > LOUD
        other.unlink()
        os.mkfifo(other)
        assert refusal(path) == "media_empty"


def _with_reference(movie: Path, target: bytes) -> bytes:
    """The movie with every data reference replaced by a Macintosh alias to `target` (QuickTime `dref`, type `alis`)."""
    alias = bytes(10) + b"\x01/" + bytes(26) + bytes(12) + b"\x05other" + bytes(58) + bytes(16) + b"\x00\x01\x00\x01"
    alias += bytes(16) + b"\x00\x02" + len(target).to_bytes(2) + target + bytes(len(target) % 2) + b"\xff\xff\x00\x00"
    entry = (12 + len(alias)).to_bytes(4) + b"alis" + bytes(4) + alias
    content = movie.read_bytes()
    start = content.index(b"moov") - 4
    return content[:start] + _replaced(content[start:], entry)


def _replaced(boxes: bytes, entry: bytes) -> bytes:
    """The boxes with `entry` as the only entry of every `dref`, and with their sizes set right."""
    changed = b""
    while boxes:
        size, name = int.from_bytes(boxes[:4]), boxes[4:8]
        body, boxes = boxes[8:size], boxes[size:]
        if name == b"dref":
            body = body[:4] + (1).to_bytes(4) + entry
        elif name in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
            body = _replaced(body, entry)
        changed += (8 + len(body)).to_bytes(4) + name + body
    return changed


def _loudness(path: Path, **options: str) -> float:
    with av.open(str(path), options=options) as container:
        try:
            return max(float(np.abs(frame.to_ndarray()).max()) / 32768 for frame in container.decode(audio=0))
        except (FFmpegError, ValueError):
            return 0.0


class TestClock:
    @pytest.mark.parametrize("ending", ["mp4", "mkv", "webm"])
    @pytest.mark.parametrize("picture_seconds", [0, 4])
    def test_sound_that_begins_late(self, tmp_path: Path, ending: str, picture_seconds: int) -> None:
        path = record(tmp_path / f"x.{ending}", [tone(3)], picture_seconds=picture_seconds, starts={0: 0.5})
        assert first_loud_second(heard(path)) == pytest.approx(0.5, abs=0.02)

    def test_a_gap_is_silence(self, tmp_path: Path) -> None:
        path = tmp_path / "x.mkv"
        with av.open(str(path), "w") as container:
            track = container.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="mono")
            for second in (0, 1, 5):
                frame = av.AudioFrame.from_ndarray((tone(1) * 32767).astype(np.int16), format="s16", layout="mono")
                frame.sample_rate, frame.pts = SAMPLE_RATE, second * SAMPLE_RATE
                container.mux(track.encode(frame))
        samples = heard(path)
        assert len(samples) == pytest.approx(6 * SAMPLE_RATE, abs=100)
        assert np.abs(samples[int(2.1 * SAMPLE_RATE) : int(4.9 * SAMPLE_RATE)]).max() < 1e-3
        assert first_loud_second(samples[int(4.5 * SAMPLE_RATE) :]) == pytest.approx(0.5, abs=0.02)


class TestChannels:
    def test_opposite_channels_do_not_cancel(self, tmp_path: Path) -> None:
        one = tone(2)
        samples = heard(record(tmp_path / "x.wav", [np.concatenate([one, -one])]))
        assert np.abs(samples[1000:-1000]).max() > LOUD

    def test_one_silent_channel(self, tmp_path: Path) -> None:
        one = tone(2)
        samples = heard(record(tmp_path / "x.wav", [np.concatenate([np.zeros_like(one), one])]))
        assert np.abs(samples).max() > LOUD

    def test_a_voice_in_each_channel_is_kept(self) -> None:
        left, right = tone(1, 300.0)[0], tone(1, 500.0)[0]
        spectrum = np.abs(np.fft.rfft(mono(np.stack([left, right]))))
        assert set(np.argsort(spectrum)[-2:]) == {300, 500}

    def test_only_the_part_that_cancels_is_taken_from_one_channel(self) -> None:
        one = tone(2)[0]
        other = one.copy()
        other[SAMPLE_RATE:] *= -1
        assert np.allclose(mono(np.stack([one, other])), one)

    def test_the_default_track_is_heard(self, tmp_path: Path) -> None:
        path = record(tmp_path / "x.mkv", [tone(2) * 0, tone(2)])
        assert np.abs(heard(path)).max() < LOUD  # the first: none is marked
        with av.open(str(path)) as source, av.open(str(tmp_path / "y.mkv"), "w") as target:
            tracks = [target.add_stream_from_template(track) for track in source.streams.audio]
            tracks[0].disposition, tracks[1].disposition = av.stream.Disposition(0), av.stream.Disposition.default
            for packet in source.demux():
                if packet.dts is not None:
                    packet.stream = tracks[packet.stream.index]
                    target.mux(packet)
        assert np.abs(heard(tmp_path / "y.mkv")).max() > LOUD


class TestWindows:
    @pytest.fixture
    def talk(self, tmp_path: Path) -> Path:
        """Forty seconds of tone with half a second of near silence at 9.3, 18.3, 27.4 and 36.0 s."""
        samples = tone(40, channels=2)
        for second in (9.3, 18.3, 27.4, 36.0):
            samples[:, int(second * SAMPLE_RATE) : int((second + 0.5) * SAMPLE_RATE)] *= 0.01
        return record(tmp_path / "talk.m4a", [samples])

    def test_cut_where_it_is_quiet(self, talk: Path) -> None:
        cuts = [window.end_seconds for window in windows(talk, window_seconds=10)][:-1]
        assert cuts == pytest.approx([9.55, 18.55, 27.65, 36.25], abs=0.05)

    def test_nothing_is_lost_between_windows(self, talk: Path) -> None:
        parts = list(windows(talk, window_seconds=10))
        assert [part.start_seconds for part in parts[1:]] == [part.end_seconds for part in parts[:-1]]
        assert np.array_equal(np.concatenate([part.samples for part in parts]), heard(talk))
        assert max(len(part.samples) for part in parts) <= 10 * SAMPLE_RATE

    def test_going_on_later_gives_the_same_windows(self, talk: Path) -> None:
        whole = list(windows(talk, window_seconds=10))
        for done in range(len(whole) + 1):
            start = whole[done - 1].end_seconds if done else 0.0
            assert _same(list(windows(talk, start, window_seconds=10)), whole[done:])

    def test_samples_that_are_no_numbers(self, tmp_path: Path) -> None:
        wild = tone(1)
        wild[0, 100:120] = [np.nan, np.inf, -np.inf, 1e30] * 5
        path = record(tmp_path / "x.wav", [wild], codec="pcm_f32le")
        samples = heard(path)
        assert np.isfinite(samples).all()
        assert np.abs(samples).max() <= 1.0


def _same(some: list[Window], others: list[Window]) -> bool:
    return len(some) == len(others) and all(
        a.start_seconds == b.start_seconds and np.array_equal(a.samples, b.samples)
        for a, b in zip(some, others, strict=True)
    )
