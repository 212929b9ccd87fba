-- The ten tables of the product, their constraints, and the triggers that keep them true.

create type public.subscription_tier as enum ('basic', 'pro', 'enterprise');
create type public.video_status as enum (
  'pending', 'uploading', 'transcribing', 'processing', 'embedding', 'completed', 'failed'
);
create type public.message_role as enum ('user', 'assistant', 'system');
-- In the order of what they may do: an editor may do all that a viewer may, an owner everything.
create type public.staff_role as enum ('owner', 'editor', 'viewer');
comment on type public.subscription_tier is 'The plan that a creator pays for.';
comment on type public.video_status is 'The step of a video between upload and search.';
comment on type public.message_role is 'The author of a message.';
comment on type public.staff_role is
  'What a member of the staff may do: an owner everything, an editor change the library, courses and who takes them, a '
  'viewer read.';

create function public.update_updated_at_column() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function public.update_updated_at_column() is 'Sets updated_at to the time of the change.';

-- People -------------------------------------------------------------------------------------------------------------

create table public.creators (
  id uuid primary key default gen_random_uuid(),
  whop_company_id text unique,
  whop_user_id text,
  email text,
  name text not null,
  subscription_tier public.subscription_tier not null default 'basic',
  settings jsonb not null default '{}',
  logo_path text,
  accent text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_login_at timestamptz,
  constraint creators_name_length check (length(btrim(name)) between 1 and 200),
  constraint creators_email_length check (length(email) between 3 and 320),
  constraint creators_settings_object check (jsonb_typeof(settings) = 'object'),
  constraint creators_logo_own check (starts_with(logo_path, id::text || '/') and length(logo_path) <= 500),
  constraint creators_accent_form check (accent ~ '^#[0-9a-f]{6}$')
);
comment on table public.creators is 'Teachers: one row per tenant, to which all other rows belong.';
comment on column public.creators.whop_company_id is 'The company in Whop whose members are the students.';
comment on column public.creators.whop_user_id is 'The creator''s own user in Whop.';
comment on column public.creators.settings is 'The creator''s preferences, an object.';
comment on column public.creators.logo_path is
  'The logo of the school: an object in bucket thumbnails, in the creator''s own folder; null without one.';
comment on column public.creators.accent is
  'The colour that the school chose, #rrggbb; pages show it as far as its contrast needs. Null: that of Chronos.';
comment on column public.creators.subscription_tier is 'The creator''s plan; only the service changes it.';
comment on column public.creators.is_active is 'False: the creator, its staff and its students see nothing.';
create index idx_creators_whop_user_id on public.creators (whop_user_id);
create trigger creators_updated_at before update on public.creators
  for each row execute function public.update_updated_at_column();

create table public.staff (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  whop_user_id text,
  email text,
  name text not null,
  role public.staff_role not null,
  is_active boolean not null default true,
  is_mirrored boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, creator_id),
  constraint staff_name_length check (length(btrim(name)) between 1 and 200),
  constraint staff_email_length check (length(email) between 3 and 320)
);
comment on table public.staff is
  'Who acts for a creator: one row per person and creator. The first row, an owner, is the creator in person: it has the '
  'creator''s id. A person who left keeps the row, so that a token of theirs stays refused.';
comment on column public.staff.whop_user_id is 'The person''s user in Whop; one per creator.';
comment on column public.staff.role is 'What the person may do.';
comment on column public.staff.is_active is 'False: the person has left, and sees nothing.';
comment on column public.staff.is_mirrored is
  'Whether the row follows the team in Whop; false: the person was added, changed or removed here, which counts more.';
-- Of those who are there; who comes back gets a new row, and tokens of the old one stay refused.
create unique index idx_staff_whop_user on public.staff (creator_id, whop_user_id) where is_active;
create unique index idx_staff_email on public.staff (creator_id, lower(email)) where is_active;
create index idx_staff_creator on public.staff (creator_id);
create index idx_staff_email_of_all on public.staff (lower(email)) where is_active;
create index idx_staff_whop_user_id on public.staff (whop_user_id) where is_active;
create trigger staff_updated_at before update on public.staff
  for each row execute function public.update_updated_at_column();

create function private.add_first_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into public.staff (id, creator_id, whop_user_id, email, name, role)
    values (new.id, new.id, new.whop_user_id, new.email, new.name, 'owner');
    return null;
  end if;
  -- What the person has of their own stays; another member of the staff may have the new address already.
  update public.staff s
     set whop_user_id = case when s.whop_user_id is not distinct from old.whop_user_id and not exists (
           select from public.staff o where o.creator_id = new.id and o.id <> new.id and o.is_active
              and o.whop_user_id = new.whop_user_id
         ) then new.whop_user_id else s.whop_user_id end,
         email = case when s.email is not distinct from old.email and not exists (
           select from public.staff o where o.creator_id = new.id and o.id <> new.id and o.is_active
              and lower(o.email) = lower(new.email)
         ) then new.email else s.email end,
         name = case when s.name = old.name then new.name else s.name end
   where s.id = new.id and s.is_active;
  return null;
end
$$;
comment on function private.add_first_owner() is
  'Makes a new creator the first owner among its staff, and lets this row follow the creator''s name, address and user.';
create trigger creators_add_first_owner after insert on public.creators
  for each row execute function private.add_first_owner();
create trigger creators_follow_first_owner after update on public.creators
  for each row
  when ((old.whop_user_id, old.email, old.name) is distinct from (new.whop_user_id, new.email, new.name))
  execute function private.add_first_owner();

create function private.keep_staff() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.creator_id <> old.creator_id or new.is_active and not old.is_active then
    raise exception 'a member of the staff who left is added again as a new one'
      using errcode = 'P0001', detail = 'staff_left';
  end if;
  if old.role = 'owner' and old.is_active and (new.role <> 'owner' or not new.is_active) then
    -- Of two owners who leave at once, the second waits here, and then sees that the first has left.
    perform from public.creators c where c.id = old.creator_id for no key update;
    if not exists (
      select from public.staff s where s.creator_id = old.creator_id and s.role = 'owner' and s.is_active
    ) then
      raise exception 'the last owner stays: make another member of the staff an owner first'
        using errcode = 'P0001', detail = 'last_owner';
    end if;
  end if;
  return null;
end
$$;
comment on function private.keep_staff() is
  'Refuse that a school loses its last owner, and that the row of a person who left is used again.';
create trigger staff_keep after update on public.staff
  for each row execute function private.keep_staff();

create function private.owner_of(of_creator uuid) returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (
      select s.id from public.staff s
       where s.creator_id = of_creator and s.role = 'owner' and s.is_active
       order by s.id <> of_creator, s.created_at, s.id
       limit 1
    ),
    of_creator
  )
$$;
comment on function private.owner_of(uuid) is
  'The owner as whom the operator acts for a creator: the creator in person, or the oldest owner when the creator has left.';

revoke all on function
  private.add_first_owner(), private.keep_staff(), private.owner_of(uuid)
  from public, anon, authenticated;
grant execute on function private.owner_of(uuid) to service_role;

create table public.students (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  whop_user_id text,
  whop_membership_id text,
  email text,
  name text not null,
  preferences jsonb not null default '{}',
  is_active boolean not null default true,
  is_suspended boolean not null default false,
  access_ends_at timestamptz,
  sees_all_courses boolean not null default true,
  membership_gives_all boolean,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_login_at timestamptz,
  unique (creator_id, whop_user_id),
  unique (id, creator_id),
  constraint students_name_length check (length(btrim(name)) between 1 and 200),
  constraint students_email_length check (length(email) between 3 and 320),
  constraint students_preferences_object check (jsonb_typeof(preferences) = 'object')
);
comment on table public.students is 'Learners: one row per person and creator.';
comment on column public.students.whop_user_id is 'The student''s user in Whop; one per creator.';
comment on column public.students.whop_membership_id is 'The membership in Whop that gives the student access.';
comment on column public.students.preferences is 'The student''s preferences, an object.';
comment on column public.students.is_active is 'False: the membership has ended, and the student sees nothing.';
comment on column public.students.is_suspended is
  'True: access was ended by hand, which goes before every membership in Whop.';
comment on column public.students.access_ends_at is 'When access ends by itself, before is_active says so; null: never.';
comment on column public.students.membership_gives_all is
  'Whether the memberships in Whop gave all courses when they last gave access; null: none ever did.';
comment on column public.students.sees_all_courses is
  'True: the library and every published course; false: the courses of its enrolments, and nothing else.';
create index idx_students_whop_membership_id on public.students (whop_membership_id);
create index idx_students_whop_user_id on public.students (whop_user_id);
create index idx_students_email on public.students (lower(email));
create trigger students_updated_at before update on public.students
  for each row execute function public.update_updated_at_column();

-- The library --------------------------------------------------------------------------------------------------------

create table public.videos (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  title text not null,
  description text,
  url text,
  storage_path text,
  thumbnail_path text,
  transcript text,
  transcript_language text,
  languages jsonb not null default '{}',
  status public.video_status not null default 'pending',
  progress real not null default 0,
  error_message text,
  duration_seconds double precision,
  speech_covered double precision,
  file_size_bytes bigint,
  content_sha256 text,
  is_published boolean not null default true,
  is_in_library boolean not null default true,
  metadata jsonb not null default '{}',
  warnings text[] not null default '{}',
  has_pending_captions boolean not null default false,
  processing_started_at timestamptz,
  processing_completed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (id, creator_id),
  constraint videos_title_length check (length(btrim(title)) between 1 and 500),
  constraint videos_progress_range check (progress between 0 and 1),
  constraint videos_duration_positive check (duration_seconds >= 0),
  constraint videos_languages_object check (jsonb_typeof(languages) = 'object'),
  constraint videos_speech_covered_range check (speech_covered between 0 and 1),
  constraint videos_file_size_positive check (file_size_bytes >= 0),
  constraint videos_content_sha256_form check (content_sha256 ~ '^[0-9a-f]{64}$'),
  constraint videos_metadata_object check (jsonb_typeof(metadata) = 'object'),
  constraint videos_failed_says_why check (status <> 'failed' or error_message is not null),
  -- Creators write these and the service follows them: none may lead to another creator's files, or be served as a page.
  constraint videos_storage_path_own check (
    starts_with(storage_path, creator_id::text || '/' || id::text || '/') and storage_path !~ '(^|/)[.]{1,2}(/|$)'
  ),
  constraint videos_thumbnail_path_own check (
    starts_with(thumbnail_path, creator_id::text || '/') and thumbnail_path !~ '(^|/)[.]{1,2}(/|$)'
  ),
  constraint videos_captions_path_own check (
    starts_with(metadata ->> 'captions', creator_id::text || '/' || id::text || '/')
    and metadata ->> 'captions' !~ '(^|/)[.]{1,2}(/|$)'
  ),
  constraint videos_content_type_form check (metadata ->> 'content_type' ~ '^(video|audio)/[a-z0-9.+-]+$')
);
comment on table public.videos is 'The library: one row per video, from upload to searchable.';
comment on column public.videos.url is 'The address that the video was fetched from; null for an uploaded file.';
comment on column public.videos.storage_path is 'Name of the object in bucket videos: <creator_id>/<video_id>/….';
comment on column public.videos.thumbnail_path is 'Name of the object in bucket thumbnails: <creator_id>/….';
comment on column public.videos.transcript is
  'Everything said, as one text; private.transcript_windows has the words with their times.';
comment on column public.videos.transcript_language is
  'The language in which most is said, e.g. en; und: uncertain; before transcription: the creator''s choice.';
comment on column public.videos.languages is
  'Share of the spoken time in each language that was heard, e.g. {"en": 0.62, "de": 0.38}; empty for captions.';
comment on column public.videos.status is
  'pending → uploading (received, being checked) → transcribing → processing (chunks) → embedding → completed; failed '
  'from any of them, and from failed back to the step that failed.';
comment on column public.videos.progress is 'Share of the current step that is done, 0 to 1.';
comment on column public.videos.error_message is 'Why the video failed, for its creator to read.';
comment on column public.videos.duration_seconds is 'Playing time, measured in the file.';
comment on column public.videos.speech_covered is
  'Share of the speech that was understood, 0 to 1; null before transcription, without speech, and with captions.';
comment on column public.videos.file_size_bytes is 'Size of the received file.';
comment on column public.videos.content_sha256 is
  'Hash of the received file; a creator''s live videos never share one.';
comment on column public.videos.is_published is 'Whether students see the video once it is completed.';
comment on column public.videos.is_in_library is
  'Whether students see it outside of courses; false: only in modules that are open to them. A module that is locked to a '
  'student locks its videos either way.';
comment on column public.videos.metadata is
  'An object: content_type of the file, captions (name of the object with the creator''s captions), and the creator''s '
  'own keys.';
comment on column public.videos.warnings is
  'What the creator should know of how the file and its captions were read, one sentence each.';
comment on column public.videos.has_pending_captions is
  'Whether a completed video got new captions that are not searchable yet: search and answers use its earlier text.';
comment on column public.videos.processing_started_at is 'When transcription first began.';
comment on column public.videos.processing_completed_at is 'When the video last became searchable.';
comment on column public.videos.deleted_at is
  'When the creator removed the video; it can no longer be found or played.';
-- A creator's live videos never hold the same file twice; a deleted one does not block it.
create unique index idx_videos_content on public.videos (creator_id, content_sha256) where deleted_at is null;
create index idx_videos_creator_created on public.videos (creator_id, created_at desc, id);
create index idx_videos_creator_status on public.videos (creator_id, status);
create index idx_videos_deleted_at on public.videos (deleted_at) where deleted_at is not null;
create index idx_videos_courses_only on public.videos (creator_id) where not is_in_library;
create trigger videos_updated_at before update on public.videos
  for each row execute function public.update_updated_at_column();

-- Signs tell vectors apart the better the more of them say something, and three quarters of those of a padded vector say
-- nothing. An orthogonal map, which keeps every similarity, spreads it over all first: four rounds of butterflies, as in a
-- fast Hadamard transform, each with one half turned so that the next round meets other pairs.
create function private.signs(v extensions.vector) returns bit(1536)
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
declare
  low extensions.vector;
  high extensions.vector;
  difference extensions.vector;
  turn integer;
begin
  foreach turn in array array[385, 97, 211, 1] loop
    low := extensions.subvector(v, 1, 768);
    high := extensions.subvector(v, 769, 768);
    difference := low operator(extensions.-) high;
    v := (low operator(extensions.+) high)
      operator(extensions.||) extensions.subvector(difference, turn + 1, 768 - turn)
      operator(extensions.||) extensions.subvector(difference, 1, turn);
  end loop;
  return extensions.binary_quantize(v)::bit(1536);
end
$$;
comment on function private.signs(extensions.vector) is
  'The signs of a vector of 1536 dimensions after a fixed rotation: the more alike two vectors, the fewer differ.';

create table public.video_chunks (
  id uuid primary key default gen_random_uuid(),
  video_id uuid not null,
  creator_id uuid not null,
  chunk_index integer not null,
  chunk_text text not null,
  embedding extensions.vector(1536),
  embedding_half extensions.halfvec(1536) generated always as (embedding::extensions.halfvec(1536)) stored,
  embedding_bits bit(1536) generated always as (private.signs(embedding)) stored,
  embedding_model text,
  start_seconds double precision not null,
  end_seconds double precision not null,
  word_starts real[] not null,
  is_visible boolean not null default false,
  metadata jsonb not null default '{}',
  unique (video_id, chunk_index),
  -- Both columns: a chunk always belongs to the creator of its video.
  foreign key (creator_id, video_id) references public.videos (creator_id, id) on delete cascade,
  constraint video_chunks_index_positive check (chunk_index >= 0),
  constraint video_chunks_times_forward check (0 <= start_seconds and start_seconds <= end_seconds),
  constraint video_chunks_model_beside_vector check ((embedding is null) = (embedding_model is null)),
  constraint video_chunks_metadata_object check (jsonb_typeof(metadata) = 'object')
);
comment on table public.video_chunks is
  'Stretches of 80 words of a transcript, each beginning 40 words after the one before, that are embedded and compared '
  'with a question as one; written by the pipeline only.';
comment on column public.video_chunks.creator_id is
  'The creator of its video: the tenant, so that no policy has to look it up.';
comment on column public.video_chunks.chunk_index is 'Its place in the video, from 0; it begins at word 40 times that.';
comment on column public.video_chunks.start_seconds is 'When its first word begins, from the start of the video.';
comment on column public.video_chunks.end_seconds is 'When its last word ends.';
comment on column public.video_chunks.embedding is
  'Unit vector of title and text, padded with zeros to 1536; null until the embedding step is done.';
comment on column public.video_chunks.embedding_half is
  'The vector in half precision, kept in the row: what the best candidates of a search are compared by.';
comment on column public.video_chunks.embedding_bits is
  'The signs of the vector after a rotation, kept in an index: what all of a creator''s chunks are compared by.';
comment on column public.video_chunks.embedding_model is
  'What made the vector; vectors of two models are never compared.';
comment on column public.video_chunks.word_starts is 'When each word of chunk_text begins, in seconds.';
comment on column public.video_chunks.is_visible is
  'Whether students may read it: the video is completed, published and not deleted. Kept by a trigger on videos, so '
  'that the policy is one comparison.';
-- The vector itself is read for the few chunks that are found; two rows with all else fit on a page.
-- Index-only scans need a visibility map that knows the rows which were just added: vacuum after a few, not after a fifth.
alter table public.video_chunks set (
  toast_tuple_target = 4080, autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 2000
);
alter table public.video_chunks alter column embedding set storage external;
alter table public.video_chunks alter column embedding_half set storage plain;
-- The tenant first: every search is within one creator's chunks. It reads all of them from here, and the table not at all.
create index idx_video_chunks_creator_video on public.video_chunks (creator_id, video_id)
  include (is_visible, id, embedding_bits);

create table public.courses (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  title text not null,
  description text,
  thumbnail_path text,
  is_published boolean not null default false,
  display_order integer not null default 0,
  published_at timestamptz,
  version integer not null default 1,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (id, creator_id),
  constraint courses_title_length check (length(btrim(title)) between 1 and 500),
  constraint courses_thumbnail_path_own check (
    starts_with(thumbnail_path, creator_id::text || '/') and thumbnail_path !~ '(^|/)[.]{1,2}(/|$)'
  ),
  constraint courses_metadata_object check (jsonb_typeof(metadata) = 'object')
);
comment on table public.courses is 'Videos of a creator in a recommended order.';
comment on column public.courses.thumbnail_path is 'Name of the object in bucket thumbnails: <creator_id>/….';
comment on column public.courses.is_published is 'Whether students see the course.';
comment on column public.courses.display_order is 'Position among the creator''s courses, ascending.';
comment on column public.courses.published_at is 'When the course was first published.';
comment on column public.courses.version is
  'Grows with every change of the course or of its modules: who changes the order says which one was read.';
comment on column public.courses.deleted_at is 'When the creator removed the course; students no longer see it.';
create index idx_courses_creator_order on public.courses (creator_id, display_order, id);
create trigger courses_updated_at before update on public.courses
  for each row execute function public.update_updated_at_column();

create table public.course_modules (
  id uuid primary key default gen_random_uuid(),
  course_id uuid not null references public.courses (id) on delete cascade,
  title text not null,
  description text,
  video_ids uuid[] not null default '{}',
  display_order integer not null default 0,
  opens_after_days integer,
  opens_at timestamptz,
  requires_module_id uuid references public.course_modules (id) on delete set null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint course_modules_title_length check (length(btrim(title)) between 1 and 500),
  constraint course_modules_opens_after_days_range check (opens_after_days between 0 and 3650),
  -- In every time zone a date that programs can read.
  constraint course_modules_opens_at_range check (opens_at between '1970-01-01 00:00Z' and '9000-01-01 00:00Z'),
  constraint course_modules_metadata_object check (jsonb_typeof(metadata) = 'object')
);
comment on table public.course_modules is 'A part of a course: lessons in order. It is open to a student once all its conditions hold.';
comment on column public.course_modules.video_ids is
  'The lessons in order: videos of the course''s creator, each once; a removed video leaves it.';
comment on column public.course_modules.opens_after_days is
  'It opens so many days after the student joined the course; null: no such condition.';
comment on column public.course_modules.opens_at is 'It opens at this time; null: no such condition.';
comment on column public.course_modules.requires_module_id is
  'It opens once the student has completed this module of the same course; null: no such condition.';
comment on column public.course_modules.display_order is 'Position in the course, ascending.';
create index idx_course_modules_course_order on public.course_modules (course_id, display_order, id);
create index idx_course_modules_requires on public.course_modules (requires_module_id);
create index idx_course_modules_video_ids on public.course_modules using gin (video_ids);
create trigger course_modules_updated_at before update on public.course_modules
  for each row execute function public.update_updated_at_column();

create table public.course_enrolments (
  course_id uuid not null,
  student_id uuid not null,
  creator_id uuid not null,
  created_at timestamptz not null default now(),
  is_by_membership boolean not null default false,
  primary key (student_id, creator_id, course_id),
  foreign key (course_id, creator_id) references public.courses (id, creator_id) on delete cascade,
  foreign key (student_id, creator_id) references public.students (id, creator_id) on delete cascade
);
comment on table public.course_enrolments is
  'The courses that a student sees; a student without any, whose sees_all_courses is true, sees them all.';
comment on column public.course_enrolments.creator_id is 'The creator of both.';
comment on column public.course_enrolments.created_at is 'When the student joined the course.';
comment on column public.course_enrolments.is_by_membership is
  'Whether a membership in Whop gave it, and takes it away again; false: the creator.';
create index idx_course_enrolments_course on public.course_enrolments (course_id, creator_id);

-- Questions and answers ----------------------------------------------------------------------------------------------

create table public.chat_sessions (
  id uuid primary key default gen_random_uuid(),
  student_id uuid not null,
  creator_id uuid not null,
  title text,
  context_video_ids uuid[],
  context_course_id uuid,
  context_at_seconds double precision,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_message_at timestamptz,
  foreign key (student_id, creator_id) references public.students (id, creator_id) on delete cascade,
  constraint chat_sessions_title_length check (length(title) <= 500),
  -- A video that was removed leaves an empty array.
  constraint chat_sessions_second_of_one_video check (
    context_at_seconds is null or context_at_seconds >= 0 and cardinality(context_video_ids) <= 1
  ),
  constraint chat_sessions_metadata_object check (jsonb_typeof(metadata) = 'object')
);
comment on table public.chat_sessions is 'A conversation of one student about one creator''s videos.';
comment on column public.chat_sessions.context_video_ids is 'The videos to answer from; null: all.';
-- No foreign key: a course that is deleted must not widen the conversation to the whole library.
comment on column public.chat_sessions.context_course_id is 'The course to answer from; null: any video.';
comment on column public.chat_sessions.context_at_seconds is
  'The second of the one video that the conversation is about: what is said near it comes first.';
comment on column public.chat_sessions.last_message_at is 'Time of the last message; set by a trigger.';
create index idx_chat_sessions_student on public.chat_sessions (student_id, creator_id);
create index idx_chat_sessions_creator_recent on public.chat_sessions (creator_id, last_message_at desc);
create index idx_chat_sessions_context_video_ids on public.chat_sessions using gin (context_video_ids);
create trigger chat_sessions_updated_at before update on public.chat_sessions
  for each row execute function public.update_updated_at_column();

create table public.chat_messages (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references public.chat_sessions (id) on delete cascade,
  parent_id uuid,
  role public.message_role not null,
  content text not null,
  video_references jsonb not null default '[]',
  carried_video_ids uuid[] not null default '{}',
  model text,
  input_tokens integer,
  output_tokens integer,
  cost_usd numeric(12, 6),
  response_ms integer,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  unique (id, session_id),
  foreign key (parent_id, session_id) references public.chat_messages (id, session_id) on delete cascade,
  constraint chat_messages_content_length check (length(content) between 1 and 100000),
  constraint chat_messages_references_array check (jsonb_typeof(video_references) = 'array'),
  constraint chat_messages_numbers_positive check (
    input_tokens >= 0 and output_tokens >= 0 and cost_usd >= 0 and response_ms >= 0
  ),
  constraint chat_messages_metadata_object check (jsonb_typeof(metadata) = 'object')
);
comment on table public.chat_messages is 'Questions and answers.';
comment on column public.chat_messages.parent_id is
  'The message that it follows; null: it begins the conversation. Messages with one parent are branches.';
comment on column public.chat_messages.carried_video_ids is
  'Videos whose words may be in the answer without a citation, lent by earlier answers or read by the model: it is read as '
  'long as they may be played.';
comment on column public.chat_messages.video_references is
  'The citations in the order of the answer: [{video_id, chunk_id, title, start_seconds, end_seconds, play_seconds, quote}].';
comment on column public.chat_messages.model is 'The model that worded the answer; extractive: it consists of quotes.';
comment on column public.chat_messages.input_tokens is 'Tokens that models read for the answer; null: none is known.';
comment on column public.chat_messages.output_tokens is 'Tokens that models wrote for the answer; null: none is known.';
comment on column public.chat_messages.cost_usd is 'Price of the answer at the model''s provider.';
comment on column public.chat_messages.response_ms is 'Milliseconds from the question to the complete answer.';
create index idx_chat_messages_session on public.chat_messages (session_id, created_at, id);
create index idx_chat_messages_parent on public.chat_messages (parent_id, session_id);
create index idx_chat_messages_references on public.chat_messages using gin (video_references jsonb_path_ops);

-- Counted per day ----------------------------------------------------------------------------------------------------

create table public.video_analytics (
  id uuid primary key default gen_random_uuid(),
  video_id uuid not null references public.videos (id) on delete cascade,
  date date not null,
  views integer not null default 0,
  unique_viewers integer not null default 0,
  watch_seconds double precision not null default 0,
  completion_rate double precision not null default 0,
  ai_interactions integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (video_id, date),
  constraint video_analytics_positive check (
    views >= 0 and unique_viewers >= 0 and watch_seconds >= 0 and ai_interactions >= 0
  ),
  constraint video_analytics_completion_range check (completion_rate between 0 and 1)
);
comment on table public.video_analytics is
  'What students did with a video, one row per day of its creator; counted by private.roll_up alone.';
comment on column public.video_analytics.date is 'A day in the creator''s time zone.';
comment on column public.video_analytics.views is 'Playing sessions that began on this day.';
comment on column public.video_analytics.unique_viewers is 'Different students who played it on this day.';
comment on column public.video_analytics.watch_seconds is
  'Seconds of the video that all viewers played together, each time that they were played.';
comment on column public.video_analytics.completion_rate is
  'Share of the viewers of this day who completed the video on this day, 0 to 1: who heard what the creator asks for.';
comment on column public.video_analytics.ai_interactions is 'Answers that cite the video.';
create index idx_video_analytics_date on public.video_analytics (date);
create trigger video_analytics_updated_at before update on public.video_analytics
  for each row execute function public.update_updated_at_column();

create table public.usage_metrics (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  date date not null,
  storage_used_bytes bigint not null default 0,
  videos_uploaded integer not null default 0,
  video_seconds double precision not null default 0,
  transcription_seconds double precision not null default 0,
  ai_credits_used numeric(14, 6) not null default 0,
  chat_messages_sent integer not null default 0,
  active_students integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (creator_id, date),
  constraint usage_metrics_positive check (
    storage_used_bytes >= 0 and videos_uploaded >= 0 and video_seconds >= 0 and transcription_seconds >= 0
    and ai_credits_used >= 0 and chat_messages_sent >= 0 and active_students >= 0
  )
);
comment on table public.usage_metrics is 'Usage of a creator, one row per day; counted by private.roll_up alone.';
comment on column public.usage_metrics.date is 'A day in the creator''s time zone.';
comment on column public.usage_metrics.storage_used_bytes is 'Bytes of all stored files at the end of the day.';
comment on column public.usage_metrics.videos_uploaded is 'Videos added on this day.';
comment on column public.usage_metrics.video_seconds is 'Playing time of these videos.';
comment on column public.usage_metrics.transcription_seconds is 'Seconds of audio transcribed on this day.';
comment on column public.usage_metrics.ai_credits_used is 'What models cost on this day, in US$.';
comment on column public.usage_metrics.chat_messages_sent is 'Questions of all students.';
comment on column public.usage_metrics.active_students is 'Different students who did anything on this day.';
create index idx_usage_metrics_date on public.usage_metrics (date);
create trigger usage_metrics_updated_at before update on public.usage_metrics
  for each row execute function public.update_updated_at_column();

-- Behind the tables --------------------------------------------------------------------------------------------------

create table private.transcript_windows (
  video_id uuid not null references public.videos (id) on delete cascade,
  start_seconds double precision not null,
  end_seconds double precision not null,
  words text[] not null,
  word_starts double precision[] not null,
  word_ends double precision[] not null,
  word_languages text[] not null default '{}',
  speech_seconds double precision not null default 0,
  not_understood_starts double precision[] not null default '{}',
  not_understood_ends double precision[] not null default '{}',
  primary key (video_id, start_seconds),
  constraint transcript_windows_words_have_times check (
    cardinality(words) = cardinality(word_starts) and cardinality(words) = cardinality(word_ends)
  ),
  constraint transcript_windows_words_have_languages check (cardinality(word_languages) in (0, cardinality(words))),
  constraint transcript_windows_speech_positive check (speech_seconds >= 0),
  constraint transcript_windows_not_understood_has_times check (
    cardinality(not_understood_starts) = cardinality(not_understood_ends)
  ),
  constraint transcript_windows_times_forward check (0 <= start_seconds and start_seconds < end_seconds)
);
comment on table private.transcript_windows is
  'The words of a video with their times, one stretch of audio per row: an interrupted transcription resumes after the '
  'last row.';
comment on column private.transcript_windows.start_seconds is 'Start of the stretch, from the start of the video.';
comment on column private.transcript_windows.end_seconds is 'End of the stretch, where transcription resumes.';
comment on column private.transcript_windows.words is 'The words as said, with the punctuation that follows.';
comment on column private.transcript_windows.word_starts is 'When each word begins, from the start of the video.';
comment on column private.transcript_windows.word_ends is 'When each word ends.';
comment on column private.transcript_windows.word_languages is
  'The language of each word, e.g. en; empty: all words are in the language of the video.';
comment on column private.transcript_windows.speech_seconds is
  'How long a voice is heard, with and without words; 0 for captions.';
comment on column private.transcript_windows.not_understood_starts is
  'When each part begins in which a voice is heard that gave no words, from the start of the video.';
comment on column private.transcript_windows.not_understood_ends is 'When each of these parts ends.';

create table private.video_status_changes (
  id bigint generated always as identity primary key,
  video_id uuid not null references public.videos (id) on delete cascade,
  from_status public.video_status,
  to_status public.video_status not null,
  reason text,
  changed_at timestamptz not null default clock_timestamp()
);
comment on table private.video_status_changes is 'Every step of every video, with its time and reason.';
comment on column private.video_status_changes.from_status is 'The status before; null: the video was added.';
comment on column private.video_status_changes.to_status is 'The status after.';
comment on column private.video_status_changes.reason is 'Why the video failed, or retry.';
comment on column private.video_status_changes.changed_at is 'Time of the step, also within one transaction.';
create index idx_video_status_changes_video on private.video_status_changes (video_id, id);

create function private.failed_status(of_video uuid) returns public.video_status
language sql stable set search_path = pg_catalog, pg_temp as $$
  select from_status
    from private.video_status_changes
   where video_id = of_video and to_status = 'failed'
   order by id desc
   limit 1
$$;
comment on function private.failed_status(uuid) is 'The step at which a failed video failed, where a retry resumes.';

create function private.check_video_step() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'pending' then
      raise exception 'a video begins as pending, not as %', new.status using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if new.status = old.status then
    return new;
  end if;
  if not (case
    when new.status = 'failed' then true
    when old.status = 'failed' then new.status = private.failed_status(old.id)
    else (old.status, new.status) in (
      ('pending', 'uploading'), ('uploading', 'transcribing'), ('transcribing', 'processing'),
      ('processing', 'embedding'), ('embedding', 'completed')
    )
  end) then
    raise exception 'a video that is % cannot become %', old.status, new.status using errcode = 'P0001';
  end if;
  if new.status <> 'failed' then
    new.error_message := null;
  end if;
  new.progress := case new.status when 'failed' then old.progress when 'completed' then 1 else 0 end;
  if new.status = 'transcribing' then
    new.processing_started_at := coalesce(old.processing_started_at, now());
  elsif new.status = 'completed' then
    new.processing_completed_at := now();
  end if;
  -- A re-run never loses what an earlier one has written.
  new.transcript := coalesce(new.transcript, old.transcript);
  new.transcript_language := coalesce(new.transcript_language, old.transcript_language);
  new.metadata := old.metadata || new.metadata;
  return new;
end
$$;
comment on function private.check_video_step() is 'Refuse every step of a video that is not in the flow of status.';
create trigger videos_check_step before insert or update on public.videos
  for each row execute function private.check_video_step();

create function private.log_video_step() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into private.video_status_changes (video_id, to_status) values (new.id, new.status);
  elsif new.status <> old.status then
    insert into private.video_status_changes (video_id, from_status, to_status, reason)
    values (
      new.id, old.status, new.status,
      case when new.status = 'failed' then new.error_message when old.status = 'failed' then 'retry' end
    );
  end if;
  return null;
end
$$;
comment on function private.log_video_step() is 'Log every step of a video with its time and reason.';
create trigger videos_log_step after insert or update on public.videos
  for each row execute function private.log_video_step();

-- No moment lies outside its video ------------------------------------------------------------------------------------

create function private.check_within_video() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  length double precision;
  latest double precision;
begin
  select v.duration_seconds into length from public.videos v where v.id = new.video_id;
  if tg_table_name = 'transcript_windows' then
    -- The end of the stretch is that of the sound, which may last longer than was declared.
    select max(ends) into latest from unnest(new.word_ends || new.not_understood_ends) as ends;
  else
    latest := new.end_seconds;
  end if;
  if latest > length then
    raise exception 'a moment at % s lies outside its video of % s', latest, length using errcode = 'check_violation';
  end if;
  return new;
end
$$;
comment on function private.check_within_video() is
  'Refuse words and stretches that end after their video. A video without a known length has no end.';
create trigger transcript_windows_within_video before insert or update on private.transcript_windows
  for each row execute function private.check_within_video();
create trigger video_chunks_within_video before insert or update of end_seconds on public.video_chunks
  for each row execute function private.check_within_video();

create function private.check_citations_within_video() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (
    select from jsonb_array_elements(new.video_references) as cited (quote)
      join public.videos v on v.id::text = cited.quote ->> 'video_id'
     where greatest(
             (cited.quote ->> 'start_seconds')::double precision, (cited.quote ->> 'end_seconds')::double precision,
             (cited.quote ->> 'play_seconds')::double precision
           ) > v.duration_seconds
  ) then
    raise exception 'a citation lies outside its video' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
comment on function private.check_citations_within_video() is 'Refuse an answer that cites a second after its video''s end.';
create trigger chat_messages_within_video before insert or update of video_references on public.chat_messages
  for each row when (new.video_references <> '[]') execute function private.check_citations_within_video();

create function private.check_length_of_video() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (
    select from private.transcript_windows w
     where w.video_id = new.id
       and (select max(ends) from unnest(w.word_ends || w.not_understood_ends) as ends) > new.duration_seconds
  ) then
    raise exception 'words lie outside a video of % s', new.duration_seconds using errcode = 'check_violation';
  end if;
  return null;
end
$$;
comment on function private.check_length_of_video() is 'Refuse a length of a video that is shorter than its words.';
create trigger videos_length_holds_words after update of duration_seconds on public.videos
  for each row when (new.duration_seconds is distinct from old.duration_seconds)
  execute function private.check_length_of_video();

create function private.set_chunk_visibility() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.is_visible := exists (
    select from public.videos v
     where v.id = new.video_id and v.status = 'completed' and v.is_published and v.deleted_at is null
  );
  return new;
end
$$;
comment on function private.set_chunk_visibility() is 'Set is_visible of a new chunk from its video.';
-- Row by row: a trigger for the whole statement collects the new rows first, and so writes ten kilobytes of each to disk
-- once more.
create trigger video_chunks_set_visibility before insert on public.video_chunks
  for each row execute function private.set_chunk_visibility();

create function private.check_module() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  required uuid := new.requires_module_id;
  seen uuid[] := array[new.id];
begin
  if exists (
    select from unnest(new.video_ids) as listed (id)
     where not exists (
       select from public.videos v
         join public.courses c on c.creator_id = v.creator_id
        where v.id = listed.id and v.deleted_at is null and c.id = new.course_id
     )
  ) then
    raise exception 'every video of a module must be one of the course''s creator' using errcode = 'check_violation';
  end if;
  if (select count(distinct listed.id) from unnest(new.video_ids) as listed (id)) < cardinality(new.video_ids) then
    raise exception 'a module lists a video twice' using errcode = 'check_violation';
  end if;
  while required is not null loop
    if required = any (seen) then
      raise exception 'modules that wait for each other never open' using errcode = 'check_violation';
    end if;
    seen := seen || required;
    select m.requires_module_id into required
      from public.course_modules m
     where m.id = required and m.course_id = new.course_id;
    if not found then
      raise exception 'a module can only wait for one of the same course' using errcode = 'check_violation';
    end if;
  end loop;
  return null;
end
$$;
comment on function private.check_module() is
  'Refuse a module that lists another creator''s video, a removed one, or one twice, or that could never open.';
-- After the row, and so after the policies: before them, the refusal would reveal that another creator's video exists.
create trigger course_modules_check after insert or update of video_ids, course_id, requires_module_id
  on public.course_modules for each row execute function private.check_module();

create function private.count_course_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_table_name = 'courses' then
    if new.version = old.version then
      new.version := old.version + 1;
    end if;
    return new;
  end if;
  update public.courses set version = version + 1
   where id in (case when tg_op <> 'INSERT' then old.course_id end, case when tg_op <> 'DELETE' then new.course_id end);
  return null;
end
$$;
comment on function private.count_course_change() is 'Gives a course that was changed, or one of its modules, a new version.';
create trigger courses_count_change before update on public.courses
  for each row execute function private.count_course_change();
create trigger course_modules_count_change after insert or update or delete on public.course_modules
  for each row execute function private.count_course_change();

create function private.limit_to_courses() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.students set sees_all_courses = false where id = new.student_id and sees_all_courses;
  return null;
end
$$;
comment on function private.limit_to_courses() is 'A student who is given a course sees the courses that were given, and no others.';
create trigger course_enrolments_limit after insert on public.course_enrolments
  for each row execute function private.limit_to_courses();

create function private.touch_session() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.chat_sessions set last_message_at = new.created_at where id = new.session_id;
  return null;
end
$$;
comment on function private.touch_session() is 'Set chat_sessions.last_message_at to the time of the message.';
create trigger chat_messages_touch_session after insert on public.chat_messages
  for each row execute function private.touch_session();
