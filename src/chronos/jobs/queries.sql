-- name: enqueue_stage
select private.enqueue_stage(%(video_id)s, %(stage)s) as job_id

-- One worker chooses after the other: what each sees at work is all that is.
-- name: choose_alone
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('jobs.take_turn', 0))

-- name: take_turn
with mine as (
  -- The answer to an earlier call of this worker was lost.
  select id
    from jobs.procrastinate_jobs
   where status = 'doing' and worker_id = %(worker_id)s and id <> all (%(held)s::bigint[])
   limit 1
), at_work as (
  select v.creator_id, count(*) as places
    from jobs.procrastinate_jobs j
    join public.videos v on v.id = (j.args ->> 'video_id')::uuid
   where j.status = 'doing' and j.queue_name = any (%(queues)s::text[])
   group by v.creator_id
), next as (
  select j.id, j.queue_name, v.creator_id, v.id as video_id
    from jobs.procrastinate_jobs j
    left join public.videos v on v.id = (j.args ->> 'video_id')::uuid
    left join at_work on at_work.creator_id = v.creator_id
    left join private.queue_turns turn on turn.queue_name = j.queue_name and turn.creator_id = v.creator_id
   where j.status = 'todo' and j.queue_name = any (%(queues)s::text[])
     and (j.scheduled_at is null or j.scheduled_at <= now())
     and not exists (
       select from jobs.procrastinate_jobs other
        where other.lock = j.lock and (
          other.status = 'doing'
          or (other.status = 'todo' and (other.priority > j.priority or (other.priority = j.priority and other.id < j.id)))
        )
     )
     and not exists (select from mine)
   order by coalesce(at_work.places, 0),
            -- A turn is one video, through all its stages if they are short.
            coalesce(turn.video_id = v.id and turn.taken_at > now() - make_interval(secs => %(hold_seconds)s), false) desc,
            turn.taken_at nulls first, j.priority desc, j.id
   limit 1
     for update of j skip locked
), turn as (
  insert into private.queue_turns as turn (queue_name, creator_id, video_id, taken_at)
  select queue_name, creator_id, video_id, clock_timestamp() from next where creator_id is not null
  on conflict (creator_id, queue_name) do update
     set video_id = excluded.video_id,
         taken_at = case
           when turn.video_id = excluded.video_id
            and turn.taken_at > now() - make_interval(secs => %(hold_seconds)s) then turn.taken_at
           else excluded.taken_at
         end
)
update jobs.procrastinate_jobs job
   set status = 'doing', worker_id = %(worker_id)s
  from (select id from mine union all select id from next) as taken
 where job.id = taken.id
returning job.id, job.status::text, job.task_name, job.priority, job.lock, job.queueing_lock, job.args,
          job.scheduled_at, job.queue_name, job.attempts, job.worker_id

-- Asks the job that its creator began last: of several, one gives its place back.
-- name: others_wait
with at_work as (
  select v.creator_id, count(*) as places, (array_agg(v.id order by j.id desc))[1] as newest
    from jobs.procrastinate_jobs j
    join public.videos v on v.id = (j.args ->> 'video_id')::uuid
   where j.status = 'doing' and j.queue_name = %(queue)s
   group by v.creator_id
), own as (
  select creator_id, places from at_work where newest = %(video_id)s
)
select exists (
  select from own
    join jobs.procrastinate_jobs j
      on j.status = 'todo' and j.queue_name = %(queue)s and (j.scheduled_at is null or j.scheduled_at <= now())
    join public.videos v on v.id = (j.args ->> 'video_id')::uuid and v.creator_id <> own.creator_id
    left join at_work on at_work.creator_id = v.creator_id
   where coalesce(at_work.places, 0) < own.places
     and not exists (select from jobs.procrastinate_jobs other where other.lock = j.lock and other.status = 'doing')
) as others_wait

-- name: finish_job
with forgotten as (
  -- The video was removed while this worker took its job.
  update private.queue_turns turn
     set video_id = null
    from jobs.procrastinate_jobs job
   where job.id = %(job_id)s and turn.video_id = (job.args ->> 'video_id')::uuid
     and not exists (select from public.videos v where v.id = turn.video_id)
)
select jobs.procrastinate_finish_job_v1(own.id, %(status)s::jobs.procrastinate_job_status, %(delete_job)s)
  from (
    select id from jobs.procrastinate_jobs
     where id = %(job_id)s and worker_id = %(worker_id)s and status = 'doing'
       for update
  ) as own

-- The same stage may be waiting already: then both run, and the second finds nothing to do.
-- name: give_back
with turn as (
  update private.queue_turns turn
     set video_id = null
    from jobs.procrastinate_jobs job
   where job.id = %(job_id)s and turn.video_id = (job.args ->> 'video_id')::uuid
)
update jobs.procrastinate_jobs
   set status = 'todo', scheduled_at = %(retry_at)s, attempts = attempts + %(counted)s, worker_id = null,
       abort_requested = false, queueing_lock = null
 where id = %(job_id)s and worker_id = %(worker_id)s and status = 'doing'

-- name: update_heartbeat
insert into jobs.procrastinate_workers (id, last_heartbeat) overriding system value values (%(worker_id)s, now())
on conflict (id) do update set last_heartbeat = excluded.last_heartbeat

-- What the video's present job works on. Begun again, it keeps the deaths of workers that were at the same.
-- name: note_work
insert into private.video_work as work (video_id, stage, position_seconds, worker_id)
select v.id, %(stage)s, %(position_seconds)s, job.worker_id
  from public.videos v
  left join jobs.procrastinate_jobs job on job.lock = 'video:' || v.id::text and job.status = 'doing'
 where v.id = %(video_id)s
on conflict (video_id) do update
   set stage = excluded.stage, position_seconds = excluded.position_seconds, worker_id = excluded.worker_id,
       deaths = case
         when work.stage = excluded.stage and work.position_seconds = excluded.position_seconds then work.deaths
         else '{}'
       end

-- name: rescue_alone
select pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('jobs.rescue_dead', 0)) as is_alone

-- name: server_is_settled
select pg_catalog.pg_postmaster_start_time() < now() - make_interval(secs => %(silence_seconds)s) as is_settled

-- name: note_deaths
update private.video_work work
   set deaths = work.deaths || now(), last_death_at = now()
  from jobs.procrastinate_jobs job
  left join jobs.procrastinate_workers worker on worker.id = job.worker_id
 where job.status = 'doing'
   and (worker.id is null or worker.last_heartbeat < now() - make_interval(secs => %(silence_seconds)s))
   and job.args ->> 'video_id' = work.video_id::text and job.worker_id = work.worker_id

-- name: rescue_dead
with dead as (
  select job.id, work.video_id, work.stage, work.position_seconds, coalesce(cardinality(work.deaths), 0) as deaths,
         coalesce(
           cardinality(work.deaths) >= %(most_deaths)s
           or (cardinality(work.deaths) >= %(max_attempts)s and not exists (
             select from private.video_work other
              where other.video_id <> work.video_id
                and other.last_death_at >= work.deaths[cardinality(work.deaths) + 1 - %(max_attempts)s]
           )), false
         ) as is_guilty
    from jobs.procrastinate_jobs job
    left join jobs.procrastinate_workers worker on worker.id = job.worker_id
    left join private.video_work work
      on work.video_id::text = job.args ->> 'video_id' and work.worker_id = job.worker_id
   where job.status = 'doing'
     and (worker.id is null or worker.last_heartbeat < now() - make_interval(secs => %(silence_seconds)s))
     for update of job skip locked
), settled as (
  update private.video_work work
     set worker_id = null, deaths = case when dead.is_guilty then '{}' else work.deaths end
    from dead
   where work.video_id = dead.video_id
)
update jobs.procrastinate_jobs job
   set status = (case when dead.is_guilty then 'failed' else 'todo' end)::jobs.procrastinate_job_status,
       priority = case when dead.deaths > 1 then 0 else job.priority end, -- behind the creator's other videos
       worker_id = null,
       abort_requested = false,
       -- The same stage may be waiting already: then both run, and the second finds nothing to do.
       queueing_lock = null
  from dead
 where job.id = dead.id
returning job.id, job.task_name, job.args, job.status::text, dead.stage, dead.position_seconds, dead.deaths

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
