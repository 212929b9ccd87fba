-- A creator's questions with the places of their answers, with which `chronos eval --creator` measures search.

create table public.evaluation_cases (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  question text not null,
  video_id uuid,
  at_seconds double precision,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (creator_id, question),
  -- Both columns: a case is always about a video of its own creator.
  foreign key (creator_id, video_id) references public.videos (creator_id, id) on delete cascade,
  constraint evaluation_cases_question_length check (length(btrim(question)) between 1 and 500),
  constraint evaluation_cases_place_whole check ((video_id is null) = (at_seconds is null)),
  constraint evaluation_cases_at_positive check (at_seconds >= 0)
);
comment on table public.evaluation_cases is
  'Questions of a creator with the places of their answers, with which search and answers are measured.';
comment on column public.evaluation_cases.video_id is 'The video that answers the question; null: none does.';
comment on column public.evaluation_cases.at_seconds is
  'When the answer is said, in seconds from the start of the video.';
create index idx_evaluation_cases_creator_video on public.evaluation_cases (creator_id, video_id);
create trigger evaluation_cases_updated_at before update on public.evaluation_cases
  for each row execute function public.update_updated_at_column();

alter table public.evaluation_cases enable row level security;
alter table public.evaluation_cases force row level security;
revoke all on public.evaluation_cases from anon, authenticated;
grant select, delete,
  insert (creator_id, question, video_id, at_seconds),
  update (question, video_id, at_seconds)
  on public.evaluation_cases to authenticated;
grant select, insert, update, delete on public.evaluation_cases to service_role;
-- For creators only: students who know the places of the answers would spoil the measurement.
create policy evaluation_cases_select on public.evaluation_cases for select to authenticated
  using (creator_id = (select private.acting_creator()));
create policy evaluation_cases_insert on public.evaluation_cases for insert to authenticated
  with check (creator_id = (select private.editing_creator()));
create policy evaluation_cases_update on public.evaluation_cases for update to authenticated
  using (creator_id = (select private.editing_creator()))
  with check (creator_id = (select private.editing_creator()));
create policy evaluation_cases_delete on public.evaluation_cases for delete to authenticated
  using (creator_id = (select private.editing_creator()));
comment on policy evaluation_cases_select on public.evaluation_cases is
  'A creator, and no student, reads its own cases.';
comment on policy evaluation_cases_insert on public.evaluation_cases is 'A creator adds its own cases.';
comment on policy evaluation_cases_update on public.evaluation_cases is 'A creator updates its own cases.';
comment on policy evaluation_cases_delete on public.evaluation_cases is 'A creator deletes its own cases.';
