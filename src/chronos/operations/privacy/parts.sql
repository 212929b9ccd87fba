-- name: parts
-- Columns that the database writes itself (generated, numbered) are left out; `ids` are those that name rows of others.
select c.relnamespace::regnamespace || '.' || c.relname as name,
       (select array_agg(a.attname::text order by a.attnum)
          from pg_catalog.pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = '')
         as columns,
       (select array_agg(a.attname::text order by k.number)
          from pg_catalog.pg_index i
         cross join unnest(i.indkey::smallint[]) with ordinality as k (attnum, number)
          join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
         where i.indrelid = c.oid and i.indisprimary) as key,
       (select coalesce(array_agg(a.attname::text order by a.attnum), '{}')
          from pg_catalog.pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname not in ('id', 'creator_id')
           and a.atttypid in ('uuid'::regtype, 'uuid[]'::regtype)) as ids,
       exists (select from pg_catalog.pg_attribute a
                where a.attrelid = c.oid and a.attname = 'id' and a.atttypid = 'uuid'::regtype) as has_own_id
  from pg_catalog.pg_class c
 where c.relnamespace::regnamespace || '.' || c.relname = any (%(names)s)

-- name: settle_texts
-- The text of a row must not depend on the session's settings.
select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true),
       set_config('intervalstyle', 'iso_8601', true), set_config('extra_float_digits', '1', true),
       set_config('bytea_output', 'hex', true), set_config('search_path', 'pg_catalog', true)

-- name: creator_name
select name from public.creators where id = %(id)s

-- name: student_name
select name, creator_id from public.students where id = %(id)s

-- name: student_tables
select relation, count(*) as rows from private.student_rows(%(id)s) group by relation order by relation

-- name: stored_objects
select t.bucket_id || '/' || t.name as name
  from storage.objects t
 where t.bucket_id = any (%(buckets)s) and t.name >= %(id)s::text || '/' and t.name < %(id)s::text || '0'
 order by t.bucket_id, t.name

-- name: storage_limit
select storage_bytes from private.tiers where tier = %(tier)s::public.subscription_tier

-- name: buckets
select id, name, coalesce(public, false) as public, file_size_limit, allowed_mime_types, created_at, updated_at
  from storage.buckets
 where id = any (%(ids)s)

-- name: own_rows
-- Of an answer whose video the student may not play now the student exports the place alone.
select r.relation,
       case when r.relation = 'public.chat_messages' and r.data ->> 'role' = 'assistant'
              or r.relation = 'public.saved_answers'
         then r.data || jsonb_build_object(
           'content', coalesce(m.content, a.content),
           'video_references', coalesce(m.video_references, a.video_references, '[]'),
           'is_withheld', m.id is null and a.id is null
         ) || case when r.relation = 'public.chat_messages'
                then jsonb_build_object('metadata', coalesce(m.metadata, '{}')) else '{}' end
         else r.data end as data
  from private.own_rows() r
  left join public.chat_messages m
    on m.id = case when r.relation = 'public.chat_messages' then (r.data ->> 'id')::uuid end
  left join public.saved_answers a
    on a.id = case when r.relation = 'public.saved_answers' then (r.data ->> 'id')::uuid end

-- name: finish_import
with company as (
  update public.creators set whop_company_id = %(company)s where id = %(id)s and %(company)s::text is not null
)
select private.record_audit('creator.imported', %(id)s::uuid, 'creator', %(id)s::uuid)

-- name: note_export
select private.record_audit(%(kind)s || '.exported', %(creator_id)s::uuid, %(kind)s, %(id)s::uuid)
