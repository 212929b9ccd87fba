"""What stands in the database says what it is for: the types, the diagram and `\\d+` show it."""

import psycopg
import pytest

from tests.conftest import ADatabase

# Columns whose name says everything: keys, names for people, and when the row came and changed.
PLAIN = {
    "id",
    "title",
    "description",
    "name",
    "email",
    "creator_id",
    "student_id",
    "video_id",
    "course_id",
    "session_id",
    "is_active",
    "created_at",
    "updated_at",
    "last_login_at",
    "metadata",
    "date",
    "role",
    "content",
    "question",
    "chunk_text",
    "status",
}

BARE = """
select 'table ' || c.oid::regclass
  from pg_class c
 where c.relnamespace::regnamespace::text in ('public', 'private') and c.relkind in ('r', 'v')
   and obj_description(c.oid, 'pg_class') is null
union all
select 'function ' || p.oid::regprocedure
  from pg_proc p
 where p.pronamespace::regnamespace::text in ('public', 'private') and obj_description(p.oid, 'pg_proc') is null
union all
select 'policy ' || p.polname || ' on ' || c.oid::regclass
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
 where c.relnamespace::regnamespace::text in ('public', 'private') and obj_description(p.oid, 'pg_policy') is null
union all
select 'type ' || t.oid::regtype
  from pg_type t
 where t.typnamespace::regnamespace::text in ('public', 'private') and t.typtype in ('e', 'd')
   and obj_description(t.oid, 'pg_type') is null
union all
select 'column ' || c.oid::regclass || '.' || a.attname
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where c.relnamespace::regnamespace::text in ('public', 'private') and c.relkind = 'r'
   and a.attname <> all (%(plain)s)
   and col_description(c.oid, a.attnum) is null
order by 1
"""


def test_everything_with_a_meaning_says_it(database: ADatabase) -> None:
    with psycopg.connect(database.url) as connection:
        assert connection.execute(BARE, {"plain": list(PLAIN)}).fetchall() == []


def test_the_platforms_policies_cannot_be_commented_on(database: ADatabase) -> None:
    """Hosted Supabase refuses it, so that a migration which tries must fail here as well."""
    with (
        psycopg.connect(database.url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="must be owner"),
    ):
        connection.execute("comment on policy chronos_objects_select on storage.objects is 'Files.'")
