"""A small world of two creators and the people around them, with a name for every row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID, uuid4

from chronos.db import Database, Tx
from chronos.model import ANONYMOUS, Actor, CreatorId, StudentId, VideoId
from tests.factories import (
    SEARCHED,
    a_creator,
    a_session,
    a_staff_member,
    a_student,
    a_video,
    as_creator,
    as_staff,
    as_student,
    some_chunks,
    some_search_rows,
)
from tests.policies.world_answers import TEACHER, moves_of_answers, offers_of_answers, some_answers
from tests.policies.world_embeds import EMBEDS, some_embeds
from tests.policies.world_offers import NOTIFICATION, Row, offers_of

LINK = b"l" * 32  # the hash of a sign-in link

# The column that identifies a row of each table and view. Rows of one video, course or session share its name.
KEYS: Mapping[str, LiteralString] = {
    "public.creators": "id",
    "public.staff": "id",
    "public.students": "id",
    "public.videos": "id",
    "public.video_chunks": "video_id",
    "public.courses": "id",
    "public.course_modules": "course_id",
    "public.course_enrolments": "student_id",
    "public.video_progress": "student_id",
    "public.notes": "student_id",
    "private.playing_sessions": "student_id",
    "private.watch_budgets": "student_id",
    "private.facts": "student_id",
    "private.asked_questions": "student_id",
    "private.erased_activity": "creator_id",
    "private.rolled_up": "is_only",
    "private.creator_days": "creator_id",
    "private.course_counts": "creator_id",
    "private.course_changes": "creator_id",
    "private.student_days": "student_id",
    "public.chat_sessions": "id",
    "public.chat_messages": "session_id",
    "public.message_feedback": "student_id",
    "public.saved_answers": "student_id",
    "public.shared_answers": "student_id",
    "public.teacher_answers": "id",
    "private.teacher_questions": "teacher_answer_id",
    "public.video_analytics": "video_id",
    "public.usage_metrics": "creator_id",
    "public.evaluation_cases": "creator_id",
    "public.vector_index_stats": "total_chunks",
    "private.transcript_windows": "video_id",
    "private.video_status_changes": "video_id",
    "private.video_pictures": "video_id",
    "private.vector_index_builds": "method",
    "private.search_documents": "video_id",
    "private.search_sentences": "video_id",
    "private.search_terms": "video_id",
    "private.library_versions": "creator_id",
    "private.tiers": "tier",
    "private.limit_overrides": "creator_id",
    "private.ledger": "creator_id",
    "private.budgets": "creator_id",
    "private.holds": "creator_id",
    "private.usage_warnings": "creator_id",
    "private.imports": "video_id",
    "private.notifications": "creator_id",
    "private.notification_looks": "is_only",
    "private.whop_experiences": "creator_id",
    "private.notification_people": "person_id",
    "private.notification_choices": "person_id",
    "private.notification_deliveries": "person_id",
    "public.embed_sites": "creator_id",
    "public.embeds": "id",
    "public.webhook_endpoints": "creator_id",
    "private.queue_turns": "creator_id",
    "private.video_work": "video_id",
    "private.rate_limits": "burst",
    "private.rate_buckets": "owner_id",
    "private.identities": "id",
    "private.sign_in_attempts": "state_hash",
    "private.invite_links": "creator_id",
    "private.sign_in_links": "secret_hash",
    "private.sign_ins": "subject",
    "private.audit_log": "creator_id",
    "private.uploads": "creator_id",
    "public.whop_products": "creator_id",
    "public.whop_product_courses": "creator_id",
    "private.whop_tiers": "product_id",
    "private.whop_watch": "is_only",
    "private.whop_chapters": "id",
    "private.whop_completions": "lesson_id",
    "private.whop_courses": "id",
    "private.whop_lessons": "id",
    "private.whop_memberships": "id",
    "private.whop_events": "webhook_id",
    "storage.objects": "name",
    "storage.buckets": "id",
}


@dataclass(frozen=True)
class World:
    """`names`: per table the name of a row by its key. `offers`: per table rows that an actor may try to add.
    `moves`: per table changes that would take a row, given by its key, away from its tenant.
    """

    actors: Mapping[str, Actor]
    names: Mapping[str, Mapping[str, str]]
    offers: Mapping[str, Mapping[str, Row]]
    moves: Mapping[str, Mapping[str, tuple[str, Row]]]


async def a_world(db: Database) -> World:
    """Ada teaches Sam, Eve, Nia, Gus and Ida (whose membership has ended), Bob teaches Tim, Cal is no longer active."""
    async with db.as_service("test") as tx:
        creators = {
            "ada": await a_creator(tx),
            "bob": await a_creator(tx, name="Bob"),
            "cal": await a_creator(tx, name="Cal", is_active=False),
        }
        ada, bob = creators["ada"], creators["bob"]
        staff = {
            **creators,
            "olga": await a_staff_member(tx, ada, "owner", name="Olga"),
            "ed": await a_staff_member(tx, ada, "editor", name="Ed"),
            "vi": await a_staff_member(tx, ada, "viewer", name="Vi"),
            "rex": await a_staff_member(tx, ada, "editor", name="Rex", is_active=False),
            "bea": await a_staff_member(tx, bob, "owner", name="Bea"),
        }
        students = {
            "sam": await a_student(tx, ada),
            "eve": await a_student(tx, ada, name="Eve"),
            "ida": await a_student(tx, ada, name="Ida", is_active=False),
            "nia": await a_student(tx, ada, name="Nia"),
            "gus": await a_student(tx, ada, name="Gus"),
            "tim": await a_student(tx, bob, name="Tim"),
        }
        await tx.execute("update students set created_at = now() - interval '30 days' where name <> 'Nia'")
        videos = await _videos(tx, creators)
        courses = await _courses(tx, creators, videos)
        await _learning(tx, creators, students, videos, courses)
        sessions = {
            f"{name}s": UUID(await a_session(tx, bob if name == "tim" else ada, student))
            for name, student in students.items()
        }
        for session in sessions.values():
            await tx.execute(
                "insert into chat_messages (id, session_id, role, content) values (%(id)s, %(id)s, 'user', 'Why?')",
                {"id": session},
            )
        await some_answers(tx, creators, students, videos, sessions)
        await _facts(tx, ada, students["sam"], sessions["sams"])
        await _facts(tx, bob, students["tim"], sessions["tims"])
        for course in ("shown", "bobs"):
            await tx.execute("select private.roll_up_course(%(id)s)", {"id": courses[course]})
        await tx.execute("delete from private.library_versions where creator_id = %(id)s", {"id": creators["cal"]})
        await tx.execute("delete from private.tiers where tier = 'enterprise'")  # so that it can be offered again
        await tx.execute(
            "insert into private.imports (video_id, url) values (%(id)s, 'https://example.com/a.mp4')",
            {"id": videos["shown"]},
        )
        await tx.execute(
            "insert into private.queue_turns (queue_name, creator_id, taken_at) values ('pipeline', %(id)s, now())",
            {"id": creators["ada"]},
        )
        await tx.execute(
            "insert into private.video_work (video_id, stage, position_seconds) values (%(id)s, 'probe', 0)",
            {"id": videos["shown"]},
        )
        await _usage(tx, creators)
        await tx.execute("delete from private.rate_limits where tier <> 'basic'")
        await tx.execute(
            "insert into private.rate_buckets (owner_id, kind, tokens, updated_at) values (%(sam)s, 'ask', 0, now())",
            {"sam": students["sam"]},
        )
        await _notifications(tx, creators, students)
        await _sign_ins(tx, creators, students)
        await _whop(tx, creators, courses)
        await some_embeds(tx, creators, videos, courses)
        objects = await _objects(tx, creators, videos)
    return World(
        actors=_actors(creators, staff, students),
        names=_names(creators, staff, students, videos, courses, sessions, objects),
        offers=offers_of(creators, students, videos, courses, sessions) | offers_of_answers(creators, students, videos),
        moves=moves_of_answers(students, videos)
        | {
            "storage.objects": {
                "moved_to_bob": (objects["upload"], {"name": f"{creators['bob']}/moved.pdf"}),
                "moved_elsewhere": (objects["upload"], {"bucket_id": "another"}),
                "moved_up": (objects["upload"], {"name": f"{creators['ada']}/../moved.pdf"}),
            }
        },
    )


def _actors(
    creators: Mapping[str, CreatorId], staff: Mapping[str, UUID], students: Mapping[str, StudentId]
) -> dict[str, Actor]:
    ada = creators["ada"]
    return {
        "anon": ANONYMOUS,
        "stranger": Actor("authenticated", subject=uuid4()),
        "student": as_student(students["sam"]),
        "newcomer": as_student(students["nia"]),
        "guest": as_student(students["gus"]),
        "inactive_student": as_student(students["ida"]),
        "other_student": as_student(students["tim"]),
        "creator": as_creator(creators["ada"]),
        "owner": as_staff(ada, staff["olga"]),
        "supabase_user": as_staff(ada, uuid4()),
        "editor": as_staff(ada, staff["ed"]),
        "viewer": as_staff(ada, staff["vi"]),
        "revoked_staff": as_staff(ada, staff["rex"]),
        "foreign_staff": as_staff(ada, staff["bea"]),
        "inactive_creator": as_creator(creators["cal"]),
        "other_creator": as_creator(creators["bob"]),
        "embed": Actor("authenticated", embed_id=EMBEDS["shown"]),
        "course_embed": Actor("authenticated", embed_id=EMBEDS["adas_course"]),
        "assistant": Actor("chronos_assistant", subject=students["sam"], student_id=students["sam"]),
        "visitor": Actor("chronos_public"),
        "service": Actor("service_role"),
    }


async def _videos(tx: Tx, creators: Mapping[str, CreatorId]) -> dict[str, VideoId]:
    ada = creators["ada"]
    videos = {
        "shown": await a_video(tx, ada),
        "opened": await a_video(tx, ada),
        "followed": await a_video(tx, ada),
        "extra": await a_video(tx, ada),
        "draft": await a_video(tx, ada, is_published=False),
        "pending": await a_video(tx, ada, status="pending"),
        "deleted": await a_video(tx, ada),
        "bobs": await a_video(tx, creators["bob"]),
        "cals": await a_video(tx, creators["cal"]),
    }
    await tx.execute("update videos set deleted_at = now() where id = %(id)s", {"id": videos["deleted"]})
    await tx.execute("update videos set is_in_library = false where id = %(id)s", {"id": videos["extra"]})
    for name, video in videos.items():
        if name == "pending":
            continue
        owner = creators.get(name[:-1], ada)
        await some_chunks(tx, owner, video, ["one two three"], vectors=[[1.0]])
        await tx.execute(
            "insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, "
            "word_ends) values (%(id)s, 0, 60, '{one}', '{0}', '{1}')",
            {"id": video},
        )
        await tx.execute("insert into private.video_pictures (video_id) values (%(id)s)", {"id": video})
        await tx.execute(
            "insert into video_analytics (video_id, date, views) values (%(id)s, '2025-01-01', 1)", {"id": video}
        )
        await some_search_rows(tx, owner, video)
    for creator in creators.values():
        await tx.execute("insert into usage_metrics (creator_id, date) values (%(id)s, '2025-01-01')", {"id": creator})
        await tx.execute("insert into evaluation_cases (creator_id, question) values (%(id)s, 'Why?')", {"id": creator})
        await tx.execute(
            "insert into private.uploads (creator_id, bucket_id, object_name, length_bytes, content_type) "
            "values (%(id)s, 'user-uploads', 'notes.pdf', 1, 'application/pdf')",
            {"id": creator},
        )
    return videos


async def _usage(tx: Tx, creators: Mapping[str, CreatorId]) -> None:
    values = {"ada": creators["ada"]}
    await tx.execute("insert into private.limit_overrides (creator_id) values (%(ada)s)", values)
    await tx.execute(
        "select private.reserve(%(ada)s, %(ada)s, 'questions', 1, interval '1 hour'), "
        "private.warn(%(ada)s, '2025-01-01', 'questions', 0.8)",
        values,
    )


async def _notifications(tx: Tx, creators: Mapping[str, CreatorId], students: Mapping[str, StudentId]) -> None:
    for creator, student in (("ada", "sam"), ("bob", "tim")):
        values = {"creator": creators[creator], "student": students[student], "id": NOTIFICATION}
        await tx.execute(
            "insert into private.notification_people (person_id, creator_id, student_id) "
            "values (%(student)s, %(creator)s, %(student)s)",
            values,
        )
        await tx.execute(
            "insert into webhook_endpoints (creator_id, url, kinds, secret) "
            "values (%(creator)s, 'https://example.com', '{video.ready}', 'whsec_' || repeat('a', 40))",
            values,
        )
        if creator == "ada":
            await tx.execute("insert into private.whop_experiences values (%(creator)s, 'exp_1')", values)
            await tx.execute(
                "insert into private.notification_choices values (%(student)s, 'lesson.opened', 'email', 'now')", values
            )
            await tx.execute(
                "insert into private.notifications (id, creator_id, kind, occurrence) "
                "values (%(id)s, %(creator)s, 'quota.reached', 'one')",
                values,
            )
            await tx.execute(
                "insert into private.notification_deliveries (notification_id, channel, person_id) "
                "values (%(id)s, 'email', %(student)s)",
                values,
            )


async def _sign_ins(tx: Tx, creators: Mapping[str, CreatorId], students: Mapping[str, StudentId]) -> None:
    for actor in (*map(as_creator, creators.values()), *map(as_student, students.values())):
        await tx.execute(
            "insert into private.sign_ins (secret_hash, subject, creator_id, student_id, browser, expires_at, ends_at) "
            "values (sha256(%(subject)s::text::bytea), %(subject)s, %(creator)s, %(student)s, '', now(), now())",
            {"subject": actor.subject, "creator": actor.creator_id, "student": actor.student_id},
        )
    await tx.execute(
        "insert into private.identities (id, issuer, subject, student_id) "
        "values (%(sam)s, 'https://accounts.example.com', 'sam', %(sam)s)",
        {"sam": students["sam"]},
    )
    await tx.execute(
        "insert into private.sign_in_attempts (state_hash, browser_hash, provider, page) "
        "values (%(hash)s, %(hash)s, 'openid', '/')",
        {"hash": LINK},
    )
    await tx.execute(
        "insert into private.sign_in_links (secret_hash, student_id, expires_at) values (%(hash)s, %(sam)s, now())",
        {"hash": LINK, "sam": students["sam"]},
    )
    for name, creator in creators.items():
        await tx.execute(
            "insert into private.invite_links (creator_id, secret_hash, max_uses, expires_at) "
            "values (%(creator)s, %(hash)s, 1, now())",
            {"creator": creator, "hash": LINK if name == "ada" else name.encode().ljust(32)},
        )


async def _whop(tx: Tx, creators: Mapping[str, CreatorId], courses: Mapping[str, UUID]) -> None:
    for name, course in (("ada", "shown"), ("bob", "bobs")):
        await tx.execute(
            "insert into whop_products (creator_id, product_id) "
            "values (%(creator)s, 'prod_0'), (%(creator)s, 'prod_1')",
            {"creator": creators[name]},
        )
        await tx.execute(
            "insert into whop_product_courses (creator_id, product_id, course_id) "
            "values (%(creator)s, 'prod_1', %(course)s)",
            {"creator": creators[name], "course": courses[course]},
        )
    await tx.execute("insert into private.whop_tiers (product_id, company_id, tier) values ('prod_9', 'biz_9', 'pro')")
    await tx.execute(
        "insert into private.whop_memberships (id, company_id, creator_id, state, gives_access, changed_at) "
        "values ('mem_1', 'biz_1', %(ada)s, 'active', true, now())",
        creators,
    )
    await tx.execute("insert into private.whop_events (webhook_id, sent_at) values ('msg_1', now())")
    await tx.execute(
        "insert into private.whop_courses (id, creator_id, course_id, title) "
        "values ('cors_1', %(ada)s, %(course)s, 'T')",
        {"ada": creators["ada"], "course": courses["shown"]},
    )
    await tx.execute(
        "insert into private.whop_chapters (id, whop_course_id, title, video_ids) "
        "values ('chap_1', 'cors_1', 'T', '{}')"
    )
    await tx.execute(
        "insert into private.whop_lessons (id, creator_id, video_id, asset_id, title) "
        "select 'lesn_1', creator_id, id, 'mux_1', 'T' from videos where creator_id = %(ada)s order by id limit 1",
        creators,
    )


async def _courses(tx: Tx, creators: Mapping[str, CreatorId], videos: Mapping[str, VideoId]) -> dict[str, UUID]:
    courses = {}
    lessons = {**videos, "chosen": videos["extra"], "deleted": videos["shown"]}
    for name in ("shown", "chosen", "draft", "deleted", "bobs", "cals"):
        row = await tx.fetch_one(
            "insert into courses (creator_id, title, is_published, deleted_at) values (%(creator)s, 'Course', "
            "%(published)s, case when %(deleted)s then now() end) returning id",
            {
                "creator": creators.get(name[:-1], creators["ada"]),
                "published": name != "draft",
                "deleted": name == "deleted",
            },
        )
        assert row
        courses[name] = row["id"]
        await tx.execute(
            "insert into course_modules (course_id, title, video_ids) values (%(course)s, 'Module', %(videos)s)",
            {"course": row["id"], "videos": [lessons[name]]},
        )
    await tx.execute(
        "insert into course_modules (course_id, title, video_ids, opens_after_days) values (%(course)s, 'Later', "
        "%(videos)s, 7)",
        {"course": courses["shown"], "videos": [videos["opened"]]},
    )
    await tx.execute(
        "insert into course_modules (course_id, title, video_ids, requires_module_id) select course_id, 'After', "
        "%(videos)s, id from course_modules where course_id = %(course)s and title = 'Module'",
        {"course": courses["shown"], "videos": [videos["followed"]]},
    )
    return courses


async def _learning(
    tx: Tx,
    creators: Mapping[str, CreatorId],
    students: Mapping[str, StudentId],
    videos: Mapping[str, VideoId],
    courses: Mapping[str, UUID],
) -> None:
    for student, course in (("gus", "chosen"), ("tim", "bobs")):
        await tx.execute(
            "insert into course_enrolments (course_id, student_id, creator_id) "
            "values (%(course)s, %(student)s, %(creator)s)",
            {
                "course": courses[course],
                "student": students[student],
                "creator": creators["bob" if student == "tim" else "ada"],
            },
        )
    for student, video in (("sam", "shown"), ("tim", "bobs")):
        values = {
            "student": students[student],
            "video": videos[video],
            "creator": creators["bob" if student == "tim" else "ada"],
        }
        await tx.execute(
            "insert into video_progress (student_id, video_id, creator_id, completed_at) "
            "values (%(student)s, %(video)s, %(creator)s, now())",
            values,
        )
    for student, video in (("sam", "shown"), ("eve", "shown"), ("nia", "opened"), ("tim", "bobs")):
        await tx.execute(
            "insert into notes (student_id, creator_id, video_id, at_seconds, content) "
            "values (%(student)s, %(creator)s, %(video)s, 1, 'A note')",
            {
                "student": students[student],
                "creator": creators["bob" if student == "tim" else "ada"],
                "video": videos[video],
            },
        )
    await tx.execute(
        "insert into private.playing_sessions (student_id, id, video_id) values (%(sam)s, %(sam)s, %(shown)s)",
        {"sam": students["sam"], "shown": videos["shown"]},
    )
    await tx.execute(
        "insert into private.watch_budgets (student_id, seconds, counted_at) values (%(sam)s, 0, now())",
        {"sam": students["sam"]},
    )


async def _facts(tx: Tx, creator: CreatorId, student: StudentId, message: UUID) -> None:
    values = {"creator": creator, "student": student, "message": message}
    await tx.execute(
        "insert into private.facts (creator_id, student_id, kind) values (%(creator)s, %(student)s, 'search')", values
    )
    await tx.execute(
        "insert into private.asked_questions (message_id, creator_id, student_id, is_covered) "
        "values (%(message)s, %(creator)s, %(student)s, true)",
        values,
    )
    await tx.execute(
        "insert into private.erased_activity (creator_id, date) values (%(creator)s, '2025-01-01')", values
    )
    await tx.execute("insert into private.course_changes (creator_id) values (%(creator)s)", values)
    await tx.execute("insert into private.creator_days (creator_id, date) values (%(creator)s, '2025-01-01')", values)
    await tx.execute(
        "insert into private.student_days (creator_id, student_id) values (%(creator)s, %(student)s)", values
    )


async def _objects(tx: Tx, creators: Mapping[str, CreatorId], videos: Mapping[str, VideoId]) -> dict[str, str]:
    ada, bob = creators["ada"], creators["bob"]
    await tx.execute("insert into storage.buckets (id, name) values ('another', 'another')")
    objects = {
        "shown": ("videos", f"{ada}/{videos['shown']}/source.mp4"),
        **{name: ("videos", f"{ada}/{videos[name]}/source.mp4") for name in ("opened", "followed", "extra", "draft")},
        "captions": ("videos", f"{ada}/{videos['shown']}/captions.vtt"),
        "stray": ("videos", f"{ada}/{uuid4()}/source.mp4"),
        "thumbnail": ("thumbnails", f"{ada}/thumbnail.png"),
        "upload": ("user-uploads", f"{ada}/notes.pdf"),
        "elsewhere": ("another", f"{ada}/elsewhere.txt"),
        "bobs": ("videos", f"{bob}/{videos['bobs']}/source.mp4"),
        "bobs_thumbnail": ("thumbnails", f"{bob}/thumbnail.png"),
        "bobs_upload": ("user-uploads", f"{bob}/notes.pdf"),
    }
    for bucket, name in objects.values():
        await tx.execute(
            "insert into storage.objects (bucket_id, name) values (%(bucket)s, %(name)s)",
            {"bucket": bucket, "name": name},
        )
    return {name: path for name, (_, path) in objects.items()}


def _names(
    creators: Mapping[str, Any],
    staff: Mapping[str, Any],
    students: Mapping[str, Any],
    videos: Mapping[str, Any],
    courses: Mapping[str, Any],
    sessions: Mapping[str, Any],
    objects: Mapping[str, Any],
) -> dict[str, dict[str, str]]:
    def named(rows: Mapping[str, Any]) -> dict[str, str]:
        return {str(key): name for name, key in rows.items()}

    with_content = {name: key for name, key in videos.items() if name != "pending"}
    sams_and_tims = {str(students["sam"]): "sams", str(students["tim"]): "tims"}
    answered = {str(students[name]): f"{name}s" for name in ("sam", "nia", "tim")}
    adas_and_bobs = {str(creators["ada"]): "adas", str(creators["bob"]): "bobs"}
    return {
        "public.creators": named(creators),
        "public.staff": named(staff),
        "public.students": named(students),
        "public.videos": named(videos),
        "public.video_chunks": named(with_content),
        "public.courses": named(courses),
        "public.course_modules": named(courses),
        "public.course_enrolments": {str(students["gus"]): "guss", str(students["tim"]): "tims"},
        "public.video_progress": sams_and_tims,
        "public.notes": {str(students[name]): f"{name}s" for name in ("sam", "eve", "nia", "tim")},
        "private.playing_sessions": {str(students["sam"]): "sams"},
        "private.watch_budgets": {str(students["sam"]): "sams"},
        "private.facts": sams_and_tims,
        "private.asked_questions": sams_and_tims,
        "private.student_days": sams_and_tims,
        "private.erased_activity": adas_and_bobs,
        "private.creator_days": adas_and_bobs,
        "private.course_counts": adas_and_bobs,
        "private.course_changes": named(creators),
        "private.rolled_up": {},
        "public.chat_sessions": named(sessions),
        "public.chat_messages": named(sessions),
        "public.message_feedback": answered,
        "public.saved_answers": answered,
        "public.shared_answers": answered,
        "public.teacher_answers": named(TEACHER),
        "private.teacher_questions": named(TEACHER),
        "public.video_analytics": named(with_content),
        "public.usage_metrics": named(creators),
        "public.evaluation_cases": named({f"{name}s": creator for name, creator in creators.items()}),
        "public.vector_index_stats": {str(count): f"{count}_chunks" for count in range(9)},
        "private.transcript_windows": named(with_content),
        "private.video_status_changes": named(videos),
        "private.video_pictures": named(with_content),
        "private.vector_index_builds": {"tiered": "first"},
        **{table: named(with_content) for table in SEARCHED},
        "private.library_versions": named({name: id_ for name, id_ in creators.items() if name != "cal"}),
        "private.tiers": {tier: tier for tier in ("basic", "pro")},
        "private.limit_overrides": {str(creators["ada"]): "adas"},
        "private.ledger": named({f"{name}s": creator for name, creator in creators.items()}),
        "private.budgets": {str(creators["ada"]): "adas"},
        "private.holds": {str(creators["ada"]): "adas"},
        "private.usage_warnings": {str(creators["ada"]): "adas"},
        "private.imports": {str(videos["shown"]): "shown"},
        "private.notifications": named({f"{name}s": creator for name, creator in creators.items()}),
        "private.notification_looks": {},
        "private.whop_experiences": {str(creators["ada"]): "adas"},
        "private.notification_people": sams_and_tims,
        "private.notification_choices": {str(students["sam"]): "sams"},
        "private.notification_deliveries": {str(students["sam"]): "sams"},
        "public.embed_sites": adas_and_bobs,
        "public.embeds": named(EMBEDS),
        "public.webhook_endpoints": adas_and_bobs,
        "private.queue_turns": {str(creators["ada"]): "adas"},
        "private.video_work": {str(videos["shown"]): "shown"},
        "public.whop_products": adas_and_bobs,
        "public.whop_product_courses": adas_and_bobs,
        "private.whop_tiers": {"prod_9": "pro"},
        "private.whop_watch": {},
        "private.whop_chapters": {"chap_1": "first"},
        "private.whop_completions": {},
        "private.whop_courses": {"cors_1": "first"},
        "private.whop_lessons": {"lesn_1": "first"},
        "private.whop_memberships": {"mem_1": "adas"},
        "private.whop_events": {"msg_1": "first"},
        "private.rate_limits": {
            "60": "search",
            "300": "searches",
            "240": "words",
            "1200": "all words",
            "30": "ask",
            "100": "asks",
            "220": "beats",
            "20": "embed asks",
        },
        "private.rate_buckets": {str(students["sam"]): "sams"},
        "private.identities": {str(students["sam"]): "sams"},
        "private.sign_in_attempts": {str(LINK): "one"},
        "private.invite_links": named({f"{name}s": creator for name, creator in creators.items()}),
        "private.sign_in_links": {str(LINK): "sams"},
        "private.sign_ins": named({f"{name}s": id_ for name, id_ in {**creators, **students}.items()}),
        "private.audit_log": named({f"{name}s": creator for name, creator in creators.items()}),
        "private.uploads": named({f"{name}s": creator for name, creator in creators.items()}),
        "storage.objects": named(objects),
        "storage.buckets": {bucket: bucket for bucket in ("videos", "thumbnails", "user-uploads", "another")},
    }
