"""Plan: what a demo school is filled with, as a file of JSON tells it."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chronos.errors import Invalid

Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[float, Field(ge=0, le=365)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlannedVideo(_Part):
    """A video of the school, found by `file`, its first title. `again`: parts that are often heard again."""

    file: str
    title: str
    description: str
    poster_second: float
    again: list[tuple[float, float]] = []
    leaves: list[float] = []


class PlannedPerson(_Part):
    """A student. `stops`: where they stopped in a video, by its file; `ended`: their access has ended."""

    name: str
    joined_days_ago: Days
    diligence: Share
    stops: dict[str, float] = {}
    ended: bool = False

    @property
    def email(self) -> str:
        """Their address, at a domain that no mail reaches."""
        return f"{self.name.lower().replace(' ', '.')}@example.com"


class PlannedTopic(_Part):
    """What a conversation is about: a second of a video, by its file."""

    video: str
    second: float


class PlannedConversation(_Part):
    """Questions of a student, and what they do with the last answer. `opens`: a citation that they play."""

    student: str
    days_ago: Days
    hour: float
    questions: list[str]
    about: PlannedTopic | None = None
    verdict: Literal["right", "wrong"] | None = None
    saves: bool = False
    opens: int | None = None
    tells: bool = False


class PlannedNote(_Part):
    """A note of a student at a second of a video, by its title."""

    student: str
    video: str
    second: float
    text: str
    days_ago: Days


class PlannedMoment(_Part):
    """A part of a video, by its title."""

    video: str
    start: float
    end: float


class PlannedTeaching(_Part):
    """An answer of the teacher."""

    questions: list[str]
    content: str
    moment: PlannedMoment
    days_ago: Days


class PlannedMember(_Part):
    """A member of the staff."""

    name: str
    email: str
    role: Literal["owner", "editor", "viewer"]


class PlannedInvitation(_Part):
    """An invitation by link, of which some uses are taken."""

    days: float
    max_uses: int
    uses: int


class Plan(_Part):
    """All of it. `course` and `draft` are outlines, as `chronos course import` takes them."""

    videos: list[PlannedVideo]
    course: dict[str, Any]
    cover: str
    draft: dict[str, Any]
    staff: list[PlannedMember]
    people: list[PlannedPerson]
    conversations: list[PlannedConversation]
    notes: list[PlannedNote]
    teaches: list[PlannedTeaching]
    invitations: list[PlannedInvitation]


def read_plan(file: Path) -> Plan:
    """Return the plan in `file`. Raises Invalid (`plan_invalid`)."""
    try:
        return Plan.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.", code="plan_invalid") from error
    except ValidationError as error:
        wrong = error.errors()[0]
        place = ".".join(map(str, wrong["loc"]))
        raise Invalid(f"{file} is no plan of a demo school: {place}: {wrong['msg']}.", code="plan_invalid") from error
    except ValueError as error:
        raise Invalid(f"{file} is no plan of a demo school: it is not JSON.", code="plan_invalid") from error
