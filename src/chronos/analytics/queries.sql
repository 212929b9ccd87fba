-- name: asked_period
select first, last, time_zone, starts, ends from private.asked_period(%(first)s::date, %(last)s::date)

-- name: overview_totals
with present as materialized (
  select count(*) filter (where has_watched) as viewers,
         count(*) filter (where has_watched or other && daterange(%(first)s, %(last)s, '[]')) as active_students,
         count(*) filter (where asked && daterange(%(first)s, %(last)s, '[]')) as askers,
         count(*) filter (where searched && daterange(%(first)s, %(last)s, '[]')) as searchers
    from (
      select s.watched && daterange(%(first)s, %(last)s, '[]') as has_watched, s.other, s.asked, s.searched
        from private.student_days s
       where s.creator_id = (select private.acting_creator())
      offset 0
    ) as each
)
select (select viewers from present) + coalesce(max(d.erased_viewers), 0) as viewers,
       (select active_students from present) + coalesce(max(d.erased_students), 0) as active_students,
       (select askers from present) + coalesce(max(d.erased_askers), 0) as askers,
       (select searchers from present) + coalesce(max(d.erased_searchers), 0) as searchers,
       coalesce(sum(d.views), 0) as views, coalesce(sum(d.watch_seconds::numeric), 0)::double precision as watch_seconds,
       coalesce(sum(d.completions), 0) as completions,
       sum(d.completions)::double precision / nullif(sum(d.viewings), 0) as completion_rate,
       coalesce(sum(d.questions), 0) as questions, coalesce(sum(d.refusals), 0) as refusals,
       coalesce(sum(d.searches), 0) as searches, coalesce(sum(d.citations_opened), 0) as citations_opened,
       private.least_group() as least_group
  from private.creator_days d
 where d.creator_id = (select private.acting_creator()) and d.date between %(first)s and %(last)s

-- name: overview_days
select day.date, coalesce(d.active_students, 0) as active_students,
       case when %(viewers)s >= private.least_group() then coalesce(d.viewers, 0) end as viewers,
       case when %(viewers)s >= private.least_group() then coalesce(d.views, 0) end as views,
       case when %(viewers)s >= private.least_group() then coalesce(d.watch_seconds, 0) end as watch_seconds,
       case when %(viewers)s >= private.least_group() then coalesce(d.completions, 0) end as completions,
       case when %(viewers)s >= private.least_group()
            then d.completions::double precision / nullif(d.viewings, 0) end as completion_rate,
       case when %(askers)s >= private.least_group() then coalesce(d.questions, 0) end as questions,
       case when %(askers)s >= private.least_group() then coalesce(d.refusals, 0) end as refusals,
       case when %(searchers)s >= private.least_group() then coalesce(d.searches, 0) end as searches,
       case when %(askers)s >= private.least_group() then coalesce(d.citations_opened, 0) end as citations_opened
  from (
    select %(first)s::date + number as date from generate_series(0, %(last)s::date - %(first)s::date) as number
  ) as day
  left join private.creator_days d on d.creator_id = (select private.acting_creator()) and d.date = day.date
 where %(students)s >= private.least_group()
 order by day.date

-- name: count_viewers
select (select count(*) from private.student_days s
         where s.creator_id = (select private.acting_creator()) and s.watched && daterange(%(first)s, %(last)s, '[]'))
         + coalesce(max(d.erased_viewers), 0) as viewers,
       private.least_group() as least_group
  from private.creator_days d
 where d.creator_id = (select private.acting_creator()) and d.date between %(first)s and %(last)s

-- name: watched_videos
-- Different viewers are counted of those that are returned. Milliseconds are whole, so that no order changes a sum.
with days as (
  select a.video_id, sum(a.views) as views, (sum(round(a.watch_seconds * 1000)::bigint) / 1000.0)::double precision as watch_seconds,
         sum(a.ai_interactions) as questions,
         sum(a.completion_rate * a.unique_viewers) / nullif(sum(a.unique_viewers), 0) as completion_rate
    from public.video_analytics a
   where a.date between %(first)s and %(last)s and %(students)s >= private.least_group()
   group by a.video_id
), ranked as materialized (
  select v.id, v.title, v.duration_seconds, coalesce(d.views, 0) as views, coalesce(d.watch_seconds, 0) as watch_seconds,
         d.completion_rate, coalesce(d.questions, 0) as questions, count(*) over () as videos
    from public.videos v
    left join days d on d.video_id = v.id
   where v.creator_id = (select private.acting_creator()) and v.deleted_at is null
   order by coalesce(d.watch_seconds, 0) desc, v.title, v.id
   limit %(limit)s
)
select r.id, r.title, r.duration_seconds, r.videos,
       case when %(students)s >= private.least_group() then coalesce(w.viewers, 0) end as viewers,
       case when %(students)s >= private.least_group() then r.views end as views,
       case when %(students)s >= private.least_group() then r.watch_seconds end as watch_seconds,
       r.completion_rate,
       case when %(students)s >= private.least_group() then r.questions end as questions
  from ranked r
  left join private.video_viewers(array(select id from ranked), %(starts)s, %(ends)s, %(first)s, %(last)s) w
         on w.video_id = r.id
 order by r.watch_seconds desc, r.title, r.id

-- name: video_curve
with video as (
  select v.id, v.creator_id, v.title, v.duration_seconds, floor(v.duration_seconds + 0.5)::integer as seconds
    from public.videos v
   where v.id = %(id)s and v.creator_id = (select private.acting_creator()) and v.deleted_at is null
), heard as (
  select count(*) as viewers, count(p.completed_at) as completed, array_agg(p.heard) as parts
    from video v
    join public.video_progress p on p.creator_id = v.creator_id and p.video_id = v.id and not isempty(p.heard)
), again as (
  select count(*) as rewatchers, array_agg(p.heard_again) as parts
    from video v
    join public.video_progress p on p.creator_id = v.creator_id and p.video_id = v.id and not isempty(p.heard_again)
), asked as (
  select a.student_id, floor(a.closest_start_seconds)::integer as second
    from video v
    join private.asked_questions a on a.creator_id = v.creator_id and a.closest_video_id = v.id
), askers as (
  select count(*) as questions, count(distinct student_id) as askers from asked
), density as (
  select array_agg(coalesce(at.questions, 0)::integer order by each.second) as questions_at
    from video v
   cross join generate_series(0, v.seconds - 1) as each (second)
    left join (select second, count(*) as questions from asked group by second) as at on at.second = each.second
)
select v.id, v.title, v.duration_seconds, heard.viewers, askers.askers, askers.questions,
       case when heard.viewers >= private.least_group() then heard.completed end as completed,
       case when heard.viewers >= private.least_group() then again.rewatchers end as rewatchers,
       case when heard.viewers >= private.least_group()
            then private.people_per_second(heard.parts, v.seconds) end as heard,
       case when again.rewatchers >= private.least_group()
            then private.people_per_second(again.parts, v.seconds) end as heard_again,
       case when askers.askers >= private.least_group() then density.questions_at end as questions_at,
       private.least_group() as least_group
  from video v cross join heard cross join again cross join askers cross join density

-- name: course_funnel
with course as (
  select c.id, c.creator_id, c.title
    from public.courses c
   where c.id = %(id)s and c.creator_id = (select private.acting_creator()) and c.deleted_at is null
), lesson as (
  select distinct v.id
    from course c
    join public.course_modules m on m.course_id = c.id
    join public.videos v on v.id = any (m.video_ids)
   where v.status = 'completed' and v.is_published and v.deleted_at is null
), member as (
  select s.id
    from course c
    join public.students s on s.creator_id = c.creator_id
   where s.sees_all_courses
      or exists (select from public.course_enrolments e where e.course_id = c.id and e.student_id = s.id)
), walked as (
  select p.student_id, bool_or(not isempty(p.heard)) as has_begun,
         count(*) filter (where p.completed_at is not null or p.marked_done_at is not null) as completed
    from course c
    join public.video_progress p on p.creator_id = c.creator_id
    join lesson on lesson.id = p.video_id
   where p.student_id in (select id from member)
   group by p.student_id
)
select c.id, c.title, (select count(*) from member) as students,
       counted.began, case when counted.began >= private.least_group() then counted.completed end as completed,
       private.least_group() as least_group
  from course c
 cross join (
   select count(*) filter (where w.has_begun or w.completed > 0) as began,
          count(*) filter (where w.completed > 0 and w.completed = (select count(*) from lesson)) as completed
     from walked w
 ) as counted

-- name: funnel_lessons
with course as (
  select c.id, c.creator_id
    from public.courses c
   where c.id = %(id)s and c.creator_id = (select private.acting_creator()) and c.deleted_at is null
     and %(students)s >= private.least_group()
), lesson as (
  select row_number() over (order by m.display_order, m.created_at, m.id, listed.place) as position, m.title as module,
         v.id, v.title, c.id as course_id, c.creator_id
    from course c
    join public.course_modules m on m.course_id = c.id
   cross join unnest(m.video_ids) with ordinality as listed (id, place)
    join public.videos v on v.id = listed.id
   where v.status = 'completed' and v.is_published and v.deleted_at is null
), walked as (
  select p.video_id, count(*) filter (where not isempty(p.heard) or p.marked_done_at is not null) as began,
         count(*) filter (where p.completed_at is not null or p.marked_done_at is not null) as completed
    from public.video_progress p
    join public.students s on s.id = p.student_id
   where p.creator_id = (select private.acting_creator()) and p.video_id in (select id from lesson)
     and (
       s.sees_all_courses
       or exists (select from public.course_enrolments e where e.course_id = %(id)s and e.student_id = s.id)
     )
   group by p.video_id
)
select l.position, l.module, l.id, l.title, coalesce(w.began, 0) as began, coalesce(w.completed, 0) as completed
  from lesson l
  left join walked w on w.video_id = l.id
 order by l.position

-- name: course_rows
-- Counts as `course_funnel` does: as they were counted last, or now where the lessons have changed since.
with course as materialized (
  select c.id, c.title, c.display_order, c.created_at, k.course_id is not null as is_counted, k.began, k.completed
    from public.courses c
    left join private.course_counts k on k.course_id = c.id
   where c.creator_id = (select private.acting_creator()) and c.deleted_at is null
), now_counted as (
  select n.course_id, n.began, n.completed
    from private.count_courses(array(select id from course where not is_counted)) as n
), size as (
  select c.id, count(distinct v.id) as lessons
    from course c
    join public.course_modules m on m.course_id = c.id
    join public.videos v on v.id = any (m.video_ids)
   where v.status = 'completed' and v.is_published and v.deleted_at is null
   group by c.id
), everywhere as (
  select count(*) as students
    from public.students s
   where s.creator_id = (select private.acting_creator()) and s.sees_all_courses
), given as (
  select e.course_id, count(*) as students
    from course c
    join public.course_enrolments e on e.course_id = c.id
    join public.students s on s.id = e.student_id and not s.sees_all_courses
   group by e.course_id
)
select c.id, c.title, coalesce(z.lessons, 0) as lessons, everywhere.students + coalesce(g.students, 0) as students,
       coalesce(c.began, n.began) as began,
       case when coalesce(c.began, n.began) >= private.least_group() then coalesce(c.completed, n.completed) end as completed,
       private.least_group() as least_group
  from course c
 cross join everywhere
  left join now_counted n on n.course_id = c.id
  left join size z on z.id = c.id
  left join given g on g.course_id = c.id
 order by c.display_order, c.created_at, c.id

-- name: cohort_weeks
-- One row for each month and week, and for a month of which no week is over yet its first.
with joined as (
  select s.id, (s.created_at at time zone %(time_zone)s)::date as joined_on
    from public.students s
   where s.creator_id = (select private.acting_creator())
), member as (
  select j.id, j.joined_on, date_trunc('month', j.joined_on)::date as month, d.watched, d.other,
         count(*) over (partition by date_trunc('month', j.joined_on)) as size
    from joined j
    left join private.student_days d
      on d.creator_id = (select private.acting_creator()) and d.student_id = j.id
   where j.joined_on >= date_trunc('month', %(last)s::date) - make_interval(months => %(months)s - 1)
     and j.joined_on <= %(last)s
), lived as (
  select m.month, m.size, week.number, m.joined_on + 7 * (week.number + 1) <= %(last)s as is_over,
         m.watched && week.days or m.other && week.days as is_active
    from member m
   cross join lateral (
     select number, daterange(m.joined_on + 7 * number, m.joined_on + 7 * (number + 1)) as days
       from generate_series(0, %(weeks)s - 1) as number
   ) as week
)
select month, size, number, count(*) filter (where is_over) as students,
       case when count(*) filter (where is_over) >= private.least_group()
            then count(*) filter (where is_over and is_active) end as active,
       private.least_group() as least_group
  from lived
 group by month, size, number
having number = 0 or bool_or(is_over)
 order by month, number

-- name: has_student
select exists (select from public.students where id = %(id)s) as has_student

-- name: list_student_rows
with offered as (
  -- Every video that students can see, with the courses that have it; no course: the library has it.
  select v.id, v.duration_seconds, null::uuid as course_id
    from public.videos v
   where v.creator_id = (select private.acting_creator()) and v.status = 'completed' and v.is_published
     and v.deleted_at is null and v.is_in_library
  union
  select v.id, v.duration_seconds, c.id
    from public.courses c
    join public.course_modules m on m.course_id = c.id
    join public.videos v on v.id = any (m.video_ids)
   where c.creator_id = (select private.acting_creator()) and c.is_published and c.deleted_at is null
     and v.status = 'completed' and v.is_published and v.deleted_at is null
), every as (
  select distinct id, duration_seconds from offered
), given as (
  select distinct e.student_id, o.id, o.duration_seconds
    from offered o
    join public.course_enrolments e on e.course_id = o.course_id and e.creator_id = (select private.acting_creator())
), page as (
  select s.*
    from public.students s
   where s.creator_id = (select private.acting_creator())
     and (
       %(cursor)s::uuid is null
       or (s.name, s.id) > (select after.name, after.id from public.students after where after.id = %(cursor)s)
     )
   order by s.name, s.id
   limit case when not %(at_risk_only)s then %(limit)s::bigint end
), seen as (
  -- `greatest` passes over nulls.
  select s.id, greatest(
           (select max(p.last_watched_at) from public.video_progress p where p.student_id = s.id),
           (select max(c.last_message_at) from public.chat_sessions c
             where c.student_id = s.id and c.creator_id = s.creator_id)
         ) as last_seen_at
    from page s
), walked as (
  select p.student_id, count(*) filter (where not isempty(p.heard)) as videos_begun,
         count(*) filter (where done.is_done) as videos_completed,
         count(*) filter (where done.is_done and coalesce(every.id, given.id) is not null) as offered_completed,
         sum(
           case when coalesce(every.id, given.id) is null then 0
                when done.is_done then coalesce(every.duration_seconds, given.duration_seconds)
                else (select sum(upper(part) - lower(part)) / 1000.0 from unnest(p.heard) as part) end
         ) as seconds
    from page s
    join public.video_progress p on p.student_id = s.id and p.creator_id = s.creator_id
   cross join lateral (select p.completed_at is not null or p.marked_done_at is not null as is_done) as done
    left join every on every.id = p.video_id and s.sees_all_courses
    left join given on given.id = p.video_id and given.student_id = s.id and not s.sees_all_courses
   group by p.student_id
), counted as (
  select s.id, s.name, s.email, s.is_active, s.created_at as joined_at, seen.last_seen_at,
         coalesce(w.videos_begun, 0) as videos_begun, coalesce(w.videos_completed, 0) as videos_completed,
         case when share.videos = 0 then 0
              when w.offered_completed >= share.videos then 100
              else least(99, coalesce(floor(100 * w.seconds / nullif(share.seconds, 0)), 0)) end::integer as percent,
         (select count(*) from private.asked_questions a
           where a.student_id = s.id and a.creator_id = s.creator_id) as questions,
         s.is_active and coalesce(w.offered_completed, 0) < share.videos
           and coalesce(seen.last_seen_at, s.created_at) < now() - make_interval(days => %(days)s) as is_at_risk
    from page s
    join seen on seen.id = s.id
    left join walked w on w.student_id = s.id
   cross join lateral (
     select count(*) as videos, sum(every.duration_seconds) as seconds from every where s.sees_all_courses
     having s.sees_all_courses
      union all
     select count(*), sum(given.duration_seconds) from given where given.student_id = s.id and not s.sees_all_courses
     having not s.sees_all_courses
   ) as share
)
select id, name, email, is_active, joined_at, last_seen_at, videos_begun, videos_completed, percent, questions, is_at_risk
  from counted
 where not %(at_risk_only)s or is_at_risk
 order by name, id
 limit %(limit)s

-- name: count_asked
select count(*) as questions, count(distinct a.student_id) as students, private.least_group() as least_group
  from private.asked_questions a
 where a.creator_id = (select private.acting_creator()) and a.asked_at >= %(starts)s and a.asked_at < %(ends)s
   and not (%(gaps)s and a.is_covered)

-- name: list_asked
with asked as (
  select a.*
    from private.asked_questions a
   where a.creator_id = (select private.acting_creator()) and a.asked_at >= %(starts)s and a.asked_at < %(ends)s
     and not (%(gaps)s and a.is_covered) and %(students)s >= private.least_group()
   order by a.asked_at desc, a.message_id
   limit %(limit)s
)
select a.message_id, m.content as question, dense_rank() over (order by a.student_id) as asker, a.asked_at, a.is_covered,
       a.embedding_model, extensions.vector_send(a.embedding) as vector, v.id as video_id, v.title,
       a.closest_start_seconds as start_seconds, a.closest_play_seconds as play_seconds, a.unheard
  from asked a
  join public.chat_messages m on m.id = a.message_id
  left join public.videos v on v.id = a.closest_video_id and v.creator_id = a.creator_id and v.deleted_at is null
 order by a.asked_at, a.message_id

-- name: list_told
-- What students asked the teacher to answer, once in the same words; an answer of the teacher takes it off the list.
with told as (
  select distinct on (lower(btrim(m.content)))
         m.content as question, a.message_id, a.told_at,
         count(*) over (partition by lower(btrim(m.content))) as times
    from private.asked_questions a
    join public.chat_messages m on m.id = a.message_id
   where a.creator_id = (select private.acting_creator()) and a.told_at >= %(starts)s and a.told_at < %(ends)s
     and not exists (
       select from private.teacher_questions t
        where t.creator_id = a.creator_id and lower(t.question) = lower(btrim(m.content))
     )
   order by lower(btrim(m.content)), a.told_at desc
)
select question, message_id, told_at, times from told order by told_at desc, message_id limit %(limit)s

-- name: list_closest
-- A refusal cites the closest moments: those of each question, best first.
select r.parent_id as message_id, v.id as video_id, v.title, (c.cited ->> 'start_seconds')::double precision as start_seconds,
       (c.cited ->> 'play_seconds')::double precision as play_seconds
  from public.chat_messages r
 cross join jsonb_array_elements(r.video_references) with ordinality as c (cited, place)
  join public.videos v on v.id = (c.cited ->> 'video_id')::uuid and v.deleted_at is null
 where r.parent_id = any(%(ids)s::uuid[]) and r.role = 'assistant' and r.metadata -> 'covered' = 'false'
   and v.creator_id = (select private.acting_creator())
 order by r.parent_id, r.created_at, r.id, c.place
