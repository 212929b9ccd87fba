-- Row Level Security: one policy per table, command and role. The tenant is one comparison with a value that is looked up
-- once per statement; where a policy has an OR, each side has an index or the comparison of the tenant stands before it.

-- The caller ---------------------------------------------------------------------------------------------------------

-- In PL/pgSQL, whose plans outlive the statement: a request is short, and these run in each of its statements.
create function private.claimed_id(which text) returns uuid
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return nullif(
    nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> which, ''
  )::uuid;
end
$$;
comment on function private.claimed_id(text) is
  'An id from the token''s app_metadata, which only the server writes; user_metadata is never believed.';

-- Each statement of each request looks up a row or two by their keys: always through the index, also while the tables are so
-- small that the planner would rather read all of them.
create function private.acting_staff(out creator_id uuid, out role public.staff_role)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  claimed uuid := nullif(claims -> 'app_metadata' ->> 'creator_id', '')::uuid;
begin
  if claimed is null then
    return;
  end if;
  select c.id, coalesce(s.role, 'owner')
    into creator_id, role
    from public.creators c
    left join public.staff s on s.id = (claims ->> 'sub')::uuid
   where c.id = claimed and c.is_active and (s.id is null or s.is_active and s.creator_id = claimed);
end
$$;
comment on function private.acting_staff() is
  'The creator for whom the caller acts, and as what. A caller whom no row of staff knows, to whose token the server wrote '
  'the creator''s id, acts as an owner; nulls for one who left, for staff of another creator, and unless the creator is active.';

create function private.acting_creator() returns uuid
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (select a.creator_id from private.acting_staff() a);
end
$$;
comment on function private.acting_creator() is
  'The creator for whom the caller acts, in person or as staff: what all roles may read; null unless both are active.';

create function private.editing_creator() returns uuid
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (select a.creator_id from private.acting_staff() a where a.role in ('owner', 'editor'));
end
$$;
comment on function private.editing_creator() is
  'The creator whose library, courses and enrolments the caller may change, as an owner or editor; null for all others.';

create function private.owning_creator() returns uuid
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (select a.creator_id from private.acting_staff() a where a.role = 'owner');
end
$$;
comment on function private.owning_creator() is
  'The creator whose staff, settings and students the caller may change, as an owner; null for all others.';

create function private.leave_staff() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.staff s
     set is_active = false, is_mirrored = false
   where s.id = (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
     and s.creator_id = private.acting_creator();
  return found;
end
$$;
comment on function private.leave_staff() is
  'Lets the calling member of the staff leave, whatever its role; false for a caller whom no row of staff knows.';

create function private.acting_student() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  claimed uuid := private.claimed_id('student_id');
begin
  if claimed is null then
    return null;
  end if;
  return (
    select s.id
      from public.students s
     where s.id = claimed and s.is_active and coalesce(s.access_ends_at > now(), true)
       and (select c.is_active from public.creators c where c.id = s.creator_id)
  );
end
$$;
comment on function private.acting_student() is
  'The student who calls; null unless the membership and its creator are active.';

create function private.acting_tenant() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata';
  claimed uuid;
  tenant uuid;
begin
  if claims ? 'creator_id' then
    tenant := private.acting_creator();
  end if;
  if tenant is null then
    claimed := nullif(claims ->> 'student_id', '')::uuid;
    select s.creator_id into tenant
      from public.students s
     where s.id = claimed and s.is_active and coalesce(s.access_ends_at > now(), true)
       and (select c.is_active from public.creators c where c.id = s.creator_id);
  end if;
  if tenant is null and claims ? 'embed_id' then
    tenant := (select e.creator_id from private.acting_embed() e);
  end if;
  return tenant;
end
$$;
comment on function private.acting_tenant() is
  'The creator whose library the caller may read, all or a part of it: as staff, as a student, or for an embed.';

create function private.school_brand(out school text, out logo text, out accent text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  select c.name, c.logo_path, c.accent into school, logo, accent
    from public.creators c where c.id = private.acting_tenant();
end
$$;
comment on function private.school_brand() is
  'Name, logo and accent of the school whose library the caller may read; students see no row of it.';

create function private.acts_as_creator() returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return private.acting_creator() is not null;
end
$$;
comment on function private.acts_as_creator() is 'Whether the caller is a creator or its staff.';

-- What courses open ---------------------------------------------------------------------------------------------------

create function private.module_states(
  of_student uuid, out course_id uuid, out module_id uuid, out video_ids uuid[], out opens_at timestamptz,
  out waits_for uuid, out is_open boolean
) returns setof record
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select m.course_id, m.id, m.video_ids, given.opens_at, required.id,
           coalesce(given.opens_at <= now(), true) and required.id is null
      from public.students s
      join public.courses c on c.creator_id = s.creator_id and c.is_published and c.deleted_at is null
      left join public.course_enrolments e on e.course_id = c.id and e.student_id = s.id
      join public.course_modules m on m.course_id = c.id
     cross join lateral (
       select greatest(
         m.opens_at, coalesce(e.created_at, s.created_at) + make_interval(days => m.opens_after_days)
       ) as opens_at
     ) as given
      left join public.course_modules required on required.id = m.requires_module_id and exists (
        select from public.videos v
         where v.id = any (required.video_ids) and v.status = 'completed' and v.is_published
           and not exists (
             select from public.video_progress p
              where p.student_id = s.id and p.creator_id = s.creator_id and p.video_id = v.id
                and (p.completed_at is not null or p.marked_done_at is not null)
           )
      )
     where s.id = of_student and (s.sees_all_courses or e.student_id is not null);
end
$$;
comment on function private.module_states(uuid) is
  'The modules of the published courses that a student sees. opens_at: when the calendar opens it, null: at any time; '
  'waits_for: the module that has to be completed before, null: none or no longer.';

create function private.asking_student(
  out id uuid, out creator_id uuid, out sees_all_courses boolean
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata';
  claimed uuid := nullif(claims ->> 'student_id', '')::uuid;
begin
  if claimed is null or claims ? 'creator_id' and private.acting_creator() is not null then
    return;
  end if;
  select s.id, s.creator_id, s.sees_all_courses into id, creator_id, sees_all_courses
    from public.students s
   where s.id = claimed and s.is_active and coalesce(s.access_ends_at > now(), true)
     and (select c.is_active from public.creators c where c.id = s.creator_id);
end
$$;
comment on function private.asking_student() is
  'The student who calls, and is no creator or staff, with what courses mean for it; nulls for everybody else.';

create function private.sees_library() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking record;
begin
  if private.claimed_id('embed_id') is not null and (select e.id from private.acting_embed() e) is not null then
    return false;
  end if;
  select * into asking from private.asking_student();
  return coalesce(asking.sees_all_courses, true);
end
$$;
comment on function private.sees_library() is
  'Whether the caller sees all that is not locked; false: a student who sees what its enrolments open, or a caller for an '
  'embed, and nothing else.';

create function private.locked_videos() returns setof uuid
language plpgsql stable security definer rows 100 set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  asking record;
begin
  select * into asking from private.asking_student();
  if asking.id is null or not exists (
    select from public.videos v where v.creator_id = asking.creator_id and not v.is_in_library
  ) and not exists (
    select from public.courses c
      join public.course_modules m on m.course_id = c.id
     where c.creator_id = asking.creator_id
       and (m.opens_after_days is not null or m.opens_at is not null or m.requires_module_id is not null)
  ) then
    return;
  end if;
  return query
    with states as materialized (select s.video_ids, s.is_open from private.module_states(asking.id) s)
    select v.id from public.videos v where v.creator_id = asking.creator_id and not v.is_in_library
    union
    select listed.id from states cross join unnest(states.video_ids) as listed (id) where not states.is_open
    except
    select listed.id from states cross join unnest(states.video_ids) as listed (id) where states.is_open;
end
$$;
comment on function private.locked_videos() is
  'The videos that a student who sees the library does not see: those in courses alone and those in locked modules, unless '
  'an open module has them. Few, so that a policy asks for them once per statement and compares each row with them.';

create function private.open_videos() returns setof uuid
language plpgsql stable security definer rows 100 set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  asking record;
begin
  if private.claimed_id('embed_id') is not null then
    return query select v.id from private.embedded_videos() as v (id);
  end if;
  select * into asking from private.asking_student();
  return query
    select distinct listed.id
      from private.module_states(asking.id) s
     cross join unnest(s.video_ids) as listed (id)
     where s.is_open;
end
$$;
comment on function private.open_videos() is
  'The videos in modules that are open to the student who calls, or those of the embed for which the caller acts.';

create function private.visible_courses() returns setof uuid
language plpgsql stable security definer rows 20 set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  asking record;
begin
  select * into asking from private.asking_student();
  return query
    select c.id
      from public.courses c
     where c.creator_id = asking.creator_id and c.is_published and c.deleted_at is null
       and (
         asking.sees_all_courses
         or exists (select from public.course_enrolments e where e.course_id = c.id and e.student_id = asking.id)
       );
  if private.claimed_id('embed_id') is not null then
    return query
      select c.id
        from private.acting_embed() e
        join public.courses c on c.id = e.course_id and c.is_published and c.deleted_at is null;
  end if;
end
$$;
comment on function private.visible_courses() is
  'The published courses that the calling student sees, or the one of the embed for which the caller acts.';

create function private.module_access(
  out module_id uuid, out opens_at timestamptz, out waits_for uuid, out is_open boolean
) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking record;
begin
  select * into asking from private.asking_student();
  return query select s.module_id, s.opens_at, s.waits_for, s.is_open from private.module_states(asking.id) s;
end
$$;
comment on function private.module_access() is 'Which modules are open to the calling student, and what the others wait for.';

create function private.limit_student(of_student uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.students set sees_all_courses = false
   where id = of_student and creator_id = private.editing_creator();
  return found;
end
$$;
comment on function private.limit_student(uuid) is
  'Lets a student of the calling creator see the courses of its enrolments only; false: there is no such student.';

create function private.give_all_courses(of_student uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.students set sees_all_courses = true
   where id = of_student and creator_id = private.editing_creator();
  if not found then
    return false;
  end if;
  delete from public.course_enrolments where student_id = of_student;
  return true;
end
$$;
comment on function private.give_all_courses(uuid) is
  'Lets a student of the calling creator see the library and all courses again; false: there is no such student.';

create function private.own_answers(
  of_session uuid, out id uuid, out session_id uuid, out parent_id uuid, out created_at timestamptz
) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select m.id, m.session_id, m.parent_id, m.created_at
      from public.chat_sessions s
      join public.chat_messages m on m.session_id = s.id
     where s.student_id = private.acting_student() and (of_session is null or s.id = of_session)
       and m.role = 'assistant';
end
$$;
comment on function private.own_answers(uuid) is
  'When the calling student was answered, in one conversation or in all: also where the answer may no longer be read.';

-- The role that writes answers: it may add an assistant's message to the session of the student who asked, and nothing
-- else, so that neither a student nor the code that serves students can forge an answer.
do $$ begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'chronos_assistant') then
    create role chronos_assistant nologin;
  end if;
  grant chronos_assistant to authenticator;
  execute format('grant chronos_assistant to %I', current_user);
end $$;

grant usage on schema private to authenticated, service_role, chronos_assistant;
grant usage on schema public to chronos_assistant;
grant execute on function
  private.claimed_id(text), private.acting_staff(), private.acting_creator(), private.editing_creator(),
  private.owning_creator(), private.acting_student(), private.acting_tenant(), private.acts_as_creator(),
  private.school_brand()
  to authenticated, service_role, chronos_assistant;
revoke all on function
  private.leave_staff(), private.module_states(uuid), private.asking_student(), private.sees_library(), private.locked_videos(), private.open_videos(),
  private.visible_courses(), private.module_access(), private.give_all_courses(uuid), private.limit_student(uuid),
  private.own_answers(uuid)
  from public, anon, authenticated;
grant execute on function
  private.leave_staff(), private.sees_library(), private.locked_videos(), private.open_videos(), private.visible_courses(),
  private.module_access(), private.give_all_courses(uuid), private.limit_student(uuid), private.own_answers(uuid)
  to authenticated, service_role;
grant execute on function private.failed_status(uuid) to service_role;
-- Some hosted projects let the API's roles execute every new function in `public`.
revoke all on function public.update_updated_at_column() from public, anon, authenticated;

-- Row Level Security on all core tables ------------------------------------------------------------------------------

do $$
declare
  found regclass;
begin
  foreach found in array array[
    'public.creators', 'public.staff', 'public.students', 'public.videos', 'public.video_chunks', 'public.courses',
    'public.course_modules', 'public.course_enrolments', 'public.chat_sessions', 'public.chat_messages', 'public.video_analytics',
    'public.usage_metrics', 'private.transcript_windows', 'private.video_status_changes'
  ]::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;

-- creators
grant select, update (name, email, settings, logo_path, accent) on public.creators to authenticated;
create policy creators_select on public.creators for select to authenticated
  using (id = (select private.acting_creator()));
create policy creators_update on public.creators for update to authenticated
  using (id = (select private.owning_creator()))
  with check (id = (select private.owning_creator()));

-- staff: a row goes with its creator only, so that a token of a person who left stays refused.
revoke delete on public.staff from service_role;
grant select,
  insert (creator_id, whop_user_id, email, name, role),
  update (email, name, role, is_active, is_mirrored)
  on public.staff to authenticated;
create policy staff_select on public.staff for select to authenticated
  using (creator_id = (select private.acting_creator()));
create policy staff_insert on public.staff for insert to authenticated
  with check (creator_id = (select private.owning_creator()));
create policy staff_update on public.staff for update to authenticated
  using (creator_id = (select private.owning_creator()))
  with check (creator_id = (select private.owning_creator()));

-- students
grant select, update (name, preferences) on public.students to authenticated;
create policy students_select on public.students for select to authenticated
  using (id = (select private.acting_student()) or creator_id = (select private.acting_creator()));
create policy students_update on public.students for update to authenticated
  using (id = (select private.acting_student()))
  with check (id = (select private.acting_student()));

-- videos: creators cannot change what the pipeline writes (status, transcript, durations).
-- The database chooses ids, so that an attempt reveals no existing one. A video's id is its creator's choice: the file is
-- stored under it before the row exists.
grant select, delete,
  insert (id, creator_id, title, description, url, storage_path, thumbnail_path, transcript_language, file_size_bytes,
          content_sha256, is_published, is_in_library, metadata, warnings),
  update (title, description, thumbnail_path, transcript_language, is_published, is_in_library, metadata, warnings,
          has_pending_captions, deleted_at)
  on public.videos to authenticated;
create policy videos_select on public.videos for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    and (
      (select private.acts_as_creator())
      or status = 'completed' and is_published and deleted_at is null
        -- Both sets are read once per statement, and only the one that is needed.
        and case when (select private.sees_library())
              then id not in (select private.locked_videos()) else id in (select private.open_videos()) end
    )
  );
create policy videos_insert on public.videos for insert to authenticated
  with check (creator_id = (select private.editing_creator()));
create policy videos_update on public.videos for update to authenticated
  using (creator_id = (select private.editing_creator()))
  with check (creator_id = (select private.editing_creator()));
create policy videos_delete on public.videos for delete to authenticated
  using (creator_id = (select private.editing_creator()));

-- video_chunks
grant select on public.video_chunks to authenticated;
create policy video_chunks_select on public.video_chunks for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    and (
      (select private.acts_as_creator())
      or is_visible
        and case when (select private.sees_library())
              then video_id not in (select private.locked_videos()) else video_id in (select private.open_videos()) end
    )
  );

-- courses
grant select, delete,
  insert (creator_id, title, description, thumbnail_path, is_published, display_order, published_at, metadata),
  update (title, description, thumbnail_path, is_published, display_order, published_at, metadata, deleted_at)
  on public.courses to authenticated;
create policy courses_select on public.courses for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    and ((select private.acts_as_creator()) or id in (select private.visible_courses()))
  );
create policy courses_insert on public.courses for insert to authenticated
  with check (creator_id = (select private.editing_creator()));
create policy courses_update on public.courses for update to authenticated
  using (creator_id = (select private.editing_creator()))
  with check (creator_id = (select private.editing_creator()));
create policy courses_delete on public.courses for delete to authenticated
  using (creator_id = (select private.editing_creator()));

-- course_modules: like their course, whose policy applies to the subquery. A tenant has few courses: as an array they are
-- found first, and the modules through the index.
grant select, delete,
  insert (course_id, title, description, video_ids, display_order, opens_after_days, opens_at, requires_module_id,
          metadata),
  update (title, description, video_ids, display_order, opens_after_days, opens_at, requires_module_id, metadata)
  on public.course_modules to authenticated;
create policy course_modules_select on public.course_modules for select to authenticated
  using (course_id = any (array(select c.id from public.courses c)));
create policy course_modules_insert on public.course_modules for insert to authenticated
  with check (
    course_id = any (array(select c.id from public.courses c where c.creator_id = (select private.editing_creator())))
  );
create policy course_modules_update on public.course_modules for update to authenticated
  using (
    course_id = any (array(select c.id from public.courses c where c.creator_id = (select private.editing_creator())))
  )
  with check (
    course_id = any (array(select c.id from public.courses c where c.creator_id = (select private.editing_creator())))
  );
create policy course_modules_delete on public.course_modules for delete to authenticated
  using (
    course_id = any (array(select c.id from public.courses c where c.creator_id = (select private.editing_creator())))
  );

-- course_enrolments: students read their own, creators those of their courses.
grant select, delete, insert (course_id, student_id, creator_id) on public.course_enrolments to authenticated;
create policy course_enrolments_select on public.course_enrolments for select to authenticated
  using (student_id = (select private.acting_student()) or creator_id = (select private.acting_creator()));
create policy course_enrolments_insert on public.course_enrolments for insert to authenticated
  with check (creator_id = (select private.editing_creator()));
create policy course_enrolments_delete on public.course_enrolments for delete to authenticated
  using (creator_id = (select private.editing_creator()));

-- chat_sessions
grant select, delete,
  insert (student_id, creator_id, title, context_video_ids, context_course_id, context_at_seconds, metadata),
  update (title, context_video_ids, metadata)
  on public.chat_sessions to authenticated;
create policy chat_sessions_select on public.chat_sessions for select to authenticated
  using (student_id = (select private.acting_student()) or creator_id = (select private.acting_creator()));
create policy chat_sessions_insert on public.chat_sessions for insert to authenticated
  with check (
    student_id = (select private.acting_student())
    and (context_course_id is null or exists (select from public.courses c where c.id = context_course_id))
  );
create policy chat_sessions_update on public.chat_sessions for update to authenticated
  using (student_id = (select private.acting_student()))
  with check (student_id = (select private.acting_student()));
create policy chat_sessions_delete on public.chat_sessions for delete to authenticated
  using (student_id = (select private.acting_student()));

-- chat_messages
grant select, insert (session_id, parent_id, role, content, metadata) on public.chat_messages to authenticated;
grant insert on public.chat_messages to chronos_assistant;
grant select (id, student_id) on public.chat_sessions to chronos_assistant;
create policy chat_sessions_select_assistant on public.chat_sessions for select to chronos_assistant
  using (student_id = (select private.acting_student()));
-- A tenant has many sessions, and messages are read one session at a time: the session is looked up, not listed.
-- An answer consists of what its citations say, and of what earlier answers lent to it, so a student reads it as long as
-- every cited and every lending video may be played.
create policy chat_messages_select on public.chat_messages for select to authenticated
  using (
    exists (select from public.chat_sessions s where s.id = session_id)
    and (
      video_references = '[]' and carried_video_ids = '{}'
      or (select private.acts_as_creator())
      or not exists (
        select from (
          select (cited.quote ->> 'video_id')::uuid from jsonb_array_elements(video_references) as cited (quote)
           union all
          select unnest(carried_video_ids)
        ) as used (id)
         where not exists (select from public.videos v where v.id = used.id)
      )
    )
  );
create policy chat_messages_insert on public.chat_messages for insert to authenticated
  with check (
    role = 'user'
    and exists (
      select from public.chat_sessions s where s.id = session_id and s.student_id = (select private.acting_student())
    )
  );
create policy chat_messages_insert_assistant on public.chat_messages for insert to chronos_assistant
  with check (role = 'assistant' and exists (select from public.chat_sessions s where s.id = session_id));

-- video_analytics
grant select on public.video_analytics to authenticated;
create policy video_analytics_select on public.video_analytics for select to authenticated
  using (
    video_id = any (array(select v.id from public.videos v where v.creator_id = (select private.acting_creator())))
  );

-- usage_metrics
grant select on public.usage_metrics to authenticated;
create policy usage_metrics_select on public.usage_metrics for select to authenticated
  using (creator_id = (select private.acting_creator()));

-- The private tables: like their video, whose policy applies to the subquery.
grant select on private.transcript_windows, private.video_status_changes to authenticated;
create policy transcript_windows_select on private.transcript_windows for select to authenticated
  using (exists (select from public.videos v where v.id = video_id));
create policy video_status_changes_select on private.video_status_changes for select to authenticated
  using (exists (select from public.videos v where v.id = video_id and v.creator_id = (select private.acting_creator())));

-- What each policy means.
comment on policy creators_select on public.creators is 'A creator, in person or through staff, reads its own row.';
comment on policy creators_update on public.creators is 'An owner updates the granted columns of its creator.';
comment on policy staff_select on public.staff is 'All staff of a creator read who else is.';
comment on policy staff_insert on public.staff is 'An owner adds staff to its own school.';
comment on policy staff_update on public.staff is 'An owner changes the staff of its own school, and removes them.';
comment on policy students_select on public.students is 'A student reads its own row; a creator reads its students.';
comment on policy students_update on public.students is 'A student updates the granted columns of its own row.';
comment on policy videos_select on public.videos is
  'A student reads its creator''s completed, published, not deleted videos, as far as courses open them; a creator reads '
  'all its own.';
comment on policy videos_insert on public.videos is 'A creator adds videos to its own library.';
comment on policy videos_update on public.videos is 'A creator updates its own videos and keeps them its own.';
comment on policy videos_delete on public.videos is 'A creator deletes its own videos.';
comment on policy video_chunks_select on public.video_chunks is 'Readers of a video read its chunks.';
comment on policy courses_select on public.courses is
  'A student reads the published, not deleted courses of its creator, or of its enrolments; a creator reads all its own.';
comment on policy courses_insert on public.courses is 'A creator adds its own courses.';
comment on policy courses_update on public.courses is 'A creator updates its own courses and keeps them its own.';
comment on policy courses_delete on public.courses is 'A creator deletes its own courses.';
comment on policy course_modules_select on public.course_modules is 'Readers of a course read its modules.';
comment on policy course_modules_insert on public.course_modules is 'A creator adds modules to its own courses.';
comment on policy course_modules_update on public.course_modules is
  'A creator updates modules of its own courses, and moves them only between these.';
comment on policy course_modules_delete on public.course_modules is 'A creator deletes modules of its own courses.';
comment on policy course_enrolments_select on public.course_enrolments is
  'A student reads its own enrolments; a creator reads those in its courses.';
comment on policy course_enrolments_insert on public.course_enrolments is
  'A creator gives its own courses to its own students.';
comment on policy course_enrolments_delete on public.course_enrolments is 'A creator takes its courses away again.';
comment on policy chat_sessions_select on public.chat_sessions is
  'A student reads its own sessions; a creator reads those of its students.';
comment on policy chat_sessions_insert on public.chat_sessions is
  'A student starts its own sessions, about courses that it sees.';
comment on policy chat_sessions_update on public.chat_sessions is 'A student updates its own sessions.';
comment on policy chat_sessions_delete on public.chat_sessions is 'A student deletes its own sessions.';
comment on policy chat_sessions_select_assistant on public.chat_sessions is
  'The role that writes answers finds the sessions of the student who asked.';
comment on policy chat_messages_select on public.chat_messages is
  'Readers of a session read its messages; a student reads no answer that cites, or was lent words of, a video that the student may not play now.';
comment on policy chat_messages_insert on public.chat_messages is
  'A student adds questions, and no answers, to its own sessions.';
comment on policy chat_messages_insert_assistant on public.chat_messages is
  'The role that writes answers adds answers, and nothing else, to sessions of the student who asked.';
comment on policy video_analytics_select on public.video_analytics is
  'A creator reads the analytics of its own videos.';
comment on policy usage_metrics_select on public.usage_metrics is 'A creator reads its own usage.';
comment on policy transcript_windows_select on private.transcript_windows is 'Readers of a video read its words.';
comment on policy video_status_changes_select on private.video_status_changes is
  'A creator reads the history of its own videos.';
