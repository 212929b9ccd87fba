-- name: asking_library
select tenant, with_drafts, version from private.asking_library()

-- name: take_token
select private.take_token(%(kind)s) as wait_seconds

-- name: course_videos
select coalesce(array_agg(distinct listed.id), '{}') as ids
  from public.courses c
  join public.course_modules m on m.course_id = c.id
 cross join unnest(m.video_ids) as listed (id)
 where c.id = %(course_id)s and c.deleted_at is null

-- name: get_course
select id from public.courses where id = %(course_id)s and deleted_at is null

-- name: list_documents
select d.video_id, v.title, d.window_count, d.term_count, d.embedding_model is not distinct from %(model)s as has_vectors,
       (%(video_ids)s::uuid[] is null or v.id = any (%(video_ids)s))
       and (%(language)s::text is null or v.transcript_language = %(language)s)
       and (%(since)s::timestamptz is null or v.created_at >= %(since)s)
       and (%(before)s::timestamptz is null or v.created_at < %(before)s) as in_scope
  from private.search_documents d
  join public.videos v on v.id = d.video_id
 where v.deleted_at is null
 order by d.video_id

-- name: list_postings
select term, video_id, windows, counts, lengths
  from private.search_terms
 where term = any (%(terms)s::text[])
 order by term, video_id

-- name: candidate_windows
with question as (
  select %(vector)s::text::extensions.halfvec as vector
), nearest as (
  select w.video_id, w.window_index
    from private.search_windows w
   where (%(everywhere)s or w.video_id = any (%(with_vectors)s::uuid[])) and w.embedding is not null
   -- Unit vectors: the inner product is the cosine, and costs less.
   order by w.embedding operator(extensions.<#>) (select vector from question)
   limit %(limit)s
), wanted as (
  select video_id, window_index from nearest
  union
  select * from unnest(%(video_ids)s::uuid[], %(windows)s::integer[])
)
select w.video_id, w.window_index, w.joined_words, w.term_count, coalesce(after.term_count, 0) as term_count_after,
       case when w.video_id = any (%(with_vectors)s::uuid[])
            then - (w.embedding operator(extensions.<#>) (select vector from question)) else 0 end as likeness
  from wanted
  join private.search_windows w using (video_id, window_index)
  left join private.search_windows after on after.video_id = w.video_id and after.window_index = w.window_index + 2
 order by w.video_id, w.window_index

-- name: candidate_sentences
with question as (
  select %(vector)s::text::extensions.halfvec as vector
)
select s.video_id, s.sentence_index, s.first_word, s.last_word, s.start_seconds, s.end_seconds, s.sentence_text,
       case when s.video_id = any (%(with_vectors)s::uuid[])
            then - (s.embedding operator(extensions.<#>) (select vector from question)) else 0 end as likeness
  from unnest(%(video_ids)s::uuid[], %(windows)s::integer[]) as wanted (video_id, window_index)
  join private.search_sentences s using (video_id, window_index)
 order by s.video_id, s.sentence_index

-- name: sentences_of_windows
select s.video_id, s.sentence_index, s.start_seconds, s.end_seconds, s.sentence_text
  from unnest(%(video_ids)s::uuid[], %(windows)s::integer[]) as wanted (video_id, window_index)
  join private.search_sentences s using (video_id, window_index)
 order by s.video_id, s.sentence_index

-- name: read_sentences
select s.video_id, s.sentence_index, s.sentence_text, s.token_vectors
  from unnest(%(video_ids)s::uuid[], %(sentences)s::integer[]) as wanted (video_id, sentence_index)
  join private.search_sentences s using (video_id, sentence_index)
 -- A sum of the same numbers in another order is not the same to the last bit.
 order by s.video_id, s.sentence_index

-- name: sentences_containing
select s.video_id, s.sentence_index, s.start_seconds, s.end_seconds, s.sentence_text
  from private.search_sentences s
 where s.video_id = any (%(video_ids)s::uuid[])
   and strpos(lower(s.sentence_text), lower(%(text)s::text)) > 0
 order by s.video_id, s.sentence_index
 limit %(limit)s

-- name: remove_full_buckets
delete from private.rate_buckets where updated_at < now() - interval '1 day'
