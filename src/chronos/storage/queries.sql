-- name: list_buckets
select id, name, coalesce(public, false) as public, file_size_limit, allowed_mime_types, created_at, updated_at
  from storage.buckets
 order by id

-- name: get_bucket
select id, name, coalesce(public, false) as public, file_size_limit, allowed_mime_types, created_at, updated_at
  from storage.buckets
 where id = %(id)s

-- name: storage_allowance
select max_file_bytes, remaining_bytes from private.storage_allowance()

-- name: insert_object
insert into storage.objects (bucket_id, name, owner_id, metadata, user_metadata, version)
values (
  %(bucket)s, %(name)s, auth.uid()::text, %(metadata)s::jsonb, %(user_metadata)s::jsonb, gen_random_uuid()::text
)

-- name: upsert_object
insert into storage.objects (bucket_id, name, owner_id, metadata, user_metadata, version)
values (
  %(bucket)s, %(name)s, auth.uid()::text, %(metadata)s::jsonb, %(user_metadata)s::jsonb, gen_random_uuid()::text
)
on conflict (bucket_id, name) do update
  set metadata = excluded.metadata, user_metadata = excluded.user_metadata, version = excluded.version,
      updated_at = now()

-- name: get_public_object
select id, created_at, updated_at, metadata, user_metadata, version from private.public_object(%(bucket)s, %(name)s)

-- name: find_file_of_video
select n.name
  from unnest(%(names)s::text[]) as n (name)
  join public.videos v on v.id::text = (storage.foldername(n.name))[2]
                      and v.creator_id::text = (storage.foldername(n.name))[1]
 limit 1

-- name: move_object
update storage.objects
   set name = %(to_name)s, updated_at = now()
 where bucket_id = %(bucket)s and name = %(name)s and coalesce(version, '') = %(version)s

-- name: allow_deleting_objects
select set_config('storage.allow_delete_query', 'true', true)

-- name: delete_objects
delete from storage.objects
 where bucket_id = %(bucket)s and name = any (%(names)s::text[])
returning id, bucket_id, name, owner_id, created_at, updated_at, last_accessed_at, metadata, user_metadata, version

-- name: list_entries
-- A range of names in the order of their bytes, which the index on (bucket_id, name collate "C") gives.
with found as (
  select substr(o.name, length(%(prefix)s::text) + 1) as rest, o.*
    from storage.objects o
   where o.bucket_id = %(bucket)s
     and o.name collate "C" >= %(prefix)s::text
     and o.name collate "C" < %(prefix)s::text || %(highest)s::text
), entries as (
  select distinct split_part(f.rest, '/', 1) as entry, true as is_folder, null::uuid as id, null::timestamptz as created_at,
         null::timestamptz as updated_at, null::timestamptz as last_accessed_at, null::jsonb as metadata
    from found f
   where %(by_folder)s and strpos(f.rest, '/') > 0
  union all
  select f.rest, false, f.id, f.created_at, f.updated_at, f.last_accessed_at, f.metadata
    from found f
   where not (%(by_folder)s and strpos(f.rest, '/') > 0)
), keyed as (
  select e.*,
         case %(column)s::text
           when 'created_at' then e.created_at
           when 'updated_at' then e.updated_at
           when 'last_accessed_at' then e.last_accessed_at
         end as moment
    from entries e
   where starts_with(lower(e.entry), lower(%(search)s::text))
)
select entry, is_folder, id, created_at, updated_at, last_accessed_at, metadata
  from keyed
 order by is_folder desc,
          case when %(descending)s then moment end desc,
          case when not %(descending)s then moment end,
          case when %(descending)s then entry end collate "C" desc,
          case when not %(descending)s then entry end collate "C"
 limit %(limit)s offset %(offset)s

-- name: get_object
select id, bucket_id, name, created_at, updated_at, metadata, user_metadata, version
  from storage.objects
 where bucket_id = %(bucket)s and name = %(name)s

-- name: lock_storage
select pg_advisory_xact_lock(hashtextextended('chronos.storage ' || %(creator_id)s::uuid::text, 0))

-- name: storage_left
select max_file_bytes, remaining_bytes from private.storage_left(%(creator_id)s)

-- name: count_unfinished_uploads
select count(*) from private.uploads where completed_at is null and expires_at > now()

-- name: insert_upload
insert into private.uploads (id, creator_id, bucket_id, object_name, length_bytes, content_type, is_upsert, metadata)
values (
  %(id)s, %(creator_id)s, %(bucket_id)s, %(object_name)s, %(length_bytes)s, %(content_type)s, %(is_upsert)s, %(metadata)s
)
returning id, creator_id, bucket_id, object_name, length_bytes, content_type, is_upsert, metadata, video_id, expires_at,
          completed_at is not null as is_completed, expires_at <= now() as is_expired

-- name: get_upload
select id, creator_id, bucket_id, object_name, length_bytes, content_type, is_upsert, metadata, video_id, expires_at,
       completed_at is not null as is_completed, expires_at <= now() as is_expired
  from private.uploads
 where id = %(id)s

-- name: complete_upload
-- Only while its bytes are reserved.
update private.uploads
   set video_id = %(video_id)s, completed_at = now()
 where id = %(id)s and expires_at > now()

-- name: delete_upload
delete from private.uploads where id = %(id)s

-- name: visible_names
select name from storage.objects where bucket_id = %(bucket)s and name = any (%(names)s::text[])

-- name: find_references
select n.name
  from unnest(%(names)s::text[]) as n (name)
  join storage.objects o
    on o.bucket_id = split_part(n.name, '/', 1) and o.name = substr(n.name, strpos(n.name, '/') + 1)
union
select 'videos/' || file.name
  from public.videos v
  cross join lateral (values (v.storage_path), (v.metadata ->> 'captions')) as file (name)
 where v.id = any (%(video_ids)s::uuid[]) and 'videos/' || file.name = any (%(names)s::text[])
union
select 'thumbnails/' || v.thumbnail_path
  from public.videos v
 where v.creator_id = any (%(creator_ids)s::uuid[]) and 'thumbnails/' || v.thumbnail_path = any (%(names)s::text[])
union
select 'thumbnails/' || c.thumbnail_path
  from public.courses c
 where c.creator_id = any (%(creator_ids)s::uuid[]) and 'thumbnails/' || c.thumbnail_path = any (%(names)s::text[])
union
select 'thumbnails/' || c.logo_path
  from public.creators c
 where c.id = any (%(creator_ids)s::uuid[]) and 'thumbnails/' || c.logo_path = any (%(names)s::text[])

-- name: list_sweepable_objects
select o.bucket_id, o.name, coalesce(private.object_bytes(o.metadata), 0) as size_bytes,
       greatest(o.created_at, o.updated_at) as changed_at
  from storage.objects o
 where o.bucket_id in ('user-uploads', 'thumbnails')
   and greatest(o.created_at, o.updated_at) < %(before)s
   and (
     o.bucket_id = 'user-uploads'
     or not exists (select from public.videos v where v.thumbnail_path = o.name)
    and not exists (select from public.courses c where c.thumbnail_path = o.name)
    and not exists (select from public.creators c where c.logo_path = o.name)
    and not exists (
      select from private.video_pictures p
       where p.video_id = case when split_part(o.name, '/', 2) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                               then split_part(o.name, '/', 2)::uuid end
         and starts_with(split_part(o.name, '/', 3), 'storyboard-' || p.storyboard || '-')
    )
   )
 order by o.bucket_id, o.name

-- name: allow_sweeping
select set_config('storage.allow_delete_query', 'true', true)

-- name: delete_swept_object
delete from storage.objects o
 where o.bucket_id = %(bucket)s and o.name = %(name)s
   and greatest(o.created_at, o.updated_at) < %(before)s
   and (
     o.bucket_id = 'user-uploads'
     or not exists (select from public.videos v where v.thumbnail_path = o.name)
    and not exists (select from public.courses c where c.thumbnail_path = o.name)
    and not exists (select from public.creators c where c.logo_path = o.name)
    and not exists (
      select from private.video_pictures p
       where p.video_id = case when split_part(o.name, '/', 2) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                               then split_part(o.name, '/', 2)::uuid end
         and starts_with(split_part(o.name, '/', 3), 'storyboard-' || p.storyboard || '-')
    )
   )

-- name: list_upload_times
select id, expires_at from private.uploads

-- name: find_upload_time
select expires_at from private.uploads where id = %(id)s

-- name: total_source_bytes
select coalesce(sum(file_size_bytes), 0) as bytes from public.videos where content_sha256 is not null

-- name: list_files_of_videos
select id, storage_path, file_size_bytes, content_sha256, metadata ->> 'captions' as captions, thumbnail_path
  from public.videos
 where id > %(after)s
 order by id
 limit %(limit)s

-- name: list_files_of_objects
-- Without those that a video names as its file or captions.
select o.bucket_id, o.name, private.object_bytes(o.metadata) as size_bytes
  from storage.objects o
 where (o.bucket_id, o.name) > (%(bucket)s, %(name)s)
   and o.bucket_id in ('videos', 'thumbnails', 'user-uploads')
   and not exists (
     select from public.videos v
      where o.bucket_id = 'videos'
        and v.id = case when split_part(o.name, '/', 2) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                    then split_part(o.name, '/', 2)::uuid end
        and o.name in (v.storage_path, v.metadata ->> 'captions')
   )
 order by o.bucket_id, o.name
 limit %(limit)s

-- name: list_covers_and_logos
select thumbnail_path as picture from public.courses where thumbnail_path is not null
union
select logo_path from public.creators where logo_path is not null
