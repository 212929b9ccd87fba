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
