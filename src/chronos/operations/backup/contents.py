"""Contents of a database: its tables, each with a count and a checksum that order and machine do not change."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from chronos.db import Owner, fetch, load_queries
from chronos.storage import BUCKETS

QUERIES = load_queries("chronos.operations.backup", "contents.sql")

SCHEMAS = ("public", "private", "jobs", "supabase_migrations")

# Tables that indexing makes from the words of a video, all together; every other table is primary. A backup has them
# too, as their vectors took long to compute. A restore leaves them out when this version has other columns.
DERIVED = frozenset(
    {
        "private.search_documents",
        "private.search_sentences",
        "private.search_terms",
        "private.search_windows",  # of earlier versions
    }
)

# Left out of a backup: a restore must not revive a sign-in or an invitation that was ended, or a link that was used.
NOT_KEPT = ("private.invite_links", "private.sign_in_attempts", "private.sign_in_links", "private.sign_ins")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the columns to back up. `needed`: without a default; `refers_to`: the tables to fill before it."""

    schema: str
    name: str
    columns: Sequence[str]
    needed: Sequence[str] = ()
    vectors: Sequence[str] = ()
    refers_to: Sequence[str] = ()
    bucket_column: str | None = None

    @property
    def full_name(self) -> str:
        """The name with its schema."""
        return f"{self.schema}.{self.name}"

    @property
    def identifier(self) -> sql.Identifier:
        """The name as an SQL identifier."""
        return sql.Identifier(self.schema, self.name)

    @property
    def condition(self) -> sql.Composable:
        """The SQL condition that selects our rows."""
        if self.bucket_column is None:
            return sql.SQL("true")
        return sql.SQL("{} = any ({})").format(sql.Identifier(self.bucket_column), list(BUCKETS))


# Of the platform's own tables only these rows and columns are ours.
STORAGE = (
    Table(
        "storage",
        "buckets",
        ("id", "name", "public", "file_size_limit", "allowed_mime_types", "created_at", "updated_at"),
        bucket_column="id",
    ),
    Table(
        "storage",
        "objects",
        (
            "id",
            "bucket_id",
            "name",
            "owner",
            "owner_id",
            "metadata",
            "user_metadata",
            "created_at",
            "updated_at",
            "last_accessed_at",
        ),
        refers_to=("storage.buckets",),
        bucket_column="bucket_id",
    ),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of rows in a table, and the sum of their checksums."""

    name: str
    columns: Sequence[str]
    rows: int
    checksum: str


async def list_tables(connection: Owner) -> list[Table]:
    """List our tables that a backup keeps, and our part of the platform's."""
    rows = await fetch(connection, QUERIES["tables"], {"schemas": list(SCHEMAS)})
    tables = [Table(**row) for row in rows]
    return [table for table in tables if table.full_name not in NOT_KEPT] + list(STORAGE)


async def has_rows(connection: Owner, table: Table) -> bool:
    """Return whether the table has a row."""
    statement = sql.SQL("select exists (select from {}) as there").format(table.identifier)
    row = await (await connection.execute(statement)).fetchone()
    return bool(row and row["there"])


async def count_table(connection: Owner, table: Table) -> Counted:
    """Count the rows of a table and sum their checksums, inside a transaction."""
    await connection.execute(QUERIES["settle_texts"])
    # 64 bits of each row's MD5, summed: the order does not matter. A vector's text would take ten times as long.
    columns = sql.SQL(", ").join(
        sql.SQL("encode(sha256(extensions.vector_send({})), 'hex')").format(sql.Identifier(column))
        if column in table.vectors
        else sql.Identifier(column)
        for column in table.columns
    )
    statement = sql.SQL(
        "select count(*) as rows, "
        "coalesce(sum(('x' || left(md5(row({columns})::text), 16))::bit(64)::bigint), 0)::text as checksum "
        "from {table} where {condition}"
    ).format(columns=columns, table=table.identifier, condition=table.condition)
    row = await (await connection.execute(statement)).fetchone()
    assert row is not None  # noqa: S101 - an aggregate
    return Counted(table.full_name, list(table.columns), row["rows"], row["checksum"])
