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
-- Feedback of students is a case where it says where the answer is said, or that there is none; a case of the creator's own
-- with the same words takes precedence, then the latest. It is derived: erased with its student, and with its conversation.
with judged as (
  select m.metadata ->> 'covered' = 'false' as is_refusal, f.verdict, f.updated_at,
         btrim(coalesce(m.metadata ->> 'searched_for', private.question_of(f.message_id))) as question,
         case f.verdict when 'wrong_moment' then f.better_video_id
              else (m.video_references -> 0 ->> 'video_id')::uuid end as video_id,
         case f.verdict when 'wrong_moment' then f.better_at_seconds
              else (m.video_references -> 0 ->> 'start_seconds')::double precision end as at_seconds
    from public.message_feedback f
    join public.chat_messages m on m.id = f.message_id
   where f.creator_id = (select private.acting_creator()) and f.verdict <> 'wrong'
), given as (
  select c.question, c.video_id, c.at_seconds, null::timestamptz as judged_at, true as is_whole
    from public.evaluation_cases c
   union all
  select j.question, case when not j.answers_nothing then j.video_id end,
         case when not j.answers_nothing then j.at_seconds end, j.updated_at,
         j.answers_nothing or j.at_seconds is not null and exists (select from public.videos v where v.id = j.video_id)
    from (select *, is_refusal and verdict = 'right' as answers_nothing from judged) as j
   where length(j.question) between 1 and 500
), one as (
  select distinct on (lower(g.question)) g.*
    from given g
   where g.is_whole
   order by lower(g.question), g.judged_at desc nulls first
)
select o.question, o.video_id, o.at_seconds, v.title, o.judged_at is not null as is_feedback
  from one o
  left join public.videos v on v.id = o.video_id
 order by v.title nulls last, o.at_seconds, o.question

-- name: is_student_there
select id from public.students where id = %(student_id)s

-- name: list_visible
select id from public.videos

-- name: list_library
select id, title, duration_seconds from public.videos where deleted_at is null
