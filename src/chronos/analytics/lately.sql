-- name: lately
-- Of the last days alone: each part reads its newest rows, and those of other days are never sorted.
select kind, at, id, name, title, duration_seconds
  from (
    (select 'joined' as kind, s.created_at as at, s.id, s.name, null as title, null::double precision as duration_seconds
       from public.students s
      where s.creator_id = (select private.acting_creator()) and s.created_at > now() - make_interval(days => %(days)s)
      order by s.created_at desc
      limit %(limit)s)
    union all
    (select 'ready', v.processing_completed_at, v.id, null, v.title, v.duration_seconds
       from public.videos v
      where v.creator_id = (select private.acting_creator()) and v.status = 'completed' and v.deleted_at is null
        and v.processing_completed_at > now() - make_interval(days => %(days)s)
      order by v.processing_completed_at desc
      limit %(limit)s)
    union all
    (select 'finished', greatest(p.completed_at, p.marked_done_at), s.id, s.name, v.title, null
       from public.video_progress p
       join public.students s on s.id = p.student_id
       join public.videos v on v.id = p.video_id and v.deleted_at is null
      where p.creator_id = (select private.acting_creator())
        and greatest(p.completed_at, p.marked_done_at) > now() - make_interval(days => %(days)s)
      order by greatest(p.completed_at, p.marked_done_at) desc
      limit %(limit)s)
  ) event
 order by at desc, id
 limit %(limit)s
