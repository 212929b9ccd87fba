-- Storage: how much a tier may keep, uploads that go on where they were, and whose files may be changed.

-- How much ------------------------------------------------------------------------------------------------------------

create table private.tier_limits (
  tier public.subscription_tier primary key,
  max_file_bytes bigint not null,
  storage_bytes bigint not null,
  constraint tier_limits_positive check (max_file_bytes > 0 and storage_bytes >= max_file_bytes)
);
comment on table private.tier_limits is 'What each tier may store; a bucket''s own limit holds as well.';
comment on column private.tier_limits.max_file_bytes is 'The largest file.';
comment on column private.tier_limits.storage_bytes is 'All files of a creator together.';
insert into private.tier_limits (tier, max_file_bytes, storage_bytes) values
  ('basic', 500::bigint << 20, 20::bigint << 30),
  ('pro', 500::bigint << 20, 200::bigint << 30),
  ('enterprise', 500::bigint << 20, 2000::bigint << 30);
alter table private.tier_limits enable row level security;
alter table private.tier_limits force row level security;
revoke all on private.tier_limits from anon, authenticated;
grant select, insert, update, delete on private.tier_limits to service_role;

-- Uploads -------------------------------------------------------------------------------------------------------------

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
  'Resumable uploads that were begun. The bytes lie on disk, and how many there are is how far it is: this says what '
  'they will be, and afterwards what became of them.';
comment on column private.uploads.length_bytes is 'As declared; checked against every limit before the first byte.';
comment on column private.uploads.metadata is 'What the client says of the file: title, file_name, language.';
comment on column private.uploads.video_id is 'Once completed: the video that holds the file, new or not.';
comment on column private.uploads.expires_at is 'When it is swept, finished or not.';
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
create policy uploads_select on private.uploads for select to authenticated
  using (creator_id = (select private.acting_creator()));
create policy uploads_insert on private.uploads for insert to authenticated
  with check (creator_id = (select private.acting_creator()));
create policy uploads_update on private.uploads for update to authenticated
  using (creator_id = (select private.acting_creator()))
  with check (creator_id = (select private.acting_creator()));
create policy uploads_delete on private.uploads for delete to authenticated
  using (creator_id = (select private.acting_creator()));
comment on policy uploads_select on private.uploads is 'A creator sees its own uploads.';
comment on policy uploads_insert on private.uploads is 'A creator begins uploads of its own.';
comment on policy uploads_update on private.uploads is 'A creator completes its own uploads.';
comment on policy uploads_delete on private.uploads is 'A creator gives up its own uploads.';

create function private.storage_allowance(out max_file_bytes bigint, out remaining_bytes bigint)
language plpgsql stable security definer set search_path = '' as $$
declare
  asking uuid := private.acting_creator();
  limits private.tier_limits;
  used bigint;
begin
  if asking is null then
    return; -- nulls: not a creator, so no limit of a tier is theirs
  end if;
  select l.* into limits
    from private.tier_limits l
    join public.creators c on c.subscription_tier = l.tier
   where c.id = asking;
  select coalesce(sum((o.metadata ->> 'size')::bigint), 0) into used
    from storage.objects o
   where o.bucket_id in ('videos', 'thumbnails', 'user-uploads')
     and o.name >= asking::text || '/' and o.name < asking::text || '0'; -- '0' is the character after '/'
  -- What was promised to uploads under way is taken already: twenty at once may not each fill the rest.
  used := used + coalesce(
    (select sum(u.length_bytes)::bigint from private.uploads u
      where u.creator_id = asking and u.completed_at is null and u.expires_at > now()),
    0
  );
  max_file_bytes := limits.max_file_bytes;
  remaining_bytes := greatest(limits.storage_bytes - used, 0);
end
$$;
comment on function private.storage_allowance() is
  'How large a file the asking creator may add by its tier, and how much in all; nulls for whoever is no creator.';
revoke all on function private.storage_allowance() from public, anon, authenticated;
grant execute on function private.storage_allowance() to authenticated, service_role;

-- Whose files may be changed ------------------------------------------------------------------------------------------

-- A video's files go with the video: taken away or replaced one by one, its row would tell of what is not there.
drop policy chronos_objects_update on storage.objects;
create policy chronos_objects_update on storage.objects for update to authenticated
  using (
    bucket_id in ('videos', 'user-uploads')
    and (storage.foldername(name))[1] = (select private.acting_creator()::text)
    and (
      bucket_id <> 'videos'
      or (storage.foldername(name))[2] <> all (array(
        select v.id::text from public.videos v where v.creator_id = (select private.acting_creator())
      ))
    )
  )
  with check (
    bucket_id in ('videos', 'user-uploads')
    and (storage.foldername(name))[1] = (select private.acting_creator()::text)
    and name !~ '(^|/)[.]{1,2}(/|$)'
  );
drop policy chronos_objects_delete on storage.objects;
create policy chronos_objects_delete on storage.objects for delete to authenticated
  using (
    bucket_id in ('videos', 'user-uploads')
    and (storage.foldername(name))[1] = (select private.acting_creator()::text)
    and (
      bucket_id <> 'videos'
      or (storage.foldername(name))[2] <> all (array(
        select v.id::text from public.videos v where v.creator_id = (select private.acting_creator())
      ))
    )
  );

-- Public addresses ----------------------------------------------------------------------------------------------------

-- Whoever has the address of an object in a public bucket may read it. `anon` still has no grant, and nobody can list
-- the bucket: for one name at a time the server becomes a role that may do nothing else.
do $$ begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'chronos_public') then
    create role chronos_public nologin;
  end if;
  grant chronos_public to authenticator;
  execute format('grant chronos_public to %I', current_user);
end $$;
grant usage on schema private to chronos_public;

create function private.public_object(bucket text, object_name text, out size_bytes bigint, out content_type text)
language sql stable security definer set search_path = '' as $$
  select (o.metadata ->> 'size')::bigint, o.metadata ->> 'mimetype'
    from storage.objects o
    join storage.buckets b on b.id = o.bucket_id
   where b.public and b.id = bucket and o.name = object_name
$$;
comment on function private.public_object(text, text) is
  'An object of a public bucket, by its whole name; nulls when there is none.';
revoke all on function private.public_object(text, text) from public, anon, authenticated;
grant execute on function private.public_object(text, text) to chronos_public;
