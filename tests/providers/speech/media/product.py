"""Containers × sound × pictures × kinds of cut: every member must be refused, and every whole file taken.

Run: python -m tests.providers.speech.media.product (every member; `make media`).
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chronos.errors import Invalid
from chronos.providers.speech.media import decode_sound, probe
from tests.media import record, tone

SECONDS = 6
REFUSALS = {"media_truncated", "media_damaged", "media_empty"}


@dataclass(frozen=True, slots=True)
class Form:
    """One way to make a file: its ending, its codecs, the muxer's options, and how long its subtitle stays."""

    ending: str
    sound: str
    pictures: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    subtitle_seconds: float = 0

    def __str__(self) -> str:
        marks = [self.ending, self.sound, self.pictures, *(f"{k}={v}" for k, v in self.options)]
        return "-".join(filter(None, [*marks, "subtitle" if self.subtitle_seconds else None]))

    def make(self, folder: Path) -> Path:
        """Record a tone, with grey pictures if it has any."""
        return record(
            folder / f"whole.{self.ending}",
            [tone(SECONDS)],
            picture_seconds=SECONDS if self.pictures else 0,
            codec=self.sound,
            picture_codec=self.pictures,
            subtitle_seconds=self.subtitle_seconds,
            options=dict(self.options),
        )


Cut = Callable[[bytes], bytes]
CUTS: dict[str, Cut] = {
    "early": lambda content: content[: len(content) // 5],
    "half": lambda content: content[: len(content) * 6 // 10],
    "late": lambda content: content[: len(content) * 9 // 10],
    "zeros": lambda content: content[: len(content) // 2].ljust(len(content), b"\0"),  # a download's missing pieces
}
_FRONT = (("movflags", "faststart"),)
_FRAGMENTS = (("movflags", "frag_keyframe+empty_moov"),)
_PICTURES = {
    "mp4": ("libx264", "libx265", "libsvtav1", "mpeg4"),
    "mov": ("libx264", "mjpeg"),
    "mkv": ("libx264", "libvpx", "libvpx-vp9", "libsvtav1", "mpeg4", "mjpeg"),
    "webm": ("libvpx", "libvpx-vp9", "libsvtav1"),
}
_SOUNDS = {
    "mp4": ("aac", "libmp3lame", "libopus", "alac", "flac"),
    "mov": ("aac", "alac", "pcm_s16le", "pcm_alaw", "pcm_mulaw"),
    "m4a": ("aac", "alac"),
    "mkv": ("aac", "libmp3lame", "libopus", "vorbis", "flac", "ac3", "pcm_s16le", "pcm_f32le", "mp2"),
    "webm": ("libopus", "vorbis"),
    "mp3": ("libmp3lame",),
    "wav": ("pcm_s16le", "pcm_f32le", "pcm_s24le", "pcm_alaw", "pcm_mulaw"),
    "ogg": ("libopus", "vorbis", "flac"),
    "flac": ("flac",),
    "aac": ("aac",),
}
_OPTIONS = {"mp4": (_FRONT, (), _FRAGMENTS), "mov": (_FRONT, ()), "m4a": (_FRONT, ())}


def forms() -> Iterator[Form]:
    """Yield every form, also with a subtitle that stays longer than the film."""
    for ending, sounds in _SOUNDS.items():
        for sound in sounds:
            for pictures in (None, *_PICTURES.get(ending, ())):
                for options in _OPTIONS.get(ending, ((),)):
                    yield Form(ending, sound, pictures, options)
                if ending in ("mp4", "mkv") and pictures:
                    yield Form(ending, sound, pictures, _FRONT if ending == "mp4" else (), SECONDS + 3)


def short_forms() -> list[Form]:
    """Every container with each of its sounds and the first of its pictures, or none: the form of `make test`."""
    chosen: dict[tuple[str, str], Form] = {}
    for form in forms():
        if form.pictures == next(iter(_PICTURES.get(form.ending, ())), None):
            chosen.setdefault((form.ending, form.sound), form)
    return [*chosen.values(), *(form for form in forms() if form.subtitle_seconds and form.sound == "aac")]


def faults(form: Form, folder: Path) -> list[str]:
    """Return what is wrong: a whole file that is refused, or a cut one that is taken."""
    whole = form.make(folder)
    wrong = [f"whole: {answer}"] if (answer := judge(whole)) is not None else []
    for name, cut in CUTS.items():
        if name == "zeros" and form.sound.startswith("pcm"):
            continue  # zeros are silence
        path = folder / f"{name}.{form.ending}"
        path.write_bytes(cut(whole.read_bytes()))
        if (answer := judge(path)) not in REFUSALS:
            wrong.append(f"{name}: {answer or 'taken'}")
    return wrong


def judge(path: Path) -> str | None:
    """Return the code with which the file is refused, by probing or by decoding; None when it is taken whole."""
    try:
        seconds = probe(path).duration_seconds
        samples = sum(block.shape[1] for block in decode_sound(path))
    except Invalid as error:
        return error.code
    lasts = abs(seconds - SECONDS) < 0.3 and abs(samples / 16_000 - SECONDS) < 0.3
    return None if lasts else f"lasts {seconds:.1f} s, sound {samples / 16_000:.1f} s"


def main() -> None:
    """Try every member; print what is wrong and exit with 1 if anything is."""
    count, wrong = 0, 0
    for form in forms():
        with tempfile.TemporaryDirectory() as folder:
            found = faults(form, Path(folder))
        count, wrong = count + 1 + len(CUTS), wrong + len(found)
        for each in found:
            sys.stdout.write(f"{form}: {each}\n")
    sys.stdout.write(f"{count} files, {wrong} wrong\n")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
