"""Every table is in a creator's archive or left out for a reason; every column that names a student is a student's."""

from chronos.db import Database, owner_connection
from chronos.model import CreatorId, StudentId
from chronos.operations.privacy.parts import CONDITIONS, LEFT_OUT, list_parts
from tests.conftest import ADatabase

# Columns that name a person, and whose person or rows are no student's, or are a student's by another column.
OTHERS = {
    "public.creators.whop_user_id": "the creator",
    "public.students.whop_user_id": "of the student's own row",
    "public.staff.whop_user_id": "a member of the staff",
    "private.sign_ins.subject": "beside student_id",
    "private.identities.subject": "beside student_id",
    "private.audit_log.actor_id": "in the export; stays when erased: an id, and nothing that a person wrote",
    "private.whop_memberships.user_id": "in the export; forgotten by forget_whop_person",
    "private.whop_events.user_id": "in the export; forgotten by forget_whop_person",
    "private.notification_people.person_id": "beside student_id",
    "private.notification_choices.person_id": "belongs to notification_people",
    "private.notification_deliveries.person_id": "belongs to notification_people",
}
SECRETS = {"secret_hash", "unsubscribe_secret"}
NAMES = ("whop_user_id", "user_id", "person_id", "subject", "actor_id")


async def test_every_table_is_in_an_archive_or_left_out_for_a_reason(db: Database) -> None:
    async with db.as_service("test") as tx:
        rows = await tx.fetch(
            "select c.relnamespace::regnamespace || '.' || c.relname as name from pg_class c "
            "where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text in ('public', 'private')"
        )
    assert {row["name"] for row in rows} == (CONDITIONS.keys() | LEFT_OUT.keys()) - {"storage.objects"}
    assert not CONDITIONS.keys() & LEFT_OUT.keys()


async def test_a_table_follows_those_that_it_refers_to(database: ADatabase) -> None:
    async with owner_connection(database.url) as connection:
        parts = [part.name for part in await list_parts(connection)]
        rows = await (
            await connection.execute(
                "select distinct c.relnamespace::regnamespace || '.' || c.relname as child, "
                "r.relnamespace::regnamespace || '.' || r.relname as parent "
                "from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid "
                "where k.contype = 'f' and k.conrelid <> k.confrelid"
            )
        ).fetchall()
    late = [row for row in rows if {row["child"], row["parent"]} <= {*parts}]
    assert [row for row in late if parts.index(row["parent"]) > parts.index(row["child"])] == []


async def test_every_column_that_names_a_student_is_known(db: Database) -> None:
    """`student_id` is found in the catalogue by `private.student_rows` itself, a person by another name is not."""
    async with db.as_service("test") as tx:
        rows = await tx.fetch(
            "select c.relnamespace::regnamespace || '.' || c.relname || '.' || a.attname as name "
            "from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped "
            "where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text in ('public', 'private') "
            "and a.attname <> 'student_id' and (a.attname = any (%(names)s) or exists ("
            "select from pg_constraint k where k.contype = 'f' and k.conrelid = c.oid "
            "and k.confrelid = 'public.students'::regclass and k.conkey = array[a.attnum]))",
            {"names": list(NAMES)},
        )
    assert {row["name"] for row in rows} == OTHERS.keys()


async def test_a_student_has_rows_in_every_table_and_no_secret(db: Database, school: CreatorId) -> None:
    async with db.as_service("test") as tx:
        [student] = await tx.fetch("select id from students where creator_id = %(id)s", {"id": school})
        await tx.execute(
            "insert into private.sign_ins (secret_hash, subject, student_id, browser, expires_at, ends_at) "
            "values (sha256('a'), %(id)s, %(id)s, 'Firefox', now(), now())",
            student,
        )
        rows = await tx.fetch("select * from private.student_rows(%(id)s)", student)
        named = await tx.fetch(
            "select c.relnamespace::regnamespace || '.' || c.relname as name from pg_class c "
            "join pg_attribute a on a.attrelid = c.oid and a.attname = 'student_id' and not a.attisdropped "
            "where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text in ('public', 'private')"
        )
    found = {row["relation"] for row in rows}
    assert {row["name"] for row in named} - found <= {
        "private.sign_in_links", "private.identities", "private.playing_sessions", "private.watch_budgets",
            "private.whop_completions",
    }  # fmt: skip
    assert {"public.students", "public.chat_messages", "private.notification_choices"} <= found
    assert not SECRETS & {column for row in rows for column in row["data"]}
    assert not [column for row in rows for column in row["data"] if column.endswith("_usd")]
    assert {row["data"].get("student_id", str(student["id"])) for row in rows} == {str(StudentId(student["id"]))}
