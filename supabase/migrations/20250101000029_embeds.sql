-- Embeds: what pages of other sites may show of a school, and which sites these are.

create table public.embed_sites (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  origin text not null,
  created_at timestamptz not null default clock_timestamp(),
  unique (creator_id, origin),
  constraint embed_sites_origin_form check (
    origin ~ '^(https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?|http://localhost)(:[1-9][0-9]{0,4})?$' and length(origin) <= 280
  )
);
comment on table public.embed_sites is
  'The sites whose pages may frame the embeds of a creator; browsers enforce it (frame-ancestors).';
comment on column public.embed_sites.origin is
  'An origin as browsers write it: https, host and port, without a path; http for localhost alone.';

create function private.check_embed_sites() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- One after the other, as those that are not committed yet would not be counted.
  perform pg_advisory_xact_lock(hashtextextended('chronos.embed_sites ' || new.creator_id::text, 0));
  if (select count(*) from public.embed_sites s where s.creator_id = new.creator_id) > 50 then
    raise exception 'a school has at most 50 sites: remove one first' using errcode = 'P0001';
  end if;
  return null;
end
$$;
comment on function private.check_embed_sites() is 'Refuses a 51st site of a creator.';
create trigger embed_sites_limit after insert on public.embed_sites
  for each row execute function private.check_embed_sites();

create table public.embeds (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null,
  video_id uuid unique,
  course_id uuid unique,
  is_public boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  foreign key (video_id, creator_id) references public.videos (id, creator_id) on delete cascade,
  foreign key (course_id, creator_id) references public.courses (id, creator_id) on delete cascade,
  constraint embeds_of_one check (num_nonnulls(video_id, course_id) = 1)
);
comment on table public.embeds is
  'Videos and courses that other sites may show. A caller of an embed sees what its row names, without being a student; '
  'without the row it sees nothing.';
comment on column public.embeds.video_id is 'The video; null for a course.';
comment on column public.embeds.course_id is
  'The course: of it the modules that open to everyone at once; null for a video.';
comment on column public.embeds.is_public is
  'True: everyone who has the address sees it. False: a token is needed, which the creator''s own server gets.';
create index idx_embeds_creator on public.embeds (creator_id, created_at);
create index idx_embeds_video on public.embeds (video_id, creator_id);
create index idx_embeds_course on public.embeds (course_id, creator_id);
create trigger embeds_remove_buckets after delete on public.embeds
  for each row execute function private.remove_buckets();

-- The caller ----------------------------------------------------------------------------------------------------------

create function private.acting_embed(out id uuid, out creator_id uuid, out video_id uuid, out course_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata';
  claimed uuid := nullif(claims ->> 'embed_id', '')::uuid;
begin
  -- A person never acts for an embed as well.
  if claimed is null or claims ? 'creator_id' or claims ? 'student_id' then
    return;
  end if;
  select e.id, e.creator_id, e.video_id, e.course_id into id, creator_id, video_id, course_id
    from public.embeds e
   where e.id = claimed and (select c.is_active from public.creators c where c.id = e.creator_id);
end
$$;
comment on function private.acting_embed() is
  'The embed for which the caller acts; nulls for all others, once its row is gone, and unless the creator is active.';

create function private.embedded_videos() returns setof uuid
language plpgsql stable security definer rows 20 set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  shown record;
begin
  select * into shown from private.acting_embed();
  return query
    select shown.video_id where shown.video_id is not null
    union
    select listed.id
      from public.courses c
      join public.course_modules m on m.course_id = c.id
     cross join unnest(m.video_ids) as listed (id)
     where c.id = shown.course_id and c.is_published and c.deleted_at is null
       -- What waits for a student's own time or progress stays closed: a visitor has neither.
       and coalesce(m.opens_after_days, 0) = 0 and coalesce(m.opens_at <= now(), true) and m.requires_module_id is null;
end
$$;
comment on function private.embedded_videos() is
  'The videos of the embed for which the caller acts: the one, or those in modules of the course that open to everyone.';

-- Before the caller is known, an address names what it wants to show, and a page has to say who may frame it.
create function private.find_embed(
  of_embed uuid, of_video uuid, of_course uuid, out id uuid, out video_id uuid, out course_id uuid, out is_public boolean,
  out sites text[]
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
begin
  select e.id, e.video_id, e.course_id, e.is_public,
         array(select s.origin from public.embed_sites s where s.creator_id = e.creator_id order by s.origin)
    into id, video_id, course_id, is_public, sites
    from public.embeds e
    join public.creators c on c.id = e.creator_id and c.is_active
   where e.id = of_embed or e.video_id = of_video or e.course_id = of_course;
end
$$;
comment on function private.find_embed(uuid, uuid, uuid) is
  'The embed with this id, or of this video or course: whether it is public, and the sites that may frame it; nulls when '
  'there is none.';

-- Recorded ------------------------------------------------------------------------------------------------------------

create function private.audit_embed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  one record;
begin
  if tg_op = 'DELETE' then
    one := old;
  else
    one := new;
  end if;
  if tg_table_name = 'embed_sites' then
    perform private.record_audit(
      case tg_op when 'INSERT' then 'embed_site.added' else 'embed_site.removed' end, one.creator_id, 'embed_site', one.id
    );
  else
    perform private.record_audit(
      case tg_op when 'DELETE' then 'embed.ended' else 'embed.allowed' end, one.creator_id, 'embed', one.id,
      jsonb_strip_nulls(jsonb_build_object(
        'video_id', one.video_id, 'course_id', one.course_id, 'is_public', one.is_public
      ))
    );
  end if;
  return null;
end
$$;
comment on function private.audit_embed() is
  'Records which sites may show embeds of a school, and what of it may be embedded.';
create trigger embed_sites_audit after insert or delete on public.embed_sites
  for each row execute function private.audit_embed();
create trigger embeds_audit after insert or update or delete on public.embeds
  for each row execute function private.audit_embed();

-- Rights --------------------------------------------------------------------------------------------------------------

do $$
declare
  found regclass;
begin
  foreach found in array array['public.embed_sites', 'public.embeds']::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
grant select, delete, insert (creator_id, origin) on public.embed_sites to authenticated;
create policy embed_sites_select on public.embed_sites for select to authenticated
  using (creator_id = (select private.acting_creator()));
create policy embed_sites_insert on public.embed_sites for insert to authenticated
  with check (creator_id = (select private.owning_creator()));
create policy embed_sites_delete on public.embed_sites for delete to authenticated
  using (creator_id = (select private.owning_creator()));
grant select, delete, insert (creator_id, video_id, course_id, is_public), update (is_public)
  on public.embeds to authenticated;
create policy embeds_select on public.embeds for select to authenticated
  using (creator_id = (select private.acting_creator()));
create policy embeds_insert on public.embeds for insert to authenticated
  with check (creator_id = (select private.owning_creator()));
create policy embeds_update on public.embeds for update to authenticated
  using (creator_id = (select private.owning_creator()))
  with check (creator_id = (select private.owning_creator()));
create policy embeds_delete on public.embeds for delete to authenticated
  using (creator_id = (select private.owning_creator()));
comment on policy embed_sites_select on public.embed_sites is 'A creator reads its own sites.';
comment on policy embed_sites_insert on public.embed_sites is 'An owner adds sites of its own school.';
comment on policy embed_sites_delete on public.embed_sites is 'An owner removes sites of its own school.';
comment on policy embeds_select on public.embeds is 'A creator reads what may be embedded of its own school.';
comment on policy embeds_insert on public.embeds is 'An owner lets videos and courses of its own school be embedded.';
comment on policy embeds_update on public.embeds is 'An owner says whether an embed of its own school is public.';
comment on policy embeds_delete on public.embeds is 'An owner ends embeds of its own school.';

revoke all on function
  private.check_embed_sites(), private.acting_embed(), private.embedded_videos(), private.find_embed(uuid, uuid, uuid),
  private.audit_embed()
  from public, anon, authenticated;
grant execute on function private.find_embed(uuid, uuid, uuid) to chronos_public;
