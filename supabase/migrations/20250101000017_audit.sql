-- The audit log: who did what with the rights of a school or of the installation. Rows are added, and no role changes one;
-- they are deleted by age alone. It names people by their ids only, and keeps neither secrets nor what anybody wrote.

create table private.audit_log (
  id bigint generated always as identity primary key,
  happened_at timestamptz not null default clock_timestamp(),
  creator_id uuid,
  actor_kind text not null,
  actor_id uuid,
  service text,
  action text not null,
  target_kind text,
  target_id uuid,
  details jsonb not null default '{}',
  constraint audit_log_actor_kind_known check (
    actor_kind in ('owner', 'editor', 'viewer', 'student', 'operator', 'unknown')
  ),
  constraint audit_log_action_known check (
    action in (
      'sign_in_link.made', 'invite_link.made', 'invite_link.ended', 'sign_in.begun', 'sign_in.ended', 'token.minted',
      'staff.added', 'staff.changed', 'staff.removed', 'tier.changed', 'limits.changed',
      'conversation.read', 'student.exported', 'student.erased', 'creator.exported', 'creator.imported', 'creator.erased',
      'embed_site.added', 'embed_site.removed', 'embed.allowed', 'embed.ended', 'brand.changed', 'command.run'
    )
  ),
  constraint audit_log_target_whole check (target_kind is not null or target_id is null),
  constraint audit_log_target_kind_length check (length(target_kind) between 1 and 40),
  constraint audit_log_details_short check (jsonb_typeof(details) = 'object' and length(details::text) <= 4000)
);
comment on table private.audit_log is
  'What was done with the rights of staff, of students and of the operator; append-only, kept for 400 days. Without foreign '
  'keys: it outlives what it is about.';
comment on column private.audit_log.happened_at is 'When it was done, not when its transaction began.';
comment on column private.audit_log.creator_id is 'The school; null: the installation as a whole.';
comment on column private.audit_log.actor_kind is
  'Who did it: staff by role, a student, the operator (commands, webhooks and jobs), or a caller without rights.';
comment on column private.audit_log.actor_id is 'The member of the staff or the student who did it; null for the operator.';
comment on column private.audit_log.service is 'For the operator: the part of the server, e.g. members.change.';
comment on column private.audit_log.action is 'What was done, a noun and a verb in the past, e.g. staff.removed.';
comment on column private.audit_log.target_kind is 'What it was done to: staff, student, creator, tier, embed, command.';
comment on column private.audit_log.target_id is 'The id of that; null where it has none.';
comment on column private.audit_log.details is 'Ids and numbers that say more; no secrets, names, addresses or texts.';
create index idx_audit_log_creator on private.audit_log (creator_id, id);
create index idx_audit_log_target on private.audit_log (target_id, id) where target_id is not null;
create index idx_audit_log_happened_at on private.audit_log (happened_at);

-- Who adds a row is not what the statement says ------------------------------------------------------------------------

create function private.stamp_audit() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  if new.actor_kind is not null then
    return new; -- only functions of the table's owner may say it: of a sign-in, whose it is
  end if;
  -- `role` is what the session became by SET ROLE: unlike a claim it cannot be made up.
  if current_setting('role') in ('service_role', 'none') then
    new.actor_kind := 'operator';
    new.service := claims ->> 'reason';
    return new;
  end if;
  new.actor_id := (claims ->> 'sub')::uuid;
  new.actor_kind := coalesce(
    (select a.role::text from private.acting_staff() a),
    case when private.acting_student() is not null then 'student' end,
    'unknown'
  );
  return new;
end
$$;
comment on function private.stamp_audit() is 'Writes into a new row of the audit log who adds it, from role and claims.';
create trigger audit_log_stamp before insert on private.audit_log
  for each row execute function private.stamp_audit();

-- Kept ----------------------------------------------------------------------------------------------------------------

create function private.audit_kept_since() returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$
  select now() - interval '400 days'
$$;
comment on function private.audit_kept_since() is 'Rows of the audit log from before may be deleted, and no others.';

create function private.keep_audit() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' and old.happened_at < private.audit_kept_since() then
    return old;
  end if;
  raise exception 'the audit log is only added to' using errcode = 'P0001';
end
$$;
comment on function private.keep_audit() is
  'Refuse, also to the table''s owner, every change of the audit log, and every deletion but of what is old enough.';
create trigger audit_log_keep_rows before update or delete on private.audit_log
  for each row execute function private.keep_audit();
create trigger audit_log_keep_all before truncate on private.audit_log
  for each statement execute function private.keep_audit();

create function private.forget_audit(most integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  forgotten integer;
begin
  delete from private.audit_log
   where id in (
     select l.id from private.audit_log l where l.happened_at < private.audit_kept_since() order by l.happened_at limit most
   );
  get diagnostics forgotten = row_count;
  return forgotten;
end
$$;
comment on function private.forget_audit(integer) is
  'Deletes up to `most` rows of the audit log that are older than 400 days, and returns how many: the one way to delete any.';

-- Recorded ------------------------------------------------------------------------------------------------------------

-- For the service, and for functions of the table's owner that do what they record: nobody makes up a record.
create function private.record_audit(
  action text, of_creator uuid, target_kind text default null, target_id uuid default null, details jsonb default '{}'
) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.audit_log (creator_id, action, target_kind, target_id, details)
  values (record_audit.of_creator, record_audit.action, record_audit.target_kind, record_audit.target_id,
          coalesce(record_audit.details, '{}'));
end
$$;
comment on function private.record_audit(text, uuid, text, uuid, jsonb) is
  'Adds to the audit log what the caller does; who that is comes from its role and claims.';

create function private.record_reading(of_session uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking record;
  reader uuid := (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid;
  learner uuid;
begin
  select * into asking from private.acting_staff();
  select s.student_id into learner from public.chat_sessions s where s.id = of_session and s.creator_id = asking.creator_id;
  -- Pages of one conversation, and the same page again, are one reading for an hour.
  if learner is null or exists (
    select from private.audit_log l
     where l.target_id = learner and l.action = 'conversation.read' and l.actor_id is not distinct from reader
       and l.details ->> 'session_id' = of_session::text and l.happened_at > clock_timestamp() - interval '1 hour'
  ) then
    return;
  end if;
  perform private.record_audit(
    'conversation.read', asking.creator_id, 'student', learner, jsonb_build_object('session_id', of_session)
  );
end
$$;
comment on function private.record_reading(uuid) is
  'Records that the calling staff read a conversation of a student; nothing for a student who reads its own.';

create function private.own_readings(
  before bigint, most integer, out id bigint, out happened_at timestamptz, out reader_role text, out session_id uuid,
  out session_title text
) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select l.id, l.happened_at, l.actor_kind, (l.details ->> 'session_id')::uuid, s.title
      from private.audit_log l
      left join public.chat_sessions s on s.id = (l.details ->> 'session_id')::uuid
     where l.target_id = private.acting_student() and l.action = 'conversation.read'
       and l.id < coalesce(own_readings.before, 9223372036854775807)
     order by l.id desc
     limit own_readings.most;
end
$$;
comment on function private.own_readings(bigint, integer) is
  'When staff read conversations of the calling student, and in which role; newest first, before a row.';

-- Where things happen -------------------------------------------------------------------------------------------------

create function private.audit_staff() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.id <> new.creator_id then -- the first owner comes with the creator
      perform private.record_audit(
        'staff.added', new.creator_id, 'staff', new.id,
        jsonb_build_object('role', new.role, 'is_mirrored', new.is_mirrored)
      );
    end if;
  elsif old.is_active and not new.is_active then
    perform private.record_audit(
      'staff.removed', new.creator_id, 'staff', new.id, jsonb_build_object('role', old.role)
    );
  elsif (old.role, old.email, old.whop_user_id) is distinct from (new.role, new.email, new.whop_user_id) then
    perform private.record_audit(
      'staff.changed', new.creator_id, 'staff', new.id,
      case when old.role <> new.role then jsonb_build_object('from', old.role, 'to', new.role)
           else jsonb_build_object('changed', 'email or Whop user') end
    );
  end if;
  return null;
end
$$;
comment on function private.audit_staff() is 'Records who joins and leaves the staff, and changes of roles.';
create trigger staff_audit after insert or update on public.staff
  for each row execute function private.audit_staff();

create function private.audit_plan() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_table_name = 'creators' then
    perform private.record_audit(
      'tier.changed', new.id, 'creator', new.id,
      jsonb_build_object('from', old.subscription_tier, 'to', new.subscription_tier)
    );
  elsif tg_table_name = 'tiers' then
    perform private.record_audit(
      'limits.changed', null, 'tier', null, jsonb_build_object(
        'tier', new.tier,
        'from', (select jsonb_object_agg(o.key, o.value) from jsonb_each(to_jsonb(old)) o
                  where o.value is distinct from to_jsonb(new) -> o.key),
        'to', (select jsonb_object_agg(n.key, n.value) from jsonb_each(to_jsonb(new)) n
                where n.value is distinct from to_jsonb(old) -> n.key)
      )
    );
  else
    perform private.record_audit(
      'limits.changed', case when tg_op = 'DELETE' then old.creator_id else new.creator_id end, 'creator',
      case when tg_op = 'DELETE' then old.creator_id else new.creator_id end,
      jsonb_strip_nulls(jsonb_build_object(
        'from', case when tg_op <> 'INSERT' then to_jsonb(old) - 'creator_id' end,
        'to', case when tg_op <> 'DELETE' then to_jsonb(new) - 'creator_id' end
      ))
    );
  end if;
  return null;
end
$$;
comment on function private.audit_plan() is 'Records changes of a creator''s tier, of its own limits, and of those of a tier.';
create function private.audit_brand() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.record_audit(
    'brand.changed', new.id, 'creator', new.id, jsonb_build_object('changed', array_remove(array[
      case when new.name <> old.name then 'name' end,
      case when new.logo_path is distinct from old.logo_path then 'logo' end,
      case when new.accent is distinct from old.accent then 'accent' end
    ], null))
  );
  return null;
end
$$;
comment on function private.audit_brand() is 'Records changes of a school''s name, logo and accent.';
create trigger creators_audit_brand after update on public.creators
  for each row when ((old.name, old.logo_path, old.accent) is distinct from (new.name, new.logo_path, new.accent))
  execute function private.audit_brand();
create trigger tiers_audit after update on private.tiers
  for each row when (old is distinct from new) execute function private.audit_plan();
create trigger creators_audit_tier after update on public.creators
  for each row when (old.subscription_tier <> new.subscription_tier) execute function private.audit_plan();
create trigger limit_overrides_audit after insert or update or delete on private.limit_overrides
  for each row execute function private.audit_plan();

create function private.audit_sign_in() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  one record;
  school uuid;
  kind text;
begin
  -- In another school of the same person a sign-in ends in the one and begins in the other.
  foreach one in array case tg_op when 'INSERT' then array[new] when 'DELETE' then array[old] else array[old, new] end loop
    school := coalesce(one.creator_id, (select s.creator_id from public.students s where s.id = one.student_id));
    continue when school is null; -- it ends with its student, whose erasure is recorded
    kind := case when one.creator_id is null then 'student'
                 else coalesce((select f.role::text from public.staff f where f.id = one.subject), 'owner') end;
    if tg_op <> 'DELETE' or current_setting('role') = 'chronos_public' then
      -- Before a person is known no claim says who it is: the one who has the secret.
      insert into private.audit_log (creator_id, actor_kind, actor_id, action, target_kind, target_id, details)
      values (
        school, kind, one.subject,
        case when tg_op = 'INSERT' or tg_op = 'UPDATE' and one = new then 'sign_in.begun' else 'sign_in.ended' end,
        case kind when 'student' then 'student' else 'staff' end, one.subject, jsonb_build_object('sign_in_id', one.id)
      );
    else
      perform private.record_audit(
        'sign_in.ended', school, case kind when 'student' then 'student' else 'staff' end, one.subject,
        jsonb_build_object('sign_in_id', one.id, 'is_expired', one.expires_at <= now())
      );
    end if;
  end loop;
  return null;
end
$$;
comment on function private.audit_sign_in() is 'Records every sign-in that begins or ends, by whomever it is ended.';
create trigger sign_ins_audit after insert or delete or update of subject on private.sign_ins
  for each row execute function private.audit_sign_in();

create function private.audit_sign_in_link() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.record_audit(
    'sign_in_link.made',
    coalesce(
      (select f.creator_id from public.staff f where f.id = new.staff_id),
      (select s.creator_id from public.students s where s.id = new.student_id)
    ),
    case when new.student_id is null then 'staff' else 'student' end, coalesce(new.student_id, new.staff_id),
    jsonb_build_object('expires_at', new.expires_at)
  );
  return null;
end
$$;
comment on function private.audit_sign_in_link() is 'Records for whom a sign-in link was made.';
create trigger sign_in_links_audit after insert on private.sign_in_links
  -- A stranger who asks to join acts with nobody's rights.
  for each row when (new.invite_link_id is null) execute function private.audit_sign_in_link();

create function private.audit_invite_link() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.record_audit(
    case tg_op when 'INSERT' then 'invite_link.made' else 'invite_link.ended' end, new.creator_id, 'invite_link', new.id,
    case tg_op when 'INSERT' then jsonb_strip_nulls(jsonb_build_object(
      'course_id', new.course_id, 'max_uses', new.max_uses, 'expires_at', new.expires_at
    )) else jsonb_build_object('uses', new.uses) end
  );
  return null;
end
$$;
comment on function private.audit_invite_link() is 'Records which invitations of a school are made and ended.';
create trigger invite_links_audit_made after insert on private.invite_links
  for each row execute function private.audit_invite_link();
create trigger invite_links_audit_ended after update of revoked_at on private.invite_links
  for each row when (old.revoked_at is null and new.revoked_at is not null) execute function private.audit_invite_link();

-- Rights --------------------------------------------------------------------------------------------------------------

alter table private.audit_log enable row level security;
alter table private.audit_log force row level security;
revoke all on private.audit_log from anon, authenticated, service_role;
grant select on private.audit_log to authenticated;
grant select, insert (creator_id, action, target_kind, target_id, details) on private.audit_log to service_role;
create policy audit_log_select on private.audit_log for select to authenticated
  using (creator_id = (select private.owning_creator()));
comment on policy audit_log_select on private.audit_log is 'An owner reads the log of its school.';

revoke all on function
  private.stamp_audit(), private.audit_kept_since(), private.keep_audit(), private.forget_audit(integer),
  private.record_audit(text, uuid, text, uuid, jsonb), private.record_reading(uuid), private.own_readings(bigint, integer),
  private.audit_staff(), private.audit_plan(), private.audit_sign_in(), private.audit_sign_in_link(),
  private.audit_invite_link()
  from public, anon, authenticated;
grant execute on function private.record_reading(uuid), private.own_readings(bigint, integer) to authenticated, service_role;
grant execute on function private.record_audit(text, uuid, text, uuid, jsonb), private.forget_audit(integer)
  to service_role;
