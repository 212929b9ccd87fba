-- name: insert_scratch_creator
-- The company's id is nobody's but the service's to write: no creator can make itself look like scratch.
insert into public.creators (id, name, whop_company_id)
values (%(creator_id)s, 'Scratch of chronos eval', 'chronos-eval:' || %(creator_id)s::text)

-- name: insert_scratch_student
insert into public.students (creator_id, name) values (%(creator_id)s, 'Scratch of chronos eval') returning id

-- name: list_scratch_creators
select id from public.creators where starts_with(whop_company_id, 'chronos-eval:') order by created_at

-- name: delete_waiting_jobs
delete from jobs.procrastinate_jobs job
 using public.videos v
 where v.creator_id = %(creator_id)s and job.args ->> 'video_id' = v.id::text and job.status <> 'doing'

-- name: delete_scratch_creator
delete from public.creators where id = %(creator_id)s and starts_with(whop_company_id, 'chronos-eval:')

-- name: insert_video
insert into public.videos (id, creator_id, title, metadata) values (%(id)s, %(creator_id)s, %(title)s, %(metadata)s)

-- name: take_step
update public.videos set status = %(status)s::public.video_status where id = %(id)s

-- name: list_states
select title, status::text, progress, error_message from public.videos where creator_id = %(creator_id)s

-- name: count_chunks
select count(*) as chunks from public.video_chunks where creator_id = %(creator_id)s
