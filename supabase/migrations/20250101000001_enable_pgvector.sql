-- pgvector in its own schema, and the ground rules for everything that follows.

create schema if not exists extensions;
create extension if not exists vector with schema extensions;

-- What policies need and the API must not expose.
create schema private;
comment on schema private is 'Helpers of policies and derived data; not exposed by the API.';

-- PostgreSQL lets everybody execute a new function. Here each one is granted by name.
alter default privileges revoke execute on functions from public;
