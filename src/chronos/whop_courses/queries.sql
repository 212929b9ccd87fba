-- name: company_of
select whop_company_id as company_id from public.creators where id = %(creator_id)s

-- name: get_lesson
select v.id as video_id, l.asset_id, l.title
  from private.whop_lessons l
  left join public.videos v on v.id = l.video_id and v.deleted_at is null
 where l.id = %(id)s and l.creator_id = %(creator_id)s

-- name: keep_lesson
insert into private.whop_lessons (id, creator_id, video_id, asset_id, title)
values (%(id)s, %(creator_id)s, %(video_id)s, %(asset_id)s, %(title)s)
on conflict (id) do update
   set video_id = excluded.video_id, asset_id = excluded.asset_id, title = excluded.title, imported_at = now(),
       creator_id = excluded.creator_id

-- name: lock_import
select pg_advisory_xact_lock(hashtextextended('chronos.whop course ' || %(id)s, 0))

-- name: get_imported_course
select course_id, title from private.whop_courses where id = %(id)s and creator_id = %(creator_id)s

-- name: keep_course
insert into private.whop_courses (id, creator_id, course_id, title)
values (%(id)s, %(creator_id)s, %(course_id)s, %(title)s)
on conflict (id) do update set course_id = excluded.course_id, title = excluded.title, creator_id = excluded.creator_id

-- name: list_imported_chapters
-- A video that was removed since is in no module any more.
select id, module_id, title, opens_after_days,
       array(
         select listed.id from unnest(video_ids) with ordinality as listed (id, place)
           join public.videos v on v.id = listed.id and v.deleted_at is null
          order by listed.place
       ) as video_ids
  from private.whop_chapters
 where whop_course_id = %(course)s

-- name: keep_chapter
insert into private.whop_chapters (id, whop_course_id, module_id, title, video_ids, opens_after_days)
values (%(id)s, %(course)s, %(module_id)s, %(title)s, %(video_ids)s, %(opens_after_days)s)
on conflict (id) do update
   set module_id = excluded.module_id, title = excluded.title, video_ids = excluded.video_ids,
       opens_after_days = excluded.opens_after_days

-- name: list_waiting_completions
select c.lesson_id, c.student_id
  from private.whop_completions c
  join public.students s on s.id = c.student_id
 where s.whop_user_id = %(user_id)s and c.marked_at is null
 order by c.completed_at
 limit 100

-- name: mark_completion
update private.whop_completions set marked_at = now()
 where lesson_id = %(lesson_id)s and student_id = %(student_id)s
