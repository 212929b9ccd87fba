-- name: said_between
-- The sentences that are said from one second to another of a video, as the caller may read them.
select s.video_id, v.title, s.start_seconds, s.end_seconds, s.sentence_text as text, c.id as chunk_id
  from private.search_sentences s
  join public.videos v on v.id = s.video_id
 cross join lateral (
    select held.id
      from public.video_chunks held
     where held.video_id = s.video_id and held.chunk_index in (s.chunk_index, s.chunk_index - 1)
     order by held.chunk_index desc
     limit 1
  ) c
 where s.creator_id = (select private.acting_creator()) and s.video_id = %(video_id)s
   and s.end_seconds > %(from_seconds)s and s.start_seconds <= %(until_seconds)s
 order by s.sentence_index
 limit %(limit)s

-- name: answer_to_pin
select m.session_id, m.content, m.video_references, m.model, m.metadata, private.question_of(m.id) as question
  from public.chat_messages m
  join public.chat_sessions s on s.id = m.session_id
 where m.id = %(message_id)s and m.role = 'assistant' and s.creator_id = (select private.acting_creator())

-- name: list_citable_chunks
select c.id
  from public.video_chunks c
  join public.videos v on v.id = c.video_id
 where c.id = any(%(ids)s) and v.creator_id = (select private.acting_creator()) and v.deleted_at is null

-- name: insert_answer
insert into public.teacher_answers (id, creator_id, content, video_references)
values (%(id)s, (select private.acting_creator()), %(content)s, %(citations)s)

-- name: change_answer
update public.teacher_answers set content = %(content)s, video_references = %(citations)s where id = %(id)s

-- name: remove_answer
delete from public.teacher_answers where id = %(id)s

-- name: remove_questions
delete from private.teacher_questions where teacher_answer_id = %(id)s

-- name: insert_question
insert into private.teacher_questions (creator_id, teacher_answer_id, place, question, embedding, embedding_model)
values ((select private.acting_creator()), %(id)s, %(place)s, %(question)s,
        %(vector)s::double precision[]::extensions.vector, %(model)s)

-- name: list_answers
select a.id, a.content, a.video_references, a.created_at, a.updated_at,
       array(select q.question from private.teacher_questions q where q.teacher_answer_id = a.id order by q.place)
         as questions
  from public.teacher_answers a
 where (%(id)s::uuid is null or a.id = %(id)s)
   and (%(before)s::timestamptz is null or (a.created_at, a.id) < (%(before)s, %(before_id)s::uuid))
 order by a.created_at desc, a.id desc
 limit %(limit)s

-- name: nearest_questions
-- Vectors of another model are never compared; they may even have another length.
select n.question, a.content, a.video_references
  from (
    select q.teacher_answer_id, q.question, lower(q.question) = lower(%(question)s) as is_equal,
           case when q.embedding_model = %(model)s
             then 1 - (q.embedding operator(extensions.<=>) %(vector)s::double precision[]::extensions.vector)
             end as similarity
      from private.teacher_questions q
     where q.creator_id = (select private.acting_tenant())
  ) as n
  join public.teacher_answers a on a.id = n.teacher_answer_id
 where n.is_equal or n.similarity >= %(least)s
 order by n.is_equal desc, n.similarity desc nulls last, n.question
 limit 5
