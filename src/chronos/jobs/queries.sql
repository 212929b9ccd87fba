-- name: enqueue_stage
select private.enqueue_stage(%(video_id)s, %(stage)s) as job_id

-- name: rescue_dead
with dead as (
  select job.id, job.attempts + 1 as attempts
    from jobs.procrastinate_jobs job
    left join jobs.procrastinate_workers worker on worker.id = job.worker_id
   where job.status = 'doing'
     and (worker.id is null or worker.last_heartbeat < now() - make_interval(secs => %(silence_seconds)s))
     for update of job skip locked
)
update jobs.procrastinate_jobs job
   set status = (case when dead.attempts < %(max_attempts)s then 'todo' else 'failed' end)::jobs.procrastinate_job_status,
       attempts = dead.attempts,
       worker_id = null,
       abort_requested = false,
       -- The same stage may be waiting already: then both run, and the second finds nothing to do.
       queueing_lock = null
  from dead
 where job.id = dead.id
returning job.id, job.task_name, job.args, job.status::text

-- In advance: giving the job back adds one. A kill in between belongs to the stop.
-- name: spare_attempt
update jobs.procrastinate_jobs set attempts = attempts - 1 where id = %(job_id)s and status = 'doing'

-- name: drop_waiting
delete from jobs.procrastinate_jobs where args ->> 'video_id' = any (%(video_ids)s::text[]) and status <> 'doing'

-- name: enter_queue_schema
select set_config('search_path', 'jobs, public, extensions, pg_temp', true)

-- name: count_workers
select count(*) filter (where last_heartbeat > now() - make_interval(secs => %(silence_seconds)s)) as alive
  from jobs.procrastinate_workers

-- name: count_waiting_jobs
select count(*) as jobs, extract(epoch from now() - min(at))::float as oldest_seconds
  from (
    select coalesce(j.scheduled_at, (
             select max(e.at) from jobs.procrastinate_events e where e.job_id = j.id and e.type in (
               'deferred', 'deferred_for_retry', 'retried')
           ), now()) as at
      from jobs.procrastinate_jobs j
     where j.status = 'todo' and (j.scheduled_at is null or j.scheduled_at <= now())
  ) as waiting

-- name: list_stuck_jobs
select j.id, j.task_name
  from jobs.procrastinate_jobs j
  left join jobs.procrastinate_workers w on w.id = j.worker_id
 where j.status = 'doing'
   and (w.id is null or w.last_heartbeat < now() - make_interval(secs => %(silence_seconds)s))
 order by j.id

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
