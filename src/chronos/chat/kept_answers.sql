-- name: playable_video
select duration_seconds from public.videos where id = %(video_id)s

-- name: give_feedback
insert into public.message_feedback (message_id, student_id, creator_id, verdict, better_video_id, better_at_seconds)
select m.id, s.student_id, s.creator_id, %(verdict)s, %(video_id)s::uuid, %(at_seconds)s::double precision
  from public.chat_messages m
  join public.chat_sessions s on s.id = m.session_id
 where m.id = %(message_id)s and m.role = 'assistant' and s.student_id = (select private.acting_student())
on conflict (message_id) do update
   set verdict = excluded.verdict, better_video_id = excluded.better_video_id,
       better_at_seconds = excluded.better_at_seconds

-- name: take_feedback_back
delete from public.message_feedback where message_id = %(message_id)s

-- name: list_verdicts
select f.message_id, f.verdict
  from public.message_feedback f
  join public.chat_messages m on m.id = f.message_id
 where m.session_id = %(session_id)s

-- name: list_feedback
select f.message_id, m.session_id, f.verdict, f.better_video_id, v.title as better_title, f.better_at_seconds,
       private.question_of(m.id) as question, m.content, m.video_references, m.model, f.created_at, f.updated_at
  from public.message_feedback f
  join public.chat_messages m on m.id = f.message_id
  left join public.videos v on v.id = f.better_video_id
 where (%(message_id)s::uuid is null or f.message_id = %(message_id)s)
   and (%(verdict)s::text is null or f.verdict = %(verdict)s)
   and (%(before)s::timestamptz is null or (f.updated_at, f.message_id) < (%(before)s, %(before_id)s::uuid))
 order by f.updated_at desc, f.message_id desc
 limit %(limit)s

-- name: save_answer
insert into public.saved_answers (
  student_id, creator_id, message_id, question, content, video_references, carried_video_ids
)
select s.student_id, s.creator_id, m.id, coalesce(private.question_of(m.id), ''), m.content, m.video_references,
       m.carried_video_ids
  from public.chat_messages m
  join public.chat_sessions s on s.id = m.session_id
 where m.id = %(message_id)s and m.role = 'assistant' and s.student_id = (select private.acting_student())
on conflict (student_id, message_id) do nothing

-- name: list_saved
-- Row Level Security leaves out an answer whose video the student may not play now: only its place is listed.
select o.id, o.message_id, o.question, coalesce(a.content, %(withheld)s) as content,
       coalesce(a.video_references, '[]') as video_references, o.created_at, a.id is null as is_withheld
  from private.own_saved_answers() o
  left join public.saved_answers a on a.id = o.id
 where (%(id)s::uuid is null or o.id = %(id)s) and (%(message_id)s::uuid is null or o.message_id = %(message_id)s)
   and (%(before)s::timestamptz is null or (o.created_at, o.id) < (%(before)s, %(before_id)s::uuid))
 order by o.created_at desc, o.id desc
 limit %(limit)s

-- name: list_saved_of
select o.id, o.message_id
  from private.own_saved_answers() o
  join public.chat_messages m on m.id = o.message_id
 where m.session_id = %(session_id)s

-- name: remove_saved
select private.remove_saved_answer(%(id)s) as is_removed

-- name: end_link
delete from public.shared_answers where message_id = %(message_id)s

-- name: share_answer
insert into public.shared_answers (message_id, student_id, creator_id, token_hash)
select m.id, s.student_id, s.creator_id, %(token_hash)s
  from public.chat_messages m
  join public.chat_sessions s on s.id = m.session_id
 where m.id = %(message_id)s and m.role = 'assistant' and s.student_id = (select private.acting_student())
returning created_at

-- name: list_links
select message_id, created_at from public.shared_answers order by created_at desc, message_id

-- name: read_shared_answer
select question, content, video_references from private.read_shared_answer(%(token)s)

-- name: tell_teacher
select private.tell_teacher(%(message_id)s) as is_told

-- name: told_questions
select message_id from private.told_questions(%(session_id)s) as message_id
