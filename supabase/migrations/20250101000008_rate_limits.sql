-- Rate limits of searches and questions, for each student and embed, and for all callers of a creator's library together.
--
-- Token buckets: each request takes a token; a bucket refills over time and holds at most one burst. A request needs a token
-- in both buckets, or takes none.

create table private.rate_limits (
  tier public.subscription_tier not null,
  kind text not null,
  per text not null,
  burst integer not null,
  per_minute double precision not null,
  primary key (tier, kind, per),
  constraint rate_limits_kind_known check (kind in ('search', 'words', 'ask', 'beat')),
  constraint rate_limits_per_known check (per in ('student', 'embed', 'creator')),
  constraint rate_limits_positive check (burst >= 1 and per_minute > 0)
);
comment on table private.rate_limits is
  'Rate limits of each tier: for each student and embed, and for all callers of a creator''s library together.';
comment on column private.rate_limits.tier is 'The plan of the library''s creator.';
comment on column private.rate_limits.kind is 'search: moments ranked by meaning; words: keyword search; ask: an answer; beat: a '
  'report of a player.';
comment on column private.rate_limits.per is
  'The holder of the bucket: student; embed (all its visitors together); or creator (its students, its visitors, its staff '
  'and itself together).';
comment on column private.rate_limits.burst is 'Requests allowed at once after a pause.';
comment on column private.rate_limits.per_minute is 'Requests allowed per minute in the long run.';
insert into private.rate_limits (tier, kind, per, burst, per_minute) values
  ('basic', 'search', 'student', 60, 60),
  ('basic', 'search', 'creator', 300, 600),
  ('basic', 'words', 'student', 240, 240),
  ('basic', 'words', 'creator', 1200, 2400),
  ('basic', 'ask', 'student', 30, 20),
  ('basic', 'ask', 'creator', 100, 200),
  ('pro', 'search', 'student', 60, 60),
  ('pro', 'search', 'creator', 1500, 3000),
  ('pro', 'words', 'student', 240, 240),
  ('pro', 'words', 'creator', 6000, 12000),
  ('pro', 'ask', 'student', 30, 20),
  ('pro', 'ask', 'creator', 500, 1000),
  ('enterprise', 'search', 'student', 120, 120),
  ('enterprise', 'search', 'creator', 6000, 12000),
  ('enterprise', 'words', 'student', 480, 480),
  ('enterprise', 'words', 'creator', 24000, 48000),
  ('enterprise', 'ask', 'student', 60, 40),
  ('enterprise', 'ask', 'creator', 2000, 4000),
  -- Visitors of a public embed are unknown: all of one share a bucket, so that they leave the students' tokens alone.
  ('basic', 'ask', 'embed', 20, 10),
  ('pro', 'ask', 'embed', 20, 20),
  ('enterprise', 'ask', 'embed', 40, 40),
  -- Of students alone: a creator's bucket would be one row for all players of a school. The burst lets reports in that
  -- waited for a connection, 200 of a browser.
  ('basic', 'beat', 'student', 220, 60),
  ('pro', 'beat', 'student', 220, 60),
  ('enterprise', 'beat', 'student', 220, 60);
alter table private.rate_limits enable row level security;
alter table private.rate_limits force row level security;
revoke all on private.rate_limits from anon, authenticated;
grant select, insert, update, delete on private.rate_limits to service_role;
create policy rate_limits_service on private.rate_limits for all to service_role using (true) with check (true);
comment on policy rate_limits_service on private.rate_limits is 'Only the service reads and writes it.';

-- Unlogged, so that a search waits for no disk. After a crash all buckets are full, which a missing row means as well. No
-- foreign key, as an owner is a student, an embed or a creator: a trigger deletes the rows of removed owners.
create unlogged table private.rate_buckets (
  owner_id uuid not null,
  kind text not null,
  tokens double precision not null,
  updated_at timestamptz not null,
  primary key (owner_id, kind)
) with (fillfactor = 50);
comment on table private.rate_buckets is 'Tokens left of each limit; an owner without a row has a full bucket.';
comment on column private.rate_buckets.owner_id is 'The student, the embed, or the creator for all callers of its library.';
comment on column private.rate_buckets.kind is 'As in rate_limits.';
comment on column private.rate_buckets.tokens is 'Tokens left at updated_at; the bucket has been refilling since.';
create index idx_rate_buckets_updated_at on private.rate_buckets (updated_at);
alter table private.rate_buckets enable row level security;
alter table private.rate_buckets force row level security;
revoke all on private.rate_buckets from anon, authenticated;
grant select, insert, update, delete on private.rate_buckets to service_role;
create policy rate_buckets_service on private.rate_buckets for all to service_role using (true) with check (true);
comment on policy rate_buckets_service on private.rate_buckets is 'Only the service reads and writes it.';

create function private.remove_buckets() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from private.rate_buckets b where b.owner_id = old.id;
  return null;
end
$$;
comment on function private.remove_buckets() is 'Delete the buckets of a removed student, embed or creator.';
create trigger students_remove_buckets after delete on public.students
  for each row execute function private.remove_buckets();
create trigger creators_remove_buckets after delete on public.creators
  for each row execute function private.remove_buckets();

create function private.refilled(
  tokens double precision, since timestamptz, until timestamptz, burst integer, per_minute double precision
) returns double precision
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select least(burst, tokens + greatest(0, extract(epoch from until - since)::double precision) * per_minute / 60)
$$;
comment on function private.refilled(double precision, timestamptz, timestamptz, integer, double precision) is
  'Tokens in a bucket at `until` that held `tokens` at `since`.';

create function private.take_rate_token(of_kind text) returns double precision
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  tenant uuid := private.acting_tenant();
  -- Creators and staff have the creator's bucket only.
  student uuid := case when private.acting_creator() is null then private.acting_student() end;
  embed uuid := (select e.id from private.acting_embed() e);
  bucket record;
  taken uuid[] := '{}';
  wait_seconds double precision;
begin
  if tenant is null then
    return null; -- this caller can find nothing
  end if;
  -- The student's or the embed's first: all callers lock the rows in the same order, and the shared one for the shortest time.
  for bucket in
    select case l.per when 'student' then student when 'embed' then embed else tenant end as owner_id, l.burst,
           l.per_minute
      from public.creators c
      join private.rate_limits l on l.tier = c.subscription_tier and l.kind = of_kind
     where c.id = tenant
       and case l.per when 'student' then student is not null when 'embed' then embed is not null else true end
     order by l.per desc
  loop
    -- The clock, not the transaction's time, which may be long past; it is read when the row is locked.
    insert into private.rate_buckets as b (owner_id, kind, tokens, updated_at)
    values (bucket.owner_id, of_kind, bucket.burst - 1, clock_timestamp())
    on conflict (owner_id, kind) do update
       set tokens = private.refilled(b.tokens, b.updated_at, clock_timestamp(), bucket.burst, bucket.per_minute) - 1,
           updated_at = clock_timestamp()
     where private.refilled(b.tokens, b.updated_at, clock_timestamp(), bucket.burst, bucket.per_minute) >= 1;
    if not found then
      -- A refused request changes no bucket, so that refused requests do not delay the next one.
      update private.rate_buckets set tokens = tokens + 1 where owner_id = any (taken) and kind = of_kind;
      select (1 - private.refilled(b.tokens, b.updated_at, clock_timestamp(), bucket.burst, bucket.per_minute))
             / bucket.per_minute * 60
        into wait_seconds
        from private.rate_buckets b
       where b.owner_id = bucket.owner_id and b.kind = of_kind;
      return greatest(0, wait_seconds);
    end if;
    taken := taken || bucket.owner_id;
  end loop;
  if taken = '{}' then
    raise exception 'there is no limit for %', of_kind using errcode = 'check_violation';
  end if;
  return null;
end
$$;
comment on function private.take_rate_token(text) is
  'Take a token for a search or an answer from the bucket of the calling student or embed and that of the creator and return null, '
  'or take none and return the seconds until there is one.';
revoke all on function
  private.refilled(double precision, timestamptz, timestamptz, integer, double precision), private.take_rate_token(text),
  private.remove_buckets()
  from public, anon, authenticated;
grant execute on function private.take_rate_token(text) to authenticated, service_role;
