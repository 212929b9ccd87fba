-- name: versions
select current_setting('server_version') as server, current_setting('server_version_num')::integer as number,
       (select extversion from pg_catalog.pg_extension where extname = 'vector') as pgvector

-- name: clock
select clock_timestamp() as now

-- name: connections
select (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend') as used,
       current_setting('max_connections')::integer as allowed

-- name: guards
-- A table that no user's role has a privilege on needs no policy.
select c.oid::regclass::text as name, c.relrowsecurity as is_on, c.relforcerowsecurity as is_forced,
       exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid) as has_policies,
       exists (
         select from unnest(array['anon', 'authenticated', 'chronos_assistant', 'chronos_public']) as role (name),
                     unnest(array['select', 'insert', 'update']) as privilege (name)
          where has_any_column_privilege(role.name, c.oid, privilege.name)
             or has_table_privilege(role.name, c.oid, 'delete')
       ) as is_open
  from pg_catalog.pg_class c
 where c.relkind in ('r', 'p')
   and (c.relnamespace::regnamespace::text in ('public', 'private')
        or c.oid in (to_regclass('storage.objects'), to_regclass('storage.buckets')))
 order by 1

-- name: invalid_indexes
select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as table_name
  from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid = i.indexrelid
 where not i.indisvalid and c.relnamespace::regnamespace::text in ('public', 'private', 'jobs')
   -- One that is being built at this moment is not valid yet.
   and not exists (select from pg_catalog.pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
 order by 1

-- name: vector_index
select * from private.vector_index_state()

-- name: probe_creator
insert into public.creators (name) values ('Probe of chronos db doctor') returning id

-- name: probe_student
insert into public.students (creator_id, name) values (%(creator)s, 'Probe of chronos db doctor') returning id

-- name: probe_video
insert into public.videos (creator_id, title) values (%(creator)s, 'Probe of chronos db doctor') returning id

-- name: probe_step
update public.videos set status = %(step)s::public.video_status where id = %(video)s

-- name: probe_session
insert into public.chat_sessions (creator_id, student_id) values (%(creator)s, %(student)s) returning id

-- name: probe_videos
select count(*) as visible, count(*) filter (where id <> %(video)s) as foreign_ones from public.videos

-- name: probe_students
select count(*) as visible, count(*) filter (where creator_id <> %(creator)s) as foreign_ones from public.students

-- name: probe_raise_tier
update public.creators set subscription_tier = 'enterprise'

-- name: probe_speak_as_assistant
insert into public.chat_messages (session_id, role, content) values (%(session)s, 'assistant', 'Believe me.')

-- name: probe_add_foreign_video
insert into public.videos (creator_id, title) values (%(creator)s, 'Not mine')
