-- Search by meaning, right for a database of any size without an index that has to be trained.
--
-- An approximate index made on an empty table finds one neighbour in five, and one that spans all tenants finds next to
-- nothing for a small tenant. So all of a creator's chunks are compared by the signs of their vectors, which an index
-- holds (0.25 ms for a thousand), the best of them in half precision and the best of these exactly. For a creator with
-- very many, `chronos db reindex` builds an index of their own.

create function private.rerank_count(wanted integer) returns integer
language sql immutable set search_path = '' as $$ select greatest(400, 8 * wanted) $$;
comment on function private.rerank_count(integer) is
  'How many chunks are compared in half precision at most when so many are wanted: of those nearest by signs, nearly all '
  'of the really nearest ten are among 400.';

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
  with alike as materialized (
    select c.id
      from public.video_chunks c
     where c.embedding_bits is not null
       and (filter_video_ids is null or c.video_id = any (filter_video_ids))
     order by c.embedding_bits operator(extensions.<~>) (select private.signs(query_embedding))
     limit private.rerank_count(least(greatest(match_count, 0), 1000))
  ), near as materialized (
    select c.id
      from public.video_chunks c
     where c.id = any (array(select id from alike))
     order by c.embedding_half operator(extensions.<=>) (select query_embedding::extensions.halfvec(1536))
     limit 2 * least(greatest(match_count, 0), 1000)
  ), nearest as materialized (
    select c.id, c.video_id, c.chunk_text, c.start_seconds, c.end_seconds,
           1 - (c.embedding operator(extensions.<=>) query_embedding) as similarity
      from public.video_chunks c
     where c.id = any (array(select id from near))
     order by similarity desc, c.id
     limit least(greatest(match_count, 0), 1000)
  )
  select * from nearest where nearest.similarity >= similarity_threshold order by nearest.similarity desc, nearest.id
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
