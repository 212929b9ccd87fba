-- name: database
select current_database()::text as name, pg_database_size(current_database()) as size_bytes,
       (select blks_hit::float / nullif(blks_hit + blks_read, 0)
          from pg_catalog.pg_stat_database where datname = current_database()) as cache_hits,
       (select stats_reset from pg_catalog.pg_stat_database where datname = current_database()) as counted_since,
       (select count(*) from pg_catalog.pg_stat_activity where datname = current_database()) as connections

-- name: tables
select format('%I.%I', s.schemaname, s.relname) as name,
       -- The server's running count; before the first change, the estimate of the last analyze.
       greatest(s.n_live_tup, c.reltuples::bigint, 0) as rows, s.n_dead_tup as dead_rows,
       pg_table_size(s.relid) as table_bytes, pg_indexes_size(s.relid) as index_bytes,
       s.seq_scan as sequential_scans, coalesce(s.idx_scan, 0) as index_scans,
       (io.heap_blks_hit + coalesce(io.idx_blks_hit, 0) + coalesce(io.toast_blks_hit, 0))::float / nullif(
         io.heap_blks_hit + io.heap_blks_read + coalesce(io.idx_blks_hit + io.idx_blks_read, 0)
         + coalesce(io.toast_blks_hit + io.toast_blks_read, 0), 0
       ) as cache_hits,
       greatest(s.last_analyze, s.last_autoanalyze) as last_analyze,
       greatest(s.last_vacuum, s.last_autovacuum) as last_vacuum
  from pg_catalog.pg_stat_user_tables s
  join pg_catalog.pg_statio_user_tables io on io.relid = s.relid
  join pg_catalog.pg_class c on c.oid = s.relid
 where s.schemaname in ('public', 'private', 'jobs')
    or s.relid in (to_regclass('storage.objects'), to_regclass('storage.buckets'))
 order by pg_total_relation_size(s.relid) desc, 1

-- name: indexes
select s.indexrelname::text as name, format('%I.%I', s.schemaname, s.relname) as table_name, am.amname::text as method,
       pg_relation_size(s.indexrelid) as size_bytes, s.idx_scan as scans, i.indisvalid as is_valid,
       -- A unique index serves every insert, even without a scan.
       i.indisunique as is_unique
  from pg_catalog.pg_stat_user_indexes s
  join pg_catalog.pg_index i on i.indexrelid = s.indexrelid
  join pg_catalog.pg_class c on c.oid = s.indexrelid
  join pg_catalog.pg_am am on am.oid = c.relam
 where s.schemaname in ('public', 'private', 'jobs')
 order by size_bytes desc, 1

-- name: vector_index
select * from public.vector_index_stats

-- name: vector_index_build
select method, lists, index_count, size_bytes, build_seconds, recall_before, recall_after
  from private.vector_index_builds
 order by id desc
 limit 1
