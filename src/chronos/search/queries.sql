-- name: nearest_chunks
select c.id, c.video_id, v.title, c.chunk_text, c.word_starts, c.end_seconds, near.similarity
  from public.search_video_chunks(%(vector)s::text::extensions.vector, %(limit)s, -1, %(video_ids)s::uuid[]) as near
  join public.video_chunks c on c.id = near.chunk_id
  join public.videos v on v.id = c.video_id
 where c.embedding_model = %(model)s and v.deleted_at is null
 order by near.similarity desc, c.id
