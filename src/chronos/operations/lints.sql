-- What must not be found in a database of Chronos: one statement per lint over the system catalogue, one row
-- (subject, detail) per finding. Ours are `public` (exposed by the API), `private` and `jobs`; what else is there
-- belongs to the platform.

-- name: unindexed_foreign_key
select con.conrelid::regclass::text as subject, con.conname::text as detail
  from pg_catalog.pg_constraint con
  join pg_catalog.pg_class c on c.oid = con.conrelid
 where con.contype = 'f' and c.relnamespace::regnamespace::text in ('public', 'private')
   and not exists (
     select from pg_catalog.pg_index i
      where i.indrelid = con.conrelid and i.indisvalid and i.indpred is null
        -- The key's columns, in any order, are the first ones of the index (indkey counts from 0).
        and (i.indkey::int2[])[0:cardinality(con.conkey) - 1] @> con.conkey
   )

-- name: policy_calls_per_row
select p.schemaname || '.' || p.tablename as subject, p.policyname::text as detail
  from pg_catalog.pg_policies p
 cross join lateral (
   -- A call that is the first thing a sub-select computes runs once per statement: take those away.
   select regexp_replace(
     concat_ws(' ', p.qual, p.with_check),
     '\mSELECT (\(|\w+\()*((auth|private)\.\w+|current_setting)\(', '', 'g'
   ) as text
 ) as rest
 where rest.text ~ '(\m(auth|private)\.\w+|\mcurrent_setting)\('

-- name: several_permissive_policies
select schemaname || '.' || tablename as subject,
       format('%s for %s: %s', command, role, string_agg(policyname, ', ' order by policyname)) as detail
  from pg_catalog.pg_policies p
 cross join lateral unnest(
   case p.cmd when 'ALL' then '{SELECT,INSERT,UPDATE,DELETE}' else array[p.cmd] end
 ) as command
  -- A role obeys the policies of every role that it is a member of; PUBLIC is everybody.
  join pg_catalog.pg_roles r on not r.rolbypassrls and not r.rolcanlogin and exists (
         select from unnest(p.roles) as policy_role (name)
          where policy_role.name = 'public' or pg_has_role(r.oid, policy_role.name, 'member')
       )
 cross join lateral (select r.rolname as role) as named
 where p.permissive = 'PERMISSIVE' and r.rolname !~ '^(pg|supabase)_'
 group by schemaname, tablename, command, role
having count(*) > 1

-- name: security_definer_view
select c.oid::regclass::text as subject, 'runs with its owner''s rights' as detail
  from pg_catalog.pg_class c
 where c.relkind = 'v' and c.relnamespace::regnamespace::text in ('public', 'private')
   and not coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)

-- name: readable_materialized_view
select c.oid::regclass::text as subject, 'Row Level Security does not reach it; ' || role || ' may read it' as detail
  from pg_catalog.pg_class c, unnest(array['anon', 'authenticated']) as role
 where c.relkind = 'm' and c.relnamespace::regnamespace::text in ('public', 'private')
   and has_any_column_privilege(role, c.oid, 'select')

-- name: exposed_security_definer_function
select p.oid::regprocedure::text as subject, role || ' may execute it' as detail
  from pg_catalog.pg_proc p, unnest(array['anon', 'authenticated']) as role
 where p.prosecdef and p.pronamespace = 'public'::regnamespace and has_function_privilege(role, p.oid, 'execute')

-- name: mutable_search_path
-- With an empty path PostgreSQL looks for types and tables in pg_temp first, where any role may put its own.
-- The queue's functions name no schema, so theirs comes before pg_catalog; only its owner can create in it.
select p.oid::regprocedure::text as subject,
       coalesce(
         (select setting from unnest(p.proconfig) as setting where starts_with(setting, 'search_path=')),
         'no search_path of its own'
       ) as detail
  from pg_catalog.pg_proc p
 where p.pronamespace::regnamespace::text in ('public', 'private', 'jobs')
   and case p.pronamespace::regnamespace::text
         when 'jobs' then 'search_path=jobs, pg_catalog, pg_temp' else 'search_path=pg_catalog, pg_temp'
       end <> all (coalesce(p.proconfig, '{}'))

-- name: extension_in_public
select extname::text as subject, 'is in schema public' as detail
  from pg_catalog.pg_extension
 where extnamespace = 'public'::regnamespace

-- name: row_level_security_off
select c.oid::regclass::text as subject,
       case when c.relrowsecurity then 'not forced: its owner sees everything' else 'off' end as detail
  from pg_catalog.pg_class c
 where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text in ('public', 'private')
   and not (c.relrowsecurity and c.relforcerowsecurity)

-- name: always_true_policy
select p.schemaname || '.' || p.tablename as subject, p.policyname::text as detail
  from pg_catalog.pg_policies p
 cross join lateral unnest(array[p.qual, p.with_check]) as expression
 where p.permissive = 'PERMISSIVE' and not p.roles <@ '{service_role}'
   -- `true`, however often in parentheses, alone or as one side of an OR, and a value compared with itself.
   and (expression ~* '^\(*true\)*$' or expression ~* '\mor \(*true\M|^\(*true\)* or\M'
        or expression ~ '^\(*([\w''.]+) = \1\)*$')

-- name: listable_public_bucket
select b.id as subject, p.policyname::text as detail
  from storage.buckets b
  join pg_catalog.pg_policies p on p.schemaname = 'storage' and p.tablename = 'objects'
 where b.public and p.cmd in ('SELECT', 'ALL') and p.permissive = 'PERMISSIVE' and not p.roles <@ '{service_role}'
   and (p.qual !~ '\mbucket_id\M' or p.qual like '%' || quote_literal(b.id) || '%')

-- name: granted_to_anon
select c.oid::regclass::text as subject, 'anon has ' || privilege as detail
  from pg_catalog.pg_class c,
       unnest(array['select', 'insert', 'update', 'references']) as privilege
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace::regnamespace::text in ('public', 'private', 'jobs')
   and has_any_column_privilege('anon', c.oid, privilege)
union all
select c.oid::regclass::text, 'anon has ' || privilege
  from pg_catalog.pg_class c, unnest(array['delete', 'truncate', 'trigger']) as privilege
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace::regnamespace::text in ('public', 'private', 'jobs')
   and has_table_privilege('anon', c.oid, privilege)
union all
select c.oid::regclass::text, 'anon has ' || privilege
  from pg_catalog.pg_class c, unnest(array['usage', 'select', 'update']) as privilege
 where c.relkind = 'S' and c.relnamespace::regnamespace::text in ('public', 'private', 'jobs')
   and has_sequence_privilege('anon', c.oid, privilege)
union all
select p.oid::regprocedure::text, 'anon may execute it'
  from pg_catalog.pg_proc p
 where p.pronamespace::regnamespace::text in ('public', 'private', 'jobs')
   and has_function_privilege('anon', p.oid, 'execute')
union all
select 'schema ' || n.nspname, 'anon has usage'
  from pg_catalog.pg_namespace n
 where n.nspname in ('private', 'jobs') and has_schema_privilege('anon', n.oid, 'usage')

-- name: granted_past_the_policies
-- No policy is asked when a table is emptied, locked, referenced or given a trigger, and none guards the queue.
select distinct c.oid::regclass::text as subject, role || ' has ' || lower(acl.privilege_type) as detail
  from pg_catalog.pg_class c
 cross join lateral (
   select * from aclexplode(c.relacl)
   union all
   select on_column.* from pg_catalog.pg_attribute a, aclexplode(a.attacl) as on_column where a.attrelid = c.oid
 ) as acl
  join unnest(array['authenticated', 'chronos_assistant', 'chronos_public']) as role
    on acl.grantee = 0 or pg_has_role(role, acl.grantee, 'usage')
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace::regnamespace::text in ('public', 'private', 'jobs')
   and acl.privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN')
union all
select 'schema ' || n.nspname, role || ' has usage'
  from pg_catalog.pg_namespace n, unnest(array['authenticated', 'chronos_assistant', 'chronos_public']) as role
 where n.nspname = 'jobs' and has_schema_privilege(role, n.oid, 'usage')
union all
select 'schema ' || n.nspname, role || ' may create in it'
  from pg_catalog.pg_namespace n,
       unnest(array['anon', 'authenticated', 'service_role', 'chronos_assistant', 'chronos_public']) as role
 where n.nspname in ('public', 'private', 'jobs', 'extensions', 'auth', 'storage')
   and has_schema_privilege(role, n.oid, 'create')

-- name: open_default_privileges
-- What the next migration makes: by PostgreSQL's own default every role executes it, and by that of older projects
-- the API's roles do everything with it.
select case d.defaclnamespace when 0 then 'database' else 'schema ' || d.defaclnamespace::regnamespace end as subject,
       coalesce(r.rolname, 'every role') || ' has ' || lower(acl.privilege_type) || ' on each new '
         || case d.defaclobjtype when 'r' then 'table' when 'S' then 'sequence' else 'function' end as detail
  from pg_catalog.pg_namespace n
  join pg_catalog.pg_default_acl d on d.defaclrole = n.nspowner
 cross join lateral aclexplode(d.defaclacl) as acl
  left join pg_catalog.pg_roles r on r.oid = acl.grantee
 where n.nspname = 'private' and d.defaclobjtype in ('r', 'S', 'f')
   and (d.defaclnamespace = 0 or d.defaclnamespace::regnamespace::text in ('public', 'private', 'jobs'))
   and (acl.grantee = 0 or r.rolname in ('anon', 'authenticated', 'chronos_assistant', 'chronos_public'))
union all
select 'database', 'every role has execute on each new function'
  from pg_catalog.pg_namespace n
 where n.nspname = 'private' and not exists (
   select from pg_catalog.pg_default_acl d
    where d.defaclrole = n.nspowner and d.defaclnamespace = 0 and d.defaclobjtype = 'f'
 )

-- name: temporary_objects
-- Where the owner of the database cannot revoke the privilege, the search paths are the protection.
select 'database ' || d.datname as subject, role || ' may create temporary objects' as detail
  from pg_catalog.pg_database d,
       unnest(array['anon', 'authenticated', 'chronos_assistant', 'chronos_public']) as role
 where d.datname = current_database() and pg_has_role(d.datdba, 'usage') and has_database_privilege(role, d.oid, 'temporary')

-- name: callers_types_in_function
-- A parameter of any type brings the caller's own operators and casts; a type outside these schemas may be the caller's.
select distinct p.oid::regprocedure::text as subject, 'takes or returns '
         || regexp_replace(t.typnamespace::regnamespace::text, '^pg_temp_.*', 'pg_temp') || '.' || t.typname as detail
  from pg_catalog.pg_proc p
 cross join lateral unnest(array_append(coalesce(p.proallargtypes, p.proargtypes::oid[]), p.prorettype)) as used (type)
  join pg_catalog.pg_type t on t.oid = used.type
 where p.pronamespace::regnamespace::text in ('public', 'private', 'jobs')
   and (t.typtype = 'p' and t.typname not in ('void', 'trigger', 'record')
        or t.typnamespace::regnamespace::text not in ('pg_catalog', 'public', 'private', 'jobs', 'extensions'))

-- name: cast_or_operator
-- A cast belongs to no schema, so no search path keeps it out.
select 'cast ' || castsource::regtype || ' as ' || casttarget::regtype as subject, 'is of no extension' as detail
  from pg_catalog.pg_cast c
 where c.oid >= 16384 and not exists (
   select from pg_catalog.pg_depend d where d.classid = 'pg_cast'::regclass and d.objid = c.oid and d.deptype = 'e'
 )
union all
select 'operator ' || o.oid::regoperator, 'is of no extension'
  from pg_catalog.pg_operator o
 where o.oid >= 16384 and not exists (
   select from pg_catalog.pg_depend d where d.classid = 'pg_operator'::regclass and d.objid = o.oid and d.deptype = 'e'
 )

-- name: owned_by_a_caller
-- The owner of an object changes it, its grants and its casts.
select pg_describe_object(d.classid, d.objid, d.objsubid) as subject, 'belongs to ' || r.rolname as detail
  from pg_catalog.pg_shdepend d
  join pg_catalog.pg_roles r on r.oid = d.refobjid
 where d.deptype = 'o' and d.dbid = (select oid from pg_catalog.pg_database where datname = current_database())
   and r.rolname in ('anon', 'authenticated', 'authenticator', 'chronos_assistant', 'chronos_public')

-- name: policy_without_role
select p.schemaname || '.' || p.tablename as subject, p.policyname::text as detail
  from pg_catalog.pg_policies p
 where 'public' = any (p.roles)
