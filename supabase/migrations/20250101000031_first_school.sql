-- The first school: where there is none yet, the holder of a link from the terminal names one, and is its owner.

-- The rule is loosened, which no row breaks, and the table holds only links of the last days.
-- squawk-ignore ban-drop-constraint
alter table private.sign_in_links drop constraint sign_in_links_one_person;
-- squawk-ignore constraint-missing-not-valid
alter table private.sign_in_links add constraint sign_in_links_one_person
  check (num_nonnulls(staff_id, student_id, invite_link_id) <= 1);
comment on table private.sign_in_links is
  'Links that sign a browser in once; using one deletes it. One of no person leads to the form that begins the first school.';

create function private.opens_first_school(link_hash bytea) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  -- A demo school is none of a person: its id says so.
  select not exists (select from public.creators c where not starts_with(c.id::text, '5eed0000-0000-4000-8000-')) and exists (
    select from private.sign_in_links l
     where l.secret_hash = link_hash and l.expires_at > now()
       and num_nonnulls(l.staff_id, l.student_id, l.invite_link_id) = 0
  )
$$;
comment on function private.opens_first_school(bytea) is
  'Whether a link is good for beginning the first school: it is not once there is any, other than demo schools.';

create function private.begin_first_school(
  link_hash bytea, new_hash bytea, school text, of_name text, of_email text, in_browser text
) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  begun uuid;
begin
  -- Of two that begin one at once, the second waits here, and then finds a school.
  perform pg_advisory_xact_lock(hashtextextended('first school', 0));
  if not private.opens_first_school(link_hash) then
    return false;
  end if;
  delete from private.sign_in_links l where num_nonnulls(l.staff_id, l.student_id, l.invite_link_id) = 0;
  insert into public.creators (name, email) values (school, of_email) returning id into begun;
  update public.staff s set name = of_name where s.id = begun;
  perform private.keep_sign_in(new_hash, begun, begun, null, in_browser, 'infinity', null, null, null, false);
  return true;
end
$$;
comment on function private.begin_first_school(bytea, bytea, text, text, text, text) is
  'Use a link up, add the first creator and begin a sign-in as its owner; false when the link is not good any more.';

revoke all on function
  private.opens_first_school(bytea), private.begin_first_school(bytea, bytea, text, text, text, text)
  from public, anon, authenticated;
grant execute on function
  private.opens_first_school(bytea), private.begin_first_school(bytea, bytea, text, text, text, text)
  to chronos_public;
