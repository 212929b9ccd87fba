-- Takes out what Chronos made: everything of the owner's in `public`, the schemas `private`, `jobs` and
-- `supabase_migrations`, and in `storage` its policies, buckets and names of objects.

-- name: look
select current_database()::text as database,
       (select count(*) from pg_catalog.pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p'))
         as tables,
       to_regclass('public.creators') is not null and to_regclass('public.videos') is not null as has_library

-- name: count_library
select (select count(*) from public.creators) as creators, (select count(*) from public.videos) as videos

-- name: drop_schemas
drop schema if exists private, jobs, supabase_migrations cascade

-- name: drop_public
do $$
declare
  command text;
  commands text[];
begin
  -- Collected first: what is dropped takes others along, whose names could not be read any more.
  select array_agg(format('drop %s if exists %s cascade', found.kind, found.name)) into commands
    from (
      select case c.relkind
               when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
               when 'f' then 'foreign table' else 'table'
             end as kind,
             format('public.%I', c.relname) as name, c.relowner as owner,
             'pg_catalog.pg_class'::regclass as class, c.oid
        from pg_catalog.pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
      union all
      select 'routine', p.oid::regprocedure::text, p.proowner, 'pg_catalog.pg_proc'::regclass, p.oid
        from pg_catalog.pg_proc p
       where p.pronamespace = 'public'::regnamespace
      union all
      select 'type', format('public.%I', t.typname), t.typowner, 'pg_catalog.pg_type'::regclass, t.oid
        from pg_catalog.pg_type t
        left join pg_catalog.pg_class c on c.oid = t.typrelid
       where t.typnamespace = 'public'::regnamespace and (t.typtype in ('e', 'd', 'r') or c.relkind = 'c')
    ) as found
   where pg_has_role(found.owner, 'usage')
     -- Not what an extension brought, nor what is part of another object.
     and not exists (
       select from pg_catalog.pg_depend d
        where d.classid = found.class and d.objid = found.oid and d.deptype in ('e', 'i')
     );
  foreach command in array coalesce(commands, '{}') loop
    execute command;
  end loop;
end
$$

-- name: drop_policies
do $$
declare
  found record;
begin
  for found in
    select format('%I.%I', schemaname, tablename) as relation, policyname as name
      from pg_catalog.pg_policies
     where schemaname = 'storage' and policyname like 'chronos\_%'
  loop
    execute format('drop policy %I on %s', found.name, found.relation);
  end loop;
end
$$

-- name: delete_buckets
do $$
begin
  if to_regclass('storage.objects') is not null then
    perform set_config('storage.allow_delete_query', 'true', true);
    delete from storage.objects where bucket_id in ('videos', 'thumbnails', 'user-uploads');
    delete from storage.buckets where id in ('videos', 'thumbnails', 'user-uploads');
    perform set_config('storage.allow_delete_query', 'false', true);
  end if;
end
$$
