-- name: insert_session
insert into public.chat_sessions (student_id, creator_id, title, context_video_ids)
select s.id, s.creator_id, %(title)s, %(video_ids)s::uuid[]
  from public.students s
 where s.id = %(student_id)s
returning id, title, context_video_ids, created_at, last_message_at

-- name: list_sessions
select id, title, context_video_ids, created_at, last_message_at
  from public.chat_sessions
 where (%(before)s::timestamptz is null or (created_at, id) < (%(before)s, %(before_id)s::uuid))
 order by created_at desc, id desc
 limit %(limit)s

-- name: get_session
select id, title, context_video_ids, created_at, last_message_at from public.chat_sessions where id = %(id)s

-- name: rename_session
update public.chat_sessions set title = %(title)s where id = %(id)s
returning id, title, context_video_ids, created_at, last_message_at

-- name: delete_session
delete from public.chat_sessions where id = %(id)s

-- name: list_messages
-- Row Level Security leaves out an answer whose video the student may not play now: only its place is listed.
select id, role::text, content, video_references, model, metadata, created_at, false as is_withheld
  from public.chat_messages
 where session_id = %(session_id)s and (%(id)s::uuid is null or id = %(id)s)
 union all
select a.id, 'assistant', %(withheld)s, '[]', null, '{}', a.created_at, true
  from private.own_answers(%(session_id)s) a
 where (%(id)s::uuid is null or a.id = %(id)s) and not exists (select from public.chat_messages m where m.id = a.id)
 order by created_at, id

-- name: insert_question
insert into public.chat_messages (session_id, role, content) values (%(session_id)s, 'user', %(content)s) returning id

-- name: record_question
select private.record_request('question', %(question_id)s)

-- name: record_answer
select private.record_answer(%(covered)s, %(citations)s, %(answer_id)s)

-- name: keep_question
select private.keep_question(%(question_id)s, %(covered)s, %(closest)s, %(vector)s::double precision[], %(model)s)

-- name: open_citation
-- An answer that is withheld has none.
select case when exists (select from public.chat_messages m where m.id = %(message_id)s)
            then private.open_citation(%(message_id)s, %(number)s) else false end as is_known

-- name: insert_answer
insert into public.chat_messages (id, session_id, role, content, video_references, model, input_tokens, output_tokens,
                                  response_ms, metadata)
values (%(id)s, %(session_id)s, 'assistant', %(content)s, %(citations)s, %(model)s, %(input_tokens)s, %(output_tokens)s,
        %(response_ms)s, %(metadata)s)

-- name: record_reading
select private.record_reading(%(session_id)s)
