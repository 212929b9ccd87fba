"""Deliveries arrive at least once, are tried again with pauses, and then have failed and can be seen."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import LiteralString
from zoneinfo import ZoneInfo

import pytest
from psycopg.types.json import Jsonb

from chronos.db import Database
from chronos.notifications import (
    Channels,
    Choice,
    Delivered,
    Mode,
    add_endpoint,
    deliver,
    list_deliveries,
    put_choices,
    remove_old,
    retry_deliveries,
    tell_opened_lessons,
)
from chronos.notifications.deliver import MOST_ATTEMPTS, PAUSES
from tests.factories import a_staff_member, as_staff
from tests.mail_server import MailServer
from tests.notifications.conftest import Receiver, School, Whop, fail, finish, make_due, states


async def an_endpoint(db: Database, school: School, channels: Channels, receiver: Receiver) -> str:
    async with db.acting_as(school.creator) as tx:
        added = await add_endpoint(tx, school.creator, channels.webhooks, receiver.url, ["video.ready", "video.failed"])
    return added.secret


async def test_a_failure_is_mailed_at_once_and_posted(
    db: Database, school: School, channels: Channels, receiver: Receiver, mail: MailServer
) -> None:
    await an_endpoint(db, school, channels, receiver)
    await fail(db, school, "No sound.\nBcc: eve@example.com")
    assert await deliver(db, channels) == Delivered(sent=2)
    assert await deliver(db, channels) == Delivered()
    [message] = mail.messages
    assert (message["To"], message["Subject"], message["Bcc"]) == ("ada@example.com", "Failed: Light", None)
    assert f"https://learn.example.com/videos/{school.video_id}" in message.get_content()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith("<https://learn.example.com/unsubscribe/")
    assert message["List-Unsubscribe"].endswith("?kind=video.failed>")
    [(_, body)] = receiver.posts
    event = json.loads(body)
    assert (event["type"], event["data"]["title"]) == ("video.failed", "Light")
    assert await states(db) == [("video.failed by email", "sent", 1), ("video.failed by webhook", "sent", 1)]


async def test_a_failing_address_is_tried_again_with_pauses_and_then_fails(
    db: Database, school: School, channels: Channels, receiver: Receiver
) -> None:
    await an_endpoint(db, school, channels, receiver)
    channels = replace(channels, mailer=None)
    receiver.answers = [500, 302, *[503] * MOST_ATTEMPTS]
    await finish(db, school)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert await deliver(db, channels) == Delivered(not_sent=1)
        assert await deliver(db, channels) == Delivered()  # not before its pause is over
        [one] = await list_deliveries(db)
        assert one.attempts == attempt
        if one.next_try_at is not None:
            pause = (one.next_try_at - datetime.now(UTC)).total_seconds()
            assert PAUSES[attempt - 1] - 60 < pause <= PAUSES[attempt - 1]
        await make_due(db)
    [failed] = await list_deliveries(db, status="failed")
    assert (failed.error, failed.finished_at is not None) == ("The address answered 503.", True)
    assert len({headers["webhook-id"] for headers, _ in receiver.posts}) == 1
    assert len(receiver.posts) == MOST_ATTEMPTS  # a redirect was not followed
    receiver.answers = []
    assert await retry_deliveries(db, None) == 1
    assert await deliver(db, channels) == Delivered(sent=1)
    assert await retry_deliveries(db, [failed.id]) == 0


async def test_a_crash_between_sending_and_noting_repeats_the_try(
    db: Database, school: School, channels: Channels, receiver: Receiver
) -> None:
    await an_endpoint(db, school, channels, receiver)
    await finish(db, school)
    post = channels.webhooks.post

    async def dying(url: str, secret: str, message_id: str, body: bytes) -> None:
        await post(url, secret, message_id, body)
        raise asyncio.CancelledError

    channels.webhooks.post = dying  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        await deliver(db, channels)
    channels.webhooks.post = post  # type: ignore[method-assign]
    await make_due(db)
    await deliver(db, channels)
    assert len(receiver.posts) == 2
    assert len({headers["webhook-id"] for headers, _ in receiver.posts}) == 1


async def test_an_address_that_is_gone_gets_nothing_more(
    db: Database, school: School, channels: Channels, receiver: Receiver
) -> None:
    await an_endpoint(db, school, channels, receiver)
    channels = replace(channels, mailer=None)
    receiver.answers = [410]
    await finish(db, school)
    assert await deliver(db, channels) == Delivered(not_sent=1)
    await fail(db, school)
    assert await deliver(db, channels) == Delivered()
    assert await states(db) == [("video.ready by webhook", "failed", 1)]


async def test_a_slow_address_holds_no_other_up(
    db: Database, school: School, channels: Channels, receiver: Receiver
) -> None:
    await an_endpoint(db, school, channels, receiver)
    channels = replace(channels, mailer=None)
    receiver.answers = [500]
    await fail(db, school)
    await deliver(db, channels)
    async with db.as_service("test") as tx:
        await tx.execute("update videos set status = 'embedding' where id = %(id)s", {"id": school.video_id})
    await finish(db, school)
    assert await deliver(db, channels) == Delivered()  # the address pauses as a whole
    await make_due(db)
    assert await deliver(db, channels) == Delivered(sent=2)


async def test_a_digest_holds_all_of_a_day(db: Database, school: School, channels: Channels, mail: MailServer) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update creators set settings = %(zone)s", {"zone": Jsonb({"time_zone": "Pacific/Auckland"})})
    await finish(db, school)
    async with db.as_service("test") as tx:
        await tx.execute(
            "select private.tell(%(id)s, 'question.not_covered', 'one', '{\"question\": \"Why?\"}')",
            {"id": school.creator_id},
        )
    assert await deliver(db, channels) == Delivered()
    deliveries = await list_deliveries(db)
    for one in deliveries:
        assert one.next_try_at is not None
        at = one.next_try_at.astimezone(ZoneInfo("Pacific/Auckland"))
        assert (at.hour, at.minute, at > datetime.now(UTC)) == (8, 0, True)
    await make_due(db)
    assert await deliver(db, channels) == Delivered(sent=2)
    [message] = mail.messages
    assert message["Subject"] == "Ada: 2 notifications"
    assert "Ready: Light" in message.get_content()
    assert "Why?" in message.get_content()
    assert await deliver(db, channels) == Delivered()


async def test_choices_hold_until_the_message_is_sent(
    db: Database, school: School, channels: Channels, mail: MailServer
) -> None:
    await finish(db, school)
    await deliver(db, channels)  # planned for the morning
    async with db.acting_as(school.creator) as tx:
        await put_choices(tx, [Choice("video.ready", "email", "never"), Choice("video.failed", "email", "never")])
    await fail(db, school)
    await make_due(db)
    assert await deliver(db, channels) == Delivered(unwanted=1)
    assert (await states(db), mail.messages) == ([("video.ready by email", "unwanted", 1)], [])


@pytest.mark.parametrize(
    "change",
    [
        "update creators set is_active = false",
        "update staff set role = 'viewer' where name = 'Ed'",
        "update staff set is_active = false where name = 'Ed'",
    ],
)
@pytest.mark.parametrize("mode", ["now", "digest"])
async def test_planned_deliveries_are_dropped_when_their_people_may_not_have_them_any_more(
    db: Database, school: School, channels: Channels, mail: MailServer, change: LiteralString, mode: Mode
) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update staff set email = null")
        editor = await a_staff_member(tx, school.creator_id, "editor", email="ed@example.com")
    async with db.acting_as(as_staff(school.creator_id, editor)) as tx:
        await put_choices(tx, [Choice("video.failed", "email", mode)])
    mail.refuses = "451 Later"
    await fail(db, school)
    await deliver(db, channels)  # plans; what is due now is tried, and has to wait
    mail.refuses = None
    async with db.as_service("test") as tx:
        await tx.execute(change)
    await make_due(db)
    assert await deliver(db, channels) == Delivered(unwanted=1)
    assert mail.messages == []


async def test_an_address_of_a_creator_set_inactive_gets_nothing_more(
    db: Database, school: School, channels: Channels, receiver: Receiver
) -> None:
    await an_endpoint(db, school, channels, receiver)
    receiver.answers = [503]
    await finish(db, school)
    await deliver(db, replace(channels, mailer=None))
    async with db.as_service("test") as tx:
        await tx.execute("update creators set is_active = false")
    await make_due(db)
    assert await deliver(db, replace(channels, mailer=None)) == Delivered(unwanted=1)
    assert len(receiver.posts) == 1


async def test_a_person_is_notified_in_whop_with_a_link_to_the_second(
    db: Database, school: School, channels: Channels
) -> None:
    whop = Whop()
    channels = replace(channels, mailer=None, whop=whop)
    async with db.as_service("test") as tx:
        values = {"id": school.creator_id, "video": school.video_id}
        await tx.execute("update creators set email = null, whop_user_id = 'user_1' where id = %(id)s", values)
        await tx.execute("update staff set email = null, whop_user_id = 'user_1' where id = %(id)s", values)
        await tx.execute("select private.note_whop_experience(%(id)s, 'exp_1')", values)
    async with db.acting_as(school.creator) as tx:
        await put_choices(tx, [Choice("question.not_covered", "whop", "now")])
    async with db.as_service("test") as tx:
        await tx.execute(
            "select private.tell(%(id)s, 'question.not_covered', 'one', jsonb_build_object('question', 'Why?', "
            "'closest_video_id', %(video)s::uuid, 'closest_play_seconds', 93.5))",
            values,
        )
    assert await deliver(db, channels) == Delivered(sent=1)
    [(experience, users, title, path, key)] = whop.sent
    assert (experience, users, path) == ("exp_1", ["user_1"], f"/videos/{school.video_id}?t=93.5")
    assert title == "A question that your videos do not answer"
    assert key.startswith("chronos-")
    whop.is_away = True
    await fail(db, school)
    assert await deliver(db, channels) == Delivered(not_sent=1)
    assert ("video.failed by whop", "failed", 1) in await states(db)  # another try would end the same


async def test_a_student_is_mailed_of_a_lesson_and_no_staff_is(
    db: Database, school: School, channels: Channels, mail: MailServer
) -> None:
    async with db.as_service("test") as tx:
        await tx.execute(
            "select private.tell(%(creator)s, 'lesson.opened', 'one', "
            '\'{"title": "Light", "module": "One", "course": "Physics"}\', %(student)s)',
            {"creator": school.creator_id, "student": school.student_id},
        )
    assert await deliver(db, channels) == Delivered(sent=1)
    assert (mail.recipients, mail.messages[0]["Subject"]) == ([["sam@example.com"]], "New lesson: Light")
    assert await tell_opened_lessons(db) == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update courses set is_published = true", Delivered(sent=1)),
        ("update courses set is_published = false", Delivered(unwanted=1)),
        ("update course_modules set opens_at = now() + interval '1 day'", Delivered(unwanted=1)),
        ("update videos set deleted_at = now()", Delivered(unwanted=1)),
        ("update students set access_ends_at = now()", Delivered(unwanted=1)),
    ],
)
async def test_a_student_is_not_told_of_a_lesson_that_is_closed_again(
    db: Database, school: School, channels: Channels, mail: MailServer, change: LiteralString, told: Delivered
) -> None:
    await finish(db, school)
    async with db.acting_as(school.student) as tx:
        await put_choices(tx, [Choice("lesson.opened", "email", "digest")])
    async with db.as_service("test") as tx:
        await tx.execute("delete from private.notifications")
        await tx.execute(
            "with c as (insert into courses (creator_id, title, is_published) values (%(creator)s, 'Physics', true) "
            "returning id), m as (insert into course_modules (course_id, title, video_ids) "
            "select id, 'One', array[%(video)s::uuid] from c returning id) "
            "select private.tell(%(creator)s, 'lesson.opened', 'one', jsonb_build_object("
            "'title', 'Light', 'module_id', m.id, 'video_id', %(video)s::uuid), %(student)s) from m",
            {"creator": school.creator_id, "student": school.student_id, "video": school.video_id},
        )
    assert await deliver(db, channels) == Delivered()
    async with db.as_service("test") as tx:
        await tx.execute(change)
    await make_due(db)
    assert await deliver(db, channels) == told
    assert len(mail.messages) == told.sent


async def test_viewers_are_not_notified_and_editors_not_of_limits(
    db: Database, school: School, channels: Channels, mail: MailServer
) -> None:
    async with db.as_service("test") as tx:
        for role in ("editor", "viewer"):
            await tx.execute(
                "insert into staff (creator_id, name, role, email) values (%(id)s, %(role)s::text, "
                "%(role)s::text::staff_role, "
                "%(role)s::text || '@example.com')",
                {"id": school.creator_id, "role": role},
            )
        await tx.execute("select private.warn(%(id)s, '2025-01-01', 'videos', 0.8)", {"id": school.creator_id})
    await fail(db, school)
    await deliver(db, channels)
    assert sorted((message["To"], message["Subject"]) for message in mail.messages) == [
        ("ada@example.com", "80 % of the videos is used"),
        ("ada@example.com", "Failed: Light"),
        ("editor@example.com", "Failed: Light"),
    ]


async def test_a_refused_message_is_final_and_a_server_that_is_away_is_not(
    db: Database, school: School, channels: Channels, mail: MailServer
) -> None:
    mail.refuses = "451 Later"
    await fail(db, school)
    assert await deliver(db, channels) == Delivered(not_sent=1)
    mail.refuses = "550 No such person"
    await make_due(db)
    assert await deliver(db, channels) == Delivered(not_sent=1)
    [failed] = await list_deliveries(db, status="failed")
    assert (failed.attempts, "refused" in (failed.error or "")) == (2, True)


async def test_old_notifications_are_deleted(db: Database, school: School, channels: Channels) -> None:
    await fail(db, school)
    await deliver(db, channels)
    assert await remove_old(db) == 0
    async with db.as_service("test") as tx:
        await tx.execute("update private.notifications set occurred_at = now() - interval '91 days'")
    assert await remove_old(db) == 1
    assert await states(db) == []
