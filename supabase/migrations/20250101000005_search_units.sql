-- What search compares besides the chunks themselves: sentences, and the terms in the chunks (docs/explanation/search.md).
--
-- All of it can be made again from private.transcript_windows: `chronos db reindex` does. The pipeline writes it together
-- with the chunks, and its vectors together with theirs, so that nothing is searchable that is not whole.

create table private.search_documents (
  video_id uuid primary key,
  creator_id uuid not null,
  title text not null,
  embedding_model text,
  chunk_lengths bytea not null,
  is_visible boolean not null default false,
  foreign key (creator_id, video_id) references public.videos (creator_id, id) on delete cascade,
  constraint search_documents_lengths_whole check (octet_length(chunk_lengths) % 2 = 0)
);
comment on table private.search_documents is 'One row per video whose transcript has been prepared for search.';
comment on column private.search_documents.title is
  'The title that the vectors were made with: once the video has another, they are made again.';
comment on column private.search_documents.embedding_model is 'What made all of the vectors; null until they are made.';
comment on column private.search_documents.chunk_lengths is
  'How many terms each of its chunks has, repeats counted: their lengths in BM25, two bytes each, the higher first.';
comment on column private.search_documents.is_visible is 'Whether students may read it; kept by a trigger on videos.';
create index idx_search_documents_creator on private.search_documents (creator_id, video_id);

create table private.search_sentences (
  video_id uuid not null,
  creator_id uuid not null,
  sentence_index integer not null,
  chunk_index integer not null,
  first_word integer not null,
  last_word integer not null,
  start_seconds double precision not null,
  end_seconds double precision not null,
  sentence_text text not null,
  embedding extensions.halfvec,
  token_vectors bytea,
  is_visible boolean not null default false,
  language text,
  primary key (creator_id, video_id, sentence_index),
  foreign key (creator_id, video_id) references public.videos (creator_id, id) on delete cascade,
  constraint search_sentences_index_positive check (sentence_index >= 0 and chunk_index >= 0),
  constraint search_sentences_words_forward check (0 <= first_word and first_word < last_word),
  constraint search_sentences_times_forward check (0 <= start_seconds and start_seconds <= end_seconds)
);
comment on table private.search_sentences is 'Sentences: what is ranked and quoted.';
comment on column private.search_sentences.sentence_index is 'Its place in the video, from 0.';
comment on column private.search_sentences.chunk_index is
  'The chunk that begins last among those that may hold its middle word; the one before holds it too.';
comment on column private.search_sentences.first_word is 'Its first word''s place in the transcript.';
comment on column private.search_sentences.last_word is 'One past its last word''s place in the transcript.';
comment on column private.search_sentences.start_seconds is 'When its first word begins, from the start of the video.';
comment on column private.search_sentences.end_seconds is 'When its last word ends.';
comment on column private.search_sentences.sentence_text is 'As it is shown and quoted.';
comment on column private.search_sentences.language is 'The language of its words; null: that of the video.';
comment on column private.search_sentences.embedding is 'Unit vector of title and text.';
comment on column private.search_sentences.token_vectors is
  'Vectors of its tokens, four bits a number (pipeline/tokens.py); null when the model has none.';
comment on column private.search_sentences.is_visible is 'Whether students may read it; kept by a trigger on videos.';
alter table private.search_sentences alter column embedding set storage plain;
alter table private.search_sentences alter column token_vectors set storage external; -- it cannot be compressed
create trigger search_sentences_within_video before insert or update of end_seconds on private.search_sentences
  for each row execute function private.check_within_video();
create index idx_search_sentences_chunk on private.search_sentences (creator_id, video_id, chunk_index);

create table private.search_terms (
  creator_id uuid not null,
  term text not null,
  video_id uuid not null,
  postings bytea not null,
  is_visible boolean not null default false,
  primary key (creator_id, term, video_id),
  foreign key (creator_id, video_id) references public.videos (creator_id, id) on delete cascade,
  constraint search_terms_postings_whole check (postings <> '' and octet_length(postings) % 4 = 0)
);
comment on table private.search_terms is
  'For each term and video the chunks that have it.';
comment on column private.search_terms.term is 'A stemmed word, or a number as it is said.';
comment on column private.search_terms.postings is
  'Four bytes for each chunk that has it, in order: chunk_index times 256, plus how often (255 at most), highest byte first.';
comment on column private.search_terms.is_visible is 'Whether students may read it; kept by a trigger on videos.';
create index idx_search_terms_video on private.search_terms (creator_id, video_id);

-- Who may read them: whoever may read the chunks ----------------------------------------------------------------------

alter table private.search_documents enable row level security;
alter table private.search_documents force row level security;
alter table private.search_sentences enable row level security;
alter table private.search_sentences force row level security;
alter table private.search_terms enable row level security;
alter table private.search_terms force row level security;
revoke all on private.search_documents, private.search_sentences, private.search_terms
  from anon, authenticated;
grant select on private.search_documents, private.search_sentences, private.search_terms
  to authenticated;
grant select, insert, update, delete
  on private.search_documents, private.search_sentences, private.search_terms
  to service_role;
create policy search_documents_select on private.search_documents for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    and (
      (select private.acts_as_creator())
      or is_visible
        and case when (select private.sees_library())
              then video_id not in (select private.locked_videos()) else video_id in (select private.open_videos()) end
    )
  );
create policy search_sentences_select on private.search_sentences for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    and (
      (select private.acts_as_creator())
      or is_visible
        and case when (select private.sees_library())
              then video_id not in (select private.locked_videos()) else video_id in (select private.open_videos()) end
    )
  );
create policy search_terms_select on private.search_terms for select to authenticated
  using (
    creator_id = (select private.acting_tenant())
    and (
      (select private.acts_as_creator())
      or is_visible
        and case when (select private.sees_library())
              then video_id not in (select private.locked_videos()) else video_id in (select private.open_videos()) end
    )
  );
comment on policy search_documents_select on private.search_documents is 'Whoever sees the video.';
comment on policy search_sentences_select on private.search_sentences is 'Whoever sees the video.';
comment on policy search_terms_select on private.search_terms is 'Whoever sees the video.';

create function private.spread_video_visibility() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  visible boolean := new.status = 'completed' and new.is_published and new.deleted_at is null;
begin
  update public.video_chunks set is_visible = visible where video_id = new.id and is_visible <> visible;
  if new.deleted_at is not null then
    -- A search reads all of a creator's rows; should the video come back, they are made again.
    delete from private.search_documents where video_id = new.id;
    delete from private.search_sentences where creator_id = new.creator_id and video_id = new.id;
    delete from private.search_terms where creator_id = new.creator_id and video_id = new.id;
    return null;
  end if;
  update private.search_documents set is_visible = visible where video_id = new.id and is_visible <> visible;
  update private.search_sentences set is_visible = visible
   where creator_id = new.creator_id and video_id = new.id and is_visible <> visible;
  update private.search_terms set is_visible = visible
   where creator_id = new.creator_id and video_id = new.id and is_visible <> visible;
  return null;
end
$$;
comment on function private.spread_video_visibility() is
  'Keeps is_visible of video_chunks and of all that search derives true to the video; of a removed one nothing is left.';
create trigger videos_spread_visibility after update on public.videos
  for each row
  when (
    (old.status, old.is_published, old.deleted_at) is distinct from (new.status, new.is_published, new.deleted_at)
  )
  execute function private.spread_video_visibility();

-- Which library is it? ------------------------------------------------------------------------------------------------

create table private.library_versions (
  creator_id uuid primary key references public.creators (id) on delete cascade,
  version bigint not null default 0
);
comment on table private.library_versions is
  'A number per creator that grows with every change that may change what a search finds.';
comment on column private.library_versions.version is
  'Grows with every change; an answer that is remembered for another one is not given.';
alter table private.library_versions enable row level security;
alter table private.library_versions force row level security;
revoke all on private.library_versions from anon, authenticated;
grant select, insert, update, delete on private.library_versions to service_role;
create policy library_versions_service on private.library_versions for all to service_role using (true) with check (true);
comment on policy library_versions_service on private.library_versions is 'Only the service reads and writes it.';

create function private.count_library_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    -- No new row: the creator may be on the way out as well.
    update private.library_versions set version = version + 1 where creator_id = old.creator_id;
  else
    insert into private.library_versions as known (creator_id, version) values (new.creator_id, 1)
    on conflict (creator_id) do update set version = known.version + 1;
  end if;
  return null;
end
$$;
comment on function private.count_library_change() is 'Makes answers that are remembered for the old library unusable.';
create trigger videos_count_change after update on public.videos
  for each row
  when (
    (old.title, old.status, old.is_published, old.deleted_at, old.transcript_language)
    is distinct from (new.title, new.status, new.is_published, new.deleted_at, new.transcript_language)
  )
  execute function private.count_library_change();
create trigger videos_count_removal after delete on public.videos
  for each row execute function private.count_library_change();
-- Prepared again, without a step of the video: under another title, by another model.
create trigger search_documents_count_change after insert or update on private.search_documents
  for each row execute function private.count_library_change();

create function private.asking_library(
  out tenant uuid, out with_drafts boolean, out version bigint, out course_view text, out answer_threshold double precision
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  chosen jsonb;
begin
  tenant := private.acting_tenant();
  -- A value of another form counts as none, as creators write their settings themselves.
  select c.settings -> 'answer_threshold' into chosen from public.creators c where c.id = tenant;
  if jsonb_typeof(chosen) = 'number' and chosen between '0' and '1' then
    answer_threshold := chosen::text::double precision;
  end if;
  with_drafts := private.acts_as_creator();
  select known.version into version from private.library_versions as known where known.creator_id = tenant;
  version := coalesce(version, 0);
  if not private.sees_library() then
    select 'only ' || md5(string_agg(v.id::text, '' order by v.id)) into course_view from private.open_videos() as v (id);
    course_view := coalesce(course_view, 'nothing');
  else
    select 'without ' || md5(string_agg(v.id::text, '' order by v.id)) into course_view
      from private.locked_videos() as v (id);
  end if;
end
$$;
comment on function private.asking_library() is
  'Whose library the asker looks into, whether with drafts, its version, what courses leave of it for the asker (null: '
  'all), and the least probability with which its questions are answered (null: the default); tenant is null for whoever '
  'may see none.';
revoke all on function private.asking_library() from public, anon, authenticated;
grant execute on function private.asking_library() to authenticated, service_role;
