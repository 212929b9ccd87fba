-- Identities: how a person who signs in by e-mail, with an OpenID provider or from Whop is found, in one school or several.
--
-- A sign-in keeps what it proved: an address at which the person reads mail, or a subject at an issuer. Schools are listed and
-- switched by that alone. Nobody becomes a member by signing in: rows of people are made by creators, or from a membership.

create table private.identities (
  id uuid primary key default gen_random_uuid(),
  issuer text not null,
  subject text not null,
  staff_id uuid references public.staff (id) on delete cascade,
  student_id uuid references public.students (id) on delete cascade,
  created_at timestamptz not null default now(),
  constraint identities_one_person check (num_nonnulls(staff_id, student_id) = 1),
  constraint identities_issuer_length check (length(issuer) between 1 and 2000),
  constraint identities_subject_length check (length(subject) between 1 and 255),
  unique nulls not distinct (issuer, subject, staff_id, student_id)
);
comment on table private.identities is
  'Accounts at OpenID providers that a person has signed in with, so that a change of address there loses nobody.';
comment on column private.identities.issuer is 'The provider, as its tokens name it.';
comment on column private.identities.subject is 'The person''s id there, which never changes.';
comment on column private.identities.staff_id is 'The member of the staff; null for a student.';
comment on column private.identities.student_id is 'The student; null for a member of the staff.';
create index idx_identities_staff on private.identities (staff_id);
create index idx_identities_student on private.identities (student_id);

create table private.sign_in_attempts (
  state_hash bytea primary key,
  browser_hash bytea not null,
  provider text not null,
  page text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '10 minutes',
  constraint sign_in_attempts_state_hash_length check (length(state_hash) = 32),
  constraint sign_in_attempts_browser_hash_length check (length(browser_hash) = 32),
  constraint sign_in_attempts_provider_length check (length(provider) <= 50),
  constraint sign_in_attempts_page_length check (length(page) <= 500)
);
comment on table private.sign_in_attempts is
  'Sign-ins that wait for the answer of an OpenID provider; the answer uses one up. Nonce and verifier are not stored: they '
  'follow from the state and the browser''s cookie.';
comment on column private.sign_in_attempts.state_hash is 'SHA-256 of the state that the provider sends back.';
comment on column private.sign_in_attempts.browser_hash is 'SHA-256 of the cookie of the browser that began.';
comment on column private.sign_in_attempts.provider is 'openid or whop: the answer of one is none of the other.';
comment on column private.sign_in_attempts.page is 'The page to show after the sign-in.';
comment on column private.sign_in_attempts.expires_at is 'Ten minutes after it began.';
create index idx_sign_in_attempts_expires_at on private.sign_in_attempts (expires_at);

do $$
declare
  found regclass;
begin
  foreach found in array array['private.identities', 'private.sign_in_attempts']::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
create policy identities_service on private.identities for all to service_role using (true) with check (true);
create policy sign_in_attempts_service on private.sign_in_attempts for all to service_role using (true) with check (true);
comment on policy identities_service on private.identities is 'Only the service reads and writes it.';
comment on policy sign_in_attempts_service on private.sign_in_attempts is 'Only the service reads and writes it.';

-- Rate limits at the door --------------------------------------------------------------------------------------------

create function private.take_door_token(of_kind text, of_key text) returns double precision
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  -- Of an address or a network only a hash is kept, for a day.
  owner uuid := substr(sha256(convert_to(of_kind || ':' || of_key, 'UTF8'))::text, 3, 32)::uuid;
  burst integer;
  per_minute double precision;
begin
  select l.burst, l.per_minute into burst, per_minute
    from (values
      ('mail_address', 3, 0.1),   -- e-mails to one address: a stranger cannot fill a mailbox
      ('mail_network', 20, 2),    -- e-mails asked for from one network
      ('sign_in_network', 60, 30) -- sign-ins that begin at a provider, from one network
    ) as l (kind, burst, per_minute)
   where l.kind = of_kind;
  insert into private.rate_buckets as b (owner_id, kind, tokens, updated_at)
  values (owner, of_kind, burst - 1, clock_timestamp())
  on conflict (owner_id, kind) do update
     set tokens = private.refilled(b.tokens, b.updated_at, clock_timestamp(), burst, per_minute) - 1,
         updated_at = clock_timestamp()
   where private.refilled(b.tokens, b.updated_at, clock_timestamp(), burst, per_minute) >= 1;
  if found then
    return null;
  end if;
  return (
    select greatest(0, (1 - private.refilled(b.tokens, b.updated_at, clock_timestamp(), burst, per_minute)) / per_minute * 60)
      from private.rate_buckets b
     where b.owner_id = owner and b.kind = of_kind
  );
end
$$;
comment on function private.take_door_token(text, text) is
  'Take a token before anybody is known, from the bucket of an address or a network; null, or the seconds until there is one.';

create function private.may_ask_for_mail(address text, network text) returns double precision
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  wait_seconds double precision := private.take_door_token('mail_network', network);
begin
  -- Not both: whoever may not ask takes no token of the address from its owner.
  return coalesce(wait_seconds, private.take_door_token('mail_address', lower(address)));
end
$$;
comment on function private.may_ask_for_mail(text, text) is
  'Null when a sign-in link may be mailed, else the seconds until then; the same for addresses that nobody has.';

create function private.make_invitation(
  link_hash bytea, for_person uuid, out name text, out email text, out school text, out wait_seconds double precision
)
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  is_staff boolean;
begin
  select coalesce(f.name, s.name), coalesce(f.email, s.email), c.name, f.id is not null
    into name, email, school, is_staff
    from public.creators c
    left join public.staff f
      on f.id = for_person and f.creator_id = c.id and f.is_active and c.id = private.owning_creator()
    left join public.students s
      on s.id = for_person and s.creator_id = c.id and s.is_active and c.id = private.editing_creator()
   where c.id = private.acting_creator() and coalesce(f.id, s.id) is not null;
  if email is null then
    return;
  end if;
  wait_seconds := private.take_door_token('mail_address', lower(email));
  if wait_seconds is null then
    insert into private.sign_in_links (secret_hash, staff_id, student_id, mailed_to, expires_at)
    values (
      link_hash, case when is_staff then for_person end, case when not is_staff then for_person end, email,
      now() + interval '7 days'
    );
  end if;
end
$$;
comment on function private.make_invitation(bytea, uuid) is
  'Make an invitation that is mailed: of staff by an owner, of students by an editor. Nulls for nobody that the caller may '
  'invite; a name alone for a person without an address; the seconds to wait when the address got too many.';

-- Students by the hand of an owner --------------------------------------------------------------------------------------

create function private.add_student(of_name text, of_email text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added uuid;
begin
  insert into public.students (creator_id, name, email)
  select c.id, of_name, of_email from public.creators c where c.id = private.owning_creator()
  returning id into added;
  return added;
end
$$;
comment on function private.add_student(text, text) is 'Add a student to the school of an owner; null for every other caller.';

create function private.import_students(
  names text[], emails text[], courses uuid[], out added integer, out known integer, out ended integer, out given integer
)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  school uuid := private.owning_creator();
begin
  if school is null then
    return;
  end if;
  -- One after the other: two imports of one list at once would add everybody twice.
  perform pg_advisory_xact_lock(hashtextextended('chronos.import_students ' || school::text, 0));
  select count(*) filter (where one.is_in), count(*) filter (where not one.is_in) into known, ended
    from (
      select bool_or(s.is_active and coalesce(s.access_ends_at > now(), true)) as is_in
        from public.students s
       where s.creator_id = school and lower(s.email) in (select lower(e.email) from unnest(emails) as e (email))
       group by lower(s.email)
    ) as one;
  insert into public.students (creator_id, name, email, sees_all_courses)
  select school, (array_agg(l.name order by l.place))[1], (array_agg(l.email order by l.place))[1], bool_or(l.course is null)
    from unnest(names, emails, courses) with ordinality as l (name, email, course, place)
   where not exists (
     select from public.students s where s.creator_id = school and lower(s.email) = lower(l.email)
   )
   group by lower(l.email)
   order by min(l.place);
  get diagnostics added = row_count;
  insert into public.course_enrolments (course_id, student_id, creator_id)
  select distinct c.id, s.id, school
    from unnest(emails, courses) as l (email, course)
    join public.courses c on c.id = l.course and c.creator_id = school and c.deleted_at is null
    join public.students s on s.creator_id = school and lower(s.email) = lower(l.email)
   where s.is_active and not s.sees_all_courses
  on conflict do nothing;
  get diagnostics given = row_count;
end
$$;
comment on function private.import_students(text[], text[], uuid[]) is
  'Add students to the school of an owner by their addresses, with the one course of each line, null for everything; who is '
  'known keeps name and access, and gets the course unless everything is seen. Nulls for every other caller.';

create function private.let_student_in(of_student uuid, lets_in boolean) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.students s
     set is_active = lets_in, is_suspended = not lets_in
   where s.id = of_student and s.creator_id = private.owning_creator();
  if not found then
    return false;
  end if;
  if lets_in then
    perform private.settle_student(of_student);
  end if;
  return true;
end
$$;
comment on function private.let_student_in(uuid, boolean) is
  'End or resume the access of a student, as an owner of its school; false for every other caller. Resumed, memberships decide.';

-- Attempts -----------------------------------------------------------------------------------------------------------

create function private.begin_sign_in_attempt(state bytea, browser bytea, at_provider text, to_page text, network text)
returns double precision
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  wait_seconds double precision := private.take_door_token('sign_in_network', network);
begin
  if wait_seconds is null then
    insert into private.sign_in_attempts (state_hash, browser_hash, provider, page)
    values (state, browser, at_provider, to_page);
  end if;
  return wait_seconds;
end
$$;
comment on function private.begin_sign_in_attempt(bytea, bytea, text, text, text) is
  'Note a sign-in that waits for its provider; the seconds to wait when the network has begun too many.';

create function private.take_sign_in_attempt(state bytea, browser bytea, at_provider text) returns text
language sql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
  delete from private.sign_in_attempts a
   where a.state_hash = state and a.browser_hash = browser and a.provider = at_provider and a.expires_at > now()
  returning a.page
$$;
comment on function private.take_sign_in_attempt(bytea, bytea, text) is
  'Use an attempt up, in the browser and for the provider that it was begun with; its page, or null.';

-- People by what a sign-in proved ------------------------------------------------------------------------------------

create function private.people_of(of_email text, of_issuer text, of_subject text)
returns table (person_id uuid, is_staff boolean, role text, name text, creator_id uuid, school text, is_by_email boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
  -- A letter that another script writes like a Latin one, as the sign of kelvin, becomes that by lower(): it is not the
  -- address of the same mailbox, and finds nobody.
  with asked as (
    select lower(of_email) as email where lower(of_email) = lower(of_email collate "C")
  ), linked as (
    select i.staff_id, i.student_id
      from private.identities i
     where i.issuer = of_issuer and i.subject = of_subject
  ), found as (
    select s.id, true as by_email
      from public.staff s join asked a on lower(s.email) = a.email and lower(s.email) = lower(s.email collate "C")
     where s.is_active
    union all
    select s.id, true
      from public.students s join asked a on lower(s.email) = a.email and lower(s.email) = lower(s.email collate "C")
    union all
    select s.id, false from public.staff s
     where of_issuer = 'whop' and s.whop_user_id = of_subject and s.is_active
    union all
    select s.id, false from public.students s where of_issuer = 'whop' and s.whop_user_id = of_subject
    union all
    select coalesce(l.staff_id, l.student_id), false from linked l
  ), people as (
    select f.id, bool_and(f.by_email) as by_email from found f group by f.id
  )
  select p.id, s.id is not null, coalesce(s.role::text, 'student'), coalesce(s.name, t.name), c.id, c.name, p.by_email
    from people p
    left join public.staff s on s.id = p.id and s.is_active
    left join public.students t on t.id = p.id and t.is_active
    join public.creators c on c.id = coalesce(s.creator_id, t.creator_id) and c.is_active
$$;
comment on function private.people_of(text, text, text) is
  'The active rows of the person who proved this address, or to be this subject at this issuer, in all schools. whop is the '
  'issuer of users of Whop.';

create function private.sign_in_by_identity(
  new_hash bytea, in_browser text, of_email text, of_issuer text, of_subject text
) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  person record;
begin
  insert into private.identities (issuer, subject, staff_id, student_id)
  select of_issuer, of_subject, case when p.is_staff then p.person_id end, case when not p.is_staff then p.person_id end
    from private.people_of(of_email, of_issuer, of_subject) p
   where of_issuer is not null and p.is_by_email
  on conflict do nothing;
  -- The school where they were last, else the one that they were first in.
  select p.* into person
    from private.people_of(of_email, of_issuer, of_subject) p
    left join public.staff s on s.id = p.person_id
    left join public.students t on t.id = p.person_id
   order by (select max(k.last_seen_at) from private.sign_ins k where k.subject = p.person_id) desc nulls last,
            coalesce(s.created_at, t.created_at), p.person_id
   limit 1;
  if not found then
    return false;
  end if;
  perform private.keep_sign_in(
    new_hash, person.person_id, case when person.is_staff then person.creator_id end,
    case when not person.is_staff then person.person_id end, in_browser, 'infinity', of_email, of_issuer, of_subject, false
  );
  return true;
end
$$;
comment on function private.sign_in_by_identity(bytea, text, text, text, text) is
  'Begin a sign-in of the person who proved an identity, and remember the account for their rows; false: nobody has it here. '
  'For the service, after it verified the proof.';

create function private.forget_staff_proofs() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- A person who changes their own address was there already.
  if new.id = (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid then
    return null;
  end if;
  delete from private.sign_ins s
   where s.subject = new.id
     and (s.proved_email = lower(old.email collate "C") or exists (
       select from private.identities i
        where i.staff_id = new.id and i.issuer = s.proved_issuer and i.subject = s.proved_subject
     ));
  delete from private.identities i where i.staff_id = new.id;
  return null;
end
$$;
comment on function private.forget_staff_proofs() is
  'Ends what a former address of a member of the staff opened, which may have been a stranger''s, when another person changes it: '
  'sign-ins, and accounts that were found by it.';
create trigger staff_forget_proofs after update of email on public.staff
  for each row when (old.email is not null and lower(old.email) is distinct from lower(new.email))
  execute function private.forget_staff_proofs();

create function private.schools_of_sign_in(of_hash bytea)
returns table (person_id uuid, is_staff boolean, role text, name text, school text, is_current boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  own private.sign_ins;
begin
  select s.* into own from private.sign_ins s where s.secret_hash = of_hash and s.expires_at > now();
  if not found then
    return;
  end if;
  return query
    select p.person_id, p.is_staff, p.role, p.name, p.school, p.person_id = own.subject
      from private.people_of(own.proved_email, own.proved_issuer, own.proved_subject) p
    union
    select own.subject, t.id is null, coalesce(f.role::text, case when t.id is null then 'owner' else 'student' end),
           coalesce(t.name, f.name, c.name), c.name, true
      from public.creators c
      left join public.students t on t.id = own.student_id
      left join public.staff f on f.id = own.subject
     where c.id = coalesce(own.creator_id, t.creator_id) and c.is_active
       and (t.id is null or t.is_active) and (f.id is null or f.is_active)
    order by 5, 4, 1;
end
$$;
comment on function private.schools_of_sign_in(bytea) is
  'The schools of the person whom this secret keeps signed in, by what the sign-in proved; with nothing proved, the present one.';

create function private.switch_school(of_hash bytea, to_person uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  chosen record;
begin
  select p.person_id, p.is_staff, p.role, p.creator_id into chosen
    from private.sign_ins s
   cross join lateral private.people_of(s.proved_email, s.proved_issuer, s.proved_subject) p
   where s.secret_hash = of_hash and s.expires_at > now() and p.person_id = to_person;
  if not found then
    return exists (
      select from private.sign_ins s where s.secret_hash = of_hash and s.expires_at > now() and s.subject = to_person
    );
  end if;
  update private.sign_ins s
     set subject = chosen.person_id,
         creator_id = case when chosen.is_staff then chosen.creator_id end,
         student_id = case when not chosen.is_staff then chosen.person_id end
   where s.secret_hash = of_hash;
  -- The other school sees in its log that the person is there now.
  insert into private.audit_log (creator_id, actor_kind, actor_id, action, target_kind, target_id, details)
  values (
    chosen.creator_id, case when chosen.is_staff then chosen.role else 'student' end, chosen.person_id, 'sign_in.begun',
    case when chosen.is_staff then 'staff' else 'student' end, chosen.person_id, jsonb_build_object('is_switched', true)
  );
  return true;
end
$$;
comment on function private.switch_school(bytea, uuid) is
  'Let the sign-in with this secret act in another school of the same person; false when it is none of theirs.';

create function private.end_proved_sign_ins(kept uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
begin
  delete from private.sign_ins s
   using private.sign_ins own
   where own.id = kept and own.subject = (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
     and s.id <> kept
     and (s.proved_email = own.proved_email
       or s.proved_issuer = own.proved_issuer and s.proved_subject = own.proved_subject);
end
$$;
comment on function private.end_proved_sign_ins(uuid) is
  'End all sign-ins but the kept one of the caller that proved the same address or account: those in other schools, too.';

-- People who come from Whop ------------------------------------------------------------------------------------------

create function private.enter_from_whop(
  of_company text, of_user text, as_admin boolean, makes_school boolean, named text, new_hash bytea, in_browser text
) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  school record;
  made uuid;
  person uuid;
  has_left boolean;
begin
  select c.id, c.is_active into school from public.creators c where c.whop_company_id = of_company;
  if not found and as_admin and makes_school then
    if named is null then
      return 'missing';
    end if;
    insert into public.creators (name, whop_company_id, whop_user_id) values (named, of_company, of_user)
    on conflict (whop_company_id) do nothing
    returning id into made;
    -- Whoever of the team comes first makes the school; who owns the company is what Whop's team says.
    update public.staff s set is_mirrored = true where s.id = made;
    select c.id, c.is_active into school from public.creators c where c.whop_company_id = of_company;
  end if;
  if school.id is null then
    return 'unknown';
  elsif not school.is_active then
    return 'ended';
  end if;
  for attempt in 1..2 loop
    if as_admin then
      -- A person whom an owner removed here does not come back by a door of Whop.
      select s.id, not s.is_active into person, has_left
        from public.staff s where s.creator_id = school.id and s.whop_user_id = of_user
       order by s.is_active desc limit 1;
    else
      select s.id, not s.is_active into person, has_left
        from public.students s where s.creator_id = school.id and s.whop_user_id = of_user;
    end if;
    exit when person is not null;
    if named is null then
      return 'missing';
    elsif as_admin then
      insert into public.staff (creator_id, whop_user_id, name, role, is_mirrored)
      values (school.id, of_user, named, 'editor', true)
      on conflict do nothing;
    else
      -- Until a membership is known here, Whop's word at the door gives access: for as long as this sign-in, and where products
      -- differ in what they give, to no course.
      insert into public.students (creator_id, whop_user_id, name, access_ends_at, sees_all_courses)
      values (school.id, of_user, named, now() + interval '12 hours', not exists (
        select from public.whop_products p where p.creator_id = school.id and p.gives <> 'all_courses'
      ))
      on conflict (creator_id, whop_user_id) do nothing;
    end if;
  end loop;
  if has_left then
    return 'ended';
  end if;
  if not as_admin then
    update public.students s set access_ends_at = now() + interval '12 hours'
     where s.id = person and s.whop_membership_id is null and s.access_ends_at < now() + interval '11 hours';
  end if;
  perform private.keep_sign_in(
    new_hash, person, case when as_admin then school.id end, case when not as_admin then person end, in_browser,
    now() + interval '12 hours', null, 'whop', of_user, true
  );
  return 'in';
end
$$;
comment on function private.enter_from_whop(text, text, boolean, boolean, text, bytea, text) is
  'Begin a sign-in in a frame inside Whop: the company chooses the school, its admins are staff, its customers students; rows that '
  'are missing are made, a school by an admin alone. in; ended: no longer active here; unknown: no school of this company; '
  'missing: again with a name, for a row to make. For the service, after it verified the user and asked Whop for the access.';

revoke all on function
  private.forget_staff_proofs(), private.end_proved_sign_ins(uuid), private.take_door_token(text, text), private.may_ask_for_mail(text, text), private.make_invitation(bytea, uuid),
  private.add_student(text, text), private.import_students(text[], text[], uuid[]), private.let_student_in(uuid, boolean),
  private.begin_sign_in_attempt(bytea, bytea, text, text, text), private.take_sign_in_attempt(bytea, bytea, text),
  private.people_of(text, text, text), private.sign_in_by_identity(bytea, text, text, text, text),
  private.schools_of_sign_in(bytea), private.switch_school(bytea, uuid),
  private.enter_from_whop(text, text, boolean, boolean, text, bytea, text)
  from public, anon, authenticated;
grant execute on function
  private.may_ask_for_mail(text, text), private.begin_sign_in_attempt(bytea, bytea, text, text, text),
  private.take_sign_in_attempt(bytea, bytea, text), private.schools_of_sign_in(bytea), private.switch_school(bytea, uuid)
  to chronos_public;
grant execute on function
  private.people_of(text, text, text), private.sign_in_by_identity(bytea, text, text, text, text),
  private.enter_from_whop(text, text, boolean, boolean, text, bytea, text)
  to service_role;
grant execute on function
  private.make_invitation(bytea, uuid), private.end_proved_sign_ins(uuid), private.add_student(text, text),
  private.import_students(text[], text[], uuid[]), private.let_student_in(uuid, boolean)
  to authenticated;
