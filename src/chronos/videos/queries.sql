-- name: find_by_content
select id, title, transcript_language as language, metadata ->> 'audio_track' as audio_track from public.videos
 where creator_id = %(creator_id)s and content_sha256 = %(sha256)s and deleted_at is null

-- name: insert_video
insert into public.videos (id, creator_id, title, storage_path, file_size_bytes, content_sha256, transcript_language,
                           metadata, warnings)
values (%(id)s, %(creator_id)s, %(title)s, %(storage_path)s, %(size_bytes)s, %(sha256)s, %(language)s, %(metadata)s,
        %(warnings)s)

-- name: transcription_ahead
select case
         when v.metadata ? 'captions' or v.status in ('processing', 'embedding', 'completed') then 0
         else greatest(0, least(1e9, (v.metadata ->> 'transcription_seconds')::numeric) - coalesce((
                select max(w.end_seconds) from private.transcript_windows w where w.video_id = v.id
              ), 0))::double precision
       end as seconds,
       v.status = 'transcribing' as is_reserved
  from public.videos v
 where v.id = %(id)s
   and (v.metadata ? 'captions' or jsonb_typeof(v.metadata -> 'transcription_seconds') = 'number')

-- name: insert_coming_video
insert into public.videos (id, creator_id, title, url, transcript_language)
values (%(id)s, %(creator_id)s, %(title)s, %(url)s, %(language)s)

-- name: import_video
select private.import_video(
  %(id)s, %(url)s, %(captions_url)s, %(captions_encoding)s, %(audio_track)s, %(is_titled)s
)

-- name: get_import
select url, captions_url, captions_encoding, audio_track, is_titled from private.imports where video_id = %(id)s

-- name: list_videos
select id, creator_id, title, description, status::text, progress, error_message, duration_seconds, file_size_bytes,
       speech_covered, transcript_language, languages, is_published, is_in_library, created_at, updated_at,
       case when (select private.acts_as_creator()) then warnings else '{}' end as warnings,
       has_pending_captions and (select private.acts_as_creator()) as has_pending_captions,
       thumbnail_path as poster,
       exists (select from private.video_pictures p where p.video_id = id and p.tiles > 0) as has_storyboard,
       metadata ->> 'container' as container, metadata ->> 'video_codec' as video_codec,
       metadata ->> 'video_profile' as video_profile, metadata ->> 'audio_codec' as audio_codec,
       (select private.acts_as_creator()) as is_own
  from public.videos
 where deleted_at is null
   and (is_in_library or (select private.acts_as_creator()))
   and (%(status)s::text is null or status::text = %(status)s)
   and (%(text)s::text is null or position(%(text)s in lower(title)) > 0)
   and (%(before)s::timestamptz is null or (created_at, id) < (%(before)s, %(before_id)s::uuid))
 order by created_at desc, id desc
 limit %(limit)s

-- name: get_video
select id, creator_id, title, description, status::text, progress, error_message, duration_seconds, file_size_bytes,
       speech_covered, transcript_language, languages, is_published, is_in_library, created_at, updated_at,
       case when (select private.acts_as_creator()) then warnings else '{}' end as warnings,
       has_pending_captions and (select private.acts_as_creator()) as has_pending_captions,
       thumbnail_path as poster,
       exists (select from private.video_pictures p where p.video_id = id and p.tiles > 0) as has_storyboard,
       metadata ->> 'container' as container, metadata ->> 'video_codec' as video_codec,
       metadata ->> 'video_profile' as video_profile, metadata ->> 'audio_codec' as audio_codec,
       (select private.acts_as_creator()) as is_own
  from public.videos
 where id = %(id)s and deleted_at is null

-- name: get_source
select storage_path, file_size_bytes, metadata ->> 'content_type' as content_type
  from public.videos
 where id = %(id)s and deleted_at is null

-- name: get_storyboard
select v.creator_id, v.duration_seconds, p.storyboard, p.tiles, p.seconds_between
  from public.videos v
  join private.video_pictures p on p.video_id = v.id
 where v.id = %(id)s and v.deleted_at is null and p.tiles > 0

-- name: lock_poster
select thumbnail_path as poster from public.videos where id = %(id)s and deleted_at is null for no key update

-- name: set_poster
update public.videos set thumbnail_path = %(poster)s where id = %(id)s

-- name: get_captions
select metadata ->> 'captions' as captions from public.videos where id = %(id)s and deleted_at is null

-- name: set_captions
update public.videos
   -- A language without a probability is the creator's word, which no text changes.
   set metadata = case when %(language)s::text is null then metadata else metadata - 'language_probability' end
         || jsonb_build_object('captions', %(captions)s::text),
       warnings = %(warnings)s,
       has_pending_captions = status = 'completed',
       transcript_language = coalesce(%(language)s, transcript_language)
 where id = %(id)s and deleted_at is null

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

-- name: list_windows
select words, word_starts, word_ends, not_understood_starts, not_understood_ends
  from private.transcript_windows
 where video_id = %(id)s
 order by start_seconds

-- name: list_not_understood
select not_understood_starts, not_understood_ends
  from private.transcript_windows
 where video_id = %(id)s
 order by start_seconds

-- name: retry_video
select private.retry_video(%(id)s)::text as status

-- name: change_video
update public.videos
   set description = case when %(description)s::text is null then description else nullif(%(description)s, '') end,
       is_published = coalesce(%(is_published)s, is_published),
       is_in_library = coalesce(%(is_in_library)s, is_in_library)
 where id = %(id)s and deleted_at is null

-- name: change_title
update public.videos set title = %(title)s where id = %(id)s

-- name: lock_for_removal
select v.id, v.creator_id, v.title, v.thumbnail_path, v.metadata ->> 'captions' as captions, p.storyboard,
       coalesce(p.tiles, 0) as tiles, now() as now
  from public.videos v
  left join private.video_pictures p on p.video_id = v.id
 where v.id = %(id)s and (%(binned_before)s::timestamptz is null or v.deleted_at < %(binned_before)s)
   for update of v

-- name: count_for_removal
select (select count(*) from public.video_chunks c
         where c.creator_id = %(creator_id)s and c.video_id = %(id)s) as chunks,
       (select count(*) from private.search_sentences s
         where s.creator_id = %(creator_id)s and s.video_id = %(id)s) as sentences

-- name: drop_video_jobs
select private.drop_video_jobs(%(id)s) as jobs

-- name: delete_video
delete from public.videos where id = %(id)s

-- name: allow_deletion
select set_config('storage.allow_delete_query', %(allowed)s, true)

-- name: delete_objects_in
delete from storage.objects
 -- The first condition is one that the index knows.
 where bucket_id = %(bucket)s and name >= %(folder)s and starts_with(name, %(folder)s)
returning name, coalesce(private.object_bytes(metadata), 0) as size_bytes

-- name: drop_thumbnail
select private.drop_thumbnail(%(name)s) as size_bytes

-- name: posters_of
select id, thumbnail_path as poster from public.videos where id = any (%(ids)s::uuid[]) and thumbnail_path is not null

-- name: pictured_of
select v.id
  from public.videos v
  join private.video_pictures p on p.video_id = v.id
 where v.id = any (%(ids)s::uuid[]) and p.tiles > 0

-- name: sentence_at
-- What is being said at a second: the last sentence that began by then.
select s.sentence_text as text
  from private.search_sentences s
 where s.creator_id = (select private.acting_tenant()) and s.video_id = %(id)s and s.start_seconds <= %(seconds)s
 order by s.sentence_index desc
 limit 1

-- name: titled_videos
-- `words` are in lower case; a student finds what the library and its courses show.
select v.id, v.title, v.description, v.duration_seconds, v.thumbnail_path as poster
  from public.videos v
 where v.deleted_at is null and v.status = 'completed'
   and (select bool_and(strpos(lower(v.title || ' ' || coalesce(v.description, '')), word) > 0)
          from unnest(%(words)s::text[]) as word)
   and (%(ids)s::uuid[] is null or v.id = any (%(ids)s))
 order by v.created_at desc, v.id desc
 limit %(limit)s

-- name: titles_of
select id, title from public.videos where id = any (%(ids)s::uuid[]) and deleted_at is null

-- name: bin_video
update public.videos set deleted_at = now() where id = %(id)s and deleted_at is null

-- name: list_bin
select id, title, duration_seconds, file_size_bytes, deleted_at as binned_at
  from public.videos
 where deleted_at is not null and (%(id)s::uuid is null or id = %(id)s) and (select private.acts_as_creator())
 order by deleted_at desc, id
 limit %(limit)s

-- name: added_again
select other.title
  from public.videos v
  join public.videos other
    on other.creator_id = v.creator_id and other.content_sha256 = v.content_sha256 and other.deleted_at is null
 where v.id = %(id)s and v.deleted_at is not null

-- name: restore_video
update public.videos set deleted_at = null where id = %(id)s and deleted_at is not null

-- name: resume_video
-- What search compares was taken away; a step that was not at its end is begun again.
select private.enqueue_stage(v.id, case
         when v.status = 'completed' then case when v.has_pending_captions then 'captions' else 'index' end
         when v.status = 'transcribing' then 'transcribe'
         when v.status = 'processing' then 'chunk'
         when v.status = 'embedding' then 'embed'
         when v.storage_path is null and v.url is not null then 'import'
         else 'probe'
       end)
  from public.videos v
 where v.id = %(id)s and v.status <> 'failed'
