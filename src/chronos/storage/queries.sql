-- name: insert_object
insert into storage.objects (bucket_id, name, owner_id, metadata)
values (
  %(bucket)s, %(name)s, auth.uid()::text,
  jsonb_build_object('size', %(size_bytes)s::bigint, 'mimetype', %(content_type)s::text)
)
on conflict (bucket_id, name) do update set metadata = excluded.metadata, updated_at = now()
