"""Client of Whop's API: the calls that Chronos uses, with records in and out."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar
from urllib.parse import quote

from chronos.errors import ProviderError
from chronos.whop.membership import MembershipReading
from chronos.whop.read_membership import Unreadable, read_membership
from chronos.whop.records import (
    AccessLevel,
    Chapter,
    Delivery,
    Endpoint,
    Experience,
    Json,
    LessonMedia,
    TeamMember,
    User,
    WhopCourse,
    WhopLesson,
)
from chronos.whop.request import Requests

PAGE_ITEMS = 50
MAX_PAGES = 10_000  # of one listing: half a million items; a server that never ends is not followed

_LEVELS: dict[str, AccessLevel] = {"admin": "admin", "customer": "customer"}
Item = TypeVar("Item")


class ReadsAccess(Protocol):
    """What a sign-in needs to know from Whop."""

    async def get_access(self, user_id: str, resource_id: str) -> AccessLevel:
        """Return what the user may do with a company (`biz_`), product (`prod_`) or experience (`exp_`)."""
        ...

    async def get_experience(self, experience_id: str) -> Experience:
        """Return an experience and its company."""
        ...

    async def get_user(self, user_id: str) -> User:
        """Return a user."""
        ...


class WhopClient:
    """Calls Whop's API with the operator's key.

    Each call raises NotFound (`whop_not_found`) for an id that the key may not read, and ProviderError
    (`whop_refused`, `whop_unavailable`). A listing that breaks raises: what it has yielded is not the whole.
    """

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def close(self) -> None:
        """Close the connections."""
        await self._requests.close()

    async def get_access(self, user_id: str, resource_id: str) -> AccessLevel:
        """Return what the user may do with a company, product or experience; an unknown level is none."""
        return (await self.get_dated_access(user_id, resource_id))[0]

    async def get_dated_access(self, user_id: str, resource_id: str) -> tuple[AccessLevel, datetime]:
        """Return the access, and when it was so by Whop's clock."""
        answer, at = await self._requests.get_dated(f"users/{_part(user_id)}/access/{_part(resource_id)}")
        with _as_expected():
            level = _LEVELS.get(answer["access_level"], "no_access") if answer["has_access"] is True else "no_access"
            return level, at

    async def get_experience(self, experience_id: str) -> Experience:
        """Return an experience and its company."""
        return await self._one(f"experiences/{_part(experience_id)}", Experience.read)

    async def get_user(self, user_id: str) -> User:
        """Return a user."""
        return await self._one(f"users/{_part(user_id)}", User.read)

    def list_memberships(self, company_id: str) -> AsyncIterator[MembershipReading | Unreadable]:
        """Yield every membership of a company, in every state, oldest first."""
        return self._all_dated(
            "memberships",
            partial(read_membership, company_id),
            account_id=company_id,
            order="created_at",
            direction="asc",
        )

    async def get_membership(self, membership_id: str) -> MembershipReading | Unreadable:
        """Return the current state of a membership, of any company, dated by the answer."""
        answer, at = await self._requests.get_dated(f"memberships/{_part(membership_id)}")
        with _as_expected():
            if answer["id"] != membership_id:
                raise ValueError("another membership")
            return read_membership(answer["account"]["id"], answer, at)

    def list_team(self, company_id: str) -> AsyncIterator[TeamMember]:
        """Yield the team of a company, with its pending invitations."""
        return self._all("team_members", TeamMember.read, account_id=company_id)

    async def get_endpoint(self, webhook_id: str) -> Endpoint:
        """Return a webhook."""
        return await self._one(f"webhooks/{_part(webhook_id)}", Endpoint.read)

    def list_deliveries(self, webhook_id: str) -> AsyncIterator[Delivery]:
        """Yield the attempts of the last 30 days, latest first."""
        return self._all(f"webhooks/{_part(webhook_id)}/deliveries", Delivery.read)

    async def replay_failed(self, webhook_id: str, since: datetime) -> None:
        """Have Whop send again what failed since a time, under its own `webhook-id`; it does so in the background."""
        body = {"sent_after": since.isoformat(), "failed_only": True}
        await self._requests.post(f"webhooks/{_part(webhook_id)}/replay", body)

    def list_courses(self, company_id: str) -> AsyncIterator[WhopCourse]:
        """Yield the courses of a company."""
        return self._all("courses", WhopCourse.read, account_id=company_id)

    def list_chapters(self, course_id: str) -> AsyncIterator[Chapter]:
        """Yield the chapters of a course."""
        return self._all("course_chapters", Chapter.read, course_id=course_id)

    def list_lessons(self, chapter_id: str) -> AsyncIterator[WhopLesson]:
        """Yield the lessons of a chapter."""
        return self._all("course_lessons", WhopLesson.read, chapter_id=chapter_id)

    async def get_lesson(self, lesson_id: str) -> LessonMedia:
        """Return the media of a lesson; the token in it is short-lived."""
        return await self._one(f"course_lessons/{_part(lesson_id)}", LessonMedia.read)

    async def mark_completed(self, lesson_id: str, user_token: str) -> None:
        """Mark a lesson as completed for the user of the token. Marking again changes nothing."""
        await self._requests.post_as(user_token, f"course_lessons/{_part(lesson_id)}/mark_as_completed")

    async def notify(
        self,
        experience_id: str,
        user_ids: Sequence[str],
        *,
        title: str,
        content: str,
        rest_path: str | None,
        repeat_key: str,
    ) -> None:
        """Send users a notification that opens `rest_path` of the experience; `repeat_key` makes it arrive once."""
        body = {"experience_id": experience_id, "user_ids": list(user_ids), "title": title, "content": content}
        body |= {"rest_path": rest_path} if rest_path is not None else {}
        await self._requests.post("notifications", body, repeat_key=repeat_key)

    async def _one(self, path: str, read: Callable[[Json], Item]) -> Item:
        answer = await self._requests.get(path)
        with _as_expected():
            return read(answer)

    def _all(self, path: str, read: Callable[[Json], Item], **query: str) -> AsyncIterator[Item]:
        return self._all_dated(path, lambda json, _: read(json), **query)

    async def _all_dated(self, path: str, read: Callable[[Json, datetime], Item], **query: str) -> AsyncIterator[Item]:
        after: str | None = None
        for _ in range(MAX_PAGES):
            answer, at = await self._requests.get_dated(path, {**query, "first": PAGE_ITEMS, "after": after})
            with _as_expected():
                items = [read(json, at) for json in answer["data"]]
                info = answer["page_info"]
                following = info["end_cursor"] if info["has_next_page"] else None
            for item in items:
                yield item
            if following is None:
                return
            if following == after:
                break
            after = following
        raise ProviderError("Whop's API cannot be used now: a listing never ends.", code="whop_unavailable")


@contextmanager
def _as_expected() -> Iterator[None]:
    """Turn an answer of another form into an error: it must not end a membership, nor open a door."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProviderError(
            f"Whop's API answers in a form that this version does not know ({type(error).__name__}: {error}). "
            "Update Chronos.",
            code="whop_unavailable",
        ) from error


def _part(text: str) -> str:
    return quote(text, safe="")
