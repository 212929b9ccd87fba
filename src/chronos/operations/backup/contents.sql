-- name: settle_texts
-- The text of a row must not depend on the session's settings.
select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true),
       set_config('intervalstyle', 'iso_8601', true), set_config('extra_float_digits', '1', true),
       set_config('bytea_output', 'hex', true), set_config('search_path', 'pg_catalog', true)

-- name: tables
-- Our tables, with their columns and the tables that their foreign keys refer to.
select c.relnamespace::regnamespace::text as schema, c.relname as name,
       (select array_agg(a.attname::text order by a.attnum)
          from pg_catalog.pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       (select coalesce(array_agg(a.attname::text order by a.attnum), '{}')
          from pg_catalog.pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attnotnull
           and not a.atthasdef and a.attidentity = '') as needed,
       (select coalesce(array_agg(a.attname::text), '{}')
          from pg_catalog.pg_attribute a
          join pg_catalog.pg_type t on t.oid = a.atttypid
         where a.attrelid = c.oid and t.typname = 'vector') as vectors,
       (select coalesce(array_agg(distinct r.relnamespace::regnamespace || '.' || r.relname), '{}')
          from pg_catalog.pg_constraint k
          join pg_catalog.pg_class r on r.oid = k.confrelid
         where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as refers_to
  from pg_catalog.pg_class c
 where c.relkind = 'r' and c.relnamespace::regnamespace::text = any (%(schemas)s::text[])
 order by 1, 2

-- name: sequences
select format('%%I.%%I', schemaname, sequencename) as name, last_value
  from pg_catalog.pg_sequences
 where schemaname = any (%(schemas)s::text[]) and last_value is not null
 order by 1

-- name: set_sequence
-- One that this version no longer has is left out.
select setval(to_regclass(%(name)s), %(value)s)

-- name: applied_migrations
select version, coalesce(name, '') as name from supabase_migrations.schema_migrations order by version

-- name: server_version
select current_setting('server_version') as version

-- name: look_for_history
select to_regclass('supabase_migrations.schema_migrations') is not null as there

-- name: stored_names
select bucket_id || '/' || name as name
  from storage.objects
 where bucket_id = any (%(buckets)s::text[])
