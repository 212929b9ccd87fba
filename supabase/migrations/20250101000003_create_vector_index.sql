-- Search by meaning: right for an empty database, and exact.
--
-- There is no approximate index here. One that is trained on an empty table finds one neighbour in five, and one that
-- spans all tenants finds next to nothing for a small tenant. Within one creator's chunks, which the index on
-- (creator_id, video_id) finds, the exact order is fast. `chronos db reindex` builds more when there is data for it.

create function public.search_video_chunks(
  query_embedding extensions.vector(1536),
  match_count integer default 5,
  similarity_threshold double precision default 0.7,
  filter_video_ids uuid[] default null
) returns table (
  chunk_id uuid,
  video_id uuid,
  chunk_text text,
  start_seconds double precision,
  end_seconds double precision,
  similarity double precision
)
language sql stable security invoker set search_path = '' as $$
  select nearest.*
    from (
      select c.id, c.video_id, c.chunk_text, c.start_seconds, c.end_seconds,
             1 - (c.embedding operator(extensions.<=>) query_embedding) as similarity
        from public.video_chunks c
       where c.embedding is not null
         and (filter_video_ids is null or c.video_id = any (filter_video_ids))
       order by c.embedding operator(extensions.<=>) query_embedding
       limit least(greatest(match_count, 0), 1000)
    ) as nearest
   -- Outside the limit: inside, an approximate index would search on and on for what is not there.
   where nearest.similarity >= similarity_threshold
$$;
comment on function public.search_video_chunks(extensions.vector, integer, double precision, uuid[]) is
  'The chunks nearest to a question''s vector among those that the caller may read.';

create view public.vector_index_stats with (security_invoker = true) as
  select count(*) as total_chunks,
         count(embedding) as chunks_with_embeddings,
         round(100.0 * count(embedding) / nullif(count(*), 0), 2) as embedding_coverage_percent,
         coalesce(
           (select jsonb_object_agg(per_model.embedding_model, per_model.chunks)
              from (select embedding_model, count(*) as chunks
                      from public.video_chunks
                     where embedding_model is not null
                     group by embedding_model) as per_model),
           '{}'
         ) as chunks_by_model
    from public.video_chunks;
comment on view public.vector_index_stats is 'How many of the chunks that the caller may read have a vector, by model.';
