-- name: vector_index_state
select * from private.vector_index_state()

-- name: missing_tables
select wanted.name
  from unnest(%(names)s::text[]) as wanted (name)
 where not exists (
   select
     from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname || '.' || c.relname = wanted.name
 )
