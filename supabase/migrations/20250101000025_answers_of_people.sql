-- What people do with answers: judge them, save them, share them.

create function private.question_of(of_answer uuid) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select q.content
    from public.chat_messages a
    join public.chat_messages q on q.session_id = a.session_id and q.role = 'user' and q.created_at <= a.created_at
     and (a.parent_id is null or q.id = a.parent_id)
   where a.id = of_answer and a.role = 'assistant'
   order by q.created_at desc
   limit 1
$$;
comment on function private.question_of(uuid) is
  'The question that an answer answers: the one that it follows, as far as the caller may read both.';

-- Feedback ------------------------------------------------------------------------------------------------------------

create table public.message_feedback (
  message_id uuid primary key references public.chat_messages (id) on delete cascade,
  student_id uuid not null,
  creator_id uuid not null,
  verdict text not null,
  better_video_id uuid,
  better_at_seconds double precision,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (student_id, creator_id) references public.students (id, creator_id) on delete cascade,
  -- Both columns: the better moment is always in a video of the same creator.
  foreign key (creator_id, better_video_id) references public.videos (creator_id, id)
    on delete set null (better_video_id),
  constraint message_feedback_verdict_known check (verdict in ('right', 'wrong', 'wrong_moment')),
  constraint message_feedback_better_of_a_moment check (
    verdict = 'wrong_moment' or num_nonnulls(better_video_id, better_at_seconds) = 0
  ),
  constraint message_feedback_better_whole check (better_video_id is null or better_at_seconds is not null),
  constraint message_feedback_better_positive check (better_at_seconds >= 0 and better_at_seconds < 'Infinity')
);
comment on table public.message_feedback is
  'What a student thinks of an answer; its creator reads it, and it is an evaluation case when it names the place.';
comment on column public.message_feedback.message_id is 'The answer.';
comment on column public.message_feedback.verdict is
  'right; wrong; wrong_moment: the answer is said elsewhere, at the better moment.';
comment on column public.message_feedback.better_video_id is
  'The video in which the answer is said; null beside a second: that video was removed.';
comment on column public.message_feedback.better_at_seconds is 'When the answer is said.';
create index idx_message_feedback_recent on public.message_feedback (creator_id, updated_at desc, message_id desc);
create index idx_message_feedback_student on public.message_feedback (student_id, creator_id);
create index idx_message_feedback_better on public.message_feedback (creator_id, better_video_id);
create trigger message_feedback_updated_at before update on public.message_feedback
  for each row execute function public.update_updated_at_column();

-- Saved answers -------------------------------------------------------------------------------------------------------

create table public.saved_answers (
  id uuid primary key default gen_random_uuid(),
  student_id uuid not null,
  creator_id uuid not null,
  message_id uuid references public.chat_messages (id) on delete set null,
  question text not null,
  content text not null,
  video_references jsonb not null,
  carried_video_ids uuid[] not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  unique (student_id, message_id),
  foreign key (student_id, creator_id) references public.students (id, creator_id) on delete cascade
);
comment on table public.saved_answers is
  'Answers that a student saved, as they were: they stay when the conversation is deleted. No creator reads them.';
comment on column public.saved_answers.message_id is 'The answer in its conversation; null: that was deleted.';
comment on column public.saved_answers.question is 'The question that it answers.';
comment on column public.saved_answers.content is 'The text of the answer.';
comment on column public.saved_answers.video_references is 'The citations of the answer.';
comment on column public.saved_answers.carried_video_ids is 'The videos whose words the answer was lent.';
create index idx_saved_answers_recent on public.saved_answers (student_id, creator_id, created_at desc, id desc);
create index idx_saved_answers_message on public.saved_answers (message_id);

create function private.own_saved_answers(
  out id uuid, out message_id uuid, out question text, out created_at timestamptz
) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select a.id, a.message_id, a.question, a.created_at
      from public.saved_answers a
     where a.student_id = private.acting_student();
end
$$;
comment on function private.own_saved_answers() is
  'What the calling student saved, and when: also where the answer may no longer be read.';

create function private.remove_saved_answer(of_answer uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.saved_answers a where a.id = of_answer and a.student_id = private.acting_student();
  return found;
end
$$;
comment on function private.remove_saved_answer(uuid) is
  'Removes a saved answer of the calling student, also one that may no longer be read; false: there is none.';

-- Shared answers ------------------------------------------------------------------------------------------------------

create table public.shared_answers (
  message_id uuid primary key references public.chat_messages (id) on delete cascade,
  student_id uuid not null,
  creator_id uuid not null,
  token_hash bytea not null unique,
  created_at timestamptz not null default clock_timestamp(),
  foreign key (student_id, creator_id) references public.students (id, creator_id) on delete cascade,
  constraint shared_answers_hash_whole check (octet_length(token_hash) = 32)
);
comment on table public.shared_answers is
  'Answers that a student shared by a link, one link each: without the row, or without its answer, the link is dead.';
comment on column public.shared_answers.message_id is 'The answer.';
comment on column public.shared_answers.token_hash is 'SHA-256 of the token in the link.';
create index idx_shared_answers_student on public.shared_answers (student_id, creator_id);

create function private.read_shared_answer(
  token bytea, out question text, out content text, out video_references jsonb
) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  tenant uuid := private.acting_tenant();
  staff uuid := private.acting_creator();
begin
  return query
    select private.question_of(m.id),
           -- The notice is about the month of the student who asked.
           case when m.metadata ->> 'notice' is not null
             then left(m.content, -length(E'\n\n' || (m.metadata ->> 'notice'))) else m.content end,
           m.video_references
      from public.shared_answers h
      join public.chat_messages m on m.id = h.message_id
     where h.token_hash = sha256(token) and h.creator_id = tenant
       and not exists (
         select from (
           select (cited.quote ->> 'video_id')::uuid from jsonb_array_elements(m.video_references) as cited (quote)
            union all
           select unnest(m.carried_video_ids)
         ) as used (id)
          where case when staff is null
                  then (select w.id from private.watched_video(used.id) w) is null
                  else not exists (select from public.videos v where v.id = used.id and v.creator_id = staff) end
       );
end
$$;
comment on function private.read_shared_answer(bytea) is
  'The answer behind the token of a link, with its question and citations and nothing else, for members of its school who '
  'may see every video that it cites or was lent words of.';

-- Questions for the teacher ------------------------------------------------------------------------------------------

create function private.tell_teacher(of_answer uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update private.asked_questions q
     set told_at = coalesce(q.told_at, clock_timestamp())
    from public.chat_messages m
    join public.chat_sessions s on s.id = m.session_id
   where m.id = of_answer and m.role = 'assistant' and m.metadata -> 'covered' = 'false'
     and s.student_id = private.acting_student() and q.message_id = m.parent_id;
  return found;
end
$$;
comment on function private.tell_teacher(uuid) is
  'Marks the question of the calling student that this answer refuses as one for the teacher; told again it keeps its time. '
  'False: the student has no such answer.';

create function private.told_questions(of_session uuid, out message_id uuid) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select q.message_id
      from private.asked_questions q
      join public.chat_messages m on m.id = q.message_id
     where m.session_id = of_session and q.student_id = private.acting_student() and q.told_at is not null;
end
$$;
comment on function private.told_questions(uuid) is
  'The questions of a conversation that the calling student asked the teacher to answer.';

-- Suggestions ---------------------------------------------------------------------------------------------------------

create function private.often_asked(of_videos uuid[], out question text) returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  staff uuid := private.acting_creator();
  -- Whatever a caller names: what is asked about a video tells what it is about.
  visible uuid[] := array(
    select v.id from unnest(of_videos) as v (id)
     where staff is not null or (select w.id from private.watched_video(v.id) w) is not null
  );
begin
  return query
    select min(btrim(m.content))
      from private.asked_questions a
      join public.chat_messages m on m.id = a.message_id
     where a.creator_id = private.acting_tenant() and a.is_covered and a.closest_video_id = any (visible)
     group by lower(btrim(m.content))
    having count(distinct a.student_id) >= private.least_group()
     order by count(distinct a.student_id) desc, 1
     limit 10;
end
$$;
comment on function private.often_asked(uuid[]) is
  'What many students of the caller''s school asked in the same words, and those of these videos answer that the caller may '
  'play: of so many that a question says nothing about one of them.';

revoke all on function
  private.question_of(uuid), private.own_saved_answers(), private.remove_saved_answer(uuid),
  private.read_shared_answer(bytea), private.often_asked(uuid[]), private.tell_teacher(uuid), private.told_questions(uuid)
  from public, anon, authenticated;
grant execute on function
  private.question_of(uuid), private.own_saved_answers(), private.remove_saved_answer(uuid),
  private.read_shared_answer(bytea), private.often_asked(uuid[]), private.tell_teacher(uuid), private.told_questions(uuid)
  to authenticated, service_role;

-- Rights --------------------------------------------------------------------------------------------------------------

do $$
declare
  found regclass;
begin
  foreach found in array array['public.message_feedback', 'public.saved_answers', 'public.shared_answers']::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
grant select, delete,
  insert (message_id, student_id, creator_id, verdict, better_video_id, better_at_seconds),
  update (verdict, better_video_id, better_at_seconds)
  on public.message_feedback to authenticated;
create policy message_feedback_select on public.message_feedback for select to authenticated
  using (student_id = (select private.acting_student()) or creator_id = (select private.acting_creator()));
-- An answer that the student may not read now gets no feedback; a better moment is one that the student may play.
create policy message_feedback_insert on public.message_feedback for insert to authenticated
  with check (
    student_id = (select private.acting_student())
    and exists (
      select from public.chat_messages m
        join public.chat_sessions s on s.id = m.session_id
       where m.id = message_id and m.role = 'assistant' and s.student_id = message_feedback.student_id
    )
    and (better_video_id is null or exists (select from public.videos v where v.id = better_video_id))
  );
create policy message_feedback_update on public.message_feedback for update to authenticated
  using (student_id = (select private.acting_student()))
  with check (
    student_id = (select private.acting_student())
    and (better_video_id is null or exists (select from public.videos v where v.id = better_video_id))
  );
create policy message_feedback_delete on public.message_feedback for delete to authenticated
  using (student_id = (select private.acting_student()));

grant select, insert (student_id, creator_id, message_id, question, content, video_references, carried_video_ids)
  on public.saved_answers to authenticated;
-- As with answers in conversations: read as long as every cited and every lending video may be played.
create policy saved_answers_select on public.saved_answers for select to authenticated
  using (
    student_id = (select private.acting_student())
    and not exists (
      select from (
        select (cited.quote ->> 'video_id')::uuid from jsonb_array_elements(video_references) as cited (quote)
         union all
        select unnest(carried_video_ids)
      ) as used (id)
       where not exists (select from public.videos v where v.id = used.id)
    )
  );
create policy saved_answers_insert on public.saved_answers for insert to authenticated
  with check (
    student_id = (select private.acting_student())
    and exists (
      select from public.chat_messages m
        join public.chat_sessions s on s.id = m.session_id
       where m.id = message_id and m.role = 'assistant' and s.student_id = saved_answers.student_id
         and m.content = saved_answers.content and m.video_references = saved_answers.video_references
         and m.carried_video_ids = saved_answers.carried_video_ids
    )
  );

grant select (message_id, student_id, creator_id, created_at), delete,
  insert (message_id, student_id, creator_id, token_hash)
  on public.shared_answers to authenticated;
create policy shared_answers_select on public.shared_answers for select to authenticated
  using (student_id = (select private.acting_student()));
create policy shared_answers_insert on public.shared_answers for insert to authenticated
  with check (
    student_id = (select private.acting_student())
    and exists (
      select from public.chat_messages m
        join public.chat_sessions s on s.id = m.session_id
       where m.id = message_id and m.role = 'assistant' and s.student_id = shared_answers.student_id
    )
  );
create policy shared_answers_delete on public.shared_answers for delete to authenticated
  using (student_id = (select private.acting_student()));

comment on policy message_feedback_select on public.message_feedback is
  'A student reads its own feedback; a creator reads that of its students.';
comment on policy message_feedback_insert on public.message_feedback is
  'A student judges answers that it may read in its own conversations.';
comment on policy message_feedback_update on public.message_feedback is 'A student changes its own feedback.';
comment on policy message_feedback_delete on public.message_feedback is 'A student takes its own feedback back.';
comment on policy saved_answers_select on public.saved_answers is
  'A student, and no creator, reads what it saved, except for answers that cite, or were lent words of, a video that it may not play now.';
comment on policy saved_answers_insert on public.saved_answers is
  'A student saves answers of its own conversations, word for word.';
comment on policy shared_answers_select on public.shared_answers is 'A student, and no creator, reads what it shared.';
comment on policy shared_answers_insert on public.shared_answers is
  'A student shares answers that it may read in its own conversations.';
comment on policy shared_answers_delete on public.shared_answers is 'A student revokes its own links.';
