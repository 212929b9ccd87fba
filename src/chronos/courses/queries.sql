-- name: list_courses
select c.id, c.title, c.description, c.thumbnail_path, c.is_published, c.published_at, c.version, c.created_at, c.updated_at,
       (select count(*) from public.course_modules m where m.course_id = c.id) as modules,
       p.lessons, p.completed, p.seconds, p.heard_seconds
  from public.courses c
  left join private.course_progress() p on p.course_id = c.id
 where c.deleted_at is null and (%(id)s::uuid is null or c.id = %(id)s)
 order by c.display_order, c.created_at, c.id

-- name: list_modules
select m.id, m.title, m.description, m.video_ids, m.opens_after_days, m.opens_at, m.requires_module_id,
       a.opens_at as opens_for_caller, a.waits_for,
       coalesce(a.is_open, (select private.acts_as_creator())) as is_open
  from public.course_modules m
  left join private.module_access() a on a.module_id = m.id
 where m.course_id = %(course_id)s
 order by m.display_order, m.created_at, m.id

-- name: list_lessons
select v.id, v.title, v.status::text, v.is_published, v.is_in_library, v.duration_seconds,
       coalesce(p.heard_seconds, never.played) as heard_seconds, coalesce(p.resume_seconds, never.played) as resume_seconds,
       p.completed_at, p.marked_done_at
  from public.videos v
 cross join (select case when not private.acts_as_creator() then 0 end::double precision as played) as never
  left join private.own_progress(%(video_ids)s) p on p.video_id = v.id
 where v.id = any (%(video_ids)s::uuid[]) and v.deleted_at is null

-- name: insert_course
insert into public.courses (creator_id, title, description, display_order)
select %(creator_id)s, %(title)s, %(description)s, coalesce(max(display_order) + 1, 0)
  from public.courses
 where creator_id = %(creator_id)s
returning id

-- name: change_course
update public.courses
   set title = coalesce(%(title)s, title),
       description = case when %(description)s::text is null then description else nullif(%(description)s, '') end,
       thumbnail_path = case when %(cover)s::text is null then thumbnail_path else nullif(%(cover)s, '') end,
       is_published = coalesce(%(is_published)s, is_published),
       published_at = case when %(is_published)s then coalesce(published_at, now()) else published_at end
 where id = %(id)s and deleted_at is null

-- name: has_something_to_see
select exists (
  select from public.course_modules m
    join public.videos v on v.id = any (m.video_ids)
   where m.course_id = %(id)s and v.status = 'completed' and v.is_published and v.deleted_at is null
) as has_some

-- name: remove_course
delete from public.courses where id = %(id)s and deleted_at is null

-- name: lock_course
select version from public.courses where id = %(id)s and deleted_at is null for update

-- name: insert_module
insert into public.course_modules (course_id, title, description, video_ids, display_order, opens_after_days, opens_at,
                                   requires_module_id)
select %(course_id)s, %(title)s, %(description)s, %(video_ids)s, coalesce(max(display_order) + 1, 0),
       %(opens_after_days)s, %(opens_at)s, %(requires_module_id)s
  from public.course_modules
 where course_id = %(course_id)s
returning id

-- name: change_module
update public.course_modules
   set title = coalesce(%(title)s, title),
       description = case when %(description)s::text is null then description else nullif(%(description)s, '') end,
       video_ids = coalesce(%(video_ids)s, video_ids),
       opens_after_days = case when %(sets_opens_after_days)s then %(opens_after_days)s else opens_after_days end,
       opens_at = case when %(sets_opens_at)s then %(opens_at)s else opens_at end,
       requires_module_id = case when %(sets_requires_module_id)s then %(requires_module_id)s else requires_module_id end
 where id = %(id)s and course_id = %(course_id)s

-- name: remove_module
delete from public.course_modules where id = %(id)s and course_id = %(course_id)s

-- name: place_module
update public.course_modules
   set display_order = %(place)s, video_ids = %(video_ids)s
 where id = %(id)s and course_id = %(course_id)s
   and (display_order, video_ids) is distinct from (%(place)s, %(video_ids)s::uuid[])

-- name: list_module_ids
select id from public.course_modules where course_id = %(course_id)s

-- name: lock_courses
-- Locked by id, so that two editors wait for each other and never both.
select id
  from (
    select id, display_order, created_at from public.courses where deleted_at is null order by id for update
  ) locked
 order by display_order, created_at, id

-- name: order_courses
update public.courses c
   set display_order = placed.place
  from (
    select o.id, row_number() over (order by listed.place, o.display_order, o.created_at, o.id) as place
      from public.courses o
      left join unnest(%(ids)s::uuid[]) with ordinality as listed (id, place) on listed.id = o.id
     where o.deleted_at is null
  ) as placed
 where c.id = placed.id and c.display_order <> placed.place

-- name: measure_courses
-- Who started is kept for each course, or counted where its lessons have changed since.
with course as materialized (
  select c.id, k.started
    from public.courses c
    left join private.course_counts k on k.course_id = c.id
   where c.deleted_at is null and (%(id)s::uuid is null or c.id = %(id)s)
), lessons as (
  select c.id as course_id, v.id, v.duration_seconds, v.is_in_library
    from public.courses c
    join public.course_modules m on m.course_id = c.id
   cross join unnest(m.video_ids) as listed (id)
    join public.videos v on v.id = listed.id and v.deleted_at is null
   where c.deleted_at is null
), now_counted as (
  select n.course_id, n.started from private.count_courses(array(select id from course where started is null)) as n
)
select c.id,
       (select count(*) from lessons l where l.course_id = c.id) as lessons,
       (select coalesce(sum(l.duration_seconds), 0) from lessons l where l.course_id = c.id) as seconds,
       (select count(*) from public.course_enrolments e where e.course_id = c.id) as given,
       coalesce(c.started, (select n.started from now_counted n where n.course_id = c.id)) as started,
       (select count(distinct l.id) from lessons l
         where l.course_id = c.id and not l.is_in_library
           and not exists (select from lessons o where o.id = l.id and o.course_id <> c.id)) as only_here
  from course c

-- name: courses_of_videos
select distinct listed.id as video_id, c.id, c.title, c.display_order
  from public.courses c
  join public.course_modules m on m.course_id = c.id and m.video_ids && %(ids)s::uuid[]
 cross join unnest(m.video_ids) as listed (id)
 where c.deleted_at is null and listed.id = any (%(ids)s::uuid[])
 order by c.display_order, c.title, c.id

-- name: find_courses
select id, title
  from (
    select id, title, rank, min(rank) over () as best
      from (
        select id, title,
               case when id::text = %(text)s then 1
                    when lower(title) = %(text)s then 2
                    when %(is_prefix)s and starts_with(id::text, %(text)s) then 3 end as rank
          from public.courses
         where deleted_at is null
      ) as ranked
     where rank is not null
  ) as found
 where rank = best
 order by title, id
 limit %(limit)s

-- name: find_videos
select named.name, v.id
  from unnest(%(names)s::text[]) as named (name)
  join public.videos v on v.title = named.name or v.id::text = lower(named.name)
 where v.deleted_at is null

-- name: get_student
select id, name, sees_all_courses from public.students where id = %(id)s

-- name: list_enrolments
select course_id from public.course_enrolments where student_id = %(student_id)s order by created_at, course_id

-- name: list_course_ids
select id from public.courses where id = any (%(ids)s::uuid[]) and deleted_at is null

-- name: insert_enrolments
insert into public.course_enrolments (course_id, student_id, creator_id)
select listed.id, %(student_id)s, %(creator_id)s from unnest(%(course_ids)s::uuid[]) as listed (id)
on conflict do nothing

-- name: delete_enrolments_but
delete from public.course_enrolments where student_id = %(student_id)s and course_id <> all (%(course_ids)s)

-- name: give_all_courses
select private.give_all_courses(%(student_id)s) as is_done

-- name: limit_to_courses
select private.limit_student(%(student_id)s) as is_done

-- name: record_beat
select credited_seconds, is_completed
  from private.record_beat(%(video_id)s, %(session)s, %(beat)s, %(segments)s, %(at_seconds)s)

-- name: mark_done
select private.mark_done(%(video_id)s, %(is_done)s) as outcome

-- name: learning_rules
select completion_share, may_mark_done from private.learning_rules()

-- name: get_progress
select video_id, heard_seconds, played_seconds, resume_seconds, completed_at, marked_done_at
  from private.own_progress(array[%(video_id)s]::uuid[])

-- name: started_videos
select v.id, v.title, v.duration_seconds, p.resume_seconds, p.last_watched_at,
       (select c.id
          from public.courses c
          join public.course_modules m on m.course_id = c.id
         where c.deleted_at is null and v.id = any (m.video_ids)
         order by c.display_order, c.created_at, c.id
         limit 1) as course_id
  from public.video_progress p
  join public.videos v on v.id = p.video_id
 where p.student_id = (select private.acting_student()) and p.completed_at is null and p.marked_done_at is null
   and v.deleted_at is null
 order by p.last_watched_at desc
 limit %(limit)s

-- name: next_lessons
-- Row Level Security leaves the lessons that are open.
select distinct on (c.display_order, c.created_at, c.id)
       c.id as course_id, v.id, v.title, v.duration_seconds, coalesce(p.resume_seconds, 0) as resume_seconds
  from public.courses c
  join public.course_modules m on m.course_id = c.id
 cross join unnest(m.video_ids) with ordinality as listed (id, place)
  join public.videos v on v.id = listed.id and v.deleted_at is null
  left join public.video_progress p
    on p.student_id = (select private.acting_student()) and p.creator_id = v.creator_id and p.video_id = v.id
 where c.deleted_at is null and p.completed_at is null and p.marked_done_at is null
 order by c.display_order, c.created_at, c.id, m.display_order, m.created_at, m.id, listed.place

-- name: newest_videos
select id, title, duration_seconds, created_at
  from public.videos
 where deleted_at is null and status = 'completed'
 order by created_at desc, id desc
 limit %(limit)s

-- name: creator_overview
select (select count(*) from public.videos v where v.creator_id = %(creator_id)s and v.deleted_at is null) as videos,
       (select count(*) from public.videos v
         where v.creator_id = %(creator_id)s and v.deleted_at is null and v.status not in ('completed', 'failed')) as in_work,
       (select count(*) from public.videos v
         where v.creator_id = %(creator_id)s and v.deleted_at is null and v.status = 'failed') as failed,
       (select coalesce(sum(v.duration_seconds), 0) from public.videos v
         where v.creator_id = %(creator_id)s and v.deleted_at is null) as seconds,
       (select count(*) from public.courses c where c.creator_id = %(creator_id)s and c.deleted_at is null) as courses,
       (select count(*) from public.students s where s.creator_id = %(creator_id)s and s.is_active) as students

-- name: noted_video
select v.id, v.creator_id, v.duration_seconds, v.transcript_language as language,
       (select count(*) from public.notes n where n.student_id = (select private.acting_student())) as notes,
       private.most_notes() as most_notes
  from public.videos v
 where v.id = %(video_id)s and v.deleted_at is null

-- name: insert_note
insert into public.notes (student_id, creator_id, video_id, at_seconds, content, terms)
values (%(student_id)s, %(creator_id)s, %(video_id)s, %(at_seconds)s, %(content)s, %(terms)s)
returning id

-- name: list_notes
-- Row Level Security leaves no title of a video that is locked to the student.
select n.id, n.video_id, v.title, v.transcript_language as language, n.at_seconds, n.content, n.created_at, n.updated_at
  from public.notes n
  left join public.videos v on v.id = n.video_id
 where (%(id)s::uuid is null or n.id = %(id)s)
   and (%(video_id)s::uuid is null or n.video_id = %(video_id)s)
   and (%(before)s::timestamptz is null or (n.created_at, n.id) < (%(before)s, %(before_id)s::uuid))
 order by n.created_at desc, n.id desc
 limit %(limit)s

-- name: change_note
update public.notes
   set at_seconds = coalesce(%(at_seconds)s, at_seconds), content = coalesce(%(content)s, content),
       terms = coalesce(%(terms)s, terms)
 where id = %(id)s

-- name: remove_note
delete from public.notes where id = %(id)s

-- name: remove_playing_sessions
delete from private.playing_sessions where last_beat_at < now() - interval '7 days'

-- name: new_lessons
-- Not begun, and added or opened since a time. A lesson of several modules opens with the first.
with access as materialized (select module_id, opens_at, is_open from private.module_access()),
placed as (
  select distinct on (listed.id) listed.id, c.id as course_id, c.title as course, a.opens_at
    from public.course_modules m
    join public.courses c on c.id = m.course_id and c.deleted_at is null
    join access a on a.module_id = m.id and a.is_open
   cross join unnest(m.video_ids) as listed (id)
   order by listed.id, a.opens_at nulls first
)
select v.id, v.title, v.duration_seconds, p.course_id, p.course, greatest(v.created_at, p.opens_at) as new_since
  from public.videos v
  left join placed p on p.id = v.id
 where v.deleted_at is null and v.status = 'completed' and greatest(v.created_at, p.opens_at) > %(since)s
   and not exists (
     select from public.video_progress w where w.student_id = (select private.acting_student()) and w.video_id = v.id
   )
 order by greatest(v.created_at, p.opens_at) desc, v.id
 limit %(limit)s

-- name: opening_modules
select m.id, m.title, c.id as course_id, c.title as course, a.opens_at
  from private.module_access() a
  join public.course_modules m on m.id = a.module_id
  join public.courses c on c.id = m.course_id and c.deleted_at is null
 where not a.is_open and a.opens_at > now()
 order by a.opens_at, m.display_order, m.id
 limit %(limit)s

-- name: known_emails
select lower(s.email) as email, bool_or(s.is_active and coalesce(s.access_ends_at > now(), true)) as is_in
  from public.students s
 where lower(s.email) = any (%(emails)s)
 group by 1

-- name: import_students
select added, known, ended, given from private.import_students(%(names)s, %(emails)s, %(courses)s::uuid[])

-- name: drop_cover
select private.drop_thumbnail(%(name)s) as size_bytes
