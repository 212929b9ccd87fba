-- The vector index and the search by vector: what was built, when it is due again, and which searches use it.
--
-- An approximate index made on an empty table finds one neighbour in five, and one that spans all tenants finds next to
-- nothing for a small tenant. So no index is made here: `chronos db reindex` builds those that pay. Vectors are first
-- compared by their signs: all of a small tenant's, those in the nearest lists of a large tenant's own index (IVFFlat over
-- the signs). Those which are alike are compared in half precision, the best of these exactly. An index over all tenants,
-- where one was asked for, serves the large ones: for the others it finds next to nothing when others' chunks are nearer
-- to the question.

create function private.large_tenant_rows() returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$ select 5000 $$;
comment on function private.large_tenant_rows() is
  'A creator with more embedded chunks than this is searched through an index, where there is one.';

create function private.vector_index_name(tenant uuid default null) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select 'idx_video_chunks_embedding_' || coalesce(replace(tenant::text, '-', ''), 'cosine')
$$;
comment on function private.vector_index_name(uuid) is
  'Name of the vector index over one creator''s chunks; null: of the one over everybody''s.';

create function private.large_tenants(out id uuid, out chunks bigint) returns setof record
language sql stable set search_path = pg_catalog, pg_temp as $$
  select creator_id, count(*)
    from public.video_chunks
   where embedding is not null
   group by creator_id
  having count(*) > private.large_tenant_rows()
   order by creator_id
$$;
comment on function private.large_tenants() is
  'The creators whose chunks deserve a vector index of their own, and how many chunks they have.';

create function private.rows_per_list() returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$ select 25 $$;
comment on function private.rows_per_list() is 'How many chunks a list of a tenant''s own index has when it is built.';

create function private.most_lists() returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$ select 2000 $$;
comment on function private.most_lists() is
  'How many lists a tenant''s own index has at most: more take longer to train than they save.';

-- What was built -----------------------------------------------------------------------------------------------------

create table private.vector_index_builds (
  id bigint generated always as identity primary key,
  method text not null,
  lists integer,
  index_count integer not null,
  rows_at_build bigint not null,
  size_bytes bigint not null,
  build_seconds double precision not null,
  recall_before double precision,
  recall_after double precision,
  built_at timestamptz not null default now(),
  constraint vector_index_builds_method_known check (method in ('ivfflat', 'hnsw', 'tiered')),
  constraint vector_index_builds_lists_of_ivfflat check ((method = 'ivfflat') = (lists is not null) and lists > 0),
  constraint vector_index_builds_positive check (
    index_count >= 0 and rows_at_build >= 0 and size_bytes >= 0 and build_seconds >= 0
  ),
  constraint vector_index_builds_recall_range check (recall_before between 0 and 1 and recall_after between 0 and 1)
);
comment on table private.vector_index_builds is 'Every build of the vector index; the last one is what is in use.';
comment on column private.vector_index_builds.method is
  'ivfflat, hnsw: one index over everybody''s chunks; tiered: one for each large tenant and none for the others.';
comment on column private.vector_index_builds.lists is 'Lists of an IVFFlat index over everybody''s chunks.';
comment on column private.vector_index_builds.index_count is 'How many indexes were built.';
comment on column private.vector_index_builds.rows_at_build is 'Embedded chunks of all tenants at that time.';
comment on column private.vector_index_builds.size_bytes is 'Of all the indexes that were built.';
comment on column private.vector_index_builds.build_seconds is 'All the builds together, without the swap.';
comment on column private.vector_index_builds.recall_before is
  'Share of the ten nearest chunks that a search found before the build; null when it was not measured.';
comment on column private.vector_index_builds.recall_after is
  'Share of the ten nearest chunks that a search found, measured on a sample; recall_before: with what was there.';
comment on column private.vector_index_builds.built_at is 'When the indexes were put in use.';
alter table private.vector_index_builds enable row level security;
alter table private.vector_index_builds force row level security;
revoke all on private.vector_index_builds from anon, authenticated;
grant select, insert, update, delete on private.vector_index_builds to service_role;
create policy vector_index_builds_service on private.vector_index_builds for all to service_role using (true) with check (true);
comment on policy vector_index_builds_service on private.vector_index_builds is 'Only the service reads and writes it.';

-- An empty database has no large tenant: for it, "tiered" is no index at all.
insert into private.vector_index_builds (method, index_count, rows_at_build, size_bytes, build_seconds)
values ('tiered', 0, 0, 0, 0);

create function private.vector_index_state()
returns table (index_method text, rows_at_build bigint, built_at timestamptz, rebuild_due boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  last_build private.vector_index_builds;
  global_index regclass;
  rows_now bigint;
begin
  if not has_table_privilege('private.vector_index_builds', 'select') then
    return; -- a creator has no business with everybody's rows
  end if;
  select * into last_build from private.vector_index_builds order by id desc limit 1;
  if last_build.method = 'tiered' then
    rebuild_due := exists (
      select from private.large_tenants() as large
       where not exists (
         select from pg_catalog.pg_index i
          where i.indexrelid = to_regclass('public.' || private.vector_index_name(large.id)) and i.indisvalid
            -- Its centres were trained on the chunks of that time, which its comment counts.
            and large.chunks
                <= 2 * substring(pg_catalog.obj_description(i.indexrelid, 'pg_class') from '\d+')::bigint
       )
    ) or exists (
      select from pg_catalog.pg_index i
        join pg_catalog.pg_class c on c.oid = i.indexrelid
       cross join substring(c.relname from '^idx_video_chunks_embedding_([0-9a-f]{32})$') as own (tenant)
       where i.indrelid = 'public.video_chunks'::regclass and own.tenant is not null
         -- Half, so that who comes and goes around the limit is not built for every night.
         and not exists (
           select from public.video_chunks k
            where k.creator_id = own.tenant::uuid and k.embedding is not null
           offset private.large_tenant_rows() / 2 limit 1
         )
    );
  else
    global_index := to_regclass('public.' || private.vector_index_name());
    select count(*) into rows_now from public.video_chunks where embedding is not null;
    rebuild_due := not exists (select from pg_catalog.pg_index i where i.indexrelid = global_index and i.indisvalid)
      -- Its centres were trained on the rows of that time; a graph grows with its rows.
      or last_build.method = 'ivfflat' and (
        rows_now > 2 * greatest(last_build.rows_at_build, 1000) or rows_now < last_build.rows_at_build / 2
      );
  end if;
  return query select last_build.method, last_build.rows_at_build, last_build.built_at, rebuild_due;
end
$$;
comment on function private.vector_index_state() is
  'The vector index that is in use and whether it is due to be built again; no row for whoever may not know.';

create view public.vector_index_stats with (security_invoker = true) as
  select counted.total_chunks, counted.chunks_with_embeddings, counted.embedding_coverage_percent,
         counted.chunks_by_model,
         state.index_method, state.rows_at_build,
         case when state.index_method is not null then counted.chunks_with_embeddings end as rows_now,
         state.rebuild_due, state.built_at
    from (
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
        from public.video_chunks
    ) as counted
    left join private.vector_index_state() as state on true;
comment on view public.vector_index_stats is
  'How many of the chunks that the caller may read have a vector, by model; for the service also the state of the '
  'vector index: its method, the embedded chunks when it was built and now, and whether a rebuild is due.';
revoke all on public.vector_index_stats from anon, authenticated;
grant select on public.vector_index_stats to authenticated, service_role;

-- Searching through it -----------------------------------------------------------------------------------------------

create function private.usable_vector_index(out method text, out lists integer, out tenant uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking uuid := private.acting_tenant();
  used regclass := to_regclass('public.' || private.vector_index_name(asking));
begin
  if asking is not null and used is not null then
    tenant := asking;
  else
    used := to_regclass('public.' || private.vector_index_name());
    if used is null or not (
      case when asking is null
        then current_setting('role') = 'service_role'
        else exists (
          select from public.video_chunks where creator_id = asking offset private.large_tenant_rows() limit 1
        )
      end
    ) then
      return;
    end if;
  end if;
  select am.amname, substring(array_to_string(c.reloptions, ',') from 'lists=(\d+)')::integer
    into method, lists
    from pg_catalog.pg_class c
    join pg_catalog.pg_am am on am.oid = c.relam
    join pg_catalog.pg_index i on i.indexrelid = c.oid
   where c.oid = used and i.indisvalid;
  if method is null then
    tenant := null; -- it is just being dropped
  end if;
end
$$;
comment on function private.usable_vector_index() is
  'The index that the asker''s search may go through: the tenant''s own, or, for a large tenant and the service, the one '
  'over everybody''s chunks; method is null when there is none.';

create function private.rerank_count(wanted integer) returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$ select greatest(400, 8 * wanted) $$;
comment on function private.rerank_count(integer) is
  'How many chunks are compared in half precision at most when so many are wanted: of those nearest by signs, nearly all '
  'of the really nearest ten are among 400.';

create function private.as_alike(differing double precision, deviations double precision) returns double precision
language sql immutable set search_path = pg_catalog, pg_temp as $$ select differing + deviations * sqrt(differing) $$;
comment on function private.as_alike(double precision, double precision) is
  'In how many signs a chunk may differ that is perhaps nearer than one which differs in so many: so many standard '
  'deviations of such a count more.';

create function private.least_compared(wanted integer) returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$ select greatest(50, 5 * wanted) $$;
comment on function private.least_compared(integer) is
  'How many chunks are compared in half precision at least when so many are wanted, however clear their signs are.';

-- Rounding to half precision moves a cosine by some 0.000005: who are the nearest is all but decided by then.
create function private.ranked_exactly(wanted integer) returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$ select wanted + 3 $$;
comment on function private.ranked_exactly(integer) is
  'How many of the nearest in half precision are ranked by their full vectors when so many are wanted.';

-- Of everybody's chunks in one index, those that the caller may read.
create function private.nearest_of_all(question extensions.vector, wanted integer, lists integer) returns uuid[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  sorting text := current_setting('enable_sort');
  nearest uuid[];
  similarity double precision;
begin
  if lists is null then
    perform set_config('hnsw.ef_search', '60', true),
            set_config('hnsw.iterative_scan', 'relaxed_order', true);
  else
    perform set_config('ivfflat.probes', ceil(sqrt(lists))::text, true),
            set_config('ivfflat.iterative_scan', 'relaxed_order', true);
  end if;
  -- The planner cannot know whose rows a policy leaves over, and would sort all of a large tenant's.
  perform set_config('enable_sort', 'off', true);
  execute $sql$
    with taken as materialized (
      select c.id, c.embedding_half operator(extensions.<=>) $1 as distance
        from public.video_chunks c
       where c.embedding_half is not null
       order by c.embedding_half operator(extensions.<=>) $1
       limit $2
    )
    select array_agg(id), 1 - min(distance) from taken
  $sql$ into nearest, similarity
  using question::extensions.halfvec(1536), 2 * wanted; -- a later row of such a scan may be nearer
  perform set_config('enable_sort', sorting, true);
  -- Far from all that was taught a graph, or a few lists, lead past most of what is equally far.
  return case when similarity >= 0.5 then nearest end;
end
$$;
comment on function private.nearest_of_all(extensions.vector, integer, integer) is
  'Ids of the chunks nearest to a question that the caller may read, twice as many as are wanted, through the index over '
  'everybody''s chunks; it may find fewer than there are, null when none is like the question. lists: of an IVFFlat index; '
  'null: it is an HNSW.';

-- Of one tenant's chunks, in lists of chunks whose signs are alike.
create function private.nearest_of_own(question extensions.vector, wanted integer, lists integer, tenant uuid)
returns uuid[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  signs bit(1536) := private.signs(question);
  half extensions.halfvec(1536) := question;
  sorting text := current_setting('enable_sort');
  -- So many lists are read. If not even the first of their chunks are like the question, it is about something else: which
  -- lists are nearest says nothing then, and all are read.
  near_lists integer := 100;
  least_similarity double precision := 0.15;
  -- The more chunks there are, the less their signs tell.
  compared integer := private.rerank_count(wanted) * case when lists < private.most_lists() then 1 else 2 end;
  probes integer;
  chunk uuid;
  differing double precision;
  distance double precision;
  found integer;
  kept integer;
  farthest double precision;
  most double precision;
  ids uuid[];
  distances double precision[];
begin
  perform set_config('ivfflat.iterative_scan', 'relaxed_order', true),
          -- The planner cannot know that these are the tenant's own rows, and would sort them all.
          set_config('enable_sort', 'off', true);
  foreach probes in array case when near_lists < lists then array[near_lists, lists] else array[lists] end loop
    perform set_config('ivfflat.probes', probes::text, true);
    found := 0;
    kept := wanted;
    farthest := 0;
    most := 'infinity';
    ids := '{}';
    distances := '{}';
    -- Only with the tenant as a literal is the tenant's own index one that may be used.
    for chunk, differing, distance in execute format(
      $sql$
        select c.id,
               c.embedding_bits operator(extensions.<~>) $1 as differing,
               c.embedding_half operator(extensions.<=>) $2 as distance
          from public.video_chunks c
         where c.creator_id = %L and c.embedding_bits is not null
         order by c.embedding_bits operator(extensions.<~>) $1
         limit $3
      $sql$,
      tenant
    ) using signs, half, compared loop
      exit when differing > most and found >= private.least_compared(wanted);
      found := found + 1;
      if found <= wanted then
        ids[found] := chunk;
        distances[found] := distance;
        farthest := greatest(farthest, distance);
        if found = wanted then
          exit when probes < lists and 1 - farthest < least_similarity;
          most := private.as_alike(differing, 1.6);
        end if;
      elsif distance <= farthest then
        kept := kept + 1;
        ids[kept] := chunk;
        distances[kept] := distance;
      end if;
    end loop;
    exit when found >= wanted and 1 - farthest >= least_similarity;
  end loop;
  perform set_config('enable_sort', sorting, true);
  return array(
    select near.id
      from unnest(ids, distances) as near (id, distance)
     order by near.distance
     limit private.ranked_exactly(wanted)
  );
end
$$;
comment on function private.nearest_of_own(extensions.vector, integer, integer, uuid) is
  'Ids of the chunks nearest to a question that the caller may read, a few more than are wanted, through the tenant''s own '
  'index of so many lists.';

create function private.nearest_by_signs(question extensions.vector, wanted integer, video_ids uuid[]) returns uuid[]
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = 'force_generic_plan' as $$
declare
  signs bit(1536) := private.signs(question);
  half extensions.halfvec(1536) := question;
  alike uuid[];
  differing double precision[];
  most double precision;
  compared integer;
begin
  if video_ids is null then
    select array_agg(a.id), array_agg(a.differing) into alike, differing
      from (
        select c.id, c.embedding_bits operator(extensions.<~>) signs as differing
          from public.video_chunks c
         where c.embedding_bits is not null
         order by differing
         limit private.rerank_count(wanted)
      ) as a;
  else
    select array_agg(a.id), array_agg(a.differing) into alike, differing
      from (
        select c.id, c.embedding_bits operator(extensions.<~>) signs as differing
          from public.video_chunks c
         where c.embedding_bits is not null and c.video_id = any (video_ids)
         order by differing
         limit private.rerank_count(wanted)
      ) as a;
  end if;
  most := private.as_alike(differing[wanted], 2);
  if cardinality(differing) < private.rerank_count(wanted) then
    compared := cardinality(differing); -- all there are: so few are ranked exactly
  else
    select greatest(count(*), private.least_compared(wanted)) into compared
      from unnest(differing) as d
     where d <= most;
  end if;
  return array(
    select c.id
      from public.video_chunks c
     where c.id = any (alike[:compared])
     order by c.embedding_half operator(extensions.<=>) half
     limit private.ranked_exactly(wanted)
  );
end
$$;
comment on function private.nearest_by_signs(extensions.vector, integer, uuid[]) is
  'Ids of the chunks nearest to a question that the caller may read, a few more than are wanted: of those whose vectors'' '
  'signs are most like the question''s, the nearest in half precision.';

create function private.nearest_chunks(question extensions.vector, wanted integer, video_ids uuid[]) returns uuid[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  usable record;
  near uuid[];
begin
  if video_ids is null then
    select * into usable from private.usable_vector_index();
    near := case
      when usable.tenant is not null then private.nearest_of_own(question, wanted, usable.lists, usable.tenant)
      when usable.method is not null then private.nearest_of_all(question, wanted, usable.lists)
    end;
  end if;
  -- A scan of an index that gave up early is no answer: the caller may read chunks that it never came to.
  if near is null or cardinality(near) < wanted then
    near := private.nearest_by_signs(question, wanted, video_ids);
  end if;
  return near;
end
$$;
comment on function private.nearest_chunks(extensions.vector, integer, uuid[]) is
  'Ids of the chunks nearest to a question that the caller may read, a few more than are wanted; video_ids: of these '
  'videos alone, null: of all. Every search by vector goes through it.';

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
language plpgsql stable security invoker
set search_path = pg_catalog, pg_temp set plan_cache_mode = 'force_generic_plan' as $$
#variable_conflict use_column
declare
  wanted integer := least(greatest(match_count, 0), 1000);
  near uuid[] := private.nearest_chunks(query_embedding, wanted, filter_video_ids);
begin
  return query
    with nearest as materialized (
      select c.id, c.video_id, c.chunk_text, c.start_seconds, c.end_seconds,
             1 - (c.embedding operator(extensions.<=>) query_embedding) as similarity
        from public.video_chunks c
       where c.id = any (near)
       order by similarity desc, c.id
       limit wanted
    )
    select * from nearest where similarity >= similarity_threshold order by similarity desc, nearest.id;
end
$$;
comment on function public.search_video_chunks(extensions.vector, integer, double precision, uuid[]) is
  'The chunks nearest to a question''s vector among those that the caller may read.';
-- Some hosted projects give every new function in `public` to the API's roles.
revoke all on function public.search_video_chunks(extensions.vector, integer, double precision, uuid[])
  from public, anon, authenticated;
grant execute on function public.search_video_chunks(extensions.vector, integer, double precision, uuid[])
  to authenticated, service_role;

revoke all on function
  private.large_tenant_rows(), private.vector_index_name(uuid), private.large_tenants(), private.rows_per_list(),
  private.most_lists(), private.vector_index_state(), private.usable_vector_index(), private.rerank_count(integer),
  private.as_alike(double precision, double precision), private.least_compared(integer),
  private.ranked_exactly(integer), private.nearest_of_all(extensions.vector, integer, integer),
  private.nearest_of_own(extensions.vector, integer, integer, uuid),
  private.nearest_by_signs(extensions.vector, integer, uuid[]),
  private.nearest_chunks(extensions.vector, integer, uuid[])
  from public, anon, authenticated;
grant execute on function
  private.vector_index_state(), private.usable_vector_index(), private.as_alike(double precision, double precision),
  private.least_compared(integer), private.ranked_exactly(integer),
  private.nearest_of_all(extensions.vector, integer, integer),
  private.nearest_of_own(extensions.vector, integer, integer, uuid),
  private.nearest_by_signs(extensions.vector, integer, uuid[]),
  private.nearest_chunks(extensions.vector, integer, uuid[]), private.rerank_count(integer), private.most_lists(),
  private.signs(extensions.vector)
  to authenticated, service_role;
grant execute on function
  private.large_tenant_rows(), private.vector_index_name(uuid), private.large_tenants(), private.rows_per_list()
  to service_role;
