-- What students really watched: which parts of a video were heard, how long it was played, where to resume.
--
-- A player reports every ten seconds what it played. The server believes no more than could be played since the report
-- before: a person plays one second of time in one second, times the speed.

create table public.video_progress (
  student_id uuid not null,
  video_id uuid not null,
  creator_id uuid not null,
  heard int4multirange not null default '{}',
  heard_again int4multirange not null default '{}',
  played_ms bigint not null default 0,
  resume_seconds double precision not null default 0,
  completed_at timestamptz,
  marked_done_at timestamptz,
  started_at timestamptz not null default now(),
  last_watched_at timestamptz not null default now(),
  primary key (student_id, creator_id, video_id),
  foreign key (student_id, creator_id) references public.students (id, creator_id) on delete cascade,
  foreign key (creator_id, video_id) references public.videos (creator_id, id) on delete cascade,
  constraint video_progress_positive check (played_ms >= 0 and resume_seconds >= 0)
) with (fillfactor = 70);
comment on table public.video_progress is 'How much of a video a student has watched; written by private.record_beat alone.';
comment on column public.video_progress.creator_id is 'The creator of both.';
comment on column public.video_progress.heard is
  'The parts that were played, in milliseconds from the start of the video; a part played twice counts once.';
comment on column public.video_progress.heard_again is 'The parts that were played more than once, in milliseconds.';
comment on column public.video_progress.played_ms is
  'Milliseconds of the video that were played, each time they were: what is more than `heard` was watched again.';
comment on column public.video_progress.resume_seconds is 'Where the student was last.';
comment on column public.video_progress.completed_at is
  'When so much had been heard as the creator asks for (settings.completion_share); it stays when that changes.';
comment on column public.video_progress.marked_done_at is
  'When the student said so, where the creator allows it (settings.students_may_mark_done): nothing was heard for it.';
comment on column public.video_progress.started_at is 'When it was first played.';
comment on column public.video_progress.last_watched_at is 'When it was last played.';
create index idx_video_progress_video on public.video_progress (creator_id, video_id);
create index idx_video_progress_recent on public.video_progress (student_id, last_watched_at desc);
-- What was completed since a time is found without reading all progress.
create index idx_video_progress_done on public.video_progress (greatest(completed_at, marked_done_at))
  where greatest(completed_at, marked_done_at) is not null;

create table private.playing_sessions (
  student_id uuid not null references public.students (id) on delete cascade,
  id uuid not null,
  video_id uuid not null references public.videos (id) on delete cascade,
  beats int4multirange not null default '{}',
  played_ms bigint not null default 0,
  started_at timestamptz not null default clock_timestamp(),
  last_beat_at timestamptz not null default clock_timestamp(),
  primary key (student_id, id)
) with (fillfactor = 70);
comment on table private.playing_sessions is 'A student''s player with one video, from its first report on.';
comment on column private.playing_sessions.id is 'Chosen by the player.';
comment on column private.playing_sessions.beats is 'The numbers of the reports that were counted: each counts once.';
comment on column private.playing_sessions.played_ms is 'Milliseconds of the video that were credited.';
comment on column private.playing_sessions.started_at is 'When the first report came.';
comment on column private.playing_sessions.last_beat_at is 'When the last report came.';
create index idx_playing_sessions_video on private.playing_sessions (video_id, started_at);

create table private.watch_budgets (
  student_id uuid primary key references public.students (id) on delete cascade,
  seconds double precision not null,
  counted_at timestamptz not null
) with (fillfactor = 50);
comment on table private.watch_budgets is
  'The time that has passed for a student and was not credited as played: what the next report may claim.';
comment on column private.watch_budgets.seconds is 'At counted_at; time has passed since.';
comment on column private.watch_budgets.counted_at is 'When a report last came.';

do $$
declare
  found regclass;
begin
  foreach found in array array[
    'public.video_progress', 'private.playing_sessions', 'private.watch_budgets'
  ]::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
grant select on public.video_progress to authenticated;
create policy video_progress_select on public.video_progress for select to authenticated
  using (student_id = (select private.acting_student()) or creator_id = (select private.acting_creator()));
comment on policy video_progress_select on public.video_progress is
  'A student reads its own progress; a creator reads that of its students.';
create policy playing_sessions_service on private.playing_sessions for all to service_role using (true) with check (true);
create policy watch_budgets_service on private.watch_budgets for all to service_role using (true) with check (true);
comment on policy playing_sessions_service on private.playing_sessions is 'Only the service reads and writes it.';
comment on policy watch_budgets_service on private.watch_budgets is 'Only the service reads and writes it.';

-- What a creator chose; a value of another form counts as none, as creators write their settings themselves ------------

create function private.completion_share(of_creator uuid) returns double precision
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  chosen jsonb := (select c.settings -> 'completion_share' from public.creators c where c.id = of_creator);
begin
  if jsonb_typeof(chosen) = 'number' and chosen between '0.1' and '1' then
    return chosen::text::double precision;
  end if;
  return 0.9;
end
$$;
comment on function private.completion_share(uuid) is
  'The share of a video that a student has to hear to have completed it: 0.1 to 1, by default 0.9.';

create function private.may_mark_done(of_creator uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select c.settings -> 'students_may_mark_done' = 'true' from public.creators c where c.id = of_creator), false)
$$;
comment on function private.may_mark_done(uuid) is 'Whether students may say that they are done with a video; by default not.';

create function private.learning_rules(out completion_share double precision, out may_mark_done boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  tenant uuid := private.acting_tenant();
begin
  completion_share := private.completion_share(tenant);
  may_mark_done := private.may_mark_done(tenant);
end
$$;
comment on function private.learning_rules() is 'When a video is completed, in the school of the caller.';

-- Reports of players ---------------------------------------------------------------------------------------------------

create function private.watched_video(
  of_video uuid, out id uuid, out creator_id uuid, out duration_seconds double precision, out student_id uuid
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  asking record;
begin
  select * into asking from private.asking_student();
  select v.id, v.creator_id, v.duration_seconds, asking.id into id, creator_id, duration_seconds, student_id
    from public.videos v
   where v.id = of_video and v.creator_id = asking.creator_id
     and v.status = 'completed' and v.is_published and v.deleted_at is null
     and case when asking.sees_all_courses
           then v.id not in (select private.locked_videos()) else v.id in (select private.open_videos()) end;
end
$$;
comment on function private.watched_video(uuid) is
  'A video that the calling student may play, and the student; nulls when there is none or it may not.';

create function private.record_beat(
  of_video uuid, playing_session uuid, beat integer,
  segments jsonb, at_seconds double precision,
  out credited_seconds double precision, out is_completed boolean
)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking uuid;
  video record;
  playing private.playing_sessions;
  budget double precision;
  piece int4multirange;
  heard_so_far int4multirange;
  shattered_bytes constant integer := 40000; -- of 5,000 parts
  least_seconds double precision := 0;
  again int4multirange := '{}';
  credited int4multirange := '{}';
  credited_ms bigint := 0;
  reported_at timestamptz := clock_timestamp();
  first double precision;
  last double precision;
  rate double precision;
begin
  select * into video from private.watched_video(of_video);
  asking := video.student_id;
  if asking is null then
    return;
  end if;
  -- One person plays one thing at a time: all tabs of a student draw on the time that passed for the student. The row is
  -- locked first, so that two reports of one student wait for each other here.
  insert into private.watch_budgets as b (student_id, seconds, counted_at) values (asking, 0, clock_timestamp())
  on conflict (student_id) do update
     set seconds = least(600, b.seconds + extract(epoch from clock_timestamp() - b.counted_at)),
         counted_at = clock_timestamp()
  returning seconds into budget;
  insert into private.playing_sessions as p (student_id, id, video_id) values (asking, playing_session, of_video)
  on conflict (student_id, id) do update set last_beat_at = clock_timestamp()
  returning * into playing;
  if playing.video_id <> of_video then
    raise exception 'a playing session has one video' using errcode = 'check_violation';
  end if;
  credited_seconds := 0;
  if not playing.beats @> beat then
    select p.heard, case when pg_column_size(p.heard) + pg_column_size(p.heard_again) > shattered_bytes then 0.25 else 0 end
      into heard_so_far, least_seconds
      from public.video_progress p
     where p.student_id = asking and p.creator_id = video.creator_id and p.video_id = of_video;
    heard_so_far := coalesce(heard_so_far, '{}');
    least_seconds := coalesce(least_seconds, 0);
    for first, last, rate in
      select (part ->> 0)::double precision, (part ->> 1)::double precision, (part ->> 2)::double precision
        from jsonb_array_elements(segments) with ordinality as given (part, place)
       order by given.place
    loop
      first := greatest(first, 0);
      last := least(last, video.duration_seconds);
      rate := least(greatest(rate, 0.25), 4);
      -- Two seconds more than have passed: the clocks of a browser and of a network are not this one.
      last := least(last, first + greatest(budget + 2, 0) * rate);
      -- Nobody hears a video in thousands of parts. A script that does would make a row that grows with each report.
      continue when not last > first or last - first < least_seconds;
      budget := budget - (last - first) / rate;
      credited_ms := credited_ms + round((last - first) * 1000);
      piece := int4multirange(int4range(round(first * 1000)::integer, round(last * 1000)::integer));
      again := again + heard_so_far * piece;
      heard_so_far := heard_so_far + piece;
      credited := credited + piece;
    end loop;
    update private.watch_budgets set seconds = budget where student_id = asking;
    update private.playing_sessions
       set beats = beats + int4multirange(int4range(beat, beat, '[]')), played_ms = played_ms + credited_ms
     where student_id = asking and id = playing_session;
    insert into public.video_progress as p (
      student_id, video_id, creator_id, heard, heard_again, played_ms, resume_seconds
    )
    values (
      asking, of_video, video.creator_id, credited, again, credited_ms,
      greatest(0, least(at_seconds, video.duration_seconds))
    )
    on conflict (student_id, creator_id, video_id) do update
       set heard = p.heard + credited,
           heard_again = p.heard_again + again,
           played_ms = p.played_ms + credited_ms,
           -- A report that was overtaken by a later one does not lead back.
           resume_seconds = case when beat >= coalesce(upper(playing.beats), 0) then excluded.resume_seconds
                                 else p.resume_seconds end,
           last_watched_at = now();
    update public.video_progress p
       set completed_at = now()
     where p.student_id = asking and p.creator_id = video.creator_id and p.video_id = of_video and p.completed_at is null
       and video.duration_seconds > 0
       and (select sum(upper(part) - lower(part)) from unnest(p.heard) as part)
           >= private.completion_share(video.creator_id) * video.duration_seconds * 1000;
    -- One time for all facts of a report: they belong to one day.
    insert into private.facts (
      occurred_at, creator_id, student_id, kind, video_id, session_id, played_ms, at_seconds
    )
    select reported_at, video.creator_id, asking, fact.kind, of_video, playing_session,
           case when fact.kind = 'watch' then credited_ms else 0 end, lower(credited) / 1000.0
      from (
        values ('play', playing.played_ms = 0 and not exists (
          -- A page that is opened anew, a second tab, and a script that makes up sessions are no further view.
          select from private.playing_sessions other
           where other.student_id = asking and other.video_id = of_video and other.id <> playing_session
             and other.played_ms > 0 and other.last_beat_at > reported_at - interval '30 minutes'
        )), ('watch', true), ('complete', found)
      ) as fact (kind, is_new)
     where fact.is_new and credited_ms > 0;
    credited_seconds := credited_ms / 1000.0;
  end if;
  is_completed := exists (
    select from public.video_progress p
     where p.student_id = asking and p.video_id = of_video and p.completed_at is not null
  );
end
$$;
comment on function private.record_beat(uuid, uuid, integer, jsonb, double precision) is
  'Counts what a student''s player reports: the parts of a video that it played, [from, to, speed] each, and where it stands. A '
  'report counts once; no more is credited than time has passed for the student, times the speed, and two seconds. Nulls '
  'for a creator, for staff, and for a video that the caller may not play.';

create function private.mark_done(of_video uuid, is_done boolean) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  video record;
begin
  select * into video from private.watched_video(of_video);
  if video.id is null then
    return 'unknown';
  end if;
  if not private.may_mark_done(video.creator_id) then
    return 'refused';
  end if;
  insert into public.video_progress as p (student_id, video_id, creator_id, marked_done_at)
  values (video.student_id, of_video, video.creator_id, case when is_done then now() end)
  on conflict (student_id, creator_id, video_id) do update
     set marked_done_at = case when is_done then coalesce(p.marked_done_at, now()) end;
  return 'done';
end
$$;
comment on function private.mark_done(uuid, boolean) is
  'Marks a video as done, or not, for the student who calls: done, refused (its creator does not allow it), unknown.';

-- What a student reads of it ------------------------------------------------------------------------------------------

create function private.own_progress(
  of_videos uuid[], out video_id uuid, out heard_seconds double precision, out played_seconds double precision,
  out resume_seconds double precision, out completed_at timestamptz, out marked_done_at timestamptz
) returns setof record
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select p.video_id,
           (select coalesce(sum(upper(part) - lower(part)), 0) / 1000.0 from unnest(p.heard) as part)::double precision,
           p.played_ms / 1000.0::double precision, p.resume_seconds, p.completed_at, p.marked_done_at
      from public.video_progress p
     where p.student_id = (select private.acting_student()) and p.video_id = any (of_videos);
end
$$;
comment on function private.own_progress(uuid[]) is
  'How far the calling student is in videos: the seconds that were heard, each once, and all that were played.';

create function private.course_progress(
  out course_id uuid, out lessons bigint, out completed bigint, out seconds double precision,
  out heard_seconds double precision
) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  asking uuid := case when private.acting_creator() is null then private.acting_student() end;
  tenant uuid := private.acting_tenant();
begin
  return query
    select c.id, count(v.id), count(v.id) filter (where p.completed_at is not null or p.marked_done_at is not null),
           coalesce(sum(v.duration_seconds), 0),
           coalesce(sum(
             case when p.completed_at is not null or p.marked_done_at is not null then v.duration_seconds
                  else (select sum(upper(part) - lower(part)) / 1000.0 from unnest(p.heard) as part) end
           ), 0)::double precision
      from public.courses c
      left join lateral (
        select distinct listed.id
          from public.course_modules m
         cross join unnest(m.video_ids) as listed (id)
         where m.course_id = c.id
      ) as lesson on true
      left join public.videos v
        on v.id = lesson.id and v.status = 'completed' and v.is_published and v.deleted_at is null
      left join public.video_progress p on p.student_id = asking and p.creator_id = tenant and p.video_id = v.id
     where c.creator_id = tenant and c.deleted_at is null
       and (private.acting_creator() is not null or c.id in (select private.visible_courses()))
     group by c.id;
end
$$;
comment on function private.course_progress() is
  'How many lessons the courses that the caller sees have, how long they are, locked ones too, and how far the calling '
  'student is in them: a lesson that is done counts whole.';

revoke all on function
  private.own_progress(uuid[]), private.course_progress(),
  private.completion_share(uuid), private.may_mark_done(uuid), private.learning_rules(), private.watched_video(uuid),
  private.record_beat(uuid, uuid, integer, jsonb, double precision),
  private.mark_done(uuid, boolean)
  from public, anon, authenticated;
grant execute on function
  private.own_progress(uuid[]), private.course_progress(), private.learning_rules(),
  private.record_beat(uuid, uuid, integer, jsonb, double precision),
  private.mark_done(uuid, boolean)
  to authenticated, service_role;
