"""Records of Whop's API that Chronos uses, read from its JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

Json = Mapping[str, Any]
AccessLevel = Literal["no_access", "customer", "admin"]
Embed = Literal["youtube", "loom"]


@dataclass(frozen=True, slots=True)
class User:
    """A person on Whop. Whop does not give the address of a user to an app without a scope of its own."""

    id: str
    username: str
    name: str | None

    @classmethod
    def read(cls, json: Json) -> "User":
        """Return the user of an answer."""
        return cls(json["id"], json["username"], json.get("name"))


@dataclass(frozen=True, slots=True)
class Experience:
    """The place of an app within a product, and the company that owns it."""

    id: str
    company_id: str
    name: str

    @classmethod
    def read(cls, json: Json) -> "Experience":
        """Return the experience of an answer."""
        return cls(json["id"], json["company"]["id"], json["name"])


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person of a company's team. `user_id` is None for an invitation to an address without an account."""

    id: str
    company_id: str
    user_id: str | None
    email: str | None
    name: str | None
    role: str
    has_joined: bool

    @classmethod
    def read(cls, json: Json) -> "TeamMember":
        """Return the team member of an answer."""
        user = json.get("user") or {}
        name = user.get("name") or user.get("username")
        has_joined = json["status"] == "joined"
        return cls(json["id"], json["account_id"], user.get("id"), json.get("email"), name, json["role"], has_joined)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook: where Whop sends events, and whether it still does."""

    id: str
    url: str
    is_enabled: bool
    disabled_at: datetime | None
    failing_since: datetime | None
    consecutive_failures: int

    @classmethod
    def read(cls, json: Json) -> "Endpoint":
        """Return the webhook of an answer."""
        return cls(
            json["id"],
            json["url"],
            json["enabled"],
            _time(json.get("disabled_at")),
            _time(json.get("failing_since")),
            json.get("consecutive_failures") or 0,
        )


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt of Whop to deliver an event. `message_id` is its `webhook-id`, the same for all attempts."""

    id: str
    message_id: str
    event: str | None
    sent_at: datetime
    success: bool

    @classmethod
    def read(cls, json: Json) -> "Delivery":
        """Return the delivery of an answer."""
        body = json.get("request_body") or {}
        sent_at = datetime.fromisoformat(json["sent_at"])
        return cls(json["id"], str(body.get("id") or json["id"]), json.get("event"), sent_at, bool(json["success"]))


@dataclass(frozen=True, slots=True)
class WhopCourse:
    """A course of a company."""

    id: str
    title: str
    language: str | None
    is_visible: bool
    order: float

    @classmethod
    def read(cls, json: Json) -> "WhopCourse":
        """Return the course of an answer."""
        visible = json.get("visibility") != "hidden"
        title = json.get("title") or "Untitled course"
        return cls(json["id"], title, json.get("language"), visible, float(json.get("order") or 0))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a course."""

    id: str
    title: str
    order: int

    @classmethod
    def read(cls, json: Json) -> "Chapter":
        """Return the chapter of an answer."""
        return cls(json["id"], json["title"], json["order"])


@dataclass(frozen=True, slots=True)
class WhopLesson:
    """A lesson of a chapter, as lists have it: without its video."""

    id: str
    title: str
    order: int
    kind: str
    is_visible: bool
    embed: Embed | None
    unlock_days: int | None

    @classmethod
    def read(cls, json: Json) -> "WhopLesson":
        """Return the lesson of an answer."""
        return cls(
            json["id"],
            json["title"],
            json["order"],
            json["lesson_type"],
            json.get("visibility") != "hidden",
            cast("Embed | None", json.get("embed_type")),
            json.get("days_from_course_start_until_unlock"),
        )


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a lesson."""

    name: str
    content_type: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class LessonVideo:
    """The hosted video of a lesson. `token` is a secret that plays the video for a short time."""

    id: str
    playback_id: str
    token: str | None
    is_ready: bool
    duration_seconds: float | None


@dataclass(frozen=True, slots=True)
class LessonMedia:
    """What one lesson plays: its hosted video, if any, and its attachments."""

    lesson_id: str
    video: LessonVideo | None
    attachments: Sequence[Attachment]

    @classmethod
    def read(cls, json: Json) -> "LessonMedia":
        """Return the media of a lesson of an answer."""
        attachments = [
            Attachment(each.get("filename") or "", each.get("content_type"), each.get("url"))
            for each in json.get("attachments") or ()
        ]
        return cls(json["id"], _video(json.get("video_asset") or {}), attachments)


def _video(asset: Json) -> LessonVideo | None:
    signed = asset.get("signed_playback_id")
    playback_id = signed or asset.get("playback_id")
    if playback_id is None:
        return None
    token = asset.get("signed_video_playback_token") if signed else None
    return LessonVideo(asset["id"], playback_id, token, asset.get("status") == "ready", asset.get("duration_seconds"))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
