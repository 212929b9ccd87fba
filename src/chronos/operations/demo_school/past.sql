-- name: is_filled
-- The last statement of a filling marks its course: what was interrupted is begun anew.
select exists (
  select from public.courses where creator_id = %(creator_id)s and metadata ->> 'demo' = 'filled'
) as is_filled

-- name: forget_conversations
delete from public.chat_sessions where creator_id = %(creator_id)s and student_id = any (%(students)s)

-- name: forget_facts
delete from private.facts where creator_id = %(creator_id)s and student_id = any (%(students)s)

-- name: forget_courses
delete from public.courses where creator_id = %(creator_id)s

-- name: forget_notes
delete from public.notes where creator_id = %(creator_id)s and student_id = any (%(students)s)

-- name: forget_teaching
delete from public.teacher_answers where creator_id = %(creator_id)s

-- name: forget_invitations
delete from private.invite_links where creator_id = %(creator_id)s

-- name: date_school
update public.creators set created_at = %(at)s::timestamptz where id = %(creator_id)s

-- name: date_videos
update public.videos set created_at = %(at)s::timestamptz where creator_id = %(creator_id)s

-- name: date_charges
update private.ledger l
   set charged_at = %(at)s::timestamptz, date = private.day_of(%(at)s::timestamptz, l.creator_id)
 where l.creator_id = %(creator_id)s and l.kind in ('video_seconds', 'transcription_seconds', 'embedding_tokens')

-- name: date_courses
update public.courses
   set created_at = %(at)s::timestamptz, published_at = case when is_published then %(at)s::timestamptz end
 where creator_id = %(creator_id)s

-- name: date_student
update public.students
   set created_at = %(at)s::timestamptz, is_active = not %(ended)s
 where id = %(student_id)s

-- name: date_messages
-- A question every two minutes, and each answer two seconds after its question.
with numbered as (
  select m.id, m.role, row_number() over (partition by m.role order by m.created_at, m.id) as place
    from public.chat_messages m
   where m.session_id = %(session_id)s
)
update public.chat_messages m
   set created_at = %(at)s::timestamptz + make_interval(mins => 2 * (n.place - 1)::integer, secs => case n.role when 'user' then 0 else 2 end)
  from numbered n
 where m.id = n.id

-- name: date_session
update public.chat_sessions s
   set created_at = %(at)s::timestamptz,
       last_message_at = (select max(m.created_at) from public.chat_messages m where m.session_id = s.id)
 where s.id = %(session_id)s

-- name: date_questions
update private.asked_questions a
   set asked_at = m.created_at + interval '2 seconds',
       told_at = case when a.told_at is not null then m.created_at + interval '1 minute' end
  from public.chat_messages m
 where m.session_id = %(session_id)s and a.message_id = m.id

-- name: date_facts
update private.facts f
   set occurred_at = coalesce(
         (select m.created_at from public.chat_messages m where m.id = f.message_id), %(at)s::timestamptz + interval '10 seconds'
       )
 where f.session_id = %(session_id)s

-- name: date_feedback
update public.message_feedback f
   set created_at = m.created_at + interval '1 minute'
  from public.chat_messages m
 where m.session_id = %(session_id)s and f.message_id = m.id

-- name: date_saved
update public.saved_answers a
   set created_at = m.created_at + interval '1 minute'
  from public.chat_messages m
 where m.session_id = %(session_id)s and a.message_id = m.id

-- name: date_questions_charged
update private.ledger l
   set charged_at = m.created_at, date = private.day_of(m.created_at, l.creator_id)
  from public.chat_messages m
 where m.session_id = %(session_id)s and l.message_id = m.id

-- name: date_note
update public.notes set created_at = %(at)s::timestamptz where id = %(id)s

-- name: date_teaching
update public.teacher_answers set created_at = %(at)s::timestamptz where id = %(id)s

-- name: use_invitation
update private.invite_links set uses = %(uses)s where id = %(id)s

-- name: insert_progress
insert into public.video_progress (
  student_id, video_id, creator_id, heard, heard_again, played_ms, resume_seconds, completed_at, started_at, last_watched_at
)
values (
  %(student_id)s, %(video_id)s, %(creator_id)s,
  %(heard)s::int4multirange, %(again)s::int4multirange,
  %(played_ms)s, %(resume_seconds)s, %(completed_at)s, %(started_at)s, %(last_watched_at)s
)

-- name: insert_fact
insert into private.facts (occurred_at, creator_id, student_id, kind, video_id, played_ms, at_seconds)
values (%(occurred_at)s, %(creator_id)s, %(student_id)s, %(kind)s, %(video_id)s, %(played_ms)s, %(at_seconds)s)

-- name: keep_storage_of_days
insert into private.ledger (date, creator_id, kind, quantity, idempotency_key)
select day::date, %(creator_id)s, 'stored_bytes', private.stored_bytes(%(creator_id)s),
       'stored:' || %(creator_id)s || ':' || day::date
  from generate_series(
         private.day_of(%(at)s::timestamptz, %(creator_id)s), private.day_of(now(), %(creator_id)s) - 1, interval '1 day'
       ) as day
on conflict do nothing

-- name: forget_news
-- Nothing that happened in the made-up past is mailed now.
delete from private.notifications where creator_id = %(creator_id)s

-- name: count_days
select private.roll_up(%(creator_id)s, day::date)
  from generate_series(
         private.day_of(%(at)s::timestamptz, %(creator_id)s), private.day_of(now(), %(creator_id)s), interval '1 day'
       ) as day

-- name: mark_filled
update public.courses set metadata = metadata || '{"demo": "filled"}' where id = %(course_id)s

-- name: list_demo_schools
select id, name from public.creators where starts_with(id::text, %(prefix)s) order by created_at, id

-- name: forget_files
delete from storage.objects
 where split_part(name, '/', 1) = any (%(ids)s) and bucket_id in ('videos', 'thumbnails', 'user-uploads')

-- name: remove_schools
delete from public.creators where id::text = any (%(ids)s)
