-- Objects of schema public, for the types and the diagram, without those of extensions. Names are in byte order, so that
-- every database gives the same answer.

-- name: types
select t.oid::bigint as id, t.typname::text as name, n.nspname::text as schema, t.typtype::text as kind,
       case when t.typcategory = 'A' then t.typelem::bigint else 0 end as element_id,
       t.typbasetype::bigint as base_id,
       case when c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') then c.relname::text end as relation
  from pg_catalog.pg_type t
  join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  left join pg_catalog.pg_class c on c.oid = t.typrelid

-- name: relations
select c.oid::bigint as id, c.relname::text as name,
       case c.relkind when 'v' then 'view' when 'm' then 'view' when 'c' then 'composite' else 'table' end as kind,
       obj_description(c.oid, 'pg_class') as comment,
       -- Bits 3 and 2 of the possible commands: insert, update (access/sysattr.h counts from the CmdType).
       pg_relation_is_updatable(c.oid, false) & 8 > 0 as insertable,
       pg_relation_is_updatable(c.oid, false) & 4 > 0 as updatable,
       coalesce(
         (select array_agg(a.attname::text order by key.place)
            from pg_catalog.pg_constraint con
           cross join lateral unnest(con.conkey) with ordinality as key (number, place)
            join pg_catalog.pg_attribute a on a.attrelid = con.conrelid and a.attnum = key.number
           where con.conrelid = c.oid and con.contype = 'p'),
         '{}'
       ) as primary_key
  from pg_catalog.pg_class c
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and not c.relispartition
   and not exists (
     select from pg_catalog.pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
   )
 order by c.relname

-- name: columns
select a.attrelid::bigint as relation_id, a.attname::text as name, a.atttypid::bigint as type_id,
       c.relkind in ('v', 'm', 'c') or not (a.attnotnull or t.typnotnull) as nullable,
       a.atthasdef or a.attidentity <> '' as has_default,
       a.attgenerated <> '' or a.attidentity = 'a' as generated,
       pg_column_is_updatable(c.oid, a.attnum, false) as updatable,
       col_description(c.oid, a.attnum) as comment
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_type t on t.oid = a.atttypid
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
   and a.attnum > 0 and not a.attisdropped
 order by a.attrelid, a.attnum

-- name: relationships
select con.conrelid::bigint as relation_id, con.conname::text as name, target.relname::text as referenced_relation,
       columns.names as columns, columns.referenced as referenced_columns,
       -- One to one as PostgREST sees it: exactly these columns are the primary key or a unique constraint.
       exists (
         select from pg_catalog.pg_constraint key
          where key.conrelid = con.conrelid and key.contype in ('p', 'u')
            and key.conkey @> con.conkey and key.conkey <@ con.conkey
       ) as is_one_to_one
  from pg_catalog.pg_constraint con
  join pg_catalog.pg_class c on c.oid = con.conrelid
  join pg_catalog.pg_class target on target.oid = con.confrelid
 cross join lateral (
   select array_agg(mine.attname::text order by pair.place) as names,
          array_agg(theirs.attname::text order by pair.place) as referenced
     from unnest(con.conkey, con.confkey) with ordinality as pair (own, other, place)
     join pg_catalog.pg_attribute mine on mine.attrelid = con.conrelid and mine.attnum = pair.own
     join pg_catalog.pg_attribute theirs on theirs.attrelid = con.confrelid and theirs.attnum = pair.other
 ) as columns
 where con.contype = 'f' and con.conparentid = 0 and c.relnamespace = 'public'::regnamespace
   and target.relnamespace = 'public'::regnamespace
 order by con.conrelid, con.conname

-- name: functions
select p.proname::text as name, obj_description(p.oid, 'pg_proc') as comment, p.proretset as returns_set,
       p.prorettype::bigint as returns_id, p.pronargdefaults as defaults,
       coalesce(p.proargnames, '{}') as argument_names,
       coalesce(p.proallargtypes, p.proargtypes::oid[])::bigint[] as argument_ids,
       coalesce(p.proargmodes::text[], array_fill('i'::text, array[p.pronargs::integer])) as argument_modes
  from pg_catalog.pg_proc p
 where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
   and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
   and not exists (
     select from pg_catalog.pg_depend d
      where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
   )
 order by p.proname, p.proargtypes::text

-- name: enums
select t.typname::text as name, obj_description(t.oid, 'pg_type') as comment,
       (select array_agg(e.enumlabel::text order by e.enumsortorder)
          from pg_catalog.pg_enum e where e.enumtypid = t.oid) as labels
  from pg_catalog.pg_type t
 where t.typnamespace = 'public'::regnamespace and t.typtype = 'e'
 order by t.typname
