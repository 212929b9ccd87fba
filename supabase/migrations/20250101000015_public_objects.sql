-- Public objects: what an answer about one says of it, beyond its size and type.

-- Only the server calls it, which is of the same version.
-- squawk-ignore ban-drop-function
drop function private.public_object(text, text);
create function private.public_object(
  bucket text,
  object_name text,
  out id uuid,
  out created_at timestamptz,
  out updated_at timestamptz,
  out metadata jsonb,
  out user_metadata jsonb,
  out version text
)
language sql stable security definer set search_path = '' as $$
  select o.id, o.created_at, o.updated_at, o.metadata, o.user_metadata, o.version
    from storage.objects o
    join storage.buckets b on b.id = o.bucket_id
   where b.public and b.id = bucket and o.name = object_name
$$;
comment on function private.public_object(text, text) is
  'An object of a public bucket, by its whole name; nulls when there is none.';
revoke all on function private.public_object(text, text) from public, anon, authenticated;
grant execute on function private.public_object(text, text) to chronos_public;
