-- name: enter_queue_schema
select set_config('search_path', 'jobs, public, extensions, pg_temp', true)

-- name: vector_index_state
select * from private.vector_index_state()

-- name: remove_finished
delete from jobs.procrastinate_jobs job
 where job.status in ('succeeded', 'failed', 'cancelled', 'aborted')
   and not exists (
     select from jobs.procrastinate_events event
      where event.job_id = job.id and event.at > now() - make_interval(days => %(days)s)
   )

-- name: remove_silent_workers
delete from jobs.procrastinate_workers
 where last_heartbeat < now() - make_interval(days => %(days)s)

-- name: remove_full_buckets
delete from private.rate_buckets where updated_at < now() - interval '1 day'

-- name: missing_tables
select wanted.name
  from unnest(%(names)s::text[]) as wanted (name)
 where not exists (
   select
     from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname || '.' || c.relname = wanted.name
 )
