"""Watch: weeks in which made-up students watch videos, the same each time for the same people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from chronos.model import VideoId
from chronos.operations.demo_school.plan import PlannedPerson, PlannedVideo

COMPLETE = 0.9  # of a video, as private.completion_share has it where the creator chose nothing
STAYS = 0.72  # of the least diligent, the share that begins the next lesson
HOURS = (7, 8, 12, 13, 18, 19, 20, 20, 21, 21, 22)  # of the day, in UTC; most watch in the evening

Part = tuple[int, int]  # milliseconds of the video, from and up to


@dataclass(frozen=True, slots=True)
class Lesson:
    """A video of the plan, as it is in the library."""

    id: VideoId
    duration_seconds: float
    plan: PlannedVideo


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a student did, as a row of private.facts has it."""

    occurred_at: datetime
    kind: str
    video_id: UUID | None = None
    played_ms: int = 0
    at_seconds: float | None = None


@dataclass(slots=True)
class Watched:
    """What a student heard of a video. `again`: parts that were heard more than once."""

    video_id: VideoId
    heard: list[Part] = field(default_factory=list)
    again: list[Part] = field(default_factory=list)
    played_ms: int = 0
    resume_seconds: float = 0
    started_at: datetime | None = None
    last_watched_at: datetime | None = None
    completed_at: datetime | None = None

    def hear(self, part: Part, at: datetime) -> None:
        """Add a part that was played at `at`."""
        self.again += [both for known in self.heard if (both := _both(known, part))]
        self.heard = _joined([*self.heard, part])
        self.played_ms += part[1] - part[0]
        self.resume_seconds = part[1] / 1000
        self.started_at = self.started_at or at
        self.last_watched_at = at

    @property
    def heard_ms(self) -> int:
        """How much of it was heard, each part once."""
        return sum(end - start for start, end in self.heard)


def watch(person: PlannedPerson, lessons: Sequence[Lesson], now: datetime) -> tuple[list[Watched], list[Act]]:
    """Return what `person` watched, and all that they did to watch it, from their joining until before `now`."""
    chance = Random(person.name)  # noqa: S311 - a picture of people, no secret
    day = now - timedelta(days=person.joined_days_ago)
    watched, acts = [], []
    for lesson in lessons:
        seen = Watched(lesson.id)
        for part in _sittings(person, lesson, chance):
            at = _hour_of(day, chance)
            if at >= now:
                break
            acts += _play(seen, lesson, part, at)
            day += timedelta(days=1 if person.stops else chance.choice((1, 2, 3, 4, 6)))
        if seen.heard:
            watched.append(seen)
        if chance.random() < 0.4 and (at := _hour_of(day, chance)) < now:
            acts.append(Act(at, "search"))
        day += timedelta(days=1 if person.stops else chance.choice((1, 2, 4, 6)))
        if lesson.plan.file in person.stops or chance.random() > STAYS + (1 - STAYS) * person.diligence:
            break
    return watched, acts


def _sittings(person: PlannedPerson, lesson: Lesson, chance: Random) -> list[Part]:
    """Return the parts that are played, one for each time that the person sits down to watch."""
    end = lesson.duration_seconds
    if (stop := person.stops.get(lesson.plan.file)) is not None:
        return [_part(0, stop * 0.6), _part(stop * 0.6, stop)]
    if chance.random() > person.diligence and lesson.plan.leaves:
        leaves = chance.choice(lesson.plan.leaves) + chance.uniform(-3, 4)
        parts = [_part(0, leaves)]
        if chance.random() < 0.5:  # some come back
            parts.append(_part(max(0, leaves - 5), end))
    elif chance.random() < 0.3:
        half = chance.uniform(0.4, 0.7) * end
        parts = [_part(0, half), _part(max(0, half - 4), end)]
    else:
        parts = [_part(0, end - chance.choice((0, 0, 0, 1, 4)))]
    for start, stop in lesson.plan.again:
        if chance.random() < 0.45:
            parts.append(_part(max(0, start + chance.uniform(-4, 3)), min(end, stop + chance.uniform(-4, 4))))
    return parts


def _play(seen: Watched, lesson: Lesson, part: Part, at: datetime) -> list[Act]:
    seen.hear(part, at)
    start = part[0] / 1000
    acts = [Act(at, "play", lesson.id, 0, start), Act(at, "watch", lesson.id, part[1] - part[0], start)]
    if seen.completed_at is None and seen.heard_ms >= COMPLETE * lesson.duration_seconds * 1000:
        seen.completed_at = at
        acts.append(Act(at, "complete", lesson.id, 0, start))
    return acts


def _hour_of(day: datetime, chance: Random) -> datetime:
    return day.replace(hour=chance.choice(HOURS), minute=chance.randrange(60), second=chance.randrange(60))


def _part(start: float, end: float) -> Part:
    return round(start * 1000), round(end * 1000)


def _both(one: Part, other: Part) -> Part | None:
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else None


def _joined(parts: Sequence[Part]) -> list[Part]:
    joined: list[Part] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
