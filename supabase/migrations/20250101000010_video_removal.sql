-- Removal of a video from the places that no foreign key reaches.

create function private.forget_videos() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Arrays have no foreign keys. An array that names a removed video loses every id that names no video. Rows that are
  -- deleted with the videos' creator themselves are skipped: the rows that they belong to may be gone already.
  update public.course_modules m
     set video_ids = array(
           select listed.id from unnest(m.video_ids) with ordinality as listed (id, place)
            where exists (select from public.videos v where v.id = listed.id)
            order by listed.place
         )
   where m.video_ids && array(select removed.id from removed)
     and exists (select from public.courses c where c.id = m.course_id);
  -- An empty array means no video at all; null would mean the whole library.
  update public.chat_sessions s
     set context_video_ids = array(
           select listed.id from unnest(s.context_video_ids) with ordinality as listed (id, place)
            where exists (select from public.videos v where v.id = listed.id)
            order by listed.place
         )
   where s.context_video_ids && array(select removed.id from removed)
     and exists (select from public.students t where t.id = s.student_id);
  update private.queue_turns t set video_id = null from removed where t.video_id = removed.id;
  -- `chronos db push` creates the queue's tables after the migrations.
  if to_regclass('jobs.procrastinate_jobs') is not null then
    delete from jobs.procrastinate_jobs job
     using removed
     where job.args ->> 'video_id' = removed.id::text and job.status <> 'doing';
  end if;
  return null;
end
$$;
comment on function private.forget_videos() is
  'Take removed videos out of modules, chat sessions, turns and the queue.';
create trigger videos_forget after delete on public.videos
  referencing old table as removed
  for each statement execute function private.forget_videos();
create function private.leave_modules() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.course_modules set video_ids = array_remove(video_ids, new.id) where video_ids @> array[new.id];
  return null;
end
$$;
comment on function private.leave_modules() is 'Takes a video that its creator removed out of all modules.';
create trigger videos_leave_modules after update of deleted_at on public.videos
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function private.leave_modules();
revoke all on function private.leave_modules() from public, anon, authenticated;
revoke all on function private.forget_videos() from public, anon, authenticated;
