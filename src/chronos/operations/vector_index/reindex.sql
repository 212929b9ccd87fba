-- name: take_reindex_lock
select pg_try_advisory_lock(%(lock)s) as taken

-- name: count_embedded
select count(*) as rows, count(distinct creator_id) as tenants from public.video_chunks where embedding is not null

-- name: large_tenants
select id as tenant, private.vector_index_name(id) as name, chunks as rows,
       least(chunks / private.rows_per_list(), private.most_lists())::integer as lists
  from private.large_tenants()

-- name: global_index_name
select private.vector_index_name() as name

-- name: pgvector_version
select extversion as version from pg_catalog.pg_extension where extname = 'vector'

-- name: vector_indexes
-- Ours, whole or left behind by a build that was interrupted.
select c.relname as name
  from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid = i.indexrelid
 where i.indrelid = 'public.video_chunks'::regclass and c.relname like 'idx\_video\_chunks\_embedding\_%'
 order by 1

-- name: index_size
select pg_relation_size(to_regclass('public.' || quote_ident(%(name)s))) as bytes

-- name: record_build
insert into private.vector_index_builds
  (method, lists, index_count, rows_at_build, size_bytes, build_seconds, recall_before)
values
  (%(method)s, %(lists)s, %(index_count)s, %(rows)s, %(size_bytes)s, %(build_seconds)s, %(recall_before)s)
returning id

-- name: record_recall
update private.vector_index_builds set recall_after = %(recall)s where id = %(id)s

-- name: last_build
select method, lists from private.vector_index_builds order by id desc limit 1

-- name: build_progress
select phase, case
         when tuples_total > 0 then tuples_done::float / tuples_total
         when blocks_total > 0 then blocks_done::float / blocks_total
       end as part
  from pg_catalog.pg_stat_progress_create_index
 where pid = %(pid)s
