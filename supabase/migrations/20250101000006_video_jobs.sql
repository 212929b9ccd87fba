-- The jobs of a video: the queue, its stages, and imports by URL.

-- The queue's tables are procrastinate's: `chronos db push` creates them here from the installed library.
create schema jobs;
comment on schema jobs is 'The job queue (procrastinate); not exposed by the API.';
grant usage on schema jobs to service_role;
alter default privileges in schema jobs grant select, insert, update, delete on tables to service_role;
alter default privileges in schema jobs grant usage, select on sequences to service_role;
alter default privileges in schema jobs grant execute on functions to service_role;

create function private.enqueue_stage(of_video uuid, stage text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  video_lock text := 'video:' || of_video;
  -- Later stages have a higher priority: one video is finished before the next one starts.
  stages constant text[] := array['import', 'probe', 'transcribe', 'chunk', 'embed', 'captions', 'pictures', 'index'];
begin
  -- `role` is what the session became by SET ROLE: unlike a claim it cannot be made up.
  if current_setting('role') <> 'service_role' and not exists (
    select from public.videos v where v.id = of_video and v.creator_id = (select private.editing_creator())
  ) then
    raise exception 'new row violates row-level security policy for the job queue' using errcode = '42501';
  end if;
  if stage <> all (stages) then
    raise exception 'there is no stage %', stage using errcode = 'check_violation';
  end if;
  return (
    jobs.procrastinate_defer_jobs_v1(array[
      -- A fetch waits for another server; videos whose file has arrived must not wait with it.
      row(case stage when 'import' then 'imports' else 'pipeline' end, 'pipeline.' || stage,
          array_position(stages, stage), video_lock, video_lock || ':' || stage,
          jsonb_build_object('video_id', of_video), null)::jobs.procrastinate_job_to_defer_v1
    ])
  )[1];
exception when unique_violation then
  return null; -- the job is in the queue already
end
$$;
comment on function private.enqueue_stage(uuid, text) is
  'Add a video''s next job in the caller''s transaction, for the service or the video''s creator; null when it is in the '
  'queue already. Reveals nothing of other jobs.';

-- Import by URL: the first stage fetches the file ---------------------------------------------------------------------

create table private.imports (
  video_id uuid primary key references public.videos (id) on delete cascade,
  url text not null,
  captions_url text,
  captions_encoding text,
  audio_track integer,
  is_titled boolean not null default false,
  created_at timestamptz not null default now(),
  slow_since timestamptz,
  constraint imports_url_form check (url ~ '^https?://[^[:cntrl:][:space:]]+$' and length(url) <= 2048),
  constraint imports_captions_url_form check (
    captions_url ~ '^https?://[^[:cntrl:][:space:]]+$' and length(captions_url) <= 2048
  ),
  constraint imports_captions_encoding_of_captions check (captions_encoding is null or captions_url is not null),
  constraint imports_captions_encoding_length check (length(captions_encoding) between 1 and 40),
  constraint imports_audio_track_range check (audio_track between 1 and 999)
);
comment on table private.imports is
  'The links that the files of videos are fetched from. Not in public.videos: the query of a link may contain a secret, '
  'and readers of a video read its row.';
comment on column private.imports.url is 'The complete link; videos.url is the same without its query.';
comment on column private.imports.captions_url is 'Link of WebVTT or SRT captions, which replace transcription.';
comment on column private.imports.captions_encoding is 'Encoding of the captions; null: detected.';
comment on column private.imports.audio_track is
  'Number of the audio track to transcribe, from 1; null: the default one, or the one with speech.';
comment on column private.imports.is_titled is
  'Whether a person gave the video its title, which then stays; otherwise the server of the file may name it.';
comment on column private.imports.created_at is 'When the import was requested.';
comment on column private.imports.slow_since is 'When its server was found too slow for the first time.';
alter table private.imports enable row level security;
alter table private.imports force row level security;
revoke all on private.imports from anon, authenticated;
grant select, insert, update, delete on private.imports to service_role;
create policy imports_service on private.imports for all to service_role using (true) with check (true);
comment on policy imports_service on private.imports is 'Only the service reads and writes it.';

-- Creators can write the row of a video through PostgREST; only this function starts a fetch.
create function private.import_video(
  of_video uuid, from_url text, captions_from text, encoded_as text, wanted_track integer, has_title boolean
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.enqueue_stage(of_video, 'import'); -- refuses all but the video's creator and the service
  -- All creators share one queue of imports: none may fill it for the others. One after the other, as those that are not
  -- committed yet would not be counted.
  perform pg_advisory_xact_lock(hashtextextended('chronos.imports ' || of.creator_id::text, 0))
     from public.videos of
    where of.id = of_video;
  if (
    select count(*)
      from private.imports i
      join public.videos v on v.id = i.video_id
     where v.storage_path is null and v.status in ('pending', 'uploading')
       and v.creator_id = (select of.creator_id from public.videos of where of.id = of_video)
  ) >= 100 then
    raise exception 'there are 100 videos to be fetched already: add more when some of them are here'
      using errcode = 'P0001';
  end if;
  insert into private.imports (video_id, url, captions_url, captions_encoding, audio_track, is_titled)
  values (of_video, from_url, captions_from, encoded_as, wanted_track, has_title);
end
$$;
comment on function private.import_video(uuid, text, text, text, integer, boolean) is
  'Record the link of a video''s file and add the job that fetches it, for the service or the video''s creator.';

create function private.keep_given_title() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('role') <> 'service_role' then
    update private.imports i set is_titled = true where i.video_id = new.id and not i.is_titled;
  end if;
  return null;
end
$$;
comment on function private.keep_given_title() is
  'Note that a person titled a video whose file is still being fetched, even by the title that it has.';
create trigger videos_keep_given_title after update of title on public.videos
  for each row execute function private.keep_given_title();
revoke all on function private.keep_given_title() from public, anon, authenticated;

-- Fair turns, and what killed a worker --------------------------------------------------------------------------------

create table private.queue_turns (
  queue_name text not null,
  creator_id uuid not null references public.creators (id) on delete cascade,
  video_id uuid,
  taken_at timestamptz not null,
  primary key (creator_id, queue_name)
);
comment on table private.queue_turns is
  'When a job of each creator was taken last, by queue: of creators with as many jobs at work, the one who was served '
  'longest ago is next.';
comment on column private.queue_turns.queue_name is 'The queue: pipeline or imports.';
comment on column private.queue_turns.creator_id is 'Whose video the job was for.';
comment on column private.queue_turns.video_id is 'The video whose turn it is, or was; null once its job was given back.';
comment on column private.queue_turns.taken_at is 'When the turn began.';

create table private.video_work (
  video_id uuid primary key references public.videos (id) on delete cascade,
  stage text not null,
  position_seconds double precision not null,
  worker_id bigint,
  deaths timestamptz[] not null default '{}',
  last_death_at timestamptz
);
comment on table private.video_work is
  'What the job of each video worked on last, and when workers died at it. A video that kills its workers again and again '
  'at the same place fails; one whose workers were killed does not.';
comment on column private.video_work.video_id is 'The video that is worked on.';
comment on column private.video_work.stage is 'The stage, e.g. transcribe.';
comment on column private.video_work.position_seconds is 'Where in the video the window or batch at work begins.';
comment on column private.video_work.worker_id is 'The worker at it; null when none is, or outside of a worker.';
comment on column private.video_work.deaths is 'When workers died at this very stage and position, oldest first.';
comment on column private.video_work.last_death_at is 'When a worker died at this video last, wherever it was.';

alter table private.queue_turns enable row level security;
alter table private.queue_turns force row level security;
alter table private.video_work enable row level security;
alter table private.video_work force row level security;
revoke all on private.queue_turns, private.video_work from anon, authenticated;
grant select, insert, update, delete on private.queue_turns, private.video_work to service_role;
create policy queue_turns_service on private.queue_turns for all to service_role using (true) with check (true);
comment on policy queue_turns_service on private.queue_turns is 'Only the service reads and writes it.';
create policy video_work_service on private.video_work for all to service_role using (true) with check (true);
comment on policy video_work_service on private.video_work is 'Only the service reads and writes it.';

-- Retry and removal ---------------------------------------------------------------------------------------------------

create function private.retry_video(of_video uuid) returns public.video_status
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  failed_at public.video_status;
  is_here boolean;
begin
  select v.storage_path is not null into is_here from public.videos v
    where v.id = of_video and v.status = 'failed' and v.deleted_at is null
      and (current_setting('role') = 'service_role' or v.creator_id = (select private.editing_creator()))
    for update;
  if not found then
    return null;
  end if;
  update private.imports set slow_since = null where video_id = of_video;
  failed_at := private.failed_status(of_video);
  update public.videos set status = failed_at where id = of_video;
  if failed_at <> 'completed' then
    perform private.enqueue_stage(
      of_video,
      case failed_at
        when 'transcribing' then 'transcribe' when 'processing' then 'chunk' when 'embedding' then 'embed'
        else case
          when is_here or not exists (select from private.imports i where i.video_id = of_video) then 'probe'
          else 'import'
        end
      end
    );
  end if;
  return failed_at;
end
$$;
comment on function private.retry_video(uuid) is
  'Return a failed video to the step that failed and add its job; null when there is no such failed video.';

create function private.drop_video_jobs(of_video uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  dropped integer;
begin
  -- `role` is what the session became by SET ROLE: unlike a claim it cannot be made up.
  if current_setting('role') <> 'service_role' and not exists (
    select from public.videos v where v.id = of_video and v.creator_id = (select private.editing_creator())
  ) then
    return 0;
  end if;
  -- A running job stays: it finds no video and ends.
  delete from jobs.procrastinate_jobs where args ->> 'video_id' = of_video::text and status <> 'doing';
  get diagnostics dropped = row_count;
  return dropped;
end
$$;
comment on function private.drop_video_jobs(uuid) is
  'Delete the jobs of a video that no worker has started, for the service or the video''s creator, and return how many. '
  'Reveals nothing of other jobs.';

revoke all on function
  private.enqueue_stage(uuid, text), private.import_video(uuid, text, text, text, integer, boolean),
  private.retry_video(uuid), private.drop_video_jobs(uuid)
  from public, anon, authenticated;
grant execute on function
  private.enqueue_stage(uuid, text), private.import_video(uuid, text, text, text, integer, boolean),
  private.retry_video(uuid), private.drop_video_jobs(uuid)
  to authenticated, service_role;
