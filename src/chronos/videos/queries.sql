-- name: find_by_content
select id, title from public.videos
 where creator_id = %(creator_id)s and content_sha256 = %(sha256)s and deleted_at is null

-- name: insert_video
insert into public.videos (id, creator_id, title, storage_path, file_size_bytes, content_sha256, transcript_language,
                           metadata)
values (%(id)s, %(creator_id)s, %(title)s, %(storage_path)s, %(size_bytes)s, %(sha256)s, %(language)s, %(metadata)s)

-- name: list_videos
select id, creator_id, title, description, status::text, progress, error_message, duration_seconds, file_size_bytes,
       transcript_language, is_published, created_at, updated_at
  from public.videos
 where deleted_at is null
   and (%(status)s::text is null or status::text = %(status)s)
   and (%(before)s::timestamptz is null or (created_at, id) < (%(before)s, %(before_id)s::uuid))
 order by created_at desc, id desc
 limit %(limit)s

-- name: get_video
select id, creator_id, title, description, status::text, progress, error_message, duration_seconds, file_size_bytes,
       transcript_language, is_published, created_at, updated_at
  from public.videos
 where id = %(id)s and deleted_at is null

-- name: get_source
select storage_path, file_size_bytes, metadata ->> 'content_type' as content_type
  from public.videos
 where id = %(id)s and deleted_at is null and storage_path is not null

-- name: list_history
select from_status::text, to_status::text, reason, changed_at
  from private.video_status_changes
 where video_id = %(id)s
 order by id

-- name: list_words
select words, word_starts, word_ends
  from private.transcript_windows
 where video_id = %(id)s
 order by start_seconds

-- name: retry_video
select private.retry_video(%(id)s)::text as status
