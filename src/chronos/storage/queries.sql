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
insert into storage.objects (bucket_id, name, owner_id, metadata)
values (
  %(bucket)s, %(name)s, auth.uid()::text,
  jsonb_build_object('size', %(size_bytes)s::bigint, 'mimetype', %(content_type)s::text)
)

-- name: upsert_object
insert into storage.objects (bucket_id, name, owner_id, metadata)
values (
  %(bucket)s, %(name)s, auth.uid()::text,
  jsonb_build_object('size', %(size_bytes)s::bigint, 'mimetype', %(content_type)s::text)
)
on conflict (bucket_id, name) do update set metadata = excluded.metadata, updated_at = now()

-- name: get_object
select id, bucket_id, name, created_at, updated_at, metadata, user_metadata
  from storage.objects
 where bucket_id = %(bucket)s and name = %(name)s

-- name: lock_uploads
select pg_advisory_xact_lock(hashtextextended('chronos.uploads ' || %(creator_id)s::uuid::text, 0))

-- name: count_unfinished_uploads
select count(*) from private.uploads where completed_at is null and expires_at > now()

-- name: insert_upload
insert into private.uploads (id, creator_id, bucket_id, object_name, length_bytes, content_type, is_upsert, metadata)
values (
  %(id)s, %(creator_id)s, %(bucket_id)s, %(object_name)s, %(length_bytes)s, %(content_type)s, %(is_upsert)s, %(metadata)s
)

-- name: get_upload
select id, creator_id, bucket_id, object_name, length_bytes, content_type, is_upsert, metadata, video_id, expires_at,
       completed_at is not null as is_completed, expires_at <= now() as is_expired
  from private.uploads
 where id = %(id)s

-- name: complete_upload
update private.uploads set video_id = %(video_id)s, completed_at = now() where id = %(id)s

-- name: delete_upload
delete from private.uploads where id = %(id)s

-- name: list_expired_uploads
select id from private.uploads where expires_at <= now() order by expires_at

-- name: list_upload_ids
select id from private.uploads

-- name: visible_names
select name from storage.objects where bucket_id = %(bucket)s and name = any (%(names)s::text[])
