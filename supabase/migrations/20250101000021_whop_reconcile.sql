-- Whop's answers: when its API was last read, what that repaired, and the team as staff.

create table private.whop_watch (
  is_only boolean primary key default true,
  seen_at timestamptz not null default now(),
  running_until timestamptz,
  began_at timestamptz,
  succeeded_at timestamptz,
  report jsonb,
  error_message text,
  unconfirmed_at timestamptz,
  constraint whop_watch_one_row check (is_only),
  constraint whop_watch_report_object check (jsonb_typeof(report) = 'object')
);
comment on table private.whop_watch is 'When Chronos was last there for Whop''s events, and what reading its API last found: one row.';
comment on column private.whop_watch.is_only is 'True.';
comment on column private.whop_watch.seen_at is 'When a worker last looked; Whop gives an event up after 70 seconds.';
comment on column private.whop_watch.running_until is 'Until when a reading holds its place; null: none is running.';
comment on column private.whop_watch.began_at is 'When the last reading began.';
comment on column private.whop_watch.succeeded_at is 'When the last reading of everything ended.';
comment on column private.whop_watch.report is 'What the last reading repaired and could not read; ids, no personal data.';
comment on column private.whop_watch.error_message is 'Why the last reading was not complete; null: it was.';
comment on column private.whop_watch.unconfirmed_at is
  'When an event without a time was last applied without Whop confirming it; null: memberships were read since.';

create function private.begin_whop_reading(for_seconds double precision) returns timestamptz
language sql set search_path = pg_catalog, pg_temp as $$
  insert into private.whop_watch as w (running_until, began_at)
  values (now() + make_interval(secs => for_seconds), now())
  on conflict (is_only) do update set running_until = excluded.running_until, began_at = excluded.began_at
   where w.running_until is null or w.running_until < now()
  returning w.began_at
$$;
comment on function private.begin_whop_reading(double precision) is
  'Take the place of the one reading at a time; return when, null: another is running. A dead one loses it after its time.';

create function private.note_whop_presence() returns double precision
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  before timestamptz := (select w.seen_at from private.whop_watch w for update);
begin
  insert into private.whop_watch default values
  on conflict (is_only) do update set seen_at = excluded.seen_at;
  return coalesce(extract(epoch from now() - before), 0);
end
$$;
comment on function private.note_whop_presence() is 'Note that a worker is there; return for how many seconds none has been.';

create function private.mirror_whop_team(
  of_creator uuid, team jsonb, out user_id text, out change text, out role public.staff_role
) returns setof record
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  one record;
begin
  -- Of two mirrors at once, the second waits here.
  perform from public.creators c where c.id = of_creator for no key update;
  for one in
    select t.user_id, t.name, t.email, t.role::public.staff_role as role,
           s.id as staff_id, s.role as had, s.is_mirrored, s.is_active
      from jsonb_to_recordset(team) t (user_id text, name text, email text, role text)
      left join lateral (
        select s.id, s.role, s.is_mirrored, s.is_active from public.staff s
         where s.creator_id = of_creator and s.whop_user_id = t.user_id
           -- One whom Whop's team took away before comes back by it; one whom a person here removed does not.
           and (s.is_active or not s.is_mirrored)
         order by s.is_active desc limit 1
      ) s on true
     order by t.user_id
  loop
    user_id := one.user_id;
    role := one.role;
    if one.staff_id is null then
      insert into public.staff (creator_id, whop_user_id, name, email, role, is_mirrored)
      select of_creator, one.user_id, left(coalesce(nullif(btrim(one.name), ''), 'A colleague from Whop'), 200),
             -- An address that another member of the staff has proves nothing.
             case when length(one.email) between 3 and 320 and not exists (
               select from public.staff o where o.creator_id = of_creator and o.is_active and lower(o.email) = lower(one.email)
             ) then one.email end,
             one.role, true;
      change := 'added';
      return next;
    elsif not one.is_active then
      change := 'kept out'; -- an owner removed the person here, who does not come back by Whop's team
      return next;
    elsif one.is_mirrored and one.had <> one.role then
      begin
        update public.staff s set role = one.role where s.id = one.staff_id;
        change := 'changed';
      exception when sqlstate 'P0001' then
        change := 'kept'; -- the last owner
      end;
      return next;
    end if;
  end loop;
  for one in
    select s.id, s.whop_user_id, s.role from public.staff s
     where s.creator_id = of_creator and s.is_active and s.is_mirrored
       and not exists (
         select from jsonb_to_recordset(team) t (user_id text) where t.user_id = s.whop_user_id
       )
     order by s.whop_user_id
  loop
    user_id := one.whop_user_id;
    role := one.role;
    begin
      update public.staff s set is_active = false where s.id = one.id;
      change := 'removed';
    exception when sqlstate 'P0001' then
      change := 'kept';
    end;
    return next;
  end loop;
end
$$;
comment on function private.mirror_whop_team(uuid, jsonb) is
  'Let the mirrored staff of a creator be its team on Whop; people whom an owner added or removed here stay as they are.';

alter table private.whop_watch enable row level security;
alter table private.whop_watch force row level security;
revoke all on private.whop_watch from anon, authenticated;
grant select, insert, update, delete on private.whop_watch to service_role;
create policy whop_watch_service on private.whop_watch for all to service_role using (true) with check (true);
comment on policy whop_watch_service on private.whop_watch is 'Only the service reads and writes it.';
revoke all on function
  private.begin_whop_reading(double precision), private.note_whop_presence(), private.mirror_whop_team(uuid, jsonb)
  from public, anon, authenticated;
grant execute on function
  private.begin_whop_reading(double precision), private.note_whop_presence(), private.mirror_whop_team(uuid, jsonb)
  to service_role;
