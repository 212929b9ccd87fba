"""Courses of the simulated Whop: chapters and lessons, whose videos are files of this machine."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class SimulatedLesson:
    """A lesson. `file`: its hosted video; `captions`: WebVTT of it; `embed`: YouTube or Loom, and the id there."""

    id: str
    title: str
    kind: str = "video"
    file: Path | None = None
    captions: str | None = None
    embed: tuple[str, str] | None = None
    unlock_days: int | None = None
    is_visible: bool = True


@dataclass(slots=True)
class SimulatedChapter:
    """A chapter with its lessons in order."""

    id: str
    title: str
    lessons: list[SimulatedLesson] = field(default_factory=list)


@dataclass(slots=True)
class SimulatedCourse:
    """A course with its chapters in order."""

    id: str
    title: str
    language: str = "en"
    is_visible: bool = True
    chapters: list[SimulatedChapter] = field(default_factory=list)
