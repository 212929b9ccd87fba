-- Facts that decide whether an actor sees a row, read as the owner. Expressions of policies come from the catalogue and
-- qualify every name, as the search path is empty.

-- name: find_table
select c.oid::bigint as id, n.nspname::text as schema, c.relname::text as name, c.relkind::text as kind,
       c.relrowsecurity as has_policies,
       coalesce(
         (select array_agg(a.attname::text order by key.place)
            from pg_catalog.pg_constraint con
           cross join lateral unnest(con.conkey) with ordinality as key (number, place)
            join pg_catalog.pg_attribute a on a.attrelid = con.conrelid and a.attnum = key.number
           where con.conrelid = c.oid and con.contype = 'p'),
         '{}'
       ) as key
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'v', 'm') and n.nspname in ('public', 'private', 'storage')
   and (format('%%s.%%s', n.nspname, c.relname) = %(name)s or c.relname = %(name)s)
 order by n.nspname <> 'public', n.nspname
 limit 1

-- name: list_tables
select format('%s.%s', n.nspname, c.relname) as name
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and n.nspname in ('public', 'private', 'storage')
 order by n.nspname <> 'public', n.nspname, c.relname

-- name: grants
select has_schema_privilege(%(role)s, c.relnamespace, 'usage') as on_schema,
       has_table_privilege(%(role)s, c.oid, %(command)s) as on_table,
       case when %(command)s <> 'delete' then
         (select array_agg(a.attname::text order by a.attnum)
            from pg_catalog.pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             and has_column_privilege(%(role)s, c.oid, a.attnum, %(command)s))
       end as on_columns,
       r.rolbypassrls or r.rolsuper as bypasses
  from pg_catalog.pg_class c, pg_catalog.pg_roles r
 where c.oid = %(id)s::oid and r.rolname = %(role)s

-- name: policies
select p.polname::text as name, p.polpermissive as permissive, obj_description(p.oid, 'pg_policy') as meaning,
       pg_get_expr(p.polqual, p.polrelid) as using_expression,
       pg_get_expr(p.polwithcheck, p.polrelid) as check_expression,
       coalesce(
         (select array_agg(a.attname::text order by a.attnum)
            from pg_catalog.pg_attribute a
           where a.attrelid = p.polrelid and exists (
             select from pg_catalog.pg_depend d
              where d.classid = 'pg_policy'::regclass and d.objid = p.oid
                and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
           )),
         '{}'
       ) as columns
  from pg_catalog.pg_policy p
 where p.polrelid = %(id)s::oid
   and p.polcmd in ('*', case %(command)s when 'select' then 'r' when 'insert' then 'a' when 'update' then 'w' else 'd' end)
   -- A policy holds for every member of its roles; role 0 is public.
   and exists (
     select from unnest(p.polroles) as one (id)
      where one.id = 0 or pg_has_role(%(role)s, one.id, 'member')
   )
 order by p.polpermissive desc, p.polname

-- name: person
select 'creator' as kind, c.name, c.is_active, c.id as creator_id, c.name as creator_name,
       c.is_active as creator_is_active
  from public.creators c
 where c.id = %(creator_id)s
union all
select 'student', s.name, s.is_active, c.id, c.name, c.is_active
  from public.students s
  join public.creators c on c.id = s.creator_id
 where s.id = %(student_id)s

-- name: may_bypass
select rolbypassrls or rolsuper as may from pg_catalog.pg_roles where rolname = current_user
