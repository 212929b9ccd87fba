-- name: list_sites
select id, origin, created_at from public.embed_sites where creator_id = %(creator_id)s order by created_at, id

-- name: insert_site
insert into public.embed_sites (creator_id, origin) values (%(creator_id)s, %(origin)s)
returning id, origin, created_at

-- name: remove_site
delete from public.embed_sites where id = %(id)s

-- name: list_embeds
select e.id, e.video_id, e.course_id, coalesce(v.title, c.title) as title, e.is_public, e.created_at
  from public.embeds e
  left join public.videos v on v.id = e.video_id
  left join public.courses c on c.id = e.course_id
 where e.creator_id = %(creator_id)s and coalesce(v.deleted_at, c.deleted_at) is null
   and (%(id)s::uuid is null or e.id = %(id)s)
   and (%(video_id)s::uuid is null or e.video_id = %(video_id)s)
   and (%(course_id)s::uuid is null or e.course_id = %(course_id)s)
 order by e.created_at desc, e.id
 limit %(limit)s

-- name: allow_video
insert into public.embeds (creator_id, video_id, is_public)
select %(creator_id)s, v.id, %(is_public)s from public.videos v where v.id = %(id)s and v.deleted_at is null
on conflict (video_id) do update set is_public = excluded.is_public
returning id

-- name: allow_course
insert into public.embeds (creator_id, course_id, is_public)
select %(creator_id)s, c.id, %(is_public)s from public.courses c where c.id = %(id)s and c.deleted_at is null
on conflict (course_id) do update set is_public = excluded.is_public
returning id

-- name: end_embed
delete from public.embeds where id = %(id)s

-- name: find_embed
select id, video_id, course_id, is_public, sites from private.find_embed(%(embed_id)s, %(video_id)s, %(course_id)s)
