-- Facts: what students did, recorded once by the function that served it. Days are counted from them.
--
-- Creators, their staff and evaluation leave none. A fact outlives its video; it goes with its student, whose counts stay.

create table private.facts (
  id bigint generated always as identity primary key,
  occurred_at timestamptz not null default clock_timestamp(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  student_id uuid not null,
  kind text not null,
  video_id uuid,
  session_id uuid,
  message_id uuid,
  citation_number integer,
  played_ms integer not null default 0,
  at_seconds double precision,
  constraint facts_kind_known check (
    kind in ('play', 'watch', 'complete', 'search', 'question', 'answer', 'refusal', 'citation', 'citation_opened')
  ),
  constraint facts_positive check (played_ms >= 0 and at_seconds >= 0 and citation_number >= 1)
);
comment on table private.facts is
  'What students did: rows are added, and deleted after 13 months or with their student, and never changed.';
comment on column private.facts.occurred_at is 'Time of the statement that recorded it.';
comment on column private.facts.student_id is 'Who did it; no foreign key, so that a student''s erasure counts it first.';
comment on column private.facts.kind is
  'play: a player''s first report that was credited; watch: a report that was credited; complete: enough was heard; search; '
  'question; answer, or refusal where nothing was covered; citation: a video that an answer cites; citation_opened.';
comment on column private.facts.video_id is 'The video that was played, cited or opened; it may have been removed since.';
comment on column private.facts.session_id is 'The playing session, or the conversation.';
comment on column private.facts.message_id is 'The question, or the answer with its citations.';
comment on column private.facts.citation_number is 'The citation of the answer that was opened, from 1.';
comment on column private.facts.played_ms is 'Milliseconds of the video that a report was credited with.';
comment on column private.facts.at_seconds is 'The second of the video where it was played, or that was cited or opened.';
create index idx_facts_creator_time on private.facts (creator_id, occurred_at);
create index idx_facts_time on private.facts using brin (occurred_at);
create index idx_facts_student on private.facts (student_id);
-- Opening a citation again adds nothing.
create unique index idx_facts_citation_opened on private.facts (message_id, citation_number)
  where kind = 'citation_opened';

create table private.asked_questions (
  message_id uuid primary key references public.chat_messages (id) on delete cascade,
  creator_id uuid not null,
  student_id uuid not null,
  asked_at timestamptz not null default clock_timestamp(),
  is_covered boolean not null,
  embedding extensions.vector,
  embedding_model text,
  closest_video_id uuid,
  closest_start_seconds double precision,
  closest_play_seconds double precision,
  closest_score double precision,
  foreign key (student_id, creator_id) references public.students (id, creator_id) on delete cascade,
  constraint asked_questions_model_beside_vector check ((embedding is null) = (embedding_model is null)),
  constraint asked_questions_moment_whole check (
    num_nulls(closest_video_id, closest_start_seconds, closest_play_seconds, closest_score) in (0, 4)
  ),
  constraint asked_questions_times_positive check (closest_start_seconds >= 0 and closest_play_seconds >= 0)
);
comment on table private.asked_questions is
  'Questions that were answered or refused, with what groups them by meaning and where the videos come closest.';
comment on column private.asked_questions.message_id is 'The question; its text is there.';
comment on column private.asked_questions.asked_at is 'When it was answered or refused.';
comment on column private.asked_questions.is_covered is 'Whether the videos answer it.';
comment on column private.asked_questions.embedding is 'Unit vector of the question, as search made it; null: it made none.';
comment on column private.asked_questions.embedding_model is 'What made the vector; vectors of two models are never compared.';
comment on column private.asked_questions.closest_video_id is 'The video with the best moment; null: nothing was found.';
comment on column private.asked_questions.closest_start_seconds is 'When the best moment is said.';
comment on column private.asked_questions.closest_play_seconds is 'Where a link to it starts to play.';
comment on column private.asked_questions.closest_score is 'The score of the best moment in its search.';
create index idx_asked_questions_creator_time on private.asked_questions (creator_id, asked_at);
create index idx_asked_questions_student on private.asked_questions (student_id, creator_id);

create table private.erased_activity (
  id bigint generated always as identity primary key,
  creator_id uuid not null references public.creators (id) on delete cascade,
  date date not null,
  video_id uuid,
  views integer not null default 0,
  viewers integer not null default 0,
  played_ms bigint not null default 0,
  completions integer not null default 0,
  citations integer not null default 0,
  active_students integer not null default 0,
  searches integer not null default 0,
  questions integer not null default 0,
  answers integer not null default 0,
  refusals integer not null default 0,
  citations_opened integer not null default 0,
  unique nulls not distinct (creator_id, date, video_id),
  constraint erased_activity_positive check (
    least(views, viewers, played_ms, completions, citations, active_students, searches, questions, answers, refusals,
          citations_opened) >= 0
  )
);
comment on table private.erased_activity is
  'Counts that students left when they were erased: a day that is counted again keeps its numbers.';
comment on column private.erased_activity.date is 'The day in the creator''s time zone at the erasure.';
comment on column private.erased_activity.video_id is 'The video; null: the counts of the creator''s day.';
comment on column private.erased_activity.views is 'Playing sessions that began.';
comment on column private.erased_activity.viewers is 'Erased students who played the video; in the creator''s day, any.';
comment on column private.erased_activity.played_ms is 'Milliseconds that they played.';
comment on column private.erased_activity.completions is 'Completions of videos.';
comment on column private.erased_activity.citations is 'Answers that cite the video.';
comment on column private.erased_activity.active_students is 'Erased students with any activity in the creator''s day.';
comment on column private.erased_activity.searches is 'Searches.';
comment on column private.erased_activity.questions is 'Questions.';
comment on column private.erased_activity.answers is 'Questions that were answered.';
comment on column private.erased_activity.refusals is 'Questions that were not covered.';
comment on column private.erased_activity.citations_opened is 'Citations that were opened.';

do $$
declare
  found regclass;
begin
  foreach found in array array['private.facts', 'private.asked_questions', 'private.erased_activity']::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
create policy facts_service on private.facts for all to service_role using (true) with check (true);
create policy asked_questions_service on private.asked_questions for all to service_role using (true) with check (true);
create policy erased_activity_service on private.erased_activity for all to service_role using (true) with check (true);
comment on policy facts_service on private.facts is 'Only the service reads and writes it.';
comment on policy asked_questions_service on private.asked_questions is 'Only the service reads and writes it.';
comment on policy erased_activity_service on private.erased_activity is 'Only the service reads and writes it.';

-- Days -----------------------------------------------------------------------------------------------------------------

create function private.time_zone(of_creator uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  chosen text := (select c.settings ->> 'time_zone' from public.creators c where c.id = of_creator);
begin
  if chosen is null then
    return 'UTC';
  end if;
  -- The list of all names is read from hundreds of files. A name of this form is either in the list, or nothing: neither an
  -- abbreviation nor an offset has it.
  if chosen ~ '^[A-Za-z_]+(/[A-Za-z_-]+)+$' then
    perform now() at time zone chosen;
    return chosen;
  elsif chosen in (select n.name from pg_timezone_names n) then
    return chosen;
  end if;
  return 'UTC';
exception
  when invalid_parameter_value then
    return 'UTC';
end
$$;
comment on function private.time_zone(uuid) is
  'The time zone of a creator''s days: settings.time_zone, a name such as Europe/Berlin; any other value counts as UTC.';

create function private.day_of(at timestamptz, of_creator uuid) returns date
language sql stable set search_path = pg_catalog, pg_temp as $$
  select (at at time zone private.time_zone(of_creator))::date
$$;
comment on function private.day_of(timestamptz, uuid) is 'The day in the creator''s time zone.';

-- Who searches and asks ------------------------------------------------------------------------------------------------

create function private.record_request(of_kind text, of_message uuid default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking record;
  conversation uuid;
begin
  select * into asking from private.asking_student();
  if of_kind not in ('search', 'question') then
    raise exception 'a request is a search or a question, not %', of_kind using errcode = 'check_violation';
  elsif asking.id is null or exists (
    select from public.creators c where c.id = asking.creator_id and starts_with(c.whop_company_id, 'chronos-eval:')
  ) then
    return;
  elsif of_message is null then
    -- A search waits for no disk: it writes nothing else, and a crash of the server may lose its last facts.
    perform set_config('synchronous_commit', 'off', true);
  else
    select m.session_id into conversation
      from public.chat_messages m
      join public.chat_sessions s on s.id = m.session_id
     where m.id = of_message and m.role = 'user' and s.student_id = asking.id;
    if not found then
      return;
    end if;
  end if;
  insert into private.facts (creator_id, student_id, kind, session_id, message_id)
  values (asking.creator_id, asking.id, of_kind, conversation, of_message);
end
$$;
comment on function private.record_request(text, uuid) is
  'Records a search or a question of the calling student; of_message: the question, if it is stored. Creators, staff and '
  'evaluation leave none.';

create function private.record_answer(is_covered boolean, citations jsonb, of_answer uuid default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking record;
  conversation uuid;
  -- One time for all facts of an answer: they belong to one day.
  answered_at timestamptz := clock_timestamp();
begin
  select * into asking from private.asking_student();
  if of_answer is not null then
    select m.session_id into conversation
      from public.chat_messages m
      join public.chat_sessions s on s.id = m.session_id
     where m.id = of_answer and m.role = 'assistant' and s.student_id = asking.id;
  end if;
  if asking.id is null or of_answer is not null and conversation is null then
    return;
  end if;
  insert into private.facts (occurred_at, creator_id, student_id, kind, session_id, message_id)
  values (
    answered_at, asking.creator_id, asking.id, case when is_covered then 'answer' else 'refusal' end, conversation, of_answer
  );
  -- The closest moments of a refusal answer nothing.
  insert into private.facts (occurred_at, creator_id, student_id, kind, video_id, session_id, message_id, at_seconds)
  select answered_at, asking.creator_id, asking.id, 'citation', (cited.quote ->> 'video_id')::uuid, conversation, of_answer,
         min((cited.quote ->> 'start_seconds')::double precision)
    from jsonb_array_elements(citations) as cited (quote)
   where is_covered
   group by cited.quote ->> 'video_id';
end
$$;
comment on function private.record_answer(boolean, jsonb, uuid) is
  'Records that the calling student was answered, with the videos that the answer cites, or refused; of_answer: the answer, '
  'if it is stored.';

create function private.keep_question(
  of_message uuid, is_covered boolean, closest jsonb, vector double precision[], vector_model text
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking record;
begin
  select * into asking from private.asking_student();
  insert into private.asked_questions (
    message_id, creator_id, student_id, is_covered, embedding, embedding_model,
    closest_video_id, closest_start_seconds, closest_play_seconds, closest_score
  )
  select m.id, s.creator_id, s.student_id, keep_question.is_covered, vector::extensions.vector,
         case when vector is not null then vector_model end,
         (closest ->> 'video_id')::uuid, (closest ->> 'start_seconds')::double precision,
         (closest ->> 'play_seconds')::double precision, (closest ->> 'score')::double precision
    from public.chat_messages m
    join public.chat_sessions s on s.id = m.session_id
   where m.id = of_message and m.role = 'user' and s.student_id = asking.id
  on conflict (message_id) do nothing;
end
$$;
comment on function private.keep_question(uuid, boolean, jsonb, double precision[], text) is
  'Keeps a stored question of the calling student for grouping: whether it was covered, the closest moment '
  '{video_id, start_seconds, play_seconds, score} or null, and its vector with the model that made it.';

create function private.open_citation(of_message uuid, citation integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking record;
  answer record;
begin
  select * into asking from private.asking_student();
  select s.id as session_id, m.video_references -> (citation - 1) as cited into answer
    from public.chat_messages m
    join public.chat_sessions s on s.id = m.session_id
   where m.id = of_message and m.role = 'assistant' and s.student_id = asking.id and citation >= 1;
  if answer.cited is null then
    return false;
  end if;
  insert into private.facts (
    creator_id, student_id, kind, video_id, session_id, message_id, citation_number, at_seconds
  )
  values (
    asking.creator_id, asking.id, 'citation_opened', (answer.cited ->> 'video_id')::uuid, answer.session_id, of_message,
    citation, (answer.cited ->> 'play_seconds')::double precision
  )
  on conflict (message_id, citation_number) where kind = 'citation_opened' do nothing;
  return true;
end
$$;
comment on function private.open_citation(uuid, integer) is
  'Records that the calling student opened a citation, numbered from 1, of an answer; a second time adds nothing. False: the '
  'student has no such citation.';

revoke all on function
  private.record_request(text, uuid), private.record_answer(boolean, jsonb, uuid),
  private.keep_question(uuid, boolean, jsonb, double precision[], text), private.open_citation(uuid, integer)
  from public, anon, authenticated;
grant execute on function private.record_request(text, uuid), private.open_citation(uuid, integer)
  to authenticated, service_role;
grant execute on function private.record_answer(boolean, jsonb, uuid) to authenticated, chronos_assistant, service_role;
grant execute on function private.keep_question(uuid, boolean, jsonb, double precision[], text)
  to chronos_assistant, service_role;
revoke all on function private.time_zone(uuid), private.day_of(timestamptz, uuid) from public, anon, authenticated;
grant execute on function private.time_zone(uuid), private.day_of(timestamptz, uuid) to service_role;
