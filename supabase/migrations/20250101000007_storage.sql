-- Storage: buckets and the policies of their objects, resumable uploads, and public objects.

-- Buckets ------------------------------------------------------------------------------------------------------------

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
  ('videos', 'videos', false, 500 * 1024 * 1024, array['video/*', 'audio/*']),
  ('thumbnails', 'thumbnails', true, 5 * 1024 * 1024, array['image/*']),
  ('user-uploads', 'user-uploads', false, 500 * 1024 * 1024, null)
on conflict (id) do update set
  public = excluded.public,
  file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

-- On hosted Supabase only the table's owner can comment on these policies, so they are explained here.

-- The first folder of a name is the creator's id; a student reads the files of the videos that it may see. No policy
-- allows listing the public bucket: its objects are read by their address.
create policy chronos_objects_select on storage.objects for select to authenticated
  using (
    bucket_id in ('videos', 'user-uploads')
    and (storage.foldername(name))[1] = (select private.acting_tenant()::text)
    and (
      (select private.acts_as_creator())
      or (bucket_id = 'videos' and name in (select storage_path from public.videos))
    )
  );
-- A name with `..` could leave the folder when it is used as a path.
create policy chronos_objects_insert on storage.objects for insert to authenticated
  with check (
    bucket_id in ('videos', 'thumbnails', 'user-uploads')
    and (storage.foldername(name))[1] = (select private.editing_creator()::text)
    and name !~ '(^|/)[.]{1,2}(/|$)'
  );
-- Not thumbnails: a caller that cannot list a bucket cannot name its rows either. Public addresses are cached, so a new
-- picture gets a new name, and the service deletes the objects that no row names.
-- Not the files of a video, which are deleted with it: replaced or deleted one by one, they would contradict its row.
create policy chronos_objects_update on storage.objects for update to authenticated
  using (
    bucket_id in ('videos', 'user-uploads')
    and (storage.foldername(name))[1] = (select private.editing_creator()::text)
    and (
      bucket_id <> 'videos'
      or (storage.foldername(name))[2] <> all (array(
        select v.id::text from public.videos v where v.creator_id = (select private.editing_creator())
      ))
    )
  )
  with check (
    bucket_id in ('videos', 'user-uploads')
    and (storage.foldername(name))[1] = (select private.editing_creator()::text)
    and name !~ '(^|/)[.]{1,2}(/|$)'
  );
create policy chronos_objects_delete on storage.objects for delete to authenticated
  using (
    bucket_id in ('videos', 'user-uploads')
    and (storage.foldername(name))[1] = (select private.editing_creator()::text)
    and (
      bucket_id <> 'videos'
      or (storage.foldername(name))[2] <> all (array(
        select v.id::text from public.videos v where v.creator_id = (select private.editing_creator())
      ))
    )
  );
create policy chronos_buckets_select on storage.buckets for select to authenticated
  using (id in ('videos', 'thumbnails', 'user-uploads'));

-- Uploads ------------------------------------------------------------------------------------------------------------

create table private.uploads (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  bucket_id text not null,
  object_name text not null,
  length_bytes bigint not null,
  content_type text not null,
  is_upsert boolean not null default false,
  metadata jsonb not null default '{}',
  video_id uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '24 hours',
  completed_at timestamptz,
  constraint uploads_length_positive check (length_bytes >= 0),
  constraint uploads_metadata_object check (jsonb_typeof(metadata) = 'object')
);
comment on table private.uploads is
  'Resumable uploads. The received bytes are a file on disk whose size is the offset; this row says what they will be, and '
  'after completion which video holds them.';
comment on column private.uploads.bucket_id is 'The bucket of the future object.';
comment on column private.uploads.object_name is 'The name of the future object.';
comment on column private.uploads.length_bytes is
  'The declared length, checked against every limit before the first byte.';
comment on column private.uploads.content_type is 'The declared type; the bytes decide what the file is.';
comment on column private.uploads.is_upsert is 'Whether the upload may replace an object of that name.';
comment on column private.uploads.metadata is 'The client''s description of the file: title, file_name, language.';
comment on column private.uploads.video_id is 'After completion: the new or existing video that holds the file.';
comment on column private.uploads.expires_at is 'When the upload is deleted, complete or not.';
comment on column private.uploads.completed_at is 'When all bytes had arrived and the object was stored.';
create index idx_uploads_creator on private.uploads (creator_id, expires_at);
create index idx_uploads_expires_at on private.uploads (expires_at);
alter table private.uploads enable row level security;
alter table private.uploads force row level security;
revoke all on private.uploads from anon, authenticated;
grant select, delete,
  insert (id, creator_id, bucket_id, object_name, length_bytes, content_type, is_upsert, metadata),
  update (video_id, completed_at)
  on private.uploads to authenticated;
grant select, insert, update, delete on private.uploads to service_role;
-- Whoever sees an upload appends to its file, which no policy guards: a viewer sees none.
create policy uploads_select on private.uploads for select to authenticated
  using (creator_id = (select private.editing_creator()));
create policy uploads_insert on private.uploads for insert to authenticated
  with check (creator_id = (select private.editing_creator()));
create policy uploads_update on private.uploads for update to authenticated
  using (creator_id = (select private.editing_creator()))
  with check (creator_id = (select private.editing_creator()));
create policy uploads_delete on private.uploads for delete to authenticated
  using (creator_id = (select private.editing_creator()));
comment on policy uploads_select on private.uploads is 'A creator reads its own uploads.';
comment on policy uploads_insert on private.uploads is 'A creator starts its own uploads.';
comment on policy uploads_update on private.uploads is 'A creator completes its own uploads.';
comment on policy uploads_delete on private.uploads is 'A creator cancels its own uploads.';

-- People write rows of storage.objects by SQL: what stands there must break neither the quota nor the sweep.
create function private.object_bytes(metadata jsonb) returns bigint
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when jsonb_typeof(metadata -> 'size') = 'number'
      and (metadata ->> 'size')::numeric between 0 and 9223372036854775807
    then trunc((metadata ->> 'size')::numeric)::bigint
  end;
end
$$;
comment on function private.object_bytes(jsonb) is
  'The size in bytes in the metadata of an object; null where it is not a number that a size can be.';
revoke all on function private.object_bytes(jsonb) from public, anon, authenticated;
grant execute on function private.object_bytes(jsonb) to authenticated, service_role;

-- Public objects -----------------------------------------------------------------------------------------------------

-- The address of an object in a public bucket is enough to read it. `anon` still has no grant, and no role lists the
-- bucket: for one name at a time the server becomes a role that names what it wants, by an address or a secret, and lists
-- nothing.
do $$ begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'chronos_public') then
    create role chronos_public nologin;
  end if;
  grant chronos_public to authenticator;
  execute format('grant chronos_public to %I', current_user);
end $$;
grant usage on schema private to chronos_public;

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
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id, o.created_at, o.updated_at, o.metadata, o.user_metadata, o.version
    from storage.objects o
    join storage.buckets b on b.id = o.bucket_id
   where b.public and b.id = bucket and o.name = object_name
$$;
comment on function private.public_object(text, text) is
  'The object of a public bucket with this complete name; nulls when there is none.';
revoke all on function private.public_object(text, text) from public, anon, authenticated;
grant execute on function private.public_object(text, text) to chronos_public;

-- A thumbnail is public: its creator expects it to disappear with the video, not with the next sweep. No policy lets a
-- creator name a row of that bucket, so this function deletes it, as long as nothing shows it.
create function private.drop_thumbnail(object_name text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking uuid := private.editing_creator();
  size_bytes bigint;
begin
  if asking is null or not starts_with(object_name, asking::text || '/')
    or exists (select from public.videos v where v.creator_id = asking and v.thumbnail_path = object_name)
    or exists (select from public.courses c where c.creator_id = asking and c.thumbnail_path = object_name)
    or exists (select from public.creators c where c.id = asking and c.logo_path = object_name) then
    return null;
  end if;
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects o
   where o.bucket_id = 'thumbnails' and o.name = object_name
  returning coalesce(private.object_bytes(o.metadata), 0) into size_bytes;
  perform set_config('storage.allow_delete_query', 'false', true);
  return size_bytes;
end
$$;
comment on function private.drop_thumbnail(text) is
  'Delete the row of a thumbnail of the calling creator that no video or course shows and that is no logo, and return its '
  'size; null when there is no such thumbnail.';
revoke all on function private.drop_thumbnail(text) from public, anon, authenticated;
grant execute on function private.drop_thumbnail(text) to authenticated, service_role;
