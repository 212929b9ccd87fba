-- The teacher's own answers: what a creator says to a question, in whatever words it is asked.

create table public.teacher_answers (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  content text not null,
  video_references jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default now(),
  unique (creator_id, id),
  constraint teacher_answers_content_length check (length(btrim(content)) between 1 and 5000),
  constraint teacher_answers_cited check (
    jsonb_typeof(video_references) = 'array' and jsonb_array_length(video_references) between 1 and 10
  )
);
comment on table public.teacher_answers is
  'Answers of a creator, which come before those of a language model; cited like any other.';
comment on column public.teacher_answers.content is 'The text, with the numbers of its citations in brackets.';
comment on column public.teacher_answers.video_references is
  'Its citations, in the form of chat_messages: quotes of the creator''s own videos.';
create trigger teacher_answers_updated_at before update on public.teacher_answers
  for each row execute function public.update_updated_at_column();
create trigger teacher_answers_within_video before insert or update of video_references on public.teacher_answers
  for each row execute function private.check_citations_within_video();

create table private.teacher_questions (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null,
  teacher_answer_id uuid not null,
  place integer not null,
  question text not null,
  embedding extensions.vector,
  embedding_model text,
  unique (teacher_answer_id, place),
  -- Both columns: a question always leads to an answer of its own creator.
  foreign key (creator_id, teacher_answer_id) references public.teacher_answers (creator_id, id) on delete cascade,
  constraint teacher_questions_question_length check (length(btrim(question)) between 1 and 2000),
  constraint teacher_questions_place_positive check (place between 1 and 20),
  constraint teacher_questions_model_beside_vector check ((embedding is null) = (embedding_model is null))
);
comment on table private.teacher_questions is
  'The questions that a teacher''s answer answers, each with the vector by which others in other words are found.';
comment on column private.teacher_questions.teacher_answer_id is 'The answer.';
comment on column private.teacher_questions.place is 'Its place among the answer''s questions, from 1.';
comment on column private.teacher_questions.embedding is 'Unit vector of the question; null: it is found by its words only.';
comment on column private.teacher_questions.embedding_model is
  'What made the vector; vectors of two models are never compared.';
create index idx_teacher_questions_creator on private.teacher_questions (creator_id, teacher_answer_id);
-- A question has one answer.
create unique index idx_teacher_questions_words on private.teacher_questions (creator_id, lower(question));

do $$
declare
  found regclass;
begin
  foreach found in array array['public.teacher_answers', 'private.teacher_questions']::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
grant select, delete, insert (id, creator_id, content, video_references), update (content, video_references)
  on public.teacher_answers to authenticated;
-- As with answers in conversations: a student reads it as long as every cited video may be played.
create policy teacher_answers_select on public.teacher_answers for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    and (select private.claimed_id('embed_id')) is null -- answers to students are not for visitors of other sites
    and (
      (select private.acts_as_creator())
      or not exists (
        select from jsonb_array_elements(video_references) as cited (quote)
         where not exists (select from public.videos v where v.id = (cited.quote ->> 'video_id')::uuid)
      )
    )
  );
create policy teacher_answers_insert on public.teacher_answers for insert to authenticated
  with check (
    creator_id = (select private.editing_creator())
    and not exists (
      select from jsonb_array_elements(video_references) as cited (quote)
       where not exists (select from public.videos v where v.id = (cited.quote ->> 'video_id')::uuid)
    )
  );
create policy teacher_answers_update on public.teacher_answers for update to authenticated
  using (creator_id = (select private.editing_creator()))
  with check (
    creator_id = (select private.editing_creator())
    and not exists (
      select from jsonb_array_elements(video_references) as cited (quote)
       where not exists (select from public.videos v where v.id = (cited.quote ->> 'video_id')::uuid)
    )
  );
create policy teacher_answers_delete on public.teacher_answers for delete to authenticated
  using (creator_id = (select private.editing_creator()));

grant select, delete, insert (creator_id, teacher_answer_id, place, question, embedding, embedding_model)
  on private.teacher_questions to authenticated;
create policy teacher_questions_select on private.teacher_questions for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    and exists (select from public.teacher_answers a where a.id = teacher_answer_id)
  );
create policy teacher_questions_insert on private.teacher_questions for insert to authenticated
  with check (creator_id = (select private.editing_creator()));
create policy teacher_questions_delete on private.teacher_questions for delete to authenticated
  using (creator_id = (select private.editing_creator()));

comment on policy teacher_answers_select on public.teacher_answers is
  'A creator reads its own; a student those of its creator, except where it may not play a cited video now.';
comment on policy teacher_answers_insert on public.teacher_answers is
  'A creator answers with quotes of its own videos.';
comment on policy teacher_answers_update on public.teacher_answers is
  'A creator changes its own answers, and cites its own videos.';
comment on policy teacher_answers_delete on public.teacher_answers is 'A creator deletes its own answers.';
comment on policy teacher_questions_select on private.teacher_questions is 'Readers of an answer read its questions.';
comment on policy teacher_questions_insert on private.teacher_questions is
  'A creator adds questions to its own answers.';
comment on policy teacher_questions_delete on private.teacher_questions is
  'A creator deletes questions of its own answers.';
