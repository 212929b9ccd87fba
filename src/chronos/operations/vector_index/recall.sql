-- name: tenants_to_measure
-- The largest, the middle and the smallest tenant who can be asked: active, with enough chunks that are to be seen.
with sizes as (
  select c.creator_id as tenant, count(*) as chunks,
         (select s.id from public.students s where s.creator_id = c.creator_id and s.is_active order by s.id limit 1)
           as student
    from public.video_chunks c
    join public.creators owner on owner.id = c.creator_id and owner.is_active
   where c.embedding is not null
   group by c.creator_id
  having count(*) filter (where c.is_visible) >= %(at_least)s
), ranked as (
  select *, row_number() over (order by chunks desc, tenant) as place, count(*) over () as tenants from sizes
)
select case place when 1 then 'the largest tenant' when tenants then 'the smallest tenant' else 'a middle tenant' end
         as who,
       tenant, student, chunks
  from ranked
 where place in (1, (tenants + 1) / 2, tenants)
 order by place

-- name: sample_of_tenant
select embedding::text as question
  from public.video_chunks
 where creator_id = %(tenant)s and embedding is not null
 order by uuid_hash_extended(id, 1)
 limit %(count)s

-- name: sample_of_others
select embedding::text as question
  from public.video_chunks
 where creator_id <> %(tenant)s and embedding is not null
 order by uuid_hash_extended(id, 1)
 limit %(count)s

-- name: sample_of_all
select embedding::text as question
  from public.video_chunks
 where embedding is not null
 order by uuid_hash_extended(id, 1)
 limit %(count)s

-- name: enter
select set_config('request.jwt.claims', %(claims)s::text, true), set_config('role', %(role)s, true)

-- name: search_exactly
-- The sum keeps the order from any vector index.
select 1 - (c.embedding <=> %(question)s::vector) as similarity
  from public.video_chunks c
 where c.embedding is not null
 order by (c.embedding <=> %(question)s::vector) + 0
 limit %(count)s

-- name: search
select similarity from public.search_video_chunks(%(question)s::vector, %(count)s, -1)
