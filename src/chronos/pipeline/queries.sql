-- name: get_video
select id, creator_id, title, status::text, coalesce(storage_path, '') as storage_path, duration_seconds,
       transcript_language, metadata
  from public.videos
 where id = %(id)s and deleted_at is null

-- name: hold_video
select id from public.videos where id = %(id)s and deleted_at is null for no key update

-- name: take_step
update public.videos
   set status = %(to_status)s::public.video_status
 where id = %(id)s and status = %(from_status)s::public.video_status

-- name: mark_failed
update public.videos
   set status = 'failed', error_message = %(message)s
 where id = %(id)s and status not in ('failed', 'completed')

-- name: set_progress
update public.videos set progress = least(1, greatest(progress, %(progress)s)) where id = %(id)s and deleted_at is null

-- name: replace_title
update public.videos v
   set title = %(title)s
  from private.imports i
 where v.id = %(id)s and i.video_id = v.id and not i.is_titled

-- name: note_slow
update private.imports
   set slow_since = coalesce(slow_since, now())
 where video_id = %(id)s
returning extract(epoch from now() - slow_since)::float as slow_seconds

-- name: warn_of_slowness
update public.videos
   set warnings = array(select w from unnest(warnings) as w where not starts_with(w, %(prefix)s)) || %(warnings)s::text[]
 where id = %(id)s
   and (cardinality(%(warnings)s::text[]) > 0 or exists (select from unnest(warnings) as w where starts_with(w, %(prefix)s)))

-- name: set_file
update public.videos
   set storage_path = %(name)s, file_size_bytes = %(size_bytes)s, content_sha256 = %(sha256)s,
       metadata = metadata || %(metadata)s, warnings = warnings || %(warnings)s
 where id = %(id)s

-- name: set_media
update public.videos
   set duration_seconds = %(duration_seconds)s, metadata = metadata || %(metadata)s,
       warnings = warnings || %(warnings)s
 where id = %(id)s

-- Nothing for a file whose pictures were taken, or could not be.
-- name: get_unpictured
select v.id, v.creator_id, v.storage_path, v.content_sha256, v.duration_seconds
  from public.videos v
  left join private.video_pictures p on p.video_id = v.id
 where v.id = %(id)s and v.deleted_at is null and v.storage_path is not null and v.duration_seconds is not null
   and v.metadata -> 'has_video' = 'true'
   and (p.video_id is null or p.content_sha256 is distinct from v.content_sha256)

-- In no order: those of a creator whose storage stays full would come first each time.
-- name: list_unpictured
select v.id
  from public.videos v
  left join private.video_pictures p on p.video_id = v.id
 where v.status = 'completed' and v.deleted_at is null and v.storage_path is not null
   and v.metadata -> 'has_video' = 'true'
   and (p.video_id is null or p.content_sha256 is distinct from v.content_sha256)
 order by random()
 limit %(limit)s

-- name: set_pictures
insert into private.video_pictures (video_id, content_sha256, storyboard, tiles, seconds_between)
values (%(id)s, %(content_sha256)s, %(storyboard)s, %(tiles)s, %(seconds_between)s)
on conflict (video_id) do update
   set content_sha256 = excluded.content_sha256, storyboard = excluded.storyboard, tiles = excluded.tiles,
       seconds_between = excluded.seconds_between, problem = null, made_at = now()

-- name: note_no_pictures
insert into private.video_pictures (video_id, content_sha256, problem)
select id, content_sha256, %(problem)s from public.videos where id = %(id)s
on conflict (video_id) do update
   set content_sha256 = excluded.content_sha256, storyboard = null, tiles = 0, seconds_between = 0,
       problem = excluded.problem, made_at = now()

-- A poster that was taken of an earlier file goes; one that a person chose has another name, and stays.
-- name: set_poster
update public.videos
   set thumbnail_path = %(poster)s
 where id = %(id)s
   and (thumbnail_path is null or starts_with(thumbnail_path, creator_id::text || '/' || id::text || '/poster-'))

-- name: set_audio_track
update public.videos
   set metadata = metadata || %(metadata)s, warnings = warnings || %(warnings)s
 where id = %(id)s

-- name: transcribed_until
select coalesce(max(end_seconds), 0) as seconds,
       (array_agg(word_languages[cardinality(word_languages)] order by start_seconds desc)
          filter (where cardinality(word_languages) > 0))[1] as language
  from private.transcript_windows
 where video_id = %(id)s

-- name: insert_window
insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, word_ends,
                                        word_languages, speech_seconds, not_understood_starts, not_understood_ends)
values (%(id)s, %(start_seconds)s, %(end_seconds)s, %(words)s, %(word_starts)s, %(word_ends)s,
        %(word_languages)s, %(speech_seconds)s, %(not_understood_starts)s, %(not_understood_ends)s)
on conflict (video_id, start_seconds) do update
   set end_seconds = excluded.end_seconds, words = excluded.words,
       word_starts = excluded.word_starts, word_ends = excluded.word_ends, word_languages = excluded.word_languages,
       speech_seconds = excluded.speech_seconds, not_understood_starts = excluded.not_understood_starts,
       not_understood_ends = excluded.not_understood_ends

-- name: delete_windows
delete from private.transcript_windows where video_id = %(id)s

-- Captions that came since are still to be taken.
-- name: end_pending_captions
update public.videos set has_pending_captions = false where id = %(id)s and metadata ->> 'captions' = %(captions)s

-- Only captions that come later can fail after a video is completed.
-- name: warn_of_captions
update public.videos
   set has_pending_captions = false, warnings = array_append(warnings, %(warning)s)
 where id = %(id)s and status = 'completed' and has_pending_captions

-- name: set_transcript
with spoken as (
  select language, sum(ends - starts) / nullif(sum(sum(ends - starts)) over (), 0) as share
    from private.transcript_windows w
   cross join unnest(w.word_languages, w.word_starts, w.word_ends) as word (language, starts, ends)
   where w.video_id = %(id)s and language is not null
   group by language
)
update public.videos v
   set languages = (
         select coalesce(jsonb_object_agg(language, round(share::numeric, 3)), '{}') from spoken where share is not null
       ),
       -- One without a probability was said by the creator, and stays.
       transcript_language = case when v.metadata ? 'language_probability'
         then coalesce((select language from spoken order by share desc nulls last, language limit 1), transcript_language)
         else transcript_language
       end,
       transcript = (
         select coalesce(string_agg(array_to_string(w.words, ' '), ' ' order by w.start_seconds), '')
           from private.transcript_windows w
          where w.video_id = v.id and cardinality(w.words) > 0
       ),
       speech_covered = (
         -- Null without speech.
         select round((1 - least(sum(lost.seconds), sum(w.speech_seconds)) / nullif(sum(w.speech_seconds), 0))::numeric, 4)
           from private.transcript_windows w
          cross join lateral (
            select coalesce(sum(ends - starts), 0) as seconds
              from unnest(w.not_understood_starts, w.not_understood_ends) as span (starts, ends)
          ) lost
          where w.video_id = v.id
       )
 where v.id = %(id)s
returning v.speech_covered

-- name: set_warning
update public.videos
   set warnings = array_append(array_remove(warnings, %(warning)s), %(warning)s)
 where id = %(id)s

-- name: set_language
update public.videos
   set transcript_language = %(language)s, metadata = metadata || %(metadata)s
 -- One without a probability was said by the creator, and stays.
 where id = %(id)s and (transcript_language is null or metadata ? 'language_probability')

-- name: list_windows
select words, word_starts, word_ends, word_languages
  from private.transcript_windows
 where video_id = %(id)s
 order by start_seconds

-- Chunks that stay are overwritten: they keep their ids. Chunks of a video without a transcript were not made from one.
-- name: delete_stretches
with documents as (
  delete from private.search_documents where video_id = %(video_id)s
), sentences as (
  delete from private.search_sentences where creator_id = %(creator_id)s and video_id = %(video_id)s
), terms as (
  delete from private.search_terms where creator_id = %(creator_id)s and video_id = %(video_id)s
)
delete from public.video_chunks
 where video_id = %(video_id)s and chunk_index >= %(chunks)s
   and exists (select from private.transcript_windows w where w.video_id = %(video_id)s)

-- name: put_chunk
insert into public.video_chunks (video_id, creator_id, chunk_index, chunk_text, start_seconds, end_seconds, word_starts)
values (%(video_id)s, %(creator_id)s, %(index)s, %(text)s, %(start_seconds)s, %(end_seconds)s, %(word_starts)s)
on conflict (video_id, chunk_index) do update
   set chunk_text = excluded.chunk_text, start_seconds = excluded.start_seconds, end_seconds = excluded.end_seconds,
       word_starts = excluded.word_starts, embedding = null, embedding_model = null

-- name: insert_document
insert into private.search_documents (video_id, creator_id, title, chunk_lengths)
values (%(video_id)s, %(creator_id)s, %(title)s, %(chunk_lengths)s)

-- name: insert_sentence
insert into private.search_sentences
  (video_id, creator_id, sentence_index, chunk_index, first_word, last_word, start_seconds, end_seconds, sentence_text,
   language)
values (%(video_id)s, %(creator_id)s, %(index)s, %(chunk_index)s, %(first_word)s, %(last_word)s, %(start_seconds)s,
        %(end_seconds)s, %(text)s, %(language)s)

-- name: insert_term
insert into private.search_terms (video_id, creator_id, term, postings)
values (%(video_id)s, %(creator_id)s, %(term)s, %(postings)s)

-- Vectors come by COPY, which a statement for each cannot keep up with, and go to their rows all at once. In the row: what
-- is written once and read once need not be moved out of it.
-- name: create_new_chunk_vectors
create temp table new_chunk_vectors (index integer, embedding extensions.vector)
  with (toast_tuple_target = 8160) on commit drop

-- name: drop_new_chunk_vectors
drop table pg_temp.new_chunk_vectors

-- name: copy_chunk_vectors
copy pg_temp.new_chunk_vectors (index, embedding) from stdin (format binary)

-- name: set_chunk_vectors
update public.video_chunks c
   set embedding = new.embedding,
       embedding_model = %(model)s,
       -- Set here already, so that the step to completed need not write every chunk again.
       is_visible = v.is_published and v.deleted_at is null
  from pg_temp.new_chunk_vectors new, public.videos v
 where c.video_id = %(video_id)s and c.chunk_index = new.index and v.id = %(video_id)s

-- name: create_new_sentence_vectors
create temp table new_sentence_vectors (index integer, embedding extensions.halfvec, token_vectors bytea)
  with (toast_tuple_target = 8160) on commit drop

-- name: drop_new_sentence_vectors
drop table pg_temp.new_sentence_vectors

-- name: copy_sentence_vectors
copy pg_temp.new_sentence_vectors (index, embedding, token_vectors) from stdin (format binary)

-- name: set_sentence_vectors
update private.search_sentences s
   set embedding = new.embedding, token_vectors = new.token_vectors,
       is_visible = v.is_published and v.deleted_at is null
  from pg_temp.new_sentence_vectors new, public.videos v
 where s.creator_id = %(creator_id)s and s.video_id = %(video_id)s and s.sentence_index = new.index
   and v.id = %(video_id)s

-- name: set_document_model
with visible as (
  select is_published and deleted_at is null as is_visible from public.videos where id = %(video_id)s
), terms as (
  update private.search_terms t set is_visible = visible.is_visible
    from visible
   where t.creator_id = %(creator_id)s and t.video_id = %(video_id)s
)
update private.search_documents d
   set embedding_model = %(model)s, title = %(title)s, is_visible = visible.is_visible
  from visible
 where d.video_id = %(video_id)s

-- name: lock_completed
select id from public.videos where id = %(id)s and status = 'completed' and deleted_at is null for no key update

-- name: list_unindexed
select v.id
  from public.videos v
  left join private.search_documents d on d.video_id = v.id
 where v.status = 'completed' and v.deleted_at is null
   and (%(everything)s or (d.title, d.embedding_model) is distinct from (v.title, %(model)s::text))
 order by v.created_at, v.id

-- name: videos_on_their_way
select id, status::text
  from public.videos
 where creator_id = %(creator_id)s and storage_path is not null and deleted_at is null
   and status in ('uploading', 'transcribing', 'processing', 'embedding')

-- name: list_due
-- Only of schools that are open: the removal acts as their creator.
select v.id, v.creator_id
  from public.videos v
  join public.creators c on c.id = v.creator_id and c.is_active
 where v.deleted_at < %(before)s
 order by v.deleted_at
