-- name: get_video
select id, creator_id, title, status::text, storage_path, duration_seconds, transcript_language, metadata
  from public.videos
 where id = %(id)s and deleted_at is null

-- name: take_step
update public.videos
   set status = %(to_status)s::public.video_status
 where id = %(id)s and status = %(from_status)s::public.video_status

-- name: mark_failed
update public.videos
   set status = 'failed', error_message = %(message)s
 where id = %(id)s and status not in ('failed', 'completed')

-- name: set_progress
update public.videos set progress = least(1, greatest(progress, %(progress)s)) where id = %(id)s

-- name: set_media
update public.videos
   set duration_seconds = %(duration_seconds)s, metadata = metadata || %(metadata)s
 where id = %(id)s

-- name: transcribed_until
select coalesce(max(end_seconds), 0) as seconds from private.transcript_windows where video_id = %(id)s

-- name: insert_window
insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, word_ends)
values (%(id)s, %(start_seconds)s, %(end_seconds)s, %(words)s, %(word_starts)s, %(word_ends)s)
on conflict (video_id, start_seconds) do update
   set end_seconds = excluded.end_seconds, words = excluded.words,
       word_starts = excluded.word_starts, word_ends = excluded.word_ends

-- name: set_transcript
update public.videos v
   set transcript = (
         select coalesce(string_agg(array_to_string(w.words, ' '), ' ' order by w.start_seconds), '')
           from private.transcript_windows w
          where w.video_id = v.id and cardinality(w.words) > 0
       )
 where v.id = %(id)s

-- name: set_language
update public.videos
   -- One without a probability was said by the creator, and stays.
   set transcript_language = case
         when transcript_language is null or metadata ? 'language_probability' then %(language)s
         else transcript_language
       end,
       metadata = metadata || %(metadata)s
 where id = %(id)s

-- name: list_windows
select words, word_starts, word_ends
  from private.transcript_windows
 where video_id = %(id)s
 order by start_seconds

-- name: delete_chunks
delete from public.video_chunks where video_id = %(id)s

-- name: insert_chunk
insert into public.video_chunks (video_id, creator_id, chunk_index, chunk_text, start_seconds, end_seconds, word_starts)
values (%(video_id)s, %(creator_id)s, %(index)s, %(text)s, %(start_seconds)s, %(end_seconds)s, %(word_starts)s)

-- name: list_chunks
select id, chunk_text from public.video_chunks where video_id = %(id)s order by chunk_index

-- name: set_vector
update public.video_chunks c
   set embedding = %(vector)s::text::extensions.vector,
       embedding_model = %(model)s,
       -- Set here already, so that the step to completed need not write every chunk again.
       is_visible = v.is_published and v.deleted_at is null
  from public.videos v
 where c.id = %(id)s and v.id = c.video_id
