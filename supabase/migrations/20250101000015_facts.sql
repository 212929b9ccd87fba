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
  'play: a player''s first report that was credited, once in 30 minutes; watch: a report that was credited; complete: enough was heard; search; '
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
create index idx_facts_plays on private.facts (creator_id, video_id, occurred_at) include (student_id) where kind = 'play';
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
  unheard text[] not null default '{}',
  told_at timestamptz,
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
comment on column private.asked_questions.unheard is 'Words of the question that the videos never say.';
comment on column private.asked_questions.told_at is
  'When its student asked the teacher to answer it; null: the student did not.';
create index idx_asked_questions_told on private.asked_questions (creator_id, told_at desc) where told_at is not null;
create index idx_asked_questions_creator_time on private.asked_questions (creator_id, asked_at);
create index idx_asked_questions_closest on private.asked_questions (creator_id, closest_video_id);
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
  askers integer not null default 0,
  searchers integer not null default 0,
  unique nulls not distinct (creator_id, date, video_id),
  constraint erased_activity_positive check (
    least(views, viewers, played_ms, completions, citations, active_students, searches, questions, answers, refusals,
          citations_opened, askers, searchers) >= 0
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
comment on column private.erased_activity.askers is 'Erased students who asked, or opened a citation.';
comment on column private.erased_activity.searchers is 'Erased students who searched.';

create table private.rolled_up (
  is_only boolean primary key default true,
  until timestamptz not null,
  constraint rolled_up_one_row check (is_only)
);
comment on table private.rolled_up is 'One row: up to when facts are counted in the rows of their days.';
comment on column private.rolled_up.is_only is 'True: there is one row.';
comment on column private.rolled_up.until is
  'The days of all facts that were recorded five minutes before this time or earlier have been counted.';

do $$
declare
  found regclass;
begin
  foreach found in array array[
    'private.facts', 'private.asked_questions', 'private.erased_activity', 'private.rolled_up'
  ]::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
create policy facts_service on private.facts for all to service_role using (true) with check (true);
create policy erased_activity_service on private.erased_activity for all to service_role using (true) with check (true);
create policy rolled_up_service on private.rolled_up for all to service_role using (true) with check (true);
comment on policy rolled_up_service on private.rolled_up is 'Only the service reads and writes it.';
comment on policy facts_service on private.facts is 'Only the service reads and writes it.';
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
  elsif chosen in (select n.name from pg_catalog.pg_timezone_names n) then
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

create function private.day_start(of_date date, zone text) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$
  -- Where clocks are set back from one to midnight there are two midnights: the day begins with the first.
  select case when ((later - interval '1 hour') at time zone zone)::date = of_date then later - interval '1 hour'
              else later end
    from (select of_date::timestamp at time zone zone as later) as midnight
$$;
comment on function private.day_start(date, text) is 'When a day begins in a time zone: it ends when the next one begins.';

create function private.facts_kept_since() returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$
  select now() - interval '13 months'
$$;
comment on function private.facts_kept_since() is 'Facts of before are deleted, and days with some of them are counted no more.';

create function private.is_asking(of_kind text) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select of_kind not in ('play', 'watch', 'complete', 'search')
$$;
comment on function private.is_asking(text) is 'Whether a fact of this kind tells of a question or its answer.';

create function private.holds_still(of_student uuid) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('student ' || of_student::text, 0));
  return exists (select from public.students s where s.id = of_student);
end
$$;
comment on function private.holds_still(uuid) is
  'Whether the student exists, and until the end of the transaction is not erased: a fact has no foreign key to wait at.';

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
  select asking.creator_id, asking.id, of_kind, conversation, of_message
   where private.holds_still(asking.id);
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
  if asking.id is null or of_answer is not null and conversation is null or not private.holds_still(asking.id) then
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
    closest_video_id, closest_start_seconds, closest_play_seconds, closest_score, unheard
  )
  select m.id, s.creator_id, s.student_id, keep_question.is_covered, vector::extensions.vector,
         case when vector is not null then vector_model end,
         (closest ->> 'video_id')::uuid, (closest ->> 'start_seconds')::double precision,
         (closest ->> 'play_seconds')::double precision, (closest ->> 'score')::double precision,
         array(select jsonb_array_elements_text(closest -> 'unheard'))
    from public.chat_messages m
    join public.chat_sessions s on s.id = m.session_id
   where m.id = of_message and m.role = 'user' and s.student_id = asking.id
  on conflict (message_id) do nothing;
end
$$;
comment on function private.keep_question(uuid, boolean, jsonb, double precision[], text) is
  'Keeps a stored question of the calling student for grouping: whether it was covered, the closest moment '
  '{video_id, start_seconds, play_seconds, score, unheard: words that the videos never say} or null, and its vector with '
  'the model that made it.';

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
  if answer.cited is null or not private.holds_still(asking.id) then
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

-- Counting days --------------------------------------------------------------------------------------------------------

create function private.roll_up(of_creator uuid, of_date date) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  zone text := private.time_zone(of_creator);
  starts timestamptz := private.day_start(of_date, zone);
  ends timestamptz := private.day_start(of_date + 1, zone);
begin
  if starts < private.facts_kept_since() or not exists (select from public.creators c where c.id = of_creator) then
    return false;
  end if;
  -- One at a time for a creator: the later one sees all that the earlier one saw.
  perform pg_advisory_xact_lock(hashtextextended('roll up ' || of_creator::text, 0));
  with done as materialized (
    select f.student_id, f.video_id, f.kind, count(*) as times, sum(f.played_ms) as played_ms
      from private.facts f
     where f.creator_id = of_creator and f.occurred_at >= starts and f.occurred_at < ends and f.video_id is not null
     group by f.student_id, f.video_id, f.kind
  ), counts as (
    select d.video_id, sum(d.times) filter (where d.kind = 'play') as views,
           count(distinct d.student_id) filter (where d.kind in ('play', 'watch')) as viewers,
           sum(d.played_ms) as played_ms, count(distinct d.student_id) filter (where d.kind = 'complete') as completions,
           sum(d.times) filter (where d.kind = 'citation') as citations
      from done d
     group by d.video_id
    union all
    select e.video_id, e.views, e.viewers, e.played_ms, e.completions, e.citations
      from private.erased_activity e
     where e.creator_id = of_creator and e.date = of_date
  ), day as (
    -- Only the creator's videos that still exist have rows.
    select v.id as video_id, coalesce(sum(c.views), 0) as views, coalesce(sum(c.viewers), 0) as viewers,
           coalesce(sum(c.played_ms), 0) as played_ms, coalesce(sum(c.completions), 0) as completions,
           coalesce(sum(c.citations), 0) as citations
      from counts c
      join public.videos v on v.id = c.video_id and v.creator_id = of_creator
     group by v.id
    having sum(c.viewers) > 0 or sum(c.views) > 0 or sum(c.citations) > 0
  ), emptied as (
    delete from public.video_analytics a
     using public.videos v
     where v.creator_id = of_creator and a.video_id = v.id and a.date = of_date
       and a.video_id not in (select day.video_id from day)
  )
  insert into public.video_analytics as a (
    video_id, date, views, unique_viewers, watch_seconds, completion_rate, ai_interactions
  )
  select day.video_id, of_date, day.views, day.viewers, day.played_ms / 1000.0,
         case when day.viewers > 0 then least(1, day.completions::double precision / day.viewers) else 0 end,
         day.citations
    from day
  on conflict (video_id, date) do update
     set views = excluded.views, unique_viewers = excluded.unique_viewers, watch_seconds = excluded.watch_seconds,
         completion_rate = excluded.completion_rate, ai_interactions = excluded.ai_interactions
   where (a.views, a.unique_viewers, a.watch_seconds, a.completion_rate, a.ai_interactions)
         is distinct from (excluded.views, excluded.unique_viewers, excluded.watch_seconds, excluded.completion_rate,
                           excluded.ai_interactions);
  with counts as (
    select count(*) filter (where f.kind = 'question') as questions, count(distinct f.student_id) as students
      from private.facts f
     where f.creator_id = of_creator and f.occurred_at >= starts and f.occurred_at < ends
    union all
    select e.questions, e.active_students
      from private.erased_activity e
     where e.creator_id = of_creator and e.date = of_date and e.video_id is null
  ), day as (
    select u.storage_used_bytes, u.videos_uploaded, u.video_seconds, u.transcription_seconds, u.ai_credits_used,
           sum(c.questions)::integer as questions, sum(c.students)::integer as students
      from counts c
     cross join private.daily_usage(of_creator, of_date) as u
     group by u.storage_used_bytes, u.videos_uploaded, u.video_seconds, u.transcription_seconds, u.ai_credits_used
  ), emptied as (
    delete from public.usage_metrics m
     using day
     where m.creator_id = of_creator and m.date = of_date
       and greatest(day.storage_used_bytes, day.videos_uploaded, day.video_seconds, day.transcription_seconds,
                    day.ai_credits_used, day.questions, day.students) = 0
  )
  insert into public.usage_metrics as m (
    creator_id, date, storage_used_bytes, videos_uploaded, video_seconds, transcription_seconds, ai_credits_used,
    chat_messages_sent, active_students
  )
  select of_creator, of_date, day.storage_used_bytes, day.videos_uploaded, day.video_seconds, day.transcription_seconds,
         day.ai_credits_used, day.questions, day.students
    from day
   where greatest(day.storage_used_bytes, day.videos_uploaded, day.video_seconds, day.transcription_seconds,
                  day.ai_credits_used, day.questions, day.students) > 0
  on conflict (creator_id, date) do update
     set storage_used_bytes = excluded.storage_used_bytes, videos_uploaded = excluded.videos_uploaded,
         video_seconds = excluded.video_seconds, transcription_seconds = excluded.transcription_seconds,
         ai_credits_used = excluded.ai_credits_used, chat_messages_sent = excluded.chat_messages_sent,
         active_students = excluded.active_students
   where (m.storage_used_bytes, m.videos_uploaded, m.video_seconds, m.transcription_seconds, m.ai_credits_used,
          m.chat_messages_sent, m.active_students)
         is distinct from (excluded.storage_used_bytes, excluded.videos_uploaded, excluded.video_seconds,
                           excluded.transcription_seconds, excluded.ai_credits_used, excluded.chat_messages_sent,
                           excluded.active_students);
  perform private.roll_up_creator_day(of_creator, of_date);
  return true;
end
$$;
comment on function private.roll_up(uuid, date) is
  'Counts a day of a creator anew, from facts and from what erased students left: rows are replaced where they differ, and '
  'deleted where nothing is left. False for a day whose facts are no longer kept whole, which stays as it is.';

create function private.days_to_roll_up(out creator_id uuid, out date date, out until timestamptz) returns setof record
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  now_until timestamptz := clock_timestamp();
  -- A fact is seen when its transaction ends, which lasts less than five minutes.
  since timestamptz := coalesce((select r.until from private.rolled_up r), '-infinity') - interval '5 minutes';
begin
  return query
    with quarters as materialized (
      -- The offsets of all time zones are whole quarters of an hour.
      select distinct f.creator_id, date_bin('15 minutes', f.occurred_at, 'epoch') as at
        from private.facts f
       where f.occurred_at >= since
    ), zones as materialized (
      select c.id, private.time_zone(c.id) as zone
        from public.creators c
       where c.id in (select q.creator_id from quarters q)
    )
    select z.id, (q.at at time zone z.zone)::date, now_until from quarters q join zones z on z.id = q.creator_id
    union
    select d.creator_id, d.date, now_until from private.charged_days(since) d
    order by 1, 2;
end
$$;
comment on function private.days_to_roll_up() is
  'The days that have facts or charges which may not have been counted yet, and the time to note in rolled_up when all of '
  'them have been.';

-- Erasure --------------------------------------------------------------------------------------------------------------

create function private.count_erased_students() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('student ' || r.id::text, 0)) from removed r order by r.id;
  with gone as (
    delete from private.facts f using removed r where f.student_id = r.id returning f.*
  ), zones as materialized (
    -- None for students who go with their creator, of whom nothing is counted.
    select c.id, private.time_zone(c.id) as zone
      from public.creators c
     where c.id in (select r.creator_id from removed r)
  ), dated as materialized (
    select g.*, (g.occurred_at at time zone z.zone)::date as date from gone g join zones z on z.id = g.creator_id
  )
  insert into private.erased_activity as e (
    creator_id, date, video_id, views, viewers, played_ms, completions, citations, active_students, searches, questions,
    answers, refusals, citations_opened, askers, searchers
  )
  select d.creator_id, d.date, case when grouping(d.video_id) = 0 then d.video_id end,
         count(*) filter (where d.kind = 'play'),
         count(distinct d.student_id) filter (where d.kind in ('play', 'watch')), sum(d.played_ms),
         count(distinct (d.student_id, d.video_id)) filter (where d.kind = 'complete'),
         count(*) filter (where d.kind = 'citation'), count(distinct d.student_id),
         count(*) filter (where d.kind = 'search'), count(*) filter (where d.kind = 'question'),
         count(*) filter (where d.kind = 'answer'), count(*) filter (where d.kind = 'refusal'),
         count(*) filter (where d.kind = 'citation_opened'),
         count(distinct d.student_id) filter (where private.is_asking(d.kind)),
         count(distinct d.student_id) filter (where d.kind = 'search')
    from dated d
   group by grouping sets ((d.creator_id, d.date), (d.creator_id, d.date, d.video_id))
  having grouping(d.video_id) = 1 or d.video_id is not null
  on conflict (creator_id, date, video_id) do update
     set views = e.views + excluded.views, viewers = e.viewers + excluded.viewers,
         played_ms = e.played_ms + excluded.played_ms, completions = e.completions + excluded.completions,
         citations = e.citations + excluded.citations, active_students = e.active_students + excluded.active_students,
         searches = e.searches + excluded.searches, questions = e.questions + excluded.questions,
         answers = e.answers + excluded.answers, refusals = e.refusals + excluded.refusals,
         citations_opened = e.citations_opened + excluded.citations_opened, askers = e.askers + excluded.askers,
         searchers = e.searchers + excluded.searchers;
  -- Different students of a period are those whose days are kept, and the erased ones. A day may not have been counted yet.
  update private.creator_days d
     set erased_viewers = least(d.viewers, e.viewers), erased_students = least(d.active_students, e.active_students),
         erased_askers = e.askers, erased_searchers = e.searchers
    from private.erased_activity e
   where e.creator_id in (select r.creator_id from removed r) and e.video_id is null
     and d.creator_id = e.creator_id and d.date = e.date
     and (d.erased_viewers, d.erased_students, d.erased_askers, d.erased_searchers)
         is distinct from (least(d.viewers, e.viewers), least(d.active_students, e.active_students), e.askers, e.searchers);
  return null;
end
$$;
comment on function private.count_erased_students() is
  'Deletes the facts of students who are deleted, and keeps their counts by day and video.';
create trigger students_leave_counts after delete on public.students
  referencing old table as removed
  for each statement execute function private.count_erased_students();

revoke all on function
  private.is_asking(text), private.holds_still(uuid), private.count_erased_students()
  from public, anon, authenticated;
grant execute on function private.is_asking(text) to service_role;
revoke all on function
  private.record_request(text, uuid), private.record_answer(boolean, jsonb, uuid),
  private.keep_question(uuid, boolean, jsonb, double precision[], text), private.open_citation(uuid, integer)
  from public, anon, authenticated;
grant execute on function private.record_request(text, uuid), private.open_citation(uuid, integer)
  to authenticated, service_role;
-- Not even the student who asks says what was answered.
grant execute on function
  private.record_answer(boolean, jsonb, uuid), private.keep_question(uuid, boolean, jsonb, double precision[], text)
  to chronos_assistant, service_role;
revoke all on function
  private.time_zone(uuid), private.day_of(timestamptz, uuid), private.day_start(date, text), private.facts_kept_since(),
  private.roll_up(uuid, date), private.days_to_roll_up()
  from public, anon, authenticated;
grant execute on function
  private.time_zone(uuid), private.day_of(timestamptz, uuid), private.day_start(date, text), private.facts_kept_since(),
  private.roll_up(uuid, date), private.days_to_roll_up()
  to service_role;
