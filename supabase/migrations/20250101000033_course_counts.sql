-- How many students began and completed each course: kept, since counting reads all progress of a school.

create table private.course_counts (
  course_id uuid primary key,
  creator_id uuid not null,
  started integer not null,
  began integer not null,
  completed integer not null,
  foreign key (course_id, creator_id) references public.courses (id, creator_id) on delete cascade,
  constraint course_counts_positive check (least(started, began - completed, completed) >= 0)
);
comment on table private.course_counts is
  'How many students are in each course, counted by private.roll_up_course; a course without a row is counted when it is read.';
comment on column private.course_counts.creator_id is 'The creator of the course.';
comment on column private.course_counts.started is 'Students, of the course or not, who played or marked any of its lessons, hidden ones too.';
comment on column private.course_counts.began is 'Students of the course who played a lesson that students see, or marked it as done.';
comment on column private.course_counts.completed is 'Students of the course who completed all lessons that students see.';
create index idx_course_counts_creator on private.course_counts (creator_id);
create index idx_course_counts_course on private.course_counts (course_id, creator_id);

create table private.course_changes (
  id bigint generated always as identity primary key,
  creator_id uuid not null references public.creators (id) on delete cascade
);
comment on table private.course_changes is
  'Notes that counts of courses may have changed, deleted once they are counted: rows are only added, so that no student waits for another.';
comment on column private.course_changes.creator_id is 'Whose courses have to be counted again.';
create index idx_course_changes_creator on private.course_changes (creator_id);

do $$
declare
  found regclass;
begin
  foreach found in array array['private.course_counts', 'private.course_changes']::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
grant select on private.course_counts to authenticated;
create policy course_counts_select on private.course_counts for select to authenticated
  using (creator_id = (select private.acting_creator()));
comment on policy course_counts_select on private.course_counts is 'A creator reads the counts of its courses.';
create policy course_changes_service on private.course_changes for all to service_role using (true) with check (true);
comment on policy course_changes_service on private.course_changes is 'Only the service reads and writes it.';

-- Counting -------------------------------------------------------------------------------------------------------------

create function private.count_courses(
  of_courses uuid[], out course_id uuid, out started bigint, out began bigint, out completed bigint
) returns setof record
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  -- No course, no plan: a page asks for those that have no row.
  if cardinality(of_courses) = 0 then
    return;
  end if;
  return query
    with lesson as materialized (
      select distinct c.id as course_id, c.creator_id, v.id, v.status = 'completed' and v.is_published as is_seen
        from public.courses c
        join public.course_modules m on m.course_id = c.id
        join public.videos v on v.id = any (m.video_ids)
       where c.id = any (of_courses) and v.deleted_at is null
    ), size as (
      select l.course_id, count(*) filter (where l.is_seen) as lessons from lesson l group by l.course_id
    ), walked as (
      select l.course_id, p.student_id,
             count(*) filter (where l.is_seen and p.heard <> '{}') as begun,
             count(*) filter (where l.is_seen and (p.completed_at is not null or p.marked_done_at is not null)) as done
        from lesson l
        join public.video_progress p on p.creator_id = l.creator_id and p.video_id = l.id
       group by l.course_id, p.student_id
    ), counted as (
      select w.course_id, count(*) as started,
             count(*) filter (where m.is_member and (w.begun > 0 or w.done > 0)) as began,
             count(*) filter (where m.is_member and w.done > 0 and w.done = z.lessons) as completed
        from walked w
        join size z on z.course_id = w.course_id
        join public.students s on s.id = w.student_id
        left join public.course_enrolments e on e.course_id = w.course_id and e.student_id = w.student_id
       cross join lateral (select s.sees_all_courses or e.student_id is not null as is_member) as m
       group by w.course_id
    )
    select asked.id, coalesce(n.started, 0), coalesce(n.began, 0), coalesce(n.completed, 0)
      from unnest(of_courses) as asked (id)
      left join counted n on n.course_id = asked.id;
end
$$;
comment on function private.count_courses(uuid[]) is
  'Counts courses from the progress of students, in one pass over it, as the caller sees them.';

create function private.roll_up_course(of_course uuid) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into private.course_counts as kept (course_id, creator_id, started, began, completed)
  select c.id, c.creator_id, n.started, n.began, n.completed
    from public.courses c
   cross join private.count_courses(array[c.id]) as n
   where c.id = of_course
      on conflict (course_id) do update
     set started = excluded.started, began = excluded.began, completed = excluded.completed
   where (kept.started, kept.began, kept.completed) is distinct from (excluded.started, excluded.began, excluded.completed)
$$;
comment on function private.roll_up_course(uuid) is 'Counts a course anew: its row is replaced where it differs.';

-- Noting what changes the counts ---------------------------------------------------------------------------------------

create function private.note_course_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  of_creator uuid := case when tg_op = 'DELETE' then old.creator_id else new.creator_id end;
begin
  -- None for students who go with their creator.
  insert into private.course_changes (creator_id) select c.id from public.creators c where c.id = of_creator;
  return null;
end
$$;
comment on function private.note_course_change() is 'Notes that a creator''s courses have to be counted again.';

-- A report of a player changes no count but the first time, and when the video is completed.
create trigger video_progress_note_begin after insert on public.video_progress
  for each row execute function private.note_course_change();
create trigger video_progress_note_change after update on public.video_progress
  for each row when (
    (old.heard = '{}') is distinct from (new.heard = '{}')
    or (old.completed_at is null) is distinct from (new.completed_at is null)
    or (old.marked_done_at is null) is distinct from (new.marked_done_at is null)
  ) execute function private.note_course_change();
create trigger course_enrolments_note_change after insert or delete on public.course_enrolments
  for each row execute function private.note_course_change();
create trigger students_note_change after update of sees_all_courses on public.students
  for each row when (old.sees_all_courses is distinct from new.sees_all_courses)
  execute function private.note_course_change();
create trigger students_note_removal after delete on public.students
  for each row execute function private.note_course_change();

create function private.forget_course_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  changed uuid[];
begin
  if tg_table_name = 'videos' then
    changed := array(select m.course_id from public.course_modules m where m.video_ids @> array[new.id]);
  else
    changed := array[case when tg_op <> 'INSERT' then old.course_id end, case when tg_op <> 'DELETE' then new.course_id end];
  end if;
  delete from private.course_counts k where k.course_id = any (changed);
  -- A count that has begun before this is committed would write what was before: the note has it repeated.
  insert into private.course_changes (creator_id)
  select distinct c.creator_id from public.courses c where c.id = any (changed);
  return null;
end
$$;
comment on function private.forget_course_counts() is
  'Deletes the counts of courses whose lessons change: until they are counted again, whoever reads them counts.';
create trigger course_modules_forget_counts after insert or delete or update of video_ids, course_id
  on public.course_modules for each row execute function private.forget_course_counts();
create trigger videos_forget_counts after update of status, is_published, deleted_at on public.videos
  for each row when (
    (old.status = 'completed' and old.is_published) is distinct from (new.status = 'completed' and new.is_published)
    or (old.deleted_at is null) is distinct from (new.deleted_at is null)
  ) execute function private.forget_course_counts();

revoke all on function
  private.count_courses(uuid[]), private.roll_up_course(uuid), private.note_course_change(), private.forget_course_counts()
  from public, anon, authenticated;
grant execute on function private.count_courses(uuid[]) to authenticated, service_role;
grant execute on function private.roll_up_course(uuid) to service_role;
