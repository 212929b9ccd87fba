-- Pictures: what was taken of each video's file. The poster that a video shows is videos.thumbnail_path.

create table private.video_pictures (
  video_id uuid primary key references public.videos (id) on delete cascade,
  content_sha256 text,
  storyboard text,
  tiles integer not null default 0,
  seconds_between double precision not null default 0,
  problem text,
  made_at timestamptz not null default now(),
  constraint video_pictures_storyboard_form check (storyboard ~ '^[0-9a-f]{32}$'),
  constraint video_pictures_tiles_of_storyboard check (
    tiles between 0 and 1000 and (storyboard is null) = (tiles = 0)
    and (storyboard is null or seconds_between > 0 and seconds_between < 'infinity')
  )
);
comment on table private.video_pictures is
  'What was taken of the pictures in a video''s file: small ones in sheets, the storyboard. Sheet n is the object '
  '<creator_id>/<video_id>/storyboard-<storyboard>-<n>.webp in bucket thumbnails; no name of a file is kept here, so none '
  'can be another''s.';
comment on column private.video_pictures.content_sha256 is 'SHA-256 of the file; that of another file has others.';
comment on column private.video_pictures.storyboard is
  'What tells the names of these sheets from those of earlier ones, and cannot be guessed; null without a storyboard.';
comment on column private.video_pictures.tiles is
  'How many small pictures there are, up to 100 on a sheet, in rows of 10; the first shows the first second.';
comment on column private.video_pictures.seconds_between is 'Seconds of the video from one small picture to the next.';
comment on column private.video_pictures.problem is 'Why there are none, in a sentence; null when there are.';
comment on column private.video_pictures.made_at is 'When they were taken.';
alter table private.video_pictures enable row level security;
alter table private.video_pictures force row level security;
revoke all on private.video_pictures from anon, authenticated;
grant select on private.video_pictures to authenticated;
grant select, insert, update, delete on private.video_pictures to service_role;
create policy video_pictures_select on private.video_pictures for select to authenticated
  using (exists (select from public.videos v where v.id = video_id));
comment on policy video_pictures_select on private.video_pictures is 'Readers of a video see its pictures.';
