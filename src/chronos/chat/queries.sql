-- name: insert_session
insert into public.chat_sessions (
  student_id, creator_id, title, context_video_ids, context_course_id, context_at_seconds
)
select s.id, s.creator_id, %(title)s, %(video_ids)s::uuid[], %(course_id)s::uuid, %(at_seconds)s::double precision
  from public.students s
 where s.id = %(student_id)s
returning id, title, context_video_ids, context_course_id, context_at_seconds, created_at, last_message_at

-- name: see_course
select id from public.courses where id = %(id)s

-- name: see_videos
select id, duration_seconds as seconds from public.videos where id = any (%(ids)s::uuid[])

-- name: list_sessions
-- What staff read of messages is recorded, so they find conversations by title alone.
select id, title, context_video_ids, context_course_id, context_at_seconds, created_at, last_message_at
  from public.chat_sessions s
 where not s.metadata ? 'removed'
   and (%(before)s::timestamptz is null or (created_at, id) < (%(before)s, %(before_id)s::uuid))
   and (%(student_id)s::uuid is null or s.student_id = %(student_id)s)
   and (
     %(words)s::text[] is null
     or (select bool_and(strpos(lower(s.title), word) > 0) from unnest(%(words)s::text[]) as word)
     or s.student_id = (select private.acting_student()) and exists (
       select from public.chat_messages m
        where m.session_id = s.id
          and (select bool_and(strpos(lower(m.content), word) > 0) from unnest(%(words)s::text[]) as word)
     )
   )
 order by created_at desc, id desc
 limit %(limit)s

-- name: get_session
select id, title, context_video_ids, context_course_id, context_at_seconds, created_at, last_message_at
  from public.chat_sessions
 where id = %(id)s and not metadata ? 'removed'

-- name: rename_session
update public.chat_sessions set title = %(title)s where id = %(id)s and not metadata ? 'removed'
returning id, title, context_video_ids, context_course_id, context_at_seconds, created_at, last_message_at

-- name: delete_session
delete from public.chat_sessions where id = %(id)s

-- name: title_session
update public.chat_sessions set title = %(title)s where id = %(id)s and title is null

-- name: find_messages
select m.id, m.session_id, s.title, m.role::text, m.content, m.created_at
  from public.chat_messages m
  join public.chat_sessions s on s.id = m.session_id
 where s.student_id = (select private.acting_student()) and not s.metadata ? 'removed'
   and (select bool_and(strpos(lower(m.content), word) > 0) from unnest(%(words)s::text[]) as word)
   and (%(cursor)s::uuid is null
        or (m.created_at, m.id) < (select c.created_at, c.id from public.chat_messages c where c.id = %(cursor)s))
 order by m.created_at desc, m.id desc
 limit %(limit)s

-- name: list_messages
-- Row Level Security leaves out an answer whose video the student may not play now: only its place is listed.
select id, parent_id, role::text, content, video_references, carried_video_ids, model, input_tokens, output_tokens,
       cost_usd, metadata, created_at, false as is_withheld
  from public.chat_messages
 where session_id = %(session_id)s and (%(id)s::uuid is null or id = %(id)s)
 union all
select a.id, a.parent_id, 'assistant', %(withheld)s, '[]', '{}', null, null, null, null, '{}', a.created_at, true
  from private.own_answers(%(session_id)s) a
 where (%(id)s::uuid is null or a.id = %(id)s) and not exists (select from public.chat_messages m where m.id = a.id)
 order by created_at, id

-- name: hold_session
-- Questions at the same time follow each other; as versions of one another all but the last would be hidden.
select pg_advisory_xact_lock(hashtextextended('chronos.chat_session.' || %(id)s::text, 0))

-- name: insert_question
insert into public.chat_messages (session_id, parent_id, role, content)
values (%(session_id)s, %(parent_id)s, 'user', %(content)s)
returning id

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
insert into public.chat_messages (id, session_id, parent_id, role, content, video_references, carried_video_ids, model,
                                  input_tokens, output_tokens, cost_usd, response_ms, metadata)
select %(id)s, %(session_id)s, %(parent_id)s, 'assistant', %(content)s, %(citations)s, %(carried_video_ids)s::uuid[],
       %(model)s, coalesce(used.input_tokens, %(input_tokens)s), coalesce(used.output_tokens, %(output_tokens)s),
       used.cost_usd, %(response_ms)s, %(metadata)s
  from private.usage_of_answer(%(id)s) used

-- name: count_seen_videos
select count(*) as seen from public.videos where id = any (%(ids)s::uuid[])

-- name: record_reading
select private.record_reading(%(session_id)s)

-- name: chosen_language_model
select private.chosen_language_model() as name

-- name: list_readable_chunks
select id from public.video_chunks where id = any(%(ids)s::uuid[])

-- name: recent_questions
-- Each with its newest answer, if the caller may read that now.
select q.id, q.session_id, q.content, q.created_at, a.id as answer_id, a.id is not null as is_answered, a.covered, a.video_references
  from (
    select m.id, m.session_id, m.content, m.created_at
      from public.chat_messages m
      join public.chat_sessions s on s.id = m.session_id
     where s.student_id = (select private.acting_student()) and m.role = 'user' and not s.metadata ? 'removed'
     order by m.created_at desc, m.id desc
     limit %(limit)s
  ) q
  left join lateral (
    select m.id, m.metadata -> 'covered' as covered, m.video_references
      from public.chat_messages m
     where m.session_id = q.session_id and m.parent_id = q.id and m.role = 'assistant'
     order by m.created_at desc, m.id desc
     limit 1
  ) a on true
 order by q.created_at desc, q.id desc

-- name: bin_session
update public.chat_sessions set metadata = metadata || '{"removed": true}' where id = %(id)s and not metadata ? 'removed'

-- name: take_session_back
update public.chat_sessions set metadata = metadata - 'removed' where id = %(id)s and metadata ? 'removed'

-- name: empty_bin
-- `updated_at` is when it was removed: nothing changes it since, and its student may write any time into the metadata.
delete from public.chat_sessions where metadata ? 'removed' and updated_at < now() - make_interval(days => %(days)s)

-- name: name_askers
select s.id, t.name
  from public.chat_sessions s
  join public.students t on t.id = s.student_id
 where s.id = any (%(ids)s::uuid[])
