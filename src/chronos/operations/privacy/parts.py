"""Parts of a creator: the tables of an archive, and why each other table is in none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from chronos.db import Owner, fetch, load_queries
from chronos.storage import BUCKETS

QUERIES = load_queries("chronos.operations.privacy", "parts.sql")

_OWN: LiteralString = "t.creator_id = %(id)s"
_OF_VIDEO: LiteralString = "t.video_id in (select v.id from public.videos v where v.creator_id = %(id)s)"

# By table, the SQL condition for the rows of the creator `id`.
CONDITIONS: Mapping[str, LiteralString] = {
    "public.creators": "t.id = %(id)s",
    "public.staff": _OWN,
    "public.students": _OWN,
    "public.videos": _OWN,
    "private.transcript_windows": _OF_VIDEO,
    "private.video_status_changes": _OF_VIDEO,
    "private.video_pictures": _OF_VIDEO,
    "public.video_analytics": _OF_VIDEO,
    "public.courses": _OWN,
    "public.course_modules": "t.course_id in (select c.id from public.courses c where c.creator_id = %(id)s)",
    "public.course_enrolments": _OWN,
    "public.whop_products": _OWN,
    "public.whop_product_courses": _OWN,
    "public.video_progress": _OWN,
    "public.notes": _OWN,
    "public.chat_sessions": _OWN,
    "public.chat_messages": "t.session_id in (select s.id from public.chat_sessions s where s.creator_id = %(id)s)",
    "public.message_feedback": _OWN,
    "public.saved_answers": _OWN,
    "public.teacher_answers": _OWN,
    "private.teacher_questions": _OWN,
    "private.asked_questions": _OWN,
    "public.evaluation_cases": _OWN,
    "private.facts": _OWN,
    "private.erased_activity": _OWN,
    "private.creator_days": _OWN,
    "private.student_days": _OWN,
    "public.usage_metrics": _OWN,
    "private.ledger": _OWN,
    "private.notification_people": _OWN,
    "private.notification_choices": "t.person_id in (select p.person_id from private.notification_people p "
    "where p.creator_id = %(id)s)",
    # '0' is the character after '/'.
    "storage.objects": "t.bucket_id = any (%(buckets)s) and t.name >= %(id)s::text || '/' "
    "and t.name < %(id)s::text || '0'",
}

# Columns that are made anew where the archive is imported.
ANEW: Mapping[str, Sequence[str]] = {"private.notification_people": ("unsubscribe_secret",)}
# Of the platform's own table only these columns are ours.
OBJECT_COLUMNS = ("bucket_id", "name", "owner_id", "metadata", "user_metadata", "created_at", "updated_at")
OBJECT_KEY = ("bucket_id", "name")

LEFT_OUT: Mapping[str, str] = {
    "public.video_chunks": "derived from transcript_windows",
    "private.search_documents": "derived from transcript_windows",
    "private.search_sentences": "derived from transcript_windows",
    "private.search_terms": "derived from transcript_windows",
    "private.library_versions": "derived",
    "private.vector_index_builds": "of the installation",
    "private.tiers": "of the installation",
    "private.limit_overrides": "of the installation: what its operator allows",
    "private.rate_limits": "of the installation",
    "private.course_counts": "counted again from video_progress",
    "private.course_changes": "counted again from video_progress",
    "private.rolled_up": "of the installation",
    "private.notification_looks": "of the installation",
    "private.budgets": "of the installation: what was used of this month's limits",
    "private.holds": "of the installation: running work",
    "private.usage_warnings": "of the installation: which limits were nearly reached",
    "private.rate_buckets": "of seconds",
    "private.queue_turns": "running work",
    "private.video_work": "running work",
    "private.uploads": "running work",
    "private.imports": "links that may hold a secret; the files are in the archive",
    "private.playing_sessions": "how reports were counted; what they amount to is in video_progress",
    "private.watch_budgets": "how reports were counted",
    "private.invite_links": "secrets; an owner makes a new link",
    "private.sign_in_links": "secrets",
    "private.sign_in_attempts": "secrets, of minutes",
    "private.identities": "proofs of sign-in; people prove again who they are",
    "private.audit_log": "of the installation: what was done here; `chronos audit` shows it",
    "private.whop_watch": "of the installation: how its webhook at Whop is",
    "private.whop_tiers": "of the installation: what its operator sells",
    "private.whop_memberships": "a mirror of Whop, which is read again",
    "private.whop_events": "of the installation: what Whop told it",
    "private.sign_ins": "secrets; people sign in again",
    "public.shared_answers": "secrets; a student makes a new link",
    "public.embed_sites": "of the installation; an owner adds them where the school is now",
    "public.embeds": "of the installation; an owner allows them where the school is now",
    "public.webhook_endpoints": "secrets; a new address gets a new one",
    "private.notifications": "told already",
    "private.whop_courses": "found again when the courses are imported from Whop",
    "private.whop_chapters": "found again when the courses are imported from Whop",
    "private.whop_lessons": "found again when the courses are imported from Whop",
    "private.whop_completions": "on their way to Whop",
    "private.whop_experiences": "found again when the school is opened in Whop",
    "private.notification_deliveries": "told already",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the archive. `key`: what orders its rows; `ids`: the columns that name rows of other tables."""

    name: str
    columns: Sequence[str]
    key: Sequence[str]
    ids: Sequence[str]
    has_own_id: bool

    @property
    def identifier(self) -> sql.Identifier:
        """The name as an SQL identifier."""
        return sql.Identifier(*self.name.split("."))

    @property
    def condition(self) -> sql.SQL:
        """The SQL condition for the rows of the creator `id`, of the table as `t`."""
        return sql.SQL(CONDITIONS[self.name])

    @property
    def rows(self) -> sql.Composed:
        """The SQL that selects the rows in their order, each as JSON."""
        return sql.SQL(
            "select to_jsonb(r)::text from (select {columns} from {table} t where {condition} order by {key}) r"
        ).format(
            columns=sql.SQL(", ").join(sql.Identifier("t", column) for column in self.columns),
            table=self.identifier,
            condition=self.condition,
            key=sql.SQL(", ").join(sql.Identifier("t", column) for column in self.key),
        )


def of_creator(creator_id: object) -> dict[str, object]:
    """Return the parameters of a part's condition."""
    return {"id": creator_id, "buckets": list(BUCKETS)}


async def list_parts(connection: Owner) -> list[Part]:
    """List the tables of an archive, each after those that it refers to."""
    rows = await fetch(connection, QUERIES["parts"], {"names": list(CONDITIONS)})
    by_name = {row["name"]: row for row in rows}
    parts = []
    for name in CONDITIONS:
        row = by_name[name]
        row["columns"] = [column for column in row["columns"] if column not in ANEW.get(name, ())]
        if name == "storage.objects":
            row |= {"columns": OBJECT_COLUMNS, "key": OBJECT_KEY, "ids": (), "has_own_id": False}
        parts.append(Part(**row))
    return parts
