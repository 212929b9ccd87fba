"""Libraries with vectors that lie in clusters, as those of real lectures do; some topics are taught by several."""

import psycopg

from tests.conftest import ADatabase

SMALL, LARGE = 40, 300
LARGE_FROM = 100  # in these tests, so that a large tenant is quickly made

# A cluster's middle is one axis per topic; every chunk leans a little to two other axes, which its number chooses.
CHUNKS = """
insert into public.video_chunks
  (video_id, creator_id, chunk_index, chunk_text, embedding, embedding_model, start_seconds, end_seconds, word_starts,
   is_visible)
select %(video)s, %(creator)s, n, 'chunk ' || n,
       (select array_agg(
          case when axis = 1 + (n %% %(topics)s) + %(first_topic)s then 1.0
               when axis = 101 + hashint4(n) %% 100 or axis = 301 + hashint4(n + 7919) %% 100 then 0.4
               when axis = 501 + n %% 1000 then 0.3
               else 0 end order by axis)
          from generate_series(1, 1536) as axis)::extensions.vector,
       'test', n, n + 1, '{}', true
  from generate_series(0, %(count)s - 1) as n
"""


def a_library(connection: psycopg.Connection, name: str, *, chunks: int, topics: int = 4, first_topic: int = 0) -> str:
    """A creator with one student and one completed video of `chunks` chunks; the creator's id."""

    def one(statement: str, **values: object) -> str:
        row = connection.execute(statement.encode(), values).fetchone()
        assert row
        return str(row[0])

    creator = one("insert into public.creators (name) values (%(name)s) returning id", name=name)
    connection.execute("insert into public.students (creator_id, name) values (%s, 'Sam')", [creator])
    video = one("insert into public.videos (creator_id, title) values (%(id)s, 'Talk') returning id", id=creator)
    for step in ("uploading", "transcribing", "processing", "embedding", "completed"):
        connection.execute("update public.videos set status = %s where id = %s", [step, video])
    connection.execute(
        CHUNKS, {"video": video, "creator": creator, "count": chunks, "topics": topics, "first_topic": first_topic}
    )
    return creator


def some_libraries(database: ADatabase) -> dict[str, str]:
    """A large tenant and two small ones, one of which teaches something else; creators' ids by name."""
    with psycopg.connect(database.url) as connection:
        lower_the_limit(connection)
        return {
            "large": a_library(connection, "large", chunks=LARGE),
            "small": a_library(connection, "small", chunks=SMALL),
            "other": a_library(connection, "other", chunks=SMALL, first_topic=50),
        }


def lower_the_limit(connection: psycopg.Connection, rows: int = LARGE_FROM) -> None:
    """A tenant is large from fewer chunks on."""
    connection.execute(
        f"create or replace function private.large_tenant_rows() returns integer language sql immutable "
        f"set search_path = '' as $$ select {rows} $$".encode()
    )
