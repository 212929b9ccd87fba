"""Make the example course: three short lessons, spoken and illustrated, with the known second of every section.

Run `python examples/make_course.py`; it rewrites examples/course/. It needs the speech synthesiser flite and the
packages of requirements/dev.txt. The finished videos are in the repository, so nobody has to run it.
"""

import json
import math
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

# Run as a script, this folder is on the path; its modules are named from the one above, as the checkers name them.
sys.path.insert(0, str(Path(__file__).parents[1]))

try:
    import av
    import numpy as np
    from examples.course_diagrams import DIAGRAMS
    from examples.course_slides import HEIGHT, WIDTH, Slide, draw_slide
    from numpy.typing import NDArray
    from PIL import Image
except ModuleNotFoundError as missing:
    sys.exit(f"The package {missing.name} is not installed: run `pip install -r requirements/dev.txt` and try again.")

from examples.course_text import DESCRIPTION, QUESTIONS, TITLE, VIDEOS, Video

COURSE = Path(__file__).parent / "course"

VOICE = "rms"  # of flite's voices the one that speech recognition understands best
SPOKEN_RATE = 16_000  # hertz: what flite speaks
SOUND_RATE = 24_000  # hertz: more than speech of SPOKEN_RATE can fill
FRAME_RATE = 10  # frames a second; sections start on a frame, so slide and speech change together
KEY_FRAME_EVERY = 2 * FRAME_RATE  # frames: a seek never decodes more than two seconds
LEAD_SECONDS = 0.4  # before the first section
PAUSE_SECONDS = 0.8  # between sections, lengthened to the next frame; after less, recognisers start words early
TAIL_SECONDS = 1.0  # after the last section
LOUDEST = 0.7  # of full scale
QUIET = 0.01  # of full scale: below this nobody speaks

# What flite would mispronounce, in its own spelling.
RESPELLED = (
    (re.compile(r"\bf/(?=\d)"), "f "),
    (re.compile(r"(?<=\d)mm\b"), " millimeter"),
    (re.compile(r"\b2000th\b"), "two thousanth"),
)

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Codecs:
    """How one container is written; what the options mean is in FFmpeg's manual of each codec."""

    picture: Literal["libx264", "libvpx-vp9"]
    picture_options: dict[str, str]
    sound: Literal["aac", "libopus"]
    sound_bits: int  # bits a second
    container_options: dict[str, str]


# `bitexact` leaves out dates and random ids, so that the same text gives the same file.
CODECS = {
    ".mp4": Codecs(
        picture="libx264",
        picture_options={"crf": "35", "preset": "slow"},
        sound="aac",
        sound_bits=40_000,
        container_options={"movflags": "+faststart", "fflags": "+bitexact"},
    ),
    ".webm": Codecs(
        picture="libvpx-vp9",
        picture_options={"crf": "50", "b": "0", "deadline": "good", "cpu-used": "4", "row-mt": "1"},
        sound="libopus",
        sound_bits=28_000,
        container_options={"cues_to_front": "1", "fflags": "+bitexact"},
    ),
}


@dataclass(frozen=True, slots=True)
class Take:
    """A lesson's sound, and the second at which each section starts to speak."""

    samples: Samples
    starts: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """How long the lesson is."""
        return len(self.samples) / SPOKEN_RATE


def main() -> None:
    """Rewrite the videos and course.json."""
    if shutil.which("flite") is None:
        sys.exit("The speech synthesiser flite is not installed: on Debian run `apt-get install flite` and try again.")
    COURSE.mkdir(exist_ok=True)
    described = []
    for video in VIDEOS:
        take = record(video)
        encode(COURSE / video.file, draw(video), take)
        described.append(describe(video, take))
        print(f"{video.file}: {take.seconds:.1f} s, {(COURSE / video.file).stat().st_size / 1e6:.2f} MB")
    questions = [{"question": q.question, "video": q.video, "section": q.section} for q in QUESTIONS]
    course = {"title": TITLE, "description": DESCRIPTION, "videos": described, "questions": questions}
    (COURSE / "course.json").write_text(json.dumps(course, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def record(video: Video) -> Take:
    """Speak the lesson; every section starts on a frame."""
    parts = [_silence(0, LEAD_SECONDS)]
    starts: list[float] = []
    length = len(parts[0])
    for section in video.sections:
        starts.append(length / SPOKEN_RATE)
        speech = _speak(section.text)
        last = section is video.sections[-1]
        silence = _silence(length + len(speech), TAIL_SECONDS if last else PAUSE_SECONDS)
        parts += [speech, silence]
        length += len(speech) + len(silence)
    samples = np.concatenate(parts)
    return Take(samples * np.float32(LOUDEST / np.abs(samples).max()), tuple(starts))


def draw(video: Video) -> list[Image.Image]:
    """The slides of the lesson, one for each section."""
    lesson, total = f"{TITLE}  ·  {video.title}", len(video.sections)
    return [
        draw_slide(Slide(lesson, section.heading, section.points, DIAGRAMS[section.diagram], number, total))
        for number, section in enumerate(video.sections, start=1)
    ]


def encode(path: Path, slides: Sequence[Image.Image], take: Take) -> None:
    """Write the video; each slide comes on when its section starts to speak, the first one at once."""
    codecs = CODECS[path.suffix]
    with av.open(path, "w", options=codecs.container_options) as container:
        picture = container.add_stream(codecs.picture, rate=FRAME_RATE, options=codecs.picture_options)
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.gop_size = KEY_FRAME_EVERY
        sound = container.add_stream(codecs.sound, rate=SOUND_RATE, layout="mono")
        sound.bit_rate = codecs.sound_bits
        for shown, heard in zip(_pictures(slides, take), _sounds(take), strict=True):
            container.mux(picture.encode(shown))
            container.mux(sound.encode(heard))
        container.mux(picture.encode(None))
        container.mux(sound.encode(None))


def describe(video: Video, take: Take) -> dict[str, Any]:
    """What course.json says about the lesson; times are seconds from its beginning."""
    return {
        "file": video.file,
        "title": video.title,
        "duration_seconds": round(take.seconds, 3),
        "text": video.text,
        "sections": [
            {
                "heading": section.heading,
                "start_seconds": round(start, 3),
                "first_sentence": section.first_sentence,
                "text": section.text,
            }
            for section, start in zip(video.sections, take.starts, strict=True)
        ],
    }


def _silence(position: int, seconds: float) -> Samples:
    """Silence from sample `position` on, at least `seconds` long, that ends on a frame."""
    frame = SPOKEN_RATE // FRAME_RATE
    end = math.ceil((position + seconds * SPOKEN_RATE) / frame) * frame
    return np.zeros(end - position, np.float32)


def _speak(text: str) -> Samples:
    """The text as flite says it, without the silence around it."""
    for pattern, respelled in RESPELLED:
        text = pattern.sub(respelled, text)
    with tempfile.TemporaryDirectory() as folder:
        spoken = Path(folder, "spoken.wav")
        subprocess.run(["flite", "-voice", VOICE, "-t", text, "-o", str(spoken)], check=True)
        with av.open(spoken) as container:
            frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    samples: Samples = np.concatenate(frames).astype(np.float32) / np.float32(32_768)
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    return samples[loud[0] : loud[-1]]


def _pictures(slides: Sequence[Image.Image], take: Take) -> Iterator[av.VideoFrame]:
    changes = [0, *(round(start * FRAME_RATE) for start in take.starts[1:]), round(take.seconds * FRAME_RATE)]
    for slide, (first, last) in zip(slides, pairwise(changes), strict=True):
        shown = av.VideoFrame.from_ndarray(np.asarray(slide)).reformat(format="yuv420p")
        for index in range(first, last):
            shown.pts, shown.time_base = index, Fraction(1, FRAME_RATE)
            yield shown


def _sounds(take: Take) -> Iterator[av.AudioFrame]:
    """The sound in pieces as long as one picture is shown: the file is then interleaved as it must be."""
    for index, piece in enumerate(take.samples.reshape(-1, SPOKEN_RATE // FRAME_RATE)):
        heard = av.AudioFrame.from_ndarray(piece[None, :], format="flt", layout="mono")
        heard.sample_rate, heard.pts = SPOKEN_RATE, index * len(piece)
        heard.time_base = Fraction(1, SPOKEN_RATE)
        yield heard


if __name__ == "__main__":
    main()
