-- name: insert_scratch_creator
-- Only the service writes the company's id: no creator can pass as scratch.
insert into public.creators (id, name, whop_company_id, subscription_tier)
values (%(creator_id)s::uuid, 'Scratch of chronos eval', 'chronos-eval:' || %(creator_id)s::uuid, 'enterprise')

-- name: insert_scratch_student
insert into public.students (creator_id, name) values (%(creator_id)s, 'Scratch of chronos eval') returning id

-- name: list_scratch_creators
select id from public.creators where starts_with(whop_company_id, 'chronos-eval:') order by created_at

-- name: list_videos
select id from public.videos where creator_id = %(creator_id)s

-- name: delete_scratch_creator
delete from public.creators where id = %(creator_id)s and starts_with(whop_company_id, 'chronos-eval:')

-- name: take_step
update public.videos set status = %(status)s::public.video_status where id = %(id)s

-- name: list_states
select title, status::text, progress, error_message from public.videos where creator_id = %(creator_id)s

-- name: count_chunks
select count(*) as chunks from public.video_chunks where creator_id = %(creator_id)s

-- name: delete_cases
delete from public.evaluation_cases where creator_id = %(creator_id)s

-- name: insert_case
insert into public.evaluation_cases (creator_id, question, video_id, at_seconds)
values (%(creator_id)s, %(question)s, %(video_id)s, %(at_seconds)s)

-- name: list_cases
select c.question, c.video_id, c.at_seconds, v.title
  from public.evaluation_cases c
  left join public.videos v on v.id = c.video_id
 order by v.title nulls last, c.at_seconds, c.question

-- name: is_student_there
select id from public.students where id = %(student_id)s

-- name: list_visible
select id from public.videos

-- name: list_library
select id, title, duration_seconds from public.videos where deleted_at is null
