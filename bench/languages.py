"""Is each language heard where it is spoken? Seconds of speech given to the wrong language.

English of the example course and of LibriVox, German and more English by espeak-ng, joined with a third of a second
between them. Recordings of one language that are named at the end may have no change.
Run: python bench/languages.py [FILE ...]
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

REPOSITORY = Path(__file__).parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests.speech import librivox_clips, speak  # noqa: E402

from chronos.model import TimeSpan  # noqa: E402
from chronos.providers.models import model_path  # noqa: E402
from chronos.providers.speech import SAMPLE_RATE, cut_windows  # noqa: E402
from chronos.providers.speech.encode_once import EncodingModel, SpeechJudge  # noqa: E402
from chronos.providers.speech.find_speech import find_speech  # noqa: E402
from chronos.providers.speech.judge_languages import divide_by_language  # noqa: E402
from chronos.providers.speech.whisper import COMPUTE_TYPE  # noqa: E402

RESULTS = REPOSITORY / "bench" / "results" / "languages.json"
COURSE = REPOSITORY / "examples" / "course"
GAP_SECONDS, QUIET = 0.3, 0.01
MOST_WRONG = 0.1  # of the seconds of a case in which each language is spoken for 20 s or more
GERMAN = (
    "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und "
    "sollen einander im Geiste der Brüderlichkeit begegnen. Heute sprechen wir darüber, wie eine Kamera funktioniert. "
    "Das Licht fällt durch das Objektiv auf den Sensor. Je größer die Öffnung der Blende ist, desto mehr Licht kommt "
    "hinein. Wenn du ein Gesicht fotografierst, soll der Hintergrund unscharf sein. Bei einer Landschaft möchtest du "
    "dagegen alles scharf haben. Denk auch an die Zeit, in der der Verschluss offen ist. Eine kurze Zeit friert die "
    "Bewegung ein, eine lange Zeit verwischt sie. In der nächsten Stunde üben wir das draußen im Park, bringt also "
    "bitte eure Kameras und eine warme Jacke mit. Zu Hause seht ihr euch die Bilder am Rechner an und wählt die besten "
    "aus. Fragt euch bei jedem Bild, was zuerst ins Auge fällt und ob das Licht stimmt."
)
ENGLISH = (
    "Today we talk about how a camera works. The light falls through the lens onto the sensor. The larger the opening "
    "of the aperture is, the more light comes in. When you photograph a face, the background should be blurred. With a "
    "landscape, on the other hand, you want to have everything sharp. Also think of the time during which the shutter "
    "is open. A short time freezes the movement, a long time smears it. In the next lesson we practise this outside in "
    "the park, so please bring your cameras and a warm jacket."
)
# Language, voice, and from which second of it how many: of each part.
Part = tuple[str, str, float, float]
CASES: dict[str, Sequence[Part]] = {
    "en60 de60": [("en", "course", 0, 60), ("de", "de", 0, 60)],
    "en60 de60, a woman": [("en", "course", 0, 60), ("de", "de+f3", 0, 60)],
    "de60 en60": [("de", "de", 0, 60), ("en", "course", 0, 60)],
    "en30 de30": [("en", "course", 0, 30), ("de", "de", 0, 30)],
    "en30 de30, one voice": [("en", "en-us", 0, 30), ("de", "de", 15, 30)],
    "de20 en20 de20": [("de", "de", 0, 20), ("en", "course", 0, 20), ("de", "de", 20, 20)],
    "en20 de20 en20 de20": [
        ("en", "course", 0, 20),
        ("de", "de", 0, 20),
        ("en", "course", 20, 20),
        ("de", "de", 20, 20),
    ],
    "LibriVox 25, de10, LibriVox 25": [("en", "LibriVox", 0, 25), ("de", "de", 10, 10), ("en", "LibriVox", 0, 25)],
    "course 25, de10, course 25": [("en", "course", 0, 25), ("de", "de", 30, 10), ("en", "course", 25, 25)],
    "de25, course 10, de25": [("de", "de", 0, 25), ("en", "course", 0, 10), ("de", "de", 25, 25)],
    "LibriVox alone": [("en", "LibriVox", 0, 25)],
    "German alone": [("de", "de", 0, 60)],
    "German alone, a woman": [("de", "de+f3", 0, 60)],
    "a Scot alone": [("en", "en-gb-scotland", 0, 40)],
}

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Run:
    """Speech in one language, in seconds of the recording."""

    language: str
    span: TimeSpan


def main() -> None:
    """Measure, print, write bench/results/languages.json; exit with 1 when a language of 20 s is not heard."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="recordings of one language")
    parser.add_argument("--only", default="", help="cases whose names begin with this")
    arguments = parser.parse_args()
    model = EncodingModel(
        str(model_path(REPOSITORY / ".chronos", "whisper-base")),
        device="cpu",
        compute_type=COMPUTE_TYPE,
        local_files_only=True,
    )
    rows = [
        _measure(name, model, *_join(parts)) for name, parts in CASES.items() if name.startswith(arguments.only)
    ] + [_measure(path.name, model, _sound(path), []) for path in arguments.files]
    table = Table("case", "wrong seconds", "heard")
    for row in rows:
        table.add_row(str(row["case"]), str(row["wrong_seconds"]), str(row["heard"]))
    Console(width=150).print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=2))
    sys.exit(any(row["is_wrong"] for row in rows))


def _measure(name: str, model: EncodingModel, samples: Samples, said: Sequence[Run]) -> dict[str, object]:
    heard: list[Run] = []
    previous = None
    for start in range(0, len(samples), 300 * SAMPLE_RATE):  # windows of the product
        window = samples[start : start + 300 * SAMPLE_RATE]
        runs = _hear(model, window, start / SAMPLE_RATE, previous)
        heard += runs
        previous = runs[-1].language if runs else previous
    wrong = sum(_common(run.span, one.span) for run in heard for one in said if one.language != run.language)
    total = sum(one.span.seconds for one in said)
    is_long = all(one.span.seconds >= 18 for one in said)
    return {
        "case": name,
        "wrong_seconds": round(wrong, 1),
        "heard": ", ".join(f"{run.language} {run.span.start_seconds:.1f}-{run.span.end_seconds:.1f}" for run in heard),
        "is_wrong": is_long and wrong > MOST_WRONG * total if said else len({run.language for run in heard}) > 1,
    }


def _hear(model: EncodingModel, samples: Samples, start: float, previous: str | None) -> list[Run]:
    speech = find_speech(samples)
    if not speech.parts:
        return []
    spoken = divide_by_language(speech, SpeechJudge(model, speech), previous)
    model.forget()
    runs = []
    for language, group in groupby(spoken, key=lambda one: one.language):
        stretches = [one.stretch for one in group]
        first, last = stretches[0].start_seconds + 0.01, stretches[-1].end_seconds - 0.01
        runs.append(
            Run(language, TimeSpan(start + speech.second_in_window(first), start + speech.second_in_window(last)))
        )
    return runs


def _common(one: TimeSpan, other: TimeSpan) -> float:
    return max(min(one.end_seconds, other.end_seconds) - max(one.start_seconds, other.start_seconds), 0.0)


def _join(parts: Sequence[Part]) -> tuple[Samples, list[Run]]:
    gap = np.zeros(round(GAP_SECONDS * SAMPLE_RATE), np.float32)
    sounds: list[Samples] = []
    said = []
    for language, voice, start, seconds in parts:
        at = sum(map(len, sounds)) / SAMPLE_RATE
        sound = _trim(_voice(voice)[round(start * SAMPLE_RATE) : round((start + seconds) * SAMPLE_RATE)])
        sounds += [sound, gap]
        said.append(Run(language, TimeSpan(at, at + len(sound) / SAMPLE_RATE)))
    return np.concatenate(sounds), said


@cache
def _voice(name: str) -> Samples:
    if name == "course":
        return _sound(COURSE / json.loads((COURSE / "course.json").read_text())["videos"][0]["file"])
    if name == "LibriVox":
        return np.concatenate([clip.samples for clip in librivox_clips()])
    return speak(GERMAN if name.startswith("de") else ENGLISH, name)


def _sound(path: Path) -> Samples:
    return np.concatenate([window.samples for window in cut_windows(path)])


def _trim(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    return samples[loud[0] : loud[-1] + 1]


if __name__ == "__main__":
    main()
