-- name: student
select id, creator_id, email, name, preferences, is_active, sees_all_courses, whop_user_id, whop_membership_id, created_at,
       updated_at, last_login_at
  from public.students
 where id = %(student_id)s

-- name: enrolments
select course_id, created_at from public.course_enrolments where student_id = %(student_id)s order by created_at, course_id

-- name: progress
select video_id, array(
         select jsonb_build_array(lower(part) / 1e3, upper(part) / 1e3) from unnest(heard) as part
       ) as heard, played_ms / 1e3::double precision as played_seconds, resume_seconds, completed_at, marked_done_at,
       started_at, last_watched_at
  from public.video_progress
 where student_id = %(student_id)s
 order by started_at, video_id

-- name: sessions
select id, title, context_video_ids, created_at, updated_at, last_message_at
  from public.chat_sessions
 where student_id = %(student_id)s
 order by created_at, id

-- name: messages
-- Of an answer whose video the student may not play now the student exports the place alone, and the operator everything.
select m.session_id, m.id, m.role::text, m.content, m.video_references, m.model, m.created_at, false as is_withheld
  from public.chat_messages m
  join public.chat_sessions s on s.id = m.session_id
 where s.student_id = %(student_id)s
 union all
select a.session_id, a.id, 'assistant', null, '[]', null, a.created_at, true
  from private.own_answers(null) a
 where not exists (select from public.chat_messages m where m.id = a.id)
 order by created_at, id

-- name: notes
select id, video_id, at_seconds, content, created_at, updated_at
  from public.notes
 where student_id = %(student_id)s
 order by created_at, id

-- name: sign_ins
select id, browser, created_at, last_seen_at, expires_at
  from private.sign_ins
 where student_id = %(student_id)s
 order by created_at, id
