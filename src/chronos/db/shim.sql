-- What hosted Supabase provides before the first migration, recreated for a PostgreSQL that is not hosted.
-- Run by a superuser; running it again changes nothing. Facts: the published schemas of supabase/postgres and
-- supabase/storage; only what Chronos or the Supabase CLI touches is here.

-- Roles are the cluster's and databases are many: two databases may be prepared at once.
select pg_advisory_xact_lock(hashtext('chronos.shim'));

do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('supabase_admin', 'superuser login createdb createrole replication bypassrls'),
      ('postgres', 'login createdb createrole replication bypassrls'),
      ('anon', 'nologin'),
      ('authenticated', 'nologin'),
      ('service_role', 'nologin bypassrls'),
      ('authenticator', 'login noinherit'),
      ('supabase_auth_admin', 'nologin noinherit createrole'),
      ('supabase_storage_admin', 'nologin noinherit createrole')
    ) as roles (name, attributes)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.attributes);
    end if;
  end loop;
end
$$;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres with admin option;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role postgres set search_path = "$user", public, extensions;

-- The owner of the database may create schemas in it, as on hosted.
do $$ begin execute format('alter database %I owner to postgres', current_database()); end $$;

create schema if not exists extensions authorization postgres;
create schema if not exists auth authorization supabase_auth_admin;
create schema if not exists storage authorization supabase_storage_admin;
grant usage on schema extensions, auth, storage to anon, authenticated, service_role, postgres;
grant usage on schema public to anon, authenticated, service_role;
create extension if not exists vector with schema extensions;

-- auth: who is asking ------------------------------------------------------------------------------------------------

create table if not exists auth.users (
  id uuid primary key,
  email text,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);
alter table auth.users owner to supabase_auth_admin;
alter table auth.users enable row level security;
grant all on auth.users to postgres with grant option;

create or replace function auth.jwt() returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;
create or replace function auth.uid() returns uuid language sql stable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;
create or replace function auth.role() returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;
create or replace function auth.email() returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;
alter function auth.jwt() owner to supabase_auth_admin;
alter function auth.uid() owner to supabase_auth_admin;
alter function auth.role() owner to supabase_auth_admin;
alter function auth.email() owner to supabase_auth_admin;

-- storage: what is kept for whom -------------------------------------------------------------------------------------

do $$ begin
  create type storage.buckettype as enum ('STANDARD', 'ANALYTICS', 'VECTOR');
  alter type storage.buckettype owner to supabase_storage_admin;
exception when duplicate_object then null;
end $$;

create table if not exists storage.buckets (
  id text primary key,
  name text not null,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  public boolean default false,
  avif_autodetection boolean default false,
  file_size_limit bigint,
  allowed_mime_types text[],
  owner_id text,
  type storage.buckettype not null default 'STANDARD',
  versioning_status text
);
create unique index if not exists bname on storage.buckets (name);

create table if not exists storage.objects (
  id uuid primary key default gen_random_uuid(),
  bucket_id text references storage.buckets (id),
  name text,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  last_accessed_at timestamptz default now(),
  metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/')) stored,
  version text,
  owner_id text,
  user_metadata jsonb,
  archived_at timestamptz,
  is_delete_marker boolean,
  is_versioned boolean
);
create unique index if not exists bucketid_objname on storage.objects (bucket_id, name);
create index if not exists name_prefix_search on storage.objects (name text_pattern_ops);
create index if not exists idx_objects_bucket_id_name on storage.objects (bucket_id, name collate "C");

alter table storage.buckets owner to supabase_storage_admin;
alter table storage.objects owner to supabase_storage_admin;
alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;
grant select, insert, update, delete on storage.buckets, storage.objects to anon, authenticated, service_role;
grant all on storage.buckets, storage.objects to postgres with grant option;

-- Policies call these for each row. `return` fixes the meaning of every name here and now, and lets PostgreSQL inline the
-- function; a search path of its own would make it three times as slow.
set search_path = pg_catalog, pg_temp;
create or replace function storage.foldername(name text) returns text[] language sql immutable
  return (string_to_array(name, '/'))[1 : array_length(string_to_array(name, '/'), 1) - 1];
create or replace function storage.filename(name text) returns text language sql immutable
  return (string_to_array(name, '/'))[array_length(string_to_array(name, '/'), 1)];
create or replace function storage.extension(name text) returns text language sql immutable
  return nullif(split_part(reverse(split_part(reverse(storage.filename(name)), '.', 1)), '/', 1), '');
reset search_path;
create or replace function storage.protect_delete() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
    raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
      using errcode = '42501';
  end if;
  return null;
end
$$;
alter function storage.foldername(text) owner to supabase_storage_admin;
alter function storage.filename(text) owner to supabase_storage_admin;
alter function storage.extension(text) owner to supabase_storage_admin;
alter function storage.protect_delete() owner to supabase_storage_admin;
create or replace trigger protect_buckets_delete before delete on storage.buckets
  for each statement execute function storage.protect_delete();
create or replace trigger protect_objects_delete before delete on storage.objects
  for each statement execute function storage.protect_delete();

-- On hosted, `postgres` may make policies and triggers on storage's tables without owning them, and nothing else there.
-- Plain PostgreSQL ties both to ownership: so it inherits the owner's right, and event triggers refuse the rest.
grant supabase_storage_admin to postgres with inherit true;

create or replace function extensions.refuse_platform_ddl() returns event_trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  command record;
begin
  if (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    return;
  end if;
  if tg_event = 'sql_drop' then
    for command in select * from pg_catalog.pg_event_trigger_dropped_objects() where original loop
      if command.schema_name in ('auth', 'storage') and command.object_type not in ('policy', 'trigger')
        or command.object_type = 'schema' and command.object_name in ('auth', 'storage') then
        raise exception 'must be owner of %', command.object_identity using errcode = '42501';
      end if;
    end loop;
  else
    for command in select * from pg_catalog.pg_event_trigger_ddl_commands() loop
      if (command.schema_name in ('auth', 'storage')
          or command.object_type = 'schema' and command.object_identity in ('auth', 'storage'))
        and command.command_tag not in
          ('CREATE POLICY', 'ALTER POLICY', 'CREATE TRIGGER', 'GRANT', 'REVOKE')
        -- A policy has no schema of its own; it may be made there, and not be commented on.
        or command.command_tag = 'COMMENT' and command.object_identity ~ ' on (auth|storage)[.]' then
        raise exception 'must be owner of %', command.object_identity using errcode = '42501';
      end if;
    end loop;
  end if;
end
$$;
alter function extensions.refuse_platform_ddl() owner to supabase_admin;

do $$ begin
  if not exists (select from pg_catalog.pg_event_trigger where evtname = 'refuse_platform_ddl') then
    create event trigger refuse_platform_ddl on ddl_command_end execute function extensions.refuse_platform_ddl();
    create event trigger refuse_platform_drop on sql_drop execute function extensions.refuse_platform_ddl();
  end if;
end $$;
