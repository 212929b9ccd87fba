-- Courses of Whop: what each course, chapter and lesson became here, and completed lessons on their way to Whop.

create table private.whop_courses (
  id text primary key,
  creator_id uuid not null references public.creators (id) on delete cascade,
  course_id uuid not null,
  title text not null,
  foreign key (course_id, creator_id) references public.courses (id, creator_id) on delete cascade
);
comment on table private.whop_courses is 'The courses that were imported from Whop.';
comment on column private.whop_courses.id is 'Its id on Whop.';
comment on column private.whop_courses.title is 'Its title on Whop at the last import: a title that was changed here stays.';
create index idx_whop_courses_creator on private.whop_courses (creator_id);
create index idx_whop_courses_course on private.whop_courses (course_id, creator_id);

create table private.whop_chapters (
  id text primary key,
  whop_course_id text not null references private.whop_courses (id) on delete cascade,
  module_id uuid references public.course_modules (id) on delete set null,
  title text not null,
  video_ids uuid[] not null,
  opens_after_days integer
);
comment on table private.whop_chapters is 'The modules that were imported from Whop, as the last import made them.';
comment on column private.whop_chapters.id is 'The id of the chapter on Whop.';
comment on column private.whop_chapters.whop_course_id is 'The course on Whop that it belongs to.';
comment on column private.whop_chapters.module_id is 'Its module; null: it was removed here, and is not imported again.';
comment on column private.whop_chapters.video_ids is 'Its lessons at the last import: lessons that were changed here stay.';
comment on column private.whop_chapters.opens_after_days is 'Days until its lessons opened on Whop at the last import, if all had the same.';
create index idx_whop_chapters_course on private.whop_chapters (whop_course_id);
create index idx_whop_chapters_module on private.whop_chapters (module_id);

create table private.whop_lessons (
  id text primary key,
  creator_id uuid not null references public.creators (id) on delete cascade,
  video_id uuid,
  asset_id text not null,
  title text not null,
  imported_at timestamptz not null default now(),
  foreign key (creator_id, video_id) references public.videos (creator_id, id) on delete set null (video_id)
);
comment on table private.whop_lessons is 'The lessons of Whop that were imported.';
comment on column private.whop_lessons.id is 'Its id on Whop.';
comment on column private.whop_lessons.video_id is 'Its video; null: it was removed here, and is not imported again.';
comment on column private.whop_lessons.asset_id is 'The file on Whop that was imported: another one is imported anew.';
comment on column private.whop_lessons.imported_at is 'When its video was imported last.';
comment on column private.whop_lessons.title is 'Its title on Whop at the last import: a title that was changed here stays.';
create index idx_whop_lessons_video on private.whop_lessons (creator_id, video_id);

create table private.whop_completions (
  lesson_id text not null references private.whop_lessons (id) on delete cascade,
  student_id uuid not null references public.students (id) on delete cascade,
  completed_at timestamptz not null default now(),
  marked_at timestamptz,
  primary key (lesson_id, student_id)
);
comment on table private.whop_completions is
  'Lessons that students completed here: marked on Whop with the student''s own token, when it is next at hand.';
comment on column private.whop_completions.lesson_id is 'The id of the lesson on Whop.';
comment on column private.whop_completions.completed_at is 'When the student had watched enough of the video.';
comment on column private.whop_completions.marked_at is 'When it was marked on Whop; null: it waits.';
create index idx_whop_completions_student on private.whop_completions (student_id);

create function private.queue_whop_completion() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.whop_completions (lesson_id, student_id)
  select l.id, s.id
    from private.whop_lessons l
    join public.students s on s.id = new.student_id
   where l.creator_id = new.creator_id and l.video_id = new.video_id and s.whop_user_id is not null
  on conflict do nothing;
  return null;
end
$$;
comment on function private.queue_whop_completion() is
  'Keep that a student completed a lesson of Whop, in the transaction that records it.';
create trigger video_progress_complete_on_whop after insert or update of completed_at, marked_done_at on public.video_progress
  for each row when (new.completed_at is not null or new.marked_done_at is not null)
  execute function private.queue_whop_completion();

do $$
declare
  found regclass;
begin
  foreach found in array array[
    'private.whop_courses', 'private.whop_chapters', 'private.whop_lessons', 'private.whop_completions'
  ]::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
create policy whop_courses_service on private.whop_courses for all to service_role using (true) with check (true);
comment on policy whop_courses_service on private.whop_courses is 'Only the service reads and writes it.';
create policy whop_chapters_service on private.whop_chapters for all to service_role using (true) with check (true);
comment on policy whop_chapters_service on private.whop_chapters is 'Only the service reads and writes it.';
create policy whop_lessons_service on private.whop_lessons for all to service_role using (true) with check (true);
comment on policy whop_lessons_service on private.whop_lessons is 'Only the service reads and writes it.';
create policy whop_completions_service on private.whop_completions for all to service_role using (true) with check (true);
comment on policy whop_completions_service on private.whop_completions is 'Only the service reads and writes it.';
revoke all on function private.queue_whop_completion() from public, anon, authenticated;
