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

-- Each statement of each request looks up one row by its key: always through the index, also while the table is so small
-- that the planner would rather read all of it.
create function private.acting_creator() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  claimed uuid := private.claimed_id('creator_id');
begin
  if claimed is null then
    return null;
  end if;
  return (select c.id from public.creators c where c.id = claimed and c.is_active);
end
$$;
comment on function private.acting_creator() is
  'The creator for whom the caller acts, in person or as staff; null unless active.';

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
     where s.id = claimed and s.is_active
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
     where s.id = claimed and s.is_active
       and (select c.is_active from public.creators c where c.id = s.creator_id);
  end if;
  return tenant;
end
$$;
comment on function private.acting_tenant() is 'The creator whose library the caller may read.';

create function private.acts_as_creator() returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return private.acting_creator() is not null;
end
$$;
comment on function private.acts_as_creator() is 'Whether the caller is a creator or its staff.';

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
  private.claimed_id(text), private.acting_creator(), private.acting_student(), private.acting_tenant(),
  private.acts_as_creator()
  to authenticated, service_role, chronos_assistant;
grant execute on function private.failed_status(uuid) to service_role;
-- Some hosted projects let the API's roles execute every new function in `public`.
revoke all on function public.update_updated_at_column() from public, anon, authenticated;

-- Row Level Security on all core tables ------------------------------------------------------------------------------

do $$
declare
  found regclass;
begin
  foreach found in array array[
    'public.creators', 'public.students', 'public.videos', 'public.video_chunks', 'public.courses',
    'public.course_modules', 'public.chat_sessions', 'public.chat_messages', 'public.video_analytics',
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
grant select, update (name, email, settings) on public.creators to authenticated;
create policy creators_select on public.creators for select to authenticated
  using (id = (select private.acting_creator()));
create policy creators_update on public.creators for update to authenticated
  using (id = (select private.acting_creator()))
  with check (id = (select private.acting_creator()));

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
          content_sha256, is_published, metadata, warnings),
  update (title, description, thumbnail_path, transcript_language, is_published, metadata, warnings,
          has_pending_captions, deleted_at)
  on public.videos to authenticated;
create policy videos_select on public.videos for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    -- First what every caller may see: then nothing else has to be looked up.
    and ((status = 'completed' and is_published and deleted_at is null) or (select private.acts_as_creator()))
  );
create policy videos_insert on public.videos for insert to authenticated
  with check (creator_id = (select private.acting_creator()));
create policy videos_update on public.videos for update to authenticated
  using (creator_id = (select private.acting_creator()))
  with check (creator_id = (select private.acting_creator()));
create policy videos_delete on public.videos for delete to authenticated
  using (creator_id = (select private.acting_creator()));

-- video_chunks
grant select on public.video_chunks to authenticated;
create policy video_chunks_select on public.video_chunks for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    and (is_visible or (select private.acts_as_creator()))
  );

-- courses
grant select, delete,
  insert (creator_id, title, description, thumbnail_path, is_published, display_order, published_at, metadata),
  update (title, description, thumbnail_path, is_published, display_order, published_at, metadata, deleted_at)
  on public.courses to authenticated;
create policy courses_select on public.courses for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    and ((is_published and deleted_at is null) or (select private.acts_as_creator()))
  );
create policy courses_insert on public.courses for insert to authenticated
  with check (creator_id = (select private.acting_creator()));
create policy courses_update on public.courses for update to authenticated
  using (creator_id = (select private.acting_creator()))
  with check (creator_id = (select private.acting_creator()));
create policy courses_delete on public.courses for delete to authenticated
  using (creator_id = (select private.acting_creator()));

-- course_modules: like their course, whose policy applies to the subquery. A tenant has few courses: as an array they are
-- found first, and the modules through the index.
grant select, delete,
  insert (course_id, title, description, video_ids, display_order, metadata),
  update (title, description, video_ids, display_order, metadata)
  on public.course_modules to authenticated;
create policy course_modules_select on public.course_modules for select to authenticated
  using (course_id = any (array(select c.id from public.courses c)));
create policy course_modules_insert on public.course_modules for insert to authenticated
  with check (
    course_id = any (array(select c.id from public.courses c where c.creator_id = (select private.acting_creator())))
  );
create policy course_modules_update on public.course_modules for update to authenticated
  using (
    course_id = any (array(select c.id from public.courses c where c.creator_id = (select private.acting_creator())))
  )
  with check (
    course_id = any (array(select c.id from public.courses c where c.creator_id = (select private.acting_creator())))
  );
create policy course_modules_delete on public.course_modules for delete to authenticated
  using (
    course_id = any (array(select c.id from public.courses c where c.creator_id = (select private.acting_creator())))
  );

-- chat_sessions
grant select, delete,
  insert (student_id, creator_id, title, context_video_ids, metadata),
  update (title, context_video_ids, metadata)
  on public.chat_sessions to authenticated;
create policy chat_sessions_select on public.chat_sessions for select to authenticated
  using (student_id = (select private.acting_student()) or creator_id = (select private.acting_creator()));
create policy chat_sessions_insert on public.chat_sessions for insert to authenticated
  with check (student_id = (select private.acting_student()));
create policy chat_sessions_update on public.chat_sessions for update to authenticated
  using (student_id = (select private.acting_student()))
  with check (student_id = (select private.acting_student()));
create policy chat_sessions_delete on public.chat_sessions for delete to authenticated
  using (student_id = (select private.acting_student()));

-- chat_messages
grant select, insert (session_id, role, content, metadata) on public.chat_messages to authenticated;
grant insert on public.chat_messages to chronos_assistant;
grant select (id, student_id) on public.chat_sessions to chronos_assistant;
create policy chat_sessions_select_assistant on public.chat_sessions for select to chronos_assistant
  using (student_id = (select private.acting_student()));
-- A tenant has many sessions, and messages are read one session at a time: the session is looked up, not listed.
create policy chat_messages_select on public.chat_messages for select to authenticated
  using (exists (select from public.chat_sessions s where s.id = session_id));
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
comment on policy creators_update on public.creators is 'A creator updates the granted columns of its own row.';
comment on policy students_select on public.students is 'A student reads its own row; a creator reads its students.';
comment on policy students_update on public.students is 'A student updates the granted columns of its own row.';
comment on policy videos_select on public.videos is
  'A student reads its creator''s completed, published, not deleted videos; a creator reads all its own.';
comment on policy videos_insert on public.videos is 'A creator adds videos to its own library.';
comment on policy videos_update on public.videos is 'A creator updates its own videos and keeps them its own.';
comment on policy videos_delete on public.videos is 'A creator deletes its own videos.';
comment on policy video_chunks_select on public.video_chunks is 'Readers of a video read its chunks.';
comment on policy courses_select on public.courses is
  'A student reads its creator''s published, not deleted courses; a creator reads all its own.';
comment on policy courses_insert on public.courses is 'A creator adds its own courses.';
comment on policy courses_update on public.courses is 'A creator updates its own courses and keeps them its own.';
comment on policy courses_delete on public.courses is 'A creator deletes its own courses.';
comment on policy course_modules_select on public.course_modules is 'Readers of a course read its modules.';
comment on policy course_modules_insert on public.course_modules is 'A creator adds modules to its own courses.';
comment on policy course_modules_update on public.course_modules is
  'A creator updates modules of its own courses, and moves them only between these.';
comment on policy course_modules_delete on public.course_modules is 'A creator deletes modules of its own courses.';
comment on policy chat_sessions_select on public.chat_sessions is
  'A student reads its own sessions; a creator reads those of its students.';
comment on policy chat_sessions_insert on public.chat_sessions is 'A student starts its own sessions.';
comment on policy chat_sessions_update on public.chat_sessions is 'A student updates its own sessions.';
comment on policy chat_sessions_delete on public.chat_sessions is 'A student deletes its own sessions.';
comment on policy chat_sessions_select_assistant on public.chat_sessions is
  'The role that writes answers finds the sessions of the student who asked.';
comment on policy chat_messages_select on public.chat_messages is 'Readers of a session read its messages.';
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
