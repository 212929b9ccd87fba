-- Notes and bookmarks of students at a second of a video: theirs alone.

create table public.notes (
  id uuid primary key default gen_random_uuid(),
  student_id uuid not null,
  creator_id uuid not null,
  video_id uuid not null,
  at_seconds double precision not null,
  content text not null default '',
  terms text[] not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default now(),
  foreign key (student_id, creator_id) references public.students (id, creator_id) on delete cascade,
  -- Both columns: a note is always at a video of its student's creator.
  foreign key (creator_id, video_id) references public.videos (creator_id, id) on delete cascade,
  constraint notes_at_positive check (at_seconds >= 0 and at_seconds < 'Infinity'),
  constraint notes_content_length check (length(content) <= 10000),
  constraint notes_terms_size check (pg_column_size(terms) <= 400000)
);
comment on table public.notes is
  'What a student wrote at a second of a video; without text it is a bookmark. No creator and no other student reads it.';
comment on column public.notes.creator_id is 'The creator of both.';
comment on column public.notes.at_seconds is 'The second of the video.';
comment on column public.notes.content is 'The text; empty: a bookmark.';
comment on column public.notes.terms is
  'The stems by which search finds the text, in English and in the language of the video; written with the text.';
create index idx_notes_student_recent on public.notes (student_id, creator_id, created_at desc, id desc);
create index idx_notes_video on public.notes (creator_id, video_id);
create trigger notes_updated_at before update on public.notes
  for each row execute function public.update_updated_at_column();

create function private.most_notes() returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select 5000
$$;
comment on function private.most_notes() is 'How many notes a student may keep.';

create function private.check_note() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking uuid := private.acting_student();
  length double precision;
begin
  -- The policy refuses these, later: nothing is told of a video or of a student that is not the caller's.
  if asking is not null and private.acting_creator() is null and (
    new.student_id <> asking or tg_op = 'INSERT' and (select w.id from private.watched_video(new.video_id) w) is null
  ) then
    return new;
  end if;
  select v.duration_seconds into length from public.videos v where v.id = new.video_id;
  if new.at_seconds > length then
    raise exception 'a note at % s lies outside its video of % s', new.at_seconds, length using errcode = 'check_violation';
  end if;
  if tg_op = 'INSERT' then
    -- The row is locked, so that notes that arrive at once are counted one after the other.
    perform from public.students s where s.id = new.student_id for no key update;
    if (select count(*) from public.notes n where n.student_id = new.student_id) >= private.most_notes() then
      raise exception 'a student keeps at most % notes', private.most_notes() using errcode = 'check_violation';
    end if;
  end if;
  return new;
end
$$;
comment on function private.check_note() is 'Refuses a note outside its video, and one too many.';
create trigger notes_check before insert or update of at_seconds, video_id on public.notes
  for each row execute function private.check_note();
revoke all on function private.check_note(), private.most_notes() from public, anon, authenticated;
grant execute on function private.most_notes() to authenticated, service_role;

alter table public.notes enable row level security;
alter table public.notes force row level security;
revoke all on public.notes from anon, authenticated;
grant select, delete,
  insert (student_id, creator_id, video_id, at_seconds, content, terms),
  update (at_seconds, content, terms)
  on public.notes to authenticated;
grant select, insert, update, delete on public.notes to service_role;
-- A note stays its student's when courses lock the video again; a new one needs a video that the student may play.
create policy notes_select on public.notes for select to authenticated
  using (student_id = (select private.acting_student()));
create policy notes_insert on public.notes for insert to authenticated
  with check (
    student_id = (select private.acting_student()) and exists (select from public.videos v where v.id = video_id)
  );
create policy notes_update on public.notes for update to authenticated
  using (student_id = (select private.acting_student()))
  with check (student_id = (select private.acting_student()));
create policy notes_delete on public.notes for delete to authenticated
  using (student_id = (select private.acting_student()));
comment on policy notes_select on public.notes is 'A student, and no creator, reads its own notes.';
comment on policy notes_insert on public.notes is 'A student adds notes to videos that it may play.';
comment on policy notes_update on public.notes is 'A student changes its own notes.';
comment on policy notes_delete on public.notes is 'A student deletes its own notes.';
