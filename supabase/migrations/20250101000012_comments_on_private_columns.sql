-- What the columns of the private tables mean, where their name does not say all of it.

comment on column private.vector_index_builds.size_bytes is 'Of all the indexes that were built.';
comment on column private.vector_index_builds.build_seconds is 'All the builds together, without the swap.';
comment on column private.vector_index_builds.recall_before is
  'Share of the ten nearest chunks that a search found before the build; null when it was not measured.';
comment on column private.vector_index_builds.built_at is 'When the indexes were put in use.';

comment on column private.search_documents.window_count is 'How many windows its transcript has.';
comment on column private.search_windows.window_index is 'Its place in the video, from 0; it begins at word 40 times that.';
comment on column private.search_sentences.sentence_index is 'Its place in the video, from 0.';
comment on column private.search_sentences.start_seconds is 'When its first word begins, from the start of the video.';
comment on column private.search_sentences.end_seconds is 'When its last word ends.';
comment on column private.search_sentences.sentence_text is 'As it is shown and quoted.';
comment on column private.search_terms.term is 'A stemmed word, or a number as it is said.';
comment on column private.search_terms.windows is 'The window_index of each window that has it.';
comment on column private.library_versions.version is
  'Grows with every change; an answer that is remembered for another one is not given.';

comment on column private.tier_limits.tier is 'What a creator pays for.';
comment on column private.uploads.bucket_id is 'The bucket that the file will be in.';
comment on column private.uploads.object_name is 'The name that it will have there.';
comment on column private.uploads.content_type is 'As declared; what the file is, its bytes tell.';
comment on column private.uploads.is_upsert is 'Whether it may take the place of an object of that name.';
comment on column private.uploads.completed_at is 'When all bytes were there and the file was put in its place.';
