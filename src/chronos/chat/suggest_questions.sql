-- name: suggested_for
select private.question_of(m.id) as question, m.video_references, m.session_id
  from public.chat_messages m
  join public.chat_sessions s on s.id = m.session_id
 where m.id = %(message_id)s and m.role = 'assistant' and s.student_id = (select private.acting_student())

-- name: said_around
select distinct on (s.video_id, s.sentence_index) coalesce(s.language, v.transcript_language) as language, s.sentence_text
  from public.chat_messages m
 cross join lateral jsonb_array_elements(m.video_references) as cited (quote)
  join private.search_sentences s
    on s.video_id = (cited.quote ->> 'video_id')::uuid
   and s.start_seconds between (cited.quote ->> 'start_seconds')::double precision - %(before)s
                           and (cited.quote ->> 'start_seconds')::double precision + %(after)s
  join public.videos v on v.id = s.video_id
 where m.id = %(message_id)s
 order by s.video_id, s.sentence_index
 limit %(limit)s

-- name: often_asked
select question from private.often_asked(%(video_ids)s::uuid[])
