"""Load the parts of a creator in one transaction, and see that every row is the creator's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

from chronos.db import Owner, fetch_one, owner_connection
from chronos.errors import Conflict
from chronos.operations.backup.stored_files import OnProgress
from chronos.operations.privacy.parts import QUERIES, Part, of_creator
from chronos.operations.privacy.read_archive import damaged

# Triggers that write what the archive has already, or refuse to begin with a finished video. Those that check rows run.
PAUSED: Sequence[tuple[LiteralString, LiteralString, LiteralString]] = (
    ("public", "creators", "creators_add_first_owner"),
    ("public", "creators", "creators_follow_whop_ids"),
    ("public", "staff", "staff_audit"),
    ("public", "students", "students_settle"),
    ("public", "whop_products", "whop_products_settle"),
    ("public", "whop_product_courses", "whop_product_courses_settle"),
    ("public", "videos", "videos_check_step"),
    ("public", "videos", "videos_log_step"),
    ("public", "videos", "videos_note_added"),
    ("public", "course_modules", "course_modules_count_change"),
    ("public", "course_enrolments", "course_enrolments_limit"),
    ("public", "chat_messages", "chat_messages_touch_session"),
    ("private", "video_status_changes", "video_status_changes_tell"),
    ("private", "asked_questions", "asked_questions_tell"),
)
# What ids of an archive may name; a row of another creator is refused.
NAMED: Sequence[LiteralString] = (
    "public.videos", "public.staff", "public.students", "public.chat_sessions", "public.courses",
)  # fmt: skip

Tables = Iterator[tuple[str, Iterator[bytes]]]


@dataclass(frozen=True, slots=True)
class Granted:
    """What the operator says, not the archive: the plan, and the company in Whop whose members are students."""

    tier: str = "basic"
    whop_company_id: str | None = None

    def value(self, column: str) -> sql.Composable:
        """Return the SQL value of a column of the creator."""
        if column == "subscription_tier":
            return sql.SQL("{}::public.subscription_tier").format(sql.Literal(self.tier))
        # The company comes last, with the triggers that follow it; what the user in Whop bought is the creator's tier.
        return sql.SQL("null") if column in ("whop_company_id", "whop_user_id") else sql.Identifier("r", column)


async def load_parts(
    url: str, parts: Sequence[Part], tables: Tables, creator_id: str, granted: Granted, on_progress: OnProgress
) -> Mapping[str, int]:
    """Insert the rows of `tables` and return their number by table; commit only when all of them are the creator's."""
    by_name = {part.name: part for part in parts}
    loaded: dict[str, int] = {}
    async with owner_connection(url) as connection:
        try:
            async with connection.transaction():
                await connection.execute(QUERIES["settle_texts"])
                await _switch(connection, "disable")
                for name, lines in tables:
                    on_progress(f"loading {name}", len(loaded) / len(parts))
                    loaded[name] = await _insert(connection, by_name[name], lines, granted)
                await connection.execute("set constraints all immediate")  # an open one keeps its trigger as it is
                await _switch(connection, "enable")
                for part in parts:
                    await _require_own(connection, part, loaded[part.name], creator_id)
                await connection.execute(
                    QUERIES["finish_import"], {"id": creator_id, "company": granted.whop_company_id}
                )
        except psycopg.Error as error:
            raise _refusal(error) from error
    return loaded


async def _switch(connection: Owner, how: LiteralString) -> None:
    for schema, table, trigger in PAUSED:
        await connection.execute(
            sql.SQL("alter table {} {} trigger {}").format(
                sql.Identifier(schema, table), sql.SQL(how), sql.Identifier(trigger)
            )
        )


async def _insert(connection: Owner, part: Part, lines: Iterator[bytes], granted: Granted) -> int:
    await connection.execute("create temp table incoming (line jsonb) on commit drop")
    async with connection.cursor() as cursor, cursor.copy("copy pg_temp.incoming (line) from stdin") as copy:
        for line in lines:
            await copy.write_row((line.decode("utf-8", "replace"),))
    odd = await fetch_one(
        connection,
        "select exists (select from pg_temp.incoming i where (select array_agg(k order by k) "
        "from jsonb_object_keys(i.line) as k) is distinct from (select array_agg(c order by c) "
        "from unnest(%(columns)s::text[]) as c)) as there",
        {"columns": list(part.columns)},
    )
    if odd["there"]:
        raise damaged(f"a row of {part.name} has other columns than its manifest says")
    values = [
        granted.value(column) if part.name == "public.creators" else sql.Identifier("r", column)
        for column in part.columns
    ]
    done = await connection.execute(
        sql.SQL(
            "insert into {table} ({columns}) select {values} from pg_temp.incoming i "
            "cross join lateral jsonb_populate_record(null::{table}, i.line) as r"
        ).format(
            table=part.identifier,
            columns=sql.SQL(", ").join(map(sql.Identifier, part.columns)),
            values=sql.SQL(", ").join(values),
        )
    )
    await connection.execute("drop table pg_temp.incoming")
    return done.rowcount


async def _require_own(connection: Owner, part: Part, rows: int, creator_id: str) -> None:
    """Every row that was loaded is one that an export of the creator has, and names nothing of another creator."""
    values = of_creator(creator_id)
    count = sql.SQL("select count(*) as found from {} t where {}").format(part.identifier, part.condition)
    if await _found(connection, count, values) != rows:
        raise damaged(f"a row of {part.name} belongs to another creator")
    for column in part.ids:
        for named in NAMED:
            foreign = sql.SQL(
                "select exists (select from {table} t cross join lateral unnest(array[t.{column}]) as one (id) "
                "join {named} o on o.id = one.id where {condition} and o.creator_id <> %(id)s::uuid) as found"
            ).format(
                table=part.identifier,
                column=sql.Identifier(column),
                named=sql.Identifier(*named.split(".")),
                condition=part.condition,
            )
            if await _found(connection, foreign, values):
                raise damaged(f"a row of {part.name} names something of another creator")


async def _found(connection: Owner, statement: sql.Composed, values: dict[str, object]) -> int:
    row = await (await connection.execute(statement, values)).fetchone()
    assert row is not None  # noqa: S101 - an aggregate
    return int(row["found"])


def _refusal(error: psycopg.Error) -> Exception:
    """Say in one sentence why a row was refused: PostgreSQL may quote the archive. A limit speaks for itself."""
    table = error.diag.table_name or "the archive"
    if isinstance(error, psycopg.errors.UniqueViolation):
        known = error.diag.constraint_name or ""
        reason = "the creator's company in Whop belongs to another creator" if "whop" in known else known
        return Conflict(f"A row of {table} exists here already ({reason}). Nothing was imported.", code="exists")
    if isinstance(error, psycopg.DataError | psycopg.IntegrityError | psycopg.errors.RaiseException):
        return damaged(
            f"a row of {table} breaks a rule of the database ({error.diag.constraint_name or error.sqlstate})"
        )
    return error
