-- Sign-ins: links that are good for one, and what keeps a browser signed in. Of each secret only the SHA-256 is stored.

create table private.invite_links (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  course_id uuid,
  secret_hash bytea not null unique,
  max_uses integer not null,
  uses integer not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (course_id, creator_id) references public.courses (id, creator_id) on delete cascade,
  constraint invite_links_secret_hash_length check (length(secret_hash) = 32),
  constraint invite_links_max_uses_range check (max_uses between 1 and 5000),
  constraint invite_links_uses_range check (uses between 0 and max_uses),
  constraint invite_links_lifetime check (expires_at <= created_at + interval '90 days')
);
comment on table private.invite_links is 'Links that make their holders students, as often and as long as an owner says.';
comment on column private.invite_links.course_id is
  'The course that new students see, and nothing else; null: the library and every published course.';
comment on column private.invite_links.secret_hash is 'SHA-256 of the secret in the link.';
comment on column private.invite_links.max_uses is 'How many students it may add, or give its course.';
comment on column private.invite_links.uses is 'How many it has added, or given its course.';
comment on column private.invite_links.expires_at is 'After 90 days at most.';
comment on column private.invite_links.revoked_at is 'When an owner ended it; null: it was not ended.';
create index idx_invite_links_creator on private.invite_links (creator_id, created_at);
create index idx_invite_links_course on private.invite_links (course_id, creator_id);
create index idx_invite_links_expires_at on private.invite_links (expires_at);

create table private.sign_in_links (
  secret_hash bytea primary key,
  staff_id uuid references public.staff (id) on delete cascade,
  student_id uuid references public.students (id) on delete cascade,
  invite_link_id uuid references private.invite_links (id) on delete cascade,
  new_name text,
  mailed_to text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint sign_in_links_secret_hash_length check (length(secret_hash) = 32),
  constraint sign_in_links_one_person check (num_nonnulls(staff_id, student_id, invite_link_id) = 1),
  -- An address joins when its reader opens the link.
  constraint sign_in_links_new_person check (num_nonnulls(invite_link_id, new_name) in (0, 2)
    and (invite_link_id is null or mailed_to is not null)),
  constraint sign_in_links_lifetime check (expires_at <= created_at + interval '7 days')
);
comment on table private.sign_in_links is 'Links that sign a browser in once; using one deletes it.';
comment on column private.sign_in_links.secret_hash is 'SHA-256 of the secret in the link.';
comment on column private.sign_in_links.staff_id is 'The creator, or member of the staff, whom the link signs in; null for a student.';
comment on column private.sign_in_links.student_id is 'The student whom the link signs in; null for staff.';
comment on column private.sign_in_links.invite_link_id is
  'The invitation by which the reader of mailed_to becomes a student when the link is used; null for a known person.';
comment on column private.sign_in_links.new_name is 'The name that the new student gave; null for a known person.';
comment on column private.sign_in_links.mailed_to is
  'The address to which Chronos sent the link: who uses it reads what is sent there. Null: its operator passed it on.';
comment on column private.sign_in_links.expires_at is 'After 15 minutes; that of an invitation after 7 days.';
create index idx_sign_in_links_staff on private.sign_in_links (staff_id);
create index idx_sign_in_links_student on private.sign_in_links (student_id);
create index idx_sign_in_links_invite_link on private.sign_in_links (invite_link_id);
create index idx_sign_in_links_expires_at on private.sign_in_links (expires_at);

create table private.sign_ins (
  id uuid primary key default gen_random_uuid(),
  secret_hash bytea not null unique,
  subject uuid not null,
  creator_id uuid references public.creators (id) on delete cascade,
  student_id uuid references public.students (id) on delete cascade,
  browser text not null,
  proved_email text,
  proved_issuer text,
  proved_subject text,
  is_framed boolean not null default false,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ends_at timestamptz not null,
  constraint sign_ins_secret_hash_length check (length(secret_hash) = 32),
  constraint sign_ins_person check (num_nonnulls(creator_id, student_id) > 0),
  constraint sign_ins_browser_length check (length(browser) <= 100),
  constraint sign_ins_proved_whole check (num_nonnulls(proved_issuer, proved_subject) <> 1),
  constraint sign_ins_end_after_expiry check (expires_at <= ends_at)
);
comment on table private.sign_ins is 'What keeps a browser signed in; without its row a cookie is worth nothing.';
comment on column private.sign_ins.secret_hash is 'SHA-256 of the secret in the browser''s cookie.';
comment on column private.sign_ins.subject is 'Who signed in: the creator, the student, or a member of the staff.';
comment on column private.sign_ins.creator_id is 'The creator for whom the person acts; null for a student.';
comment on column private.sign_ins.student_id is 'The student who signed in; null for a creator and staff.';
comment on column private.sign_ins.browser is 'Browser and system in short, e.g. Firefox on Windows.';
comment on column private.sign_ins.proved_email is 'The e-mail address that the sign-in proved; null: none.';
comment on column private.sign_ins.proved_issuer is 'Who vouches for proved_subject: an OpenID issuer, or whop; null: nobody.';
comment on column private.sign_ins.proved_subject is 'The person''s id at proved_issuer.';
comment on column private.sign_ins.is_framed is 'Whether it keeps a frame inside Whop signed in, and no page outside of it.';
comment on column private.sign_ins.last_seen_at is 'Time of the last request, to five minutes.';
comment on column private.sign_ins.expires_at is 'When it ends unless it is used before; each use moves it.';
comment on column private.sign_ins.ends_at is 'When it ends however much it is used.';
create index idx_sign_ins_subject on private.sign_ins (subject, last_seen_at);
create index idx_sign_ins_creator on private.sign_ins (creator_id);
create index idx_sign_ins_student on private.sign_ins (student_id);
create index idx_sign_ins_expires_at on private.sign_ins (expires_at);

-- Rights -------------------------------------------------------------------------------------------------------------

do $$
declare
  found regclass;
begin
  foreach found in array array['private.invite_links', 'private.sign_in_links', 'private.sign_ins']::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
create policy sign_in_links_service on private.sign_in_links for all to service_role using (true) with check (true);
comment on policy sign_in_links_service on private.sign_in_links is 'Only the service reads and writes it.';

-- Owners, who add students, make links that do; the secret is not read back.
grant select (id, creator_id, course_id, max_uses, uses, created_at, expires_at, revoked_at),
  insert (creator_id, course_id, secret_hash, max_uses, expires_at), update (revoked_at)
  on private.invite_links to authenticated;
create policy invite_links_select on private.invite_links for select to authenticated
  using (creator_id = (select private.owning_creator()));
create policy invite_links_insert on private.invite_links for insert to authenticated
  with check (creator_id = (select private.owning_creator()));
create policy invite_links_update on private.invite_links for update to authenticated
  using (creator_id = (select private.owning_creator())) with check (creator_id = (select private.owning_creator()));
comment on policy invite_links_select on private.invite_links is 'An owner reads the links of its school.';
comment on policy invite_links_insert on private.invite_links is 'An owner makes links of its school.';
comment on policy invite_links_update on private.invite_links is 'An owner ends links of its school.';

grant delete, select (id, subject, creator_id, student_id, browser, created_at, last_seen_at, expires_at, ends_at)
  on private.sign_ins to authenticated;
create policy sign_ins_select on private.sign_ins for select to authenticated
  using (
    subject = (select auth.uid())
    and (student_id = (select private.acting_student()) or creator_id = (select private.acting_creator()))
  );
create policy sign_ins_delete on private.sign_ins for delete to authenticated
  using (
    subject = (select auth.uid())
    and (student_id = (select private.acting_student()) or creator_id = (select private.acting_creator()))
  );
comment on policy sign_ins_select on private.sign_ins is 'A person reads its own sign-ins.';
comment on policy sign_ins_delete on private.sign_ins is 'A person ends its own sign-ins.';

-- Before a person is known -------------------------------------------------------------------------------------------

-- The person of a browser is not known before its secret is looked up: these run as `chronos_public`, which reaches the one row
-- whose secret it knows.

create function private.keep_sign_in(
  new_hash bytea, who uuid, of_creator uuid, of_student uuid, in_browser text, until timestamptz,
  email text, issuer text, at_issuer text, framed boolean
) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  -- One person keeps fifty: the holder of a token cannot fill the table.
  delete from private.sign_ins s
   where s.id in (
     select o.id from private.sign_ins o where o.subject = who order by o.last_seen_at desc, o.id offset 49
   );
  insert into private.sign_ins (
    secret_hash, subject, creator_id, student_id, browser, expires_at, ends_at,
    proved_email, proved_issuer, proved_subject, is_framed
  )
  select new_hash, who, of_creator, of_student, in_browser, least(now() + interval '30 days', ends.latest), ends.latest,
         lower(email collate "C"), issuer, at_issuer, framed
    from (select least(now() + interval '180 days', until) as latest) as ends
$$;
comment on function private.keep_sign_in(bytea, uuid, uuid, uuid, text, timestamptz, text, text, text, boolean) is
  'Add a sign-in that ends after 30 days without use, after 180 days, or at `until`; beyond 50 the oldest end. The last four '
  'say what it proved, and whether it is in a frame.';

create function private.show_sign_in_link(
  link_hash bytea, out name text, out school text, out logo text, out accent text
)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(s.name, f.name, l.new_name), c.name, c.logo_path, c.accent
    from private.sign_in_links l
    left join public.students s on s.id = l.student_id
    left join public.staff f on f.id = l.staff_id
    left join private.invite_links i on i.id = l.invite_link_id and i.expires_at > now() and i.revoked_at is null
    join public.creators c on c.id = coalesce(f.creator_id, s.creator_id, i.creator_id)
   where l.secret_hash = link_hash and l.expires_at > now() and c.is_active
     and coalesce(f.is_active, s.is_active and coalesce(s.access_ends_at > now(), true), true)
     and (l.mailed_to is null or i.id is not null or lower(l.mailed_to) = lower(coalesce(f.email, s.email)))
$$;
comment on function private.show_sign_in_link(bytea) is
  'The person whom a link signs in, and the creator whose school it is, with its brand; nulls unless both are active and the link is good. A link '
  'that was mailed to an address which the person has no longer is not.';

create function private.sign_in_by_link(link_hash bytea, new_hash bytea, in_browser text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  link record;
begin
  if (select shown.name is null from private.show_sign_in_link(link_hash) as shown) then
    return false;
  end if;
  -- Of two that use it at once, the second waits for this row and finds none.
  delete from private.sign_in_links l where l.secret_hash = link_hash and l.expires_at > now()
  returning l.staff_id, l.student_id, l.invite_link_id, l.new_name, l.mailed_to into link;
  if not found then
    return false;
  end if;
  if link.invite_link_id is not null then
    link.student_id := private.use_invite_link(link.invite_link_id, link.new_name, link.mailed_to, null);
    if link.student_id is null then
      return false;
    end if;
  end if;
  perform private.keep_sign_in(
    new_hash, coalesce(link.staff_id, link.student_id),
    (select f.creator_id from public.staff f where f.id = link.staff_id), link.student_id, in_browser, 'infinity',
    link.mailed_to, null, null, false
  );
  return true;
end
$$;
comment on function private.sign_in_by_link(bytea, bytea, text) is
  'Use a link up and begin a sign-in with another secret; false when the link is not good any more.';

-- Joining by an invitation that is good for many -----------------------------------------------------------------------

create function private.show_invite_link(
  link_hash bytea, out school text, out logo text, out accent text, out course text, out state text
)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.name, c.logo_path, c.accent, o.title,
         case when l.revoked_at is not null or not c.is_active or o.deleted_at is not null then 'revoked'
              when l.expires_at <= now() then 'expired' when l.uses >= l.max_uses then 'used_up' else 'good' end
    from private.invite_links l
    join public.creators c on c.id = l.creator_id
    left join public.courses o on o.id = l.course_id
   where l.secret_hash = link_hash
$$;
comment on function private.show_invite_link(bytea) is
  'The school with its brand and the course of an invitation, and whether it is good, expired, used_up or revoked; nulls for no invitation.';

create function private.use_invite_link(of_link uuid, of_name text, of_email text, of_student uuid) returns uuid
language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  link private.invite_links;
  known record;
  joined uuid;
begin
  -- Of many at once each waits for the row, so that no use is counted twice.
  select l.* into link from private.invite_links l where l.id = of_link for update;
  if link.id is null or link.revoked_at is not null or link.expires_at <= now() then
    return null;
  end if;
  -- As in people_of: a letter of another script that lower() makes a Latin one is not the same mailbox.
  select s.id, s.is_active and coalesce(s.access_ends_at > now(), true) as is_in, s.sees_all_courses,
         exists (select from public.course_enrolments e where e.student_id = s.id and e.course_id = link.course_id) as has_course
    into known
    from public.students s
   where s.creator_id = link.creator_id
     and (s.id = of_student or lower(s.email) = lower(of_email)
          and lower(of_email) = lower(of_email collate "C") and lower(s.email) = lower(s.email collate "C"))
   order by s.id = of_student desc nulls last, s.is_active desc, s.created_at, s.id
   limit 1;
  joined := known.id;
  if joined is not null and not known.is_in then
    return null; -- access that an owner or Whop ended is not resumed by a link that is still around
  end if;
  if joined is not null and (link.course_id is null or known.sees_all_courses or known.has_course) then
    return joined; -- it gives nothing that the student has not
  end if;
  if link.uses >= link.max_uses then
    return null;
  end if;
  update private.invite_links l set uses = l.uses + 1 where l.id = link.id;
  if joined is null then
    insert into public.students (creator_id, name, email, sees_all_courses)
    values (link.creator_id, of_name, of_email, link.course_id is null)
    returning id into joined;
  end if;
  if link.course_id is not null then
    insert into public.course_enrolments (course_id, student_id, creator_id)
    values (link.course_id, joined, link.creator_id);
  end if;
  return joined;
end
$$;
comment on function private.use_invite_link(uuid, text, text, uuid) is
  'Make the reader of an address, a student who is signed in, or with nulls a new person a student by an invitation; the '
  'student, or null when it is not good any more or the student''s access has ended.';

create function private.ask_to_join(
  link_hash bytea, new_hash bytea, of_name text, of_email text, network text, out school text, out wait_seconds double precision
)
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  link uuid;
begin
  select l.id, c.name into link, school
    from private.invite_links l
    join public.creators c on c.id = l.creator_id and c.is_active
   where l.secret_hash = link_hash and l.expires_at > now() and l.revoked_at is null;
  if link is null then
    return;
  end if;
  wait_seconds := private.may_ask_for_mail(of_email, network);
  if wait_seconds is null then
    insert into private.sign_in_links (secret_hash, invite_link_id, new_name, mailed_to, expires_at)
    values (new_hash, link, of_name, of_email, now() + interval '1 day');
  end if;
end
$$;
comment on function private.ask_to_join(bytea, bytea, text, text, text) is
  'Make a sign-in link for the reader of an address, which makes them a student when it is used; the same for members and '
  'strangers. A null school: the invitation is not good.';

create function private.join_by_name(
  link_hash bytea, new_hash bytea, of_name text, in_browser text, network text,
  out is_done boolean, out wait_seconds double precision
)
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  joined uuid;
begin
  is_done := false;
  wait_seconds := private.take_door_token('sign_in_network', network);
  if wait_seconds is not null then
    return;
  end if;
  joined := private.use_invite_link(
    (select l.id from private.invite_links l join public.creators c on c.id = l.creator_id and c.is_active
      where l.secret_hash = link_hash), of_name, null, null
  );
  if joined is not null then
    perform private.keep_sign_in(new_hash, joined, null, joined, in_browser, 'infinity', null, null, null, false);
    is_done := true;
  end if;
end
$$;
comment on function private.join_by_name(bytea, bytea, text, text, text) is
  'Add a student without an address by an invitation and begin a sign-in: for a server that sends no e-mail.';

create function private.join_signed_in(link_hash bytea, of_hash bytea) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  own record;
  link private.invite_links;
begin
  select l.* into link
    from private.invite_links l join public.creators c on c.id = l.creator_id and c.is_active
   where l.secret_hash = link_hash;
  select coalesce(t.name, f.name, c.name) as name, s.proved_email as email,
         case when t.creator_id = link.creator_id then t.id end as student into own
    from private.sign_ins s
    left join public.students t on t.id = s.student_id
    left join public.staff f on f.id = s.subject
    left join public.creators c on c.id = s.creator_id
   where s.secret_hash = of_hash and s.expires_at > now() and not s.is_framed;
  if link.id is null or coalesce(own.email, own.student::text) is null then
    return null;
  end if;
  return private.use_invite_link(link.id, own.name, own.email, own.student);
end
$$;
comment on function private.join_signed_in(bytea, bytea) is
  'Make the person whom a secret keeps signed in a student by an invitation, as a student of the school or by the address '
  'that the sign-in proved; the student, or null: nothing was proved, or the invitation is not good.';

create function private.sign_in_by_token(new_hash bytea, in_browser text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  creator uuid := private.acting_creator();
  student uuid := private.acting_student();
begin
  if coalesce(creator, student) is null or claims ->> 'exp' is null then
    return false;
  end if;
  perform private.keep_sign_in(
    new_hash, coalesce((claims ->> 'sub')::uuid, creator, student), creator, student, in_browser,
    to_timestamp((claims ->> 'exp')::double precision), null, null, null, false
  );
  return true;
end
$$;
comment on function private.sign_in_by_token(bytea, text) is
  'Begin a sign-in of the caller that ends with the token at the latest; false for a caller without access.';

create function private.resume_sign_in(
  of_hash bytea, out id uuid, out subject uuid, out creator_id uuid, out student_id uuid, out framed_user text
)
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  seen_at timestamptz;
begin
  select s.id, s.subject, s.creator_id, s.student_id, s.last_seen_at, case when s.is_framed then s.proved_subject end
    into id, subject, creator_id, student_id, seen_at, framed_user
    from private.sign_ins s
   where s.secret_hash = of_hash and s.expires_at > now();
  -- Most requests write nothing.
  if seen_at < now() - interval '5 minutes' then
    update private.sign_ins s
       set last_seen_at = now(), expires_at = least(now() + interval '30 days', s.ends_at)
     where s.secret_hash = of_hash and s.last_seen_at < now() - interval '5 minutes';
  end if;
end
$$;
comment on function private.resume_sign_in(bytea) is
  'The sign-in with this secret, whose expiry moves with its use; nulls when it has ended. framed_user: for a frame inside '
  'Whop its user there; null outside.';

create function private.end_sign_in(of_hash bytea) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from private.sign_ins where secret_hash = of_hash
$$;
comment on function private.end_sign_in(bytea) is 'End the sign-in with this secret.';

create function private.end_staff_sign_ins() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from private.sign_ins s where s.subject = new.id;
  delete from private.sign_in_links l where l.staff_id = new.id;
  return null;
end
$$;
comment on function private.end_staff_sign_ins() is 'Ends the sign-ins, and the invitations, of a member of the staff who leaves.';
create trigger staff_end_sign_ins after update of is_active on public.staff
  for each row when (old.is_active and not new.is_active) execute function private.end_staff_sign_ins();
revoke all on function private.end_staff_sign_ins() from public, anon, authenticated;

revoke all on function
  private.keep_sign_in(bytea, uuid, uuid, uuid, text, timestamptz, text, text, text, boolean), private.show_sign_in_link(bytea),
  private.sign_in_by_link(bytea, bytea, text), private.sign_in_by_token(bytea, text), private.resume_sign_in(bytea),
  private.end_sign_in(bytea), private.show_invite_link(bytea), private.use_invite_link(uuid, text, text, uuid),
  private.ask_to_join(bytea, bytea, text, text, text), private.join_by_name(bytea, bytea, text, text, text),
  private.join_signed_in(bytea, bytea)
  from public, anon, authenticated;
grant execute on function
  private.show_invite_link(bytea), private.ask_to_join(bytea, bytea, text, text, text),
  private.join_by_name(bytea, bytea, text, text, text), private.join_signed_in(bytea, bytea),
  private.show_sign_in_link(bytea), private.sign_in_by_link(bytea, bytea, text), private.resume_sign_in(bytea),
  private.end_sign_in(bytea)
  to chronos_public;
grant execute on function private.sign_in_by_token(bytea, text) to authenticated;
