"""Temporary objects named like everything that the functions of a database name; each tells who ran it."""

import re
from typing import Any

import psycopg

RAN_AS_OWNER = "a temporary object ran as"

# Raises as soon as a role other than the caller's own runs it; once `spy.on` is set, whoever does. The caller's own
# type has casts of its own; one between types of others needs their ownership.
_SPY = """
create function pg_temp.spy() returns boolean language plpgsql as $$
begin
  if current_user <> '{role}' or pg_catalog.current_setting('spy.on', true) = 'yes' then
    raise exception '{message} %', current_user using errcode = 'XX001';
  end if;
  return true;
end
$$;
create type pg_temp.own as enum ('own');
create function pg_temp.cast_own(pg_temp.own) returns pg_catalog.text
language sql as 'select pg_catalog.text ''ask'' where pg_temp.spy()';
create function pg_temp.cast_own_id(pg_temp.own) returns pg_catalog.uuid
language sql as 'select null::pg_catalog.uuid where pg_temp.spy()';
create cast (pg_temp.own as pg_catalog.text) with function pg_temp.cast_own(pg_temp.own) as implicit;
create cast (pg_temp.own as pg_catalog.uuid) with function pg_temp.cast_own_id(pg_temp.own) as implicit
"""
_SOURCES = """
select p.prosrc from pg_proc p
 where p.pronamespace::regnamespace::text in ('public', 'private', 'jobs', 'auth', 'storage')
   and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""
# With a domain comes the array of it. Types of other schemas may be closed to the caller: theirs is over text.
_TYPES = """
select distinct on (t.typname) format(
         'create domain pg_temp.%%I as pg_catalog.%%I check (pg_temp.spy())', t.typname,
         case n.nspname when 'pg_catalog' then t.typname else 'text' end
       )
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
 where t.typname = any (%(words)s) and t.typtype in ('b', 'e', 'd', 'r', 'm') and t.typelem = 0
   and n.nspname not like 'pg\\_t%%'
   and not exists (select from pg_class c where c.relname = t.typname and c.relkind in ('r', 'v', 'p', 'm'))
 order by t.typname, n.nspname <> 'pg_catalog'
"""
_TABLES = """
select distinct on (c.relname) format(
         'create view pg_temp.%%I as select %%s where pg_temp.spy()', c.relname,
         (select string_agg(format(
                   'null::pg_catalog.%%I as %%I',
                   case when t.typnamespace = 'pg_catalog'::regnamespace then t.typname else 'text' end, a.attname
                 ), ', ')
            from pg_attribute a join pg_type t on t.oid = a.atttypid
           where a.attrelid = c.oid and a.attnum > 0 and t.typtype = 'b')
       )
  from pg_class c
 where c.relname = any (%(words)s) and c.relkind in ('r', 'v', 'p', 'm')
   and c.relnamespace::regnamespace::text not like 'pg\\_t%%'
"""
_ARGUMENTS = """
(select string_agg(
          format('pg_catalog.%%I', case t.typname when 'any' then 'anyelement' else t.typname end), ', ' order by n
        )
   from unnest(p.proargtypes::oid[]) with ordinality as given (type, n) join pg_type t on t.oid = given.type)
"""
_FUNCTIONS = f"""
select distinct format(
         'create function pg_temp.%%I(%%s) returns pg_catalog.bool language sql as ''select pg_temp.spy()''',
         p.proname, {_ARGUMENTS}
       )
  from pg_proc p
 where p.proname = any (%(words)s) and not exists (
   select from unnest(p.proargtypes::oid[]) as given join pg_type t on t.oid = given
    where t.typnamespace <> 'pg_catalog'::regnamespace or t.typtype = 'p' and t.typname not like 'any%%'
 )
"""  # noqa: S608 - both parts are constants
_OPERATORS = """
select format('create function pg_temp.spy(pg_catalog.%%I, pg_catalog.%%I) returns pg_catalog.bool language sql '
              'as ''select pg_temp.spy()''', l.typname, r.typname)
  from pg_operator o join pg_type l on l.oid = o.oprleft join pg_type r on r.oid = o.oprright
 where o.oprname = any (%(signs)s) and o.oprnamespace = 'pg_catalog'::regnamespace
   and l.typtype <> 'p' and r.typtype <> 'p'
 group by l.typname, r.typname
union all
select format(
         'create operator pg_temp.%%s (function = pg_temp.spy, leftarg = pg_catalog.%%I, rightarg = pg_catalog.%%I)',
         o.oprname, l.typname, r.typname
       )
  from pg_operator o join pg_type l on l.oid = o.oprleft join pg_type r on r.oid = o.oprright
 where o.oprname = any (%(signs)s) and o.oprnamespace = 'pg_catalog'::regnamespace
   and l.typtype <> 'p' and r.typtype <> 'p'
"""


def spy(role: str) -> str:
    """Return the statements that make the function which every shadow calls, for a caller of this role."""
    return _SPY.format(role=role, message=RAN_AS_OWNER)


def shadows(connection: psycopg.Connection[Any]) -> list[str]:
    """Return the statements that make a shadow of each type, relation, function and operator that a function names."""
    connection.execute("set search_path = pg_catalog")
    text = " ".join(source for (source,) in connection.execute(_SOURCES).fetchall()).lower()
    given = {
        "words": sorted(set(re.findall(r"[a-z_][a-z0-9_]*", text))),
        "signs": sorted(set(re.findall(r"[-+*/<>=~!@#%^&|`?]+", text))),
    }
    made: list[str] = []
    for statement in (_TYPES, _TABLES, _FUNCTIONS, _OPERATORS):
        found = [one for (one,) in connection.execute(statement.encode(), given).fetchall()]
        assert found, statement
        made += found
    return made
