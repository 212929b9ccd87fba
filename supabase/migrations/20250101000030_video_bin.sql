-- The bin of videos: one that lies in it (deleted_at) comes back to the modules that it left.

alter table public.videos add column left_modules jsonb not null default '[]';
alter table public.videos add constraint videos_left_modules_array
  check (jsonb_typeof(left_modules) = 'array') not valid;
alter table public.videos validate constraint videos_left_modules_array;
comment on column public.videos.left_modules is
  'The modules that it was in when it went into the bin: an array of {"module_id", "place"}, from 1.';
comment on column public.videos.deleted_at is
  'When it was put into the bin: no one finds or plays it until its creator restores it; 30 days later it is removed.';

create function private.keep_modules() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.left_modules := coalesce((
    select jsonb_agg(
             jsonb_build_object('module_id', m.id, 'place', array_position(m.video_ids, new.id)) order by m.id
           )
      from public.course_modules m
     where m.video_ids @> array[new.id]
  ), '[]');
  return new;
end
$$;
comment on function private.keep_modules() is 'Notes which modules a video leaves as it goes into the bin, and where it stood.';
create trigger videos_keep_modules before update of deleted_at on public.videos
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function private.keep_modules();

create function private.return_to_modules() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- The course's creator is compared, as the note may have come with an archive of another school.
  update public.course_modules m
     set video_ids = m.video_ids[:kept.place - 1] || new.id || m.video_ids[kept.place:]
    from jsonb_to_recordset(new.left_modules) as kept (module_id uuid, place integer)
   where m.id = kept.module_id and kept.place > 0 and not m.video_ids @> array[new.id]
     and exists (select from public.courses c where c.id = m.course_id and c.creator_id = new.creator_id);
  return null;
end
$$;
comment on function private.return_to_modules() is
  'Puts a video that comes out of the bin back into the modules that it left, as far as they still exist.';
create trigger videos_return_to_modules after update of deleted_at on public.videos
  for each row when (old.deleted_at is not null and new.deleted_at is null)
  execute function private.return_to_modules();
revoke all on function private.keep_modules(), private.return_to_modules() from public, anon, authenticated;
