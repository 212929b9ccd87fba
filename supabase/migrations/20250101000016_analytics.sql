-- What a creator asks: the days of a whole school, who was there on which days, and the rule for small groups.

create function private.least_group() returns integer
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select 5
$$;
comment on function private.least_group() is
  'A group of fewer students is counted and not broken down: not by day, video, second, lesson or question.';

create table private.creator_days (
  creator_id uuid not null references public.creators (id) on delete cascade,
  date date not null,
  viewers integer not null default 0,
  active_students integer not null default 0,
  views integer not null default 0,
  viewings integer not null default 0,
  watch_seconds double precision not null default 0,
  completions integer not null default 0,
  searches integer not null default 0,
  questions integer not null default 0,
  refusals integer not null default 0,
  citations_opened integer not null default 0,
  erased_viewers integer not null default 0,
  erased_students integer not null default 0,
  erased_askers integer not null default 0,
  erased_searchers integer not null default 0,
  primary key (creator_id, date),
  constraint creator_days_positive check (
    least(viewers - erased_viewers, active_students - erased_students, views, viewings, watch_seconds, completions, searches,
          questions, refusals, citations_opened, erased_viewers, erased_students, erased_askers, erased_searchers) >= 0
  )
);
comment on table private.creator_days is
  'What all students of a creator did on a day, one row per day; counted from facts by private.roll_up_creator_day. A '
  'removed video leaves it as it is.';
comment on column private.creator_days.date is 'A day in the creator''s time zone.';
comment on column private.creator_days.viewers is 'Different students who watched.';
comment on column private.creator_days.active_students is 'Different students who did anything.';
comment on column private.creator_days.views is 'Playing sessions that began.';
comment on column private.creator_days.viewings is 'Pairs of a student and a video that was watched.';
comment on column private.creator_days.watch_seconds is 'Seconds of videos that were played, each time they were.';
comment on column private.creator_days.completions is
  'Videos that a student completed; divided by viewings it is the completion rate.';
comment on column private.creator_days.searches is 'Searches.';
comment on column private.creator_days.questions is 'Questions that were asked.';
comment on column private.creator_days.refusals is 'Questions that the videos do not cover.';
comment on column private.creator_days.citations_opened is 'Citations of answers that were opened.';
comment on column private.creator_days.erased_viewers is 'How many of the viewers have been erased since.';
comment on column private.creator_days.erased_students is 'How many of the active students have been erased since.';
comment on column private.creator_days.erased_askers is 'How many of those who asked have been erased since.';
comment on column private.creator_days.erased_searchers is 'How many of those who searched have been erased since.';

create table private.student_days (
  creator_id uuid not null,
  student_id uuid not null,
  watched datemultirange not null default '{}',
  other datemultirange not null default '{}',
  asked datemultirange not null default '{}',
  searched datemultirange not null default '{}',
  primary key (creator_id, student_id),
  foreign key (creator_id, student_id) references public.students (creator_id, id) on delete cascade
) with (fillfactor = 80);
comment on table private.student_days is
  'The days of a student, one row each: different viewers of a period are counted in as many rows as there are students, '
  'however long it is.';
comment on column private.student_days.watched is 'The days, in the creator''s time zone, on which the student watched.';
comment on column private.student_days.other is
  'The days on which the student did something and did not watch: apart, since a row is read in each count.';
comment on column private.student_days.asked is 'The days on which the student asked, or opened a citation.';
comment on column private.student_days.searched is 'The days on which the student searched.';

do $$
declare
  found regclass;
begin
  foreach found in array array['private.creator_days', 'private.student_days']::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
    execute format('grant select on %s to authenticated', found);
  end loop;
end
$$;
create policy creator_days_select on private.creator_days for select to authenticated
  using (creator_id = (select private.acting_creator()));
create policy student_days_select on private.student_days for select to authenticated
  using (creator_id = (select private.acting_creator()));
comment on policy creator_days_select on private.creator_days is 'A creator reads its own days.';
comment on policy student_days_select on private.student_days is
  'A creator reads the days of its students; a student does not read when others were there.';

-- Questions are read by the creator whose students asked them.
grant select on private.asked_questions to authenticated;
create policy asked_questions_select on private.asked_questions for select to authenticated
  using (creator_id = (select private.acting_creator()));
comment on policy asked_questions_select on private.asked_questions is
  'A creator reads what its students asked; a student reads its own questions in its conversations.';

-- Counting a day ------------------------------------------------------------------------------------------------------

create function private.roll_up_creator_day(of_creator uuid, of_date date) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  day datemultirange := datemultirange(daterange(of_date, of_date + 1));
  zone text := private.time_zone(of_creator);
  starts timestamptz := private.day_start(of_date, zone);
  ends timestamptz := private.day_start(of_date + 1, zone);
begin
  delete from private.creator_days where creator_id = of_creator and date = of_date;
  with done as materialized (
    -- One pass over the facts: what is counted below has a row per student, video and kind.
    select f.student_id, f.video_id, f.kind, count(*) as times, sum(f.played_ms) as played_ms
      from private.facts f
     where f.creator_id = of_creator and f.occurred_at >= starts and f.occurred_at < ends
     group by f.student_id, f.video_id, f.kind
  ), counted as (
    select count(distinct student_id) filter (where kind in ('play', 'watch')) as viewers,
           count(distinct student_id) as active_students,
           sum(times) filter (where kind = 'play') as views,
           count(distinct (student_id, video_id)) filter (where kind in ('play', 'watch')) as viewings,
           sum(played_ms) as played_ms,
           sum(times) filter (where kind = 'complete') as completions,
           sum(times) filter (where kind = 'search') as searches,
           sum(times) filter (where kind = 'question') as questions,
           sum(times) filter (where kind = 'refusal') as refusals,
           sum(times) filter (where kind = 'citation_opened') as citations_opened
      from done
  ), erased as (
    select max(e.viewers) filter (where e.video_id is null) as viewers,
           max(e.active_students) filter (where e.video_id is null) as active_students,
           max(e.views) filter (where e.video_id is null) as views,
           sum(e.viewers) filter (where e.video_id is not null) as viewings,
           max(e.played_ms) filter (where e.video_id is null) as played_ms,
           max(e.completions) filter (where e.video_id is null) as completions,
           max(e.searches) filter (where e.video_id is null) as searches,
           max(e.questions) filter (where e.video_id is null) as questions,
           max(e.refusals) filter (where e.video_id is null) as refusals,
           max(e.citations_opened) filter (where e.video_id is null) as citations_opened,
           max(e.askers) filter (where e.video_id is null) as askers,
           max(e.searchers) filter (where e.video_id is null) as searchers
      from private.erased_activity e
     where e.creator_id = of_creator and e.date = of_date
  )
  insert into private.creator_days (
    creator_id, date, viewers, active_students, views, viewings, watch_seconds, completions, searches, questions, refusals,
    citations_opened, erased_viewers, erased_students, erased_askers, erased_searchers
  )
  select of_creator, of_date,
         c.viewers + coalesce(e.viewers, 0), c.active_students + coalesce(e.active_students, 0),
         coalesce(c.views, 0) + coalesce(e.views, 0), c.viewings + coalesce(e.viewings, 0),
         (coalesce(c.played_ms, 0) + coalesce(e.played_ms, 0)) / 1000.0,
         coalesce(c.completions, 0) + coalesce(e.completions, 0), coalesce(c.searches, 0) + coalesce(e.searches, 0),
         coalesce(c.questions, 0) + coalesce(e.questions, 0), coalesce(c.refusals, 0) + coalesce(e.refusals, 0),
         coalesce(c.citations_opened, 0) + coalesce(e.citations_opened, 0),
         coalesce(e.viewers, 0), coalesce(e.active_students, 0), coalesce(e.askers, 0), coalesce(e.searchers, 0)
    from counted c cross join erased e
   where c.active_students > 0 or e.active_students is not null;
  -- Only rows that change are written: a day is counted again and again while it lasts.
  with present as materialized (
    select f.student_id, bool_or(f.kind in ('play', 'watch')) as has_watched, bool_or(private.is_asking(f.kind)) as has_asked,
           bool_or(f.kind = 'search') as has_searched
      from private.facts f
      join public.students s on s.id = f.student_id and s.creator_id = f.creator_id
     where f.creator_id = of_creator and f.occurred_at >= starts and f.occurred_at < ends
     group by f.student_id
  ), gone as (
    update private.student_days d
       set watched = d.watched - day, other = d.other - day, asked = d.asked - day, searched = d.searched - day
     where d.creator_id = of_creator and (d.watched @> of_date or d.other @> of_date)
       and d.student_id not in (select p.student_id from present p)
  )
  insert into private.student_days as d (creator_id, student_id, watched, other, asked, searched)
  select of_creator, p.student_id, case when p.has_watched then day else '{}' end,
         case when p.has_watched then '{}' else day end, case when p.has_asked then day else '{}' end,
         case when p.has_searched then day else '{}' end
    from present p
      on conflict (creator_id, student_id) do update
     set watched = d.watched - day + excluded.watched, other = d.other - day + excluded.other,
         asked = d.asked - day + excluded.asked, searched = d.searched - day + excluded.searched
   where (d.watched @> of_date, d.other @> of_date, d.asked @> of_date, d.searched @> of_date)
         is distinct from (excluded.watched @> of_date, excluded.other @> of_date, excluded.asked @> of_date,
                           excluded.searched @> of_date);
end
$$;
comment on function private.roll_up_creator_day(uuid, date) is
  'Counts a day of a creator anew from facts, and from what erased students left: the row is replaced, and the day is '
  'added to the students who were there and taken from the others.';

-- What statements cannot say under the creator's policies -------------------------------------------------------------

create function private.asked_period(
  first_day date, last_day date,
  out first date, out last date, out time_zone text, out starts timestamptz, out ends timestamptz
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  time_zone := private.time_zone(private.acting_creator());
  last := coalesce(last_day, (now() at time zone time_zone)::date);
  first := coalesce(first_day, last - 29);
  starts := private.day_start(first, time_zone);
  ends := private.day_start(last + 1, time_zone);
end
$$;
comment on function private.asked_period(date, date) is
  'A period of whole days in the time zone of the calling creator; by default the last 30 days.';

create function private.video_viewers(
  of_videos uuid[], starts timestamptz, ends timestamptz, first date, last date, out video_id uuid, out viewers bigint
) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  tenant uuid := private.acting_creator();
begin
  return query
    select coalesce(there.video_id, erased.video_id), coalesce(there.viewers, 0) + coalesce(erased.viewers, 0)
      from (
        -- The pairs first: they are hashed, where a distinct count would sort every view.
        select pair.video_id, count(*) as viewers
          from (
            select distinct f.video_id, f.student_id
              from private.facts f
             where f.creator_id = tenant and f.kind = 'play' and f.video_id = any (of_videos) and f.occurred_at >= video_viewers.starts
               and f.occurred_at < video_viewers.ends
          ) as pair
         group by pair.video_id
      ) as there
      full join (
        select e.video_id, max(e.viewers) as viewers
          from private.erased_activity e
         where e.creator_id = tenant and e.video_id = any (of_videos)
           and e.date between video_viewers.first and video_viewers.last
         group by e.video_id
      ) as erased on erased.video_id = there.video_id;
end
$$;
comment on function private.video_viewers(uuid[], timestamptz, timestamptz, date, date) is
  'How many different students began to play each of these videos of the calling creator in a period; of those erased since, the '
  'most of one day.';

create function private.people_per_second(parts int4multirange[], seconds integer) returns integer[]
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  with edges as (
    -- A part counts for the seconds whose middle lies in it.
    select least((edge.ms + 499) / 1000, seconds) as second, sum(edge.change) as change
      from unnest(parts) as one (whole)
     cross join unnest(one.whole) as part
     cross join lateral (values (lower(part), 1), (upper(part), -1)) as edge (ms, change)
     group by 1
  )
  select array_agg(counted.people order by counted.second)
    from (
      select s.second, (sum(coalesce(e.change, 0)) over (order by s.second))::integer as people
        from generate_series(0, seconds - 1) as s (second)
        left join edges e on e.second = s.second
    ) as counted
$$;
comment on function private.people_per_second(int4multirange[], integer) is
  'In how many of `parts`, each of one student in milliseconds, the middle of each second lies, from second 0 on: a sweep '
  'over where they begin and end, exact, in one pass.';

revoke all on function
  private.least_group(), private.roll_up_creator_day(uuid, date), private.asked_period(date, date),
  private.video_viewers(uuid[], timestamptz, timestamptz, date, date), private.people_per_second(int4multirange[], integer)
  from public, anon, authenticated;
grant execute on function
  private.least_group(), private.asked_period(date, date), private.video_viewers(uuid[], timestamptz, timestamptz, date, date),
  private.people_per_second(int4multirange[], integer)
  to authenticated, service_role;
grant execute on function private.roll_up_creator_day(uuid, date) to service_role;
