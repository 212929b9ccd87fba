-- name: asking_library
select tenant, with_drafts, version, course_view, answer_threshold from private.asking_library()

-- name: record_request
select private.record_request(%(kind)s)

-- name: course_videos
select coalesce(array_agg(distinct listed.id), '{}') as ids
  from public.courses c
  join public.course_modules m on m.course_id = c.id
 cross join unnest(m.video_ids) as listed (id)
 where c.id = %(course_id)s and c.deleted_at is null

-- name: get_course
select id from public.courses where id = %(course_id)s and deleted_at is null

-- name: list_documents
-- What courses leave of the library is read by the same statement, so that the two agree.
select (select course_view from private.asking_library()) as course_view, d.video_id, v.title, d.embedding_model, v.transcript_language as language,
       array(select jsonb_object_keys(v.languages)) as languages, v.created_at, d.chunk_lengths
  from private.search_documents d
  join public.videos v on v.id = d.video_id
 where v.deleted_at is null
 order by d.video_id

-- name: list_postings
select term, string_agg(uuid_send(video_id), '' order by video_id) as videos,
       string_agg(int4send(octet_length(postings) / 4), '' order by video_id) as sizes,
       string_agg(postings, '' order by video_id) as postings
  from private.search_terms
 where term = any (%(terms)s::text[])
 group by term

-- name: candidates
-- One row with a value for each list: hundreds of rows would take longer to be made into objects than to be found.
with question as (
  select given.vector, given.vector::extensions.halfvec(1536) as half,
         %(vector)s::text::extensions.halfvec as own_half
    from (select %(padded_vector)s::text::extensions.vector(1536)) as given (vector)
), nearest as (
  select c.video_id, c.chunk_index, c.chunk_text, c.embedding_model,
         -- Unit vectors: the inner product is the cosine, and costs less.
         - (c.embedding_half operator(extensions.<#>) question.half) as similarity
    from question
   cross join unnest(private.nearest_chunks(question.vector, %(limit)s, %(within)s::uuid[])) as near (id)
    join public.video_chunks c using (id)
   order by similarity desc
   limit %(limit)s
), matching as (
  select place.video_id, place.chunk_index, c.chunk_text, c.embedding_model,
         - (c.embedding_half operator(extensions.<#>) question.half) as similarity
    from question
   cross join unnest(%(video_ids)s::uuid[], %(chunks)s::integer[]) as place (video_id, chunk_index)
   -- Each is looked up: joined, all chunks of the school would be read for some sixty.
   cross join lateral (
     select held.chunk_text, held.embedding_model, held.embedding_half
       from public.video_chunks held
      where held.video_id = place.video_id and held.chunk_index = place.chunk_index
      limit 1
   ) as c
), chunks as materialized (
  -- Vectors of two models are never compared.
  select video_id, chunk_index, chunk_text,
         case when embedding_model = %(model)s then similarity else 0 end as similarity
    from (select * from nearest union select * from matching) as found
), sentences as materialized (
  -- They are filed under their chunk, or under the next, which begins in its middle.
  select s.video_id, s.chunk_index, s.sentence_index, s.first_word, s.last_word, s.sentence_text,
         case when d.embedding_model = %(model)s
              then - (s.embedding operator(extensions.<#>) (select own_half from question)) else 0 end as similarity
    from (
      select distinct on (video_id) video_id, held.embedding_model
        from chunks
       cross join lateral (
         select one.embedding_model from private.search_documents one where one.video_id = chunks.video_id limit 1
       ) as held
    ) as d
    join (select video_id, chunk_index from chunks union select video_id, chunk_index + 1 from chunks) as wanted
         using (video_id)
    join private.search_sentences s using (video_id, chunk_index)
)
select (select string_agg(uuid_send(video_id) || int4send(chunk_index) || float8send(similarity), ''
                          order by video_id, chunk_index) from chunks) as chunks,
       (select array_agg(chunk_text order by video_id, chunk_index) from chunks) as chunk_texts,
       (select string_agg(uuid_send(video_id) || int4send(chunk_index) || int4send(sentence_index)
                          || int4send(first_word) || int4send(last_word) || float8send(similarity), ''
                          order by video_id, sentence_index) from sentences) as sentences,
       (select array_agg(sentence_text order by video_id, sentence_index) from sentences
         where %(with_texts)s) as sentence_texts

-- name: sentences_of_chunks
select s.video_id, s.sentence_index, s.start_seconds, s.end_seconds, s.sentence_text, s.language
  from unnest(%(video_ids)s::uuid[], %(chunks)s::integer[]) as wanted (video_id, chunk_index)
  join private.search_sentences s using (video_id, chunk_index)
 order by s.video_id, s.sentence_index

-- name: read_sentences
select s.video_id, s.sentence_index, s.start_seconds, s.end_seconds, s.sentence_text, s.language, s.token_vectors
  from unnest(%(video_ids)s::uuid[], %(sentences)s::integer[]) as wanted (video_id, sentence_index)
  join private.search_sentences s using (video_id, sentence_index)
 -- A sum of the same numbers in another order is not the same to the last bit.
 order by s.video_id, s.sentence_index

-- name: passage_sentences
-- A sentence is filed under its chunk, or under the next, which may not be there any more at the end of a video. Each is
-- looked up by its own number: for either of two, all chunks of the video are read, for each sentence.
select wanted.number::integer as number, s.sentence_text as text, s.start_seconds, s.end_seconds, c.id as chunk_id
  from unnest(%(video_ids)s::uuid[], %(from_seconds)s::double precision[], %(to_seconds)s::double precision[])
       with ordinality as wanted (video_id, from_seconds, to_seconds, number)
  join private.search_sentences s
    on s.video_id = wanted.video_id and s.start_seconds between wanted.from_seconds and wanted.to_seconds
  cross join lateral (
    select coalesce(
      (select held.id from public.video_chunks held
        where held.video_id = s.video_id and held.chunk_index = s.chunk_index),
      (select held.id from public.video_chunks held
        where held.video_id = s.video_id and held.chunk_index = s.chunk_index - 1)
    ) as id
  ) c
 where c.id is not null
 order by wanted.number, s.sentence_index

-- name: sentences_containing
select s.video_id, s.sentence_index, s.start_seconds, s.end_seconds, s.sentence_text, s.language
  from private.search_sentences s
 where s.video_id = any (%(video_ids)s::uuid[])
   and strpos(lower(s.sentence_text), lower(%(text)s::text)) > 0
 order by s.video_id, s.sentence_index
 limit %(limit)s

-- name: note_languages
select distinct v.transcript_language as language
  from public.notes n
  join public.videos v on v.id = n.video_id
 where n.student_id = (select private.acting_student()) and n.content <> '' and v.deleted_at is null

-- name: matching_notes
-- Row Level Security leaves out the videos that are locked to the student.
select n.id, n.video_id, v.title, n.at_seconds, n.content, matching.words as shared
  from public.notes n
  join public.videos v on v.id = n.video_id
 cross join lateral (
   select count(distinct asked.word) as words
     from unnest(%(words)s::integer[], %(stems)s::text[]) as asked (word, stem)
    where asked.stem = any (n.terms)
 ) as matching
 where n.student_id = (select private.acting_student()) and n.terms && %(stems)s::text[] and v.deleted_at is null
   and (%(video_ids)s::uuid[] is null or v.id = any (%(video_ids)s))
   and (%(language)s::text is null or v.transcript_language = %(language)s or v.languages ? %(language)s)
   and (%(since)s::timestamptz is null or v.created_at >= %(since)s)
   and (%(before)s::timestamptz is null or v.created_at < %(before)s)
 order by matching.words desc, n.updated_at desc, n.id
 limit %(limit)s
