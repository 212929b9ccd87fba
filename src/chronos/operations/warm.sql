-- name: warm_up
with busiest as (
  select c.id
    from public.creators c
    left join public.chat_sessions s on s.creator_id = c.id
   group by c.id
   order by max(s.last_message_at) desc nulls last, c.id
   limit %(libraries)s
)
-- Vectors are counted by what is computed from them: a mere count would not read them.
select (select count(s.embedding operator(extensions.<#>) s.embedding)
          from private.search_sentences s where s.creator_id in (select id from busiest))
     + (select count(t.postings) from private.search_terms t where t.creator_id in (select id from busiest))
     + (select count(k.embedding_bits) from public.video_chunks k where k.creator_id in (select id from busiest))
       as rows
