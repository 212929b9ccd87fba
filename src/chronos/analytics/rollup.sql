-- name: days_to_roll_up
select creator_id, date, until from private.days_to_roll_up()

-- name: roll_up
select private.roll_up(%(creator_id)s, %(date)s) as is_counted

-- name: note_rolled_up
insert into private.rolled_up (until) values (%(until)s)
on conflict (is_only) do update set until = greatest(rolled_up.until, excluded.until)

-- name: days_to_recompute
-- Nothing is kept of the days of before: they are not even looked at. Days are numbered, as times of the session's time zone
-- would skip the last one after a day that begins at one.
select c.id as creator_id, period.first + number as date
  from public.creators c
 cross join lateral (
   select greatest(%(first)s::date, private.day_of(private.facts_kept_since(), c.id)) as first,
          -- A row of tomorrow was counted in a time zone further east, before it was changed.
          coalesce(%(last)s::date, greatest(
            private.day_of(now(), c.id), (select max(d.date) from private.creator_days d where d.creator_id = c.id)
          )) as last
 ) as period
 cross join lateral generate_series(0, period.last - period.first) as number
 where %(creator_id)s::uuid is null or c.id = %(creator_id)s
 order by c.id, date

-- name: first_countable_day
select private.day_of(private.facts_kept_since(), c.id) + 1 as date
  from public.creators c
 where %(creator_id)s::uuid is null or c.id = %(creator_id)s
 order by 1 desc
 limit 1

-- name: remove_old_facts
delete from private.facts
 where id in (select f.id from private.facts f where f.occurred_at < private.facts_kept_since() limit %(limit)s)

-- name: course_changes
select id from private.course_changes

-- name: changed_courses
-- A course without a row has not been counted since its lessons changed.
select c.id
  from public.courses c
 where c.creator_id in (select n.creator_id from private.course_changes n where n.id = any (%(notes)s))
    or not exists (select from private.course_counts k where k.course_id = c.id)
 order by c.id

-- name: all_courses
select c.id from public.courses c where %(creator_id)s::uuid is null or c.creator_id = %(creator_id)s order by c.id

-- name: roll_up_course
select private.roll_up_course(%(id)s)

-- name: forget_course_changes
delete from private.course_changes where id = any (%(notes)s)
