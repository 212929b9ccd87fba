"""What is in a database: its tables, and for each a count and a checksum that no order or machine changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from chronos.db import Owner, fetch, load_queries

QUERIES = load_queries("chronos.operations.backup", "contents.sql")

# Of the platform's own tables only our rows are ours; the storage service decides about the other columns.
BUCKETS = ("videos", "thumbnails", "user-uploads")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the columns that are kept. `refers_to`: the tables that must be filled before it."""

    schema: str
    name: str
    columns: Sequence[str]
    vectors: Sequence[str] = ()
    refers_to: Sequence[str] = ()
    bucket_column: str | None = None

    @property
    def full_name(self) -> str:
        """With its schema."""
        return f"{self.schema}.{self.name}"

    @property
    def identifier(self) -> sql.Identifier:
        """As SQL has it."""
        return sql.Identifier(self.schema, self.name)

    @property
    def condition(self) -> sql.Composable:
        """Which of its rows are ours."""
        if self.bucket_column is None:
            return sql.SQL("true")
        return sql.SQL("{} = any ({})").format(sql.Identifier(self.bucket_column), list(BUCKETS))


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
    """How many rows a table has, and the sum of their checksums."""

    name: str
    columns: Sequence[str]
    rows: int
    checksum: str


async def list_tables(connection: Owner) -> list[Table]:
    """Our tables and our part of the platform's."""
    return [Table(**row) for row in await fetch(connection, QUERIES["tables"])] + list(STORAGE)


async def has_rows(connection: Owner, table: Table) -> bool:
    """Whether there is anything in it."""
    statement = sql.SQL("select exists (select from {}) as there").format(table.identifier)
    row = await (await connection.execute(statement)).fetchone()
    return bool(row and row["there"])


async def count_table(connection: Owner, table: Table) -> Counted:
    """Count and sum up one table; inside a transaction."""
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
