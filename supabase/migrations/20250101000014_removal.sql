-- Removal: what a video leaves in places that no foreign key reaches.

create function private.drop_video_jobs(of_video uuid) returns integer
language plpgsql security definer set search_path = jobs, pg_catalog, pg_temp as $$
declare
  dropped integer;
begin
  -- `role` is what the session became by SET ROLE: unlike a claim it cannot be made up.
  if current_setting('role') <> 'service_role' and not exists (
    select from public.videos v where v.id = of_video and v.creator_id = (select private.acting_creator())
  ) then
    return 0;
  end if;
  -- One that a worker has begun stays: it finds no video any more and ends.
  delete from procrastinate_jobs where args ->> 'video_id' = of_video::text and status <> 'doing';
  get diagnostics dropped = row_count;
  return dropped;
end
$$;
comment on function private.drop_video_jobs(uuid) is
  'Drops the jobs of a video that no worker has begun, for the service or the video''s own creator, and tells how many; '
  'it shows nothing else of the queue.';

create function private.forget_videos() returns trigger
language plpgsql security definer set search_path = jobs, pg_catalog, pg_temp as $$
begin
  -- Arrays have no foreign keys. In each that names a removed video, whatever names no video goes along. Rows that are
  -- about to go themselves, with the creator of the videos, are left alone: what they belong to may have gone before.
  update public.course_modules m
     set video_ids = array(
           select listed.id from unnest(m.video_ids) with ordinality as listed (id, place)
            where exists (select from public.videos v where v.id = listed.id)
            order by listed.place
         )
   where m.video_ids && array(select removed.id from removed)
     and exists (select from public.courses c where c.id = m.course_id);
  -- An empty array asks no video at all; null would ask the whole library instead.
  update public.chat_sessions s
     set context_video_ids = array(
           select listed.id from unnest(s.context_video_ids) with ordinality as listed (id, place)
            where exists (select from public.videos v where v.id = listed.id)
            order by listed.place
         )
   where s.context_video_ids && array(select removed.id from removed)
     and exists (select from public.students t where t.id = s.student_id);
  -- `chronos db push` creates the queue's tables after the migrations.
  if to_regclass('jobs.procrastinate_jobs') is not null then
    delete from procrastinate_jobs job
     using removed
     where job.args ->> 'video_id' = removed.id::text and job.status <> 'doing';
  end if;
  return null;
end
$$;
comment on function private.forget_videos() is
  'Takes removed videos out of modules, of conversations and of the queue, whoever removed them.';
create trigger videos_forget after delete on public.videos
  referencing old table as removed
  for each statement execute function private.forget_videos();

-- A thumbnail is public: whoever removes a video wants its picture gone now and not with the next sweep. No policy lets
-- anybody name a row of that bucket, so it is taken by this function, and only where nothing shows it any more.
create function private.drop_thumbnail(object_name text) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  asking uuid := private.acting_creator();
  size_bytes bigint;
begin
  if asking is null or not starts_with(object_name, asking::text || '/')
    or exists (select from public.videos v where v.creator_id = asking and v.thumbnail_path = object_name)
    or exists (select from public.courses c where c.creator_id = asking and c.thumbnail_path = object_name) then
    return null;
  end if;
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects o
   where o.bucket_id = 'thumbnails' and o.name = object_name
  returning coalesce((o.metadata ->> 'size')::bigint, 0) into size_bytes;
  perform set_config('storage.allow_delete_query', 'false', true);
  return size_bytes;
end
$$;
comment on function private.drop_thumbnail(text) is
  'Takes away the row of a thumbnail of the asking creator that no video and no course shows, and tells its size; null '
  'when there is no such thumbnail.';

revoke all on function private.drop_video_jobs(uuid), private.forget_videos(), private.drop_thumbnail(text)
  from public, anon, authenticated;
grant execute on function private.drop_video_jobs(uuid), private.drop_thumbnail(text) to authenticated, service_role;
