"""Word a notification: a subject, a sentence, and where a link leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chronos.videos import seconds_parameter

Kind = Literal["video.ready", "video.failed", "question.not_covered", "quota.reached", "lesson.opened"]

MOST_LISTED = 50  # in one digest
MOST_QUOTED = 300  # characters of a question

_METERS = {
    "questions": "questions of this month",
    "transcription_seconds": "transcription of this month",
    "ai_credit_usd": "AI credit of this month",
    "storage_bytes": "storage",
    "videos": "videos",
    "students": "students",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A notification in words. `path`: the page to open, from the root of the site."""

    title: str
    text: str
    path: str


def word(kind: str, details: Mapping[str, Any]) -> Words:
    """Return a notification in words."""
    if kind == "video.ready":
        return Words(f"Ready: {_line(details, 'title')}", "The video can be searched and asked about.", _video(details))
    if kind == "video.failed":
        return Words(f"Failed: {_line(details, 'title')}", _line(details, "reason"), _video(details))
    if kind == "question.not_covered":
        question = _line(details, "question")
        return Words("A question that your videos do not answer", question[:MOST_QUOTED], _closest(details))
    if kind == "lesson.opened":
        text = f"{_line(details, 'module')} of {_line(details, 'course')} is open."
        return Words(f"New lesson: {_line(details, 'title')}", text, _video(details))
    meter = _METERS.get(str(details.get("meter")), "plan")
    used = "All of the" if details.get("percent") == 100 else f"{details.get('percent')} % of the"
    remedy = (
        "Upgrade the plan to continue." if details.get("percent") == 100 else "Upgrade the plan before it is used up."
    )
    return Words(f"{used} {meter} is used", remedy, "/")


def word_digest(all_words: Sequence[Words], public_url: str) -> Words:
    """Return several notifications as one."""
    listed = [f"- {words.title}: {words.text}\n  {link(public_url, words)}" for words in all_words[:MOST_LISTED]]
    if len(all_words) > MOST_LISTED:
        listed.append(f"- and {len(all_words) - MOST_LISTED:,} more")
    count = len(all_words)
    return Words(f"{count} {'notification' if count == 1 else 'notifications'}", "\n".join(listed), "/")


def link(public_url: str, words: Words) -> str:
    """Return the address of the page to open."""
    return f"{public_url.rstrip('/')}{words.path}"


def _video(details: Mapping[str, Any], seconds: float = 0) -> str:
    path = f"/videos/{details['video_id']}" if details.get("video_id") else "/"
    return f"{path}?t={seconds_parameter(seconds)}" if seconds and path != "/" else path


def _closest(details: Mapping[str, Any]) -> str:
    return _video({"video_id": details.get("closest_video_id")}, details.get("closest_play_seconds") or 0)


def _line(details: Mapping[str, Any], name: str) -> str:
    """Return a text on one line: what people wrote must not make lines, or headers, of its own."""
    return " ".join(str(details.get(name) or "").split())
