-- pgvector in a schema of its own, and the ground rules for all that follows.

create schema if not exists extensions;
create extension if not exists vector with schema extensions;

-- For what policies need and the API must not expose.
create schema private;
comment on schema private is 'Helper functions of policies, and derived data; not exposed by the API.';

-- PostgreSQL lets every role execute a new function. Here each one is granted by name.
alter default privileges revoke execute on functions from public;
-- Projects created before 2026 also give the API's roles everything that is made in `public`.
alter default privileges in schema public revoke all on tables from anon, authenticated;
alter default privileges in schema public revoke all on sequences from anon, authenticated;
alter default privileges in schema public revoke all on functions from anon, authenticated;

-- By default every role may also create temporary objects, and a temporary type shadows all others of its name unless the
-- search path puts pg_temp last. All functions do: `set search_path = pg_catalog, pg_temp`. Only a member of the role that
-- owns the database may revoke the privilege as well; elsewhere the search paths are the protection.
do $$ begin
  if (select pg_has_role(datdba, 'usage') from pg_catalog.pg_database where datname = current_database()) then
    execute format('revoke temporary on database %I from public', current_database());
    -- The pipeline collects vectors in temporary tables.
    execute format('grant temporary on database %I to service_role', current_database());
  end if;
end $$;
