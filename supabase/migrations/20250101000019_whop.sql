-- Whop: the inbox of its webhooks, the mirror of its memberships, and what products give.

-- What a product gives ------------------------------------------------------------------------------------------------

create type public.whop_grant as enum ('all_courses', 'chosen_courses', 'nothing');
comment on type public.whop_grant is 'What the members of a product see.';

create table public.whop_products (
  creator_id uuid not null references public.creators (id) on delete cascade,
  product_id text not null,
  title text,
  gives public.whop_grant not null default 'all_courses',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (creator_id, product_id),
  constraint whop_products_product_id_form check (product_id ~ '^[A-Za-z0-9_-]{1,100}$'),
  constraint whop_products_title_length check (length(title) between 1 and 500)
);
comment on table public.whop_products is
  'What each product of a creator on Whop gives its members; a product adds itself with its first membership.';
comment on column public.whop_products.product_id is 'Its id on Whop.';
comment on column public.whop_products.title is 'Its title on Whop, once known.';
comment on column public.whop_products.gives is 'The library with all courses, the courses of whop_product_courses, or nothing.';
create trigger whop_products_updated_at before update on public.whop_products
  for each row execute function public.update_updated_at_column();

create table public.whop_product_courses (
  creator_id uuid not null,
  product_id text not null,
  course_id uuid not null,
  primary key (creator_id, product_id, course_id),
  foreign key (creator_id, product_id) references public.whop_products (creator_id, product_id) on delete cascade,
  foreign key (course_id, creator_id) references public.courses (id, creator_id) on delete cascade
);
comment on table public.whop_product_courses is 'The courses that a product gives which gives chosen courses.';
comment on column public.whop_product_courses.product_id is 'The id of the product on Whop.';
comment on column public.whop_product_courses.creator_id is 'The creator of both.';
create index idx_whop_product_courses_course on public.whop_product_courses (course_id, creator_id);

create table private.whop_tiers (
  product_id text primary key,
  company_id text not null,
  tier public.subscription_tier not null,
  constraint whop_tiers_product_id_form check (product_id ~ '^[A-Za-z0-9_-]{1,100}$'),
  constraint whop_tiers_company_id_form check (company_id ~ '^[A-Za-z0-9_-]{1,100}$')
);
comment on table private.whop_tiers is
  'The products by which the operator sells Chronos: a creator who has a membership of one gets its tier.';
comment on column private.whop_tiers.product_id is 'Its id on Whop.';
comment on column private.whop_tiers.tier is 'The tier of a creator who has a membership of it.';
comment on column private.whop_tiers.company_id is 'The company of the operator that sells the product.';

-- The mirror ----------------------------------------------------------------------------------------------------------

create table private.whop_memberships (
  id text primary key,
  company_id text not null,
  creator_id uuid references public.creators (id) on delete cascade,
  user_id text,
  user_known_at timestamptz,
  product_id text,
  plan_id text,
  state text not null,
  gives_access boolean not null,
  access_ends_at timestamptz,
  changed_at timestamptz not null,
  joined_at timestamptz,
  paid_at timestamptz,
  payment_failed_at timestamptz,
  settle_at timestamptz,
  constraint whop_memberships_id_form check (id ~ '^[A-Za-z0-9_-]{1,100}$'),
  constraint whop_memberships_company_id_form check (company_id ~ '^[A-Za-z0-9_-]{1,100}$'),
  constraint whop_memberships_user_id_form check (user_id ~ '^[A-Za-z0-9_-]{1,100}$'),
  constraint whop_memberships_product_id_form check (product_id ~ '^[A-Za-z0-9_-]{1,100}$'),
  constraint whop_memberships_plan_id_form check (plan_id ~ '^[A-Za-z0-9_-]{1,100}$'),
  constraint whop_memberships_state_form check (state ~ '^[a-z_]{1,40}$'),
  constraint whop_memberships_user_known check ((user_id is null) = (user_known_at is null))
);
comment on table private.whop_memberships is
  'What Whop last said of each membership, in an event or an answer of its API, whichever is newer.';
comment on column private.whop_memberships.id is 'Its id on Whop.';
comment on column private.whop_memberships.company_id is 'The company on Whop that sold it.';
comment on column private.whop_memberships.creator_id is
  'The creator whose company sold it; null: it was sold by the operator''s company, which teaches nobody.';
comment on column private.whop_memberships.user_id is 'The person on Whop who has it; null: Whop has not said.';
comment on column private.whop_memberships.product_id is 'The product on Whop that it is of.';
comment on column private.whop_memberships.plan_id is 'The price on Whop at which it was bought.';
comment on column private.whop_memberships.user_known_at is 'When Whop last said whose it is.';
comment on column private.whop_memberships.state is 'active, trialing, completed, canceling, past_due, unresolved, canceled, expired, drafted, deactivated.';
comment on column private.whop_memberships.gives_access is 'Whether it gives access until access_ends_at.';
comment on column private.whop_memberships.access_ends_at is 'When its access ends by itself; null: with a later event.';
comment on column private.whop_memberships.changed_at is 'Time of the newest event or answer that was applied, by Whop''s clock.';
comment on column private.whop_memberships.joined_at is 'When it began.';
comment on column private.whop_memberships.paid_at is 'When a payment last succeeded.';
comment on column private.whop_memberships.payment_failed_at is
  'When a payment last failed: later than paid_at, the membership is marked, and keeps its access until Whop ends it.';
comment on column private.whop_memberships.settle_at is 'When the access of its person has to be worked out again.';
create index idx_whop_memberships_creator_user on private.whop_memberships (creator_id, user_id);
create index idx_whop_memberships_user on private.whop_memberships (user_id);
create index idx_whop_memberships_product on private.whop_memberships (product_id);
create index idx_whop_memberships_company on private.whop_memberships (company_id);
create index idx_whop_memberships_settle_at on private.whop_memberships (settle_at) where settle_at is not null;

-- The inbox -----------------------------------------------------------------------------------------------------------

create type private.whop_event_status as enum ('received', 'applied', 'superseded', 'ignored', 'waiting', 'failed');
comment on type private.whop_event_status is 'What became of a delivery of Whop.';

create table private.whop_events (
  webhook_id text primary key,
  sent_at timestamptz not null,
  received_at timestamptz not null default clock_timestamp(),
  body bytea,
  status private.whop_event_status not null default 'received',
  kind text,
  company_id text,
  user_id text,
  membership_id text,
  waits_for text,
  error_message text,
  attempts integer not null default 0,
  due_at timestamptz default clock_timestamp() + interval '2 minutes',
  handled_at timestamptz,
  constraint whop_events_webhook_id_length check (length(webhook_id) between 1 and 200),
  constraint whop_events_body_length check (length(body) <= 262144),
  constraint whop_events_waiting_says_for_what check ((status = 'waiting') = (waits_for is not null)),
  constraint whop_events_failed_says_why check (status <> 'failed' or error_message is not null)
);
comment on table private.whop_events is 'The inbox: every delivery of Whop with a valid signature, once.';
comment on column private.whop_events.webhook_id is 'Its header webhook-id: the same in every attempt of Whop.';
comment on column private.whop_events.sent_at is 'Its header webhook-timestamp.';
comment on column private.whop_events.body is
  'What was signed, byte by byte; null: removed after 30 days, or with the person whom it was about.';
comment on column private.whop_events.status is
  'received: its job is queued; applied; superseded: something newer was applied before; ignored: of a kind that changes nothing here; '
  'waiting: for waits_for; failed: tried again at due_at, or for a person to look at.';
comment on column private.whop_events.kind is 'Its type with dots, e.g. membership.activated; null: not read yet, or unreadable.';
comment on column private.whop_events.received_at is 'When it came for the first time.';
comment on column private.whop_events.company_id is 'The company on Whop that it is about; null: not read yet, or not said.';
comment on column private.whop_events.user_id is 'The person on Whop whom it is about; null: not read yet, nobody, or erased.';
comment on column private.whop_events.membership_id is 'The membership on Whop that it is about; null: not read yet, or none.';
comment on column private.whop_events.error_message is 'Why it failed, for the operator to read.';
comment on column private.whop_events.attempts is 'How often its application failed.';
comment on column private.whop_events.handled_at is 'When its status was last set.';
comment on column private.whop_events.waits_for is 'The id on Whop of a company, product or membership that is not known here yet.';
comment on column private.whop_events.due_at is 'When it is tried by a periodic job; null: it is not.';
create index idx_whop_events_received_at on private.whop_events (received_at);
create index idx_whop_events_due_at on private.whop_events (due_at) where due_at is not null;
create index idx_whop_events_waits_for on private.whop_events (waits_for) where waits_for is not null;
create index idx_whop_events_user on private.whop_events (user_id) where user_id is not null;
create index idx_whop_events_company on private.whop_events (company_id) where company_id is not null;
create index idx_whop_events_membership on private.whop_events (membership_id) where membership_id is not null;
create index idx_whop_events_failed on private.whop_events (received_at) where status = 'failed';

create function private.enqueue_whop(task text, arguments jsonb, only_once text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform jobs.procrastinate_defer_jobs_v1(array[
    row('whop', 'whop.' || task, 0, null, only_once, arguments, null)::jobs.procrastinate_job_to_defer_v1
  ]);
exception when unique_violation then
  null; -- the job is in the queue already
end
$$;
comment on function private.enqueue_whop(text, jsonb, text) is
  'Add a job of Whop in the caller''s transaction, unless one with the same lock is waiting.';

create function private.receive_whop_event(of_id text, at timestamptz, content bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.whop_events (webhook_id, sent_at, body) values (of_id, at, content) on conflict do nothing;
  if not found then
    return false;
  end if;
  perform private.enqueue_whop('apply', jsonb_build_object('webhook_id', of_id), 'whop.apply:' || of_id);
  return true;
end
$$;
comment on function private.receive_whop_event(text, timestamptz, bytea) is
  'Keep a delivery whose signature was verified, and enqueue the job that applies it; false: it is known already.';

create function private.wake_whop_events(for_id text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  one text;
begin
  for one in
    update private.whop_events e
       set status = 'received', waits_for = null, due_at = now() + interval '2 minutes'
     where e.waits_for = for_id
    returning e.webhook_id
  loop
    perform private.enqueue_whop('apply', jsonb_build_object('webhook_id', one), 'whop.apply:' || one);
  end loop;
end
$$;
comment on function private.wake_whop_events(text) is 'Apply the events that waited for this company, product or membership.';

-- Access --------------------------------------------------------------------------------------------------------------

create function private.whop_grants_of(
  of_creator uuid, of_user text, out id text, out product_id text, out gives public.whop_grant, out is_open boolean,
  out access_ends_at timestamptz, out changed_at timestamptz, out joined_at timestamptz
) returns setof record
language sql stable set search_path = pg_catalog, pg_temp as $$
  -- A product that is not listed gives everything, so that a creator who sells one thing has nothing to set up.
  select m.id, m.product_id, coalesce(p.gives, 'all_courses'),
         m.gives_access and coalesce(m.access_ends_at > now(), true) and p.gives is distinct from 'nothing',
         m.access_ends_at, m.changed_at, m.joined_at
    from private.whop_memberships m
    left join public.whop_products p on p.creator_id = m.creator_id and p.product_id = m.product_id
   where m.creator_id = of_creator and m.user_id = of_user
     and not exists (
       select from private.whop_tiers t where t.product_id = m.product_id and t.company_id = m.company_id
     )
$$;
comment on function private.whop_grants_of(uuid, text) is
  'The memberships that a person has with a creator, what each gives, and whether it gives it now.';

create function private.settle_student(of_student uuid) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  who record;
  had record;
begin
  -- Of two at once the second waits here, and then sees what the first has done.
  select s.id, s.creator_id, s.whop_user_id, s.is_suspended, s.is_active, s.membership_gives_all, s.sees_all_courses
    into who
    from public.students s
   where s.id = of_student
     for update;
  if who.id is null then
    return true;
  end if;
  select count(*) as memberships,
         count(*) filter (where g.is_open) as giving,
         coalesce(bool_or(g.gives = 'all_courses') filter (where g.is_open), false) as gives_all,
         case when bool_or(g.access_ends_at is null) filter (where g.is_open) then null
              else max(g.access_ends_at) filter (where g.is_open) end as ends_at,
         (array_agg(g.id order by g.is_open desc, g.changed_at desc, g.id))[1] as membership_id
    into had
    from private.whop_grants_of(who.creator_id, who.whop_user_id) g;
  if had.memberships = 0 and who.membership_gives_all is null then
    return true;
  end if;
  delete from public.course_enrolments e
   where e.student_id = who.id and e.is_by_membership
     and (had.gives_all or not exists (
       select from private.whop_grants_of(who.creator_id, who.whop_user_id) g
         join public.whop_product_courses c on c.creator_id = who.creator_id and c.product_id = g.product_id
        where g.is_open and g.gives = 'chosen_courses' and c.course_id = e.course_id
     ));
  if had.giving > 0 and had.gives_all is distinct from who.membership_gives_all then
    -- What a creator then changes by hand stays until the membership gives something else.
    update public.students s
       set membership_gives_all = had.gives_all, sees_all_courses = had.gives_all
     where s.id = who.id;
  end if;
  if had.giving > 0 and not had.gives_all then
    insert into public.course_enrolments (course_id, student_id, creator_id, created_at, is_by_membership)
    select c.course_id, who.id, who.creator_id, coalesce(min(g.joined_at), now()), true
      from private.whop_grants_of(who.creator_id, who.whop_user_id) g
      join public.whop_product_courses c on c.creator_id = who.creator_id and c.product_id = g.product_id
     where g.is_open and g.gives = 'chosen_courses'
     group by c.course_id
    on conflict do nothing;
  end if;
  update public.students s
     set access_ends_at = had.ends_at, whop_membership_id = had.membership_id
   where s.id = who.id
     and (s.access_ends_at, s.whop_membership_id) is distinct from (had.ends_at, had.membership_id);
  if who.is_active is distinct from (not who.is_suspended and had.giving > 0) then
    begin
      update public.students s set is_active = not who.is_active where s.id = who.id;
    exception when sqlstate 'PT413' then
      return false;
    end;
  end if;
  return true;
end
$$;
comment on function private.settle_student(uuid) is
  'Give a student what the person''s memberships give now: access, its end, and courses. A student who never had any was added '
  'by hand and stays as it is; one who was suspended by hand has no access. False: the plan has no room for another active student.';

create function private.settle_tier(of_user text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  bought record;
begin
  perform from public.creators c where c.whop_user_id = of_user order by c.id for no key update;
  select count(*) as memberships,
         max(t.tier) filter (where m.gives_access and coalesce(m.access_ends_at > now(), true)) as tier
    into bought
    from private.whop_memberships m
    join private.whop_tiers t on t.product_id = m.product_id and t.company_id = m.company_id
   where m.user_id = of_user;
  if bought.memberships > 0 then
    update public.creators c set subscription_tier = coalesce(bought.tier, 'basic')
     where c.whop_user_id = of_user and c.subscription_tier <> coalesce(bought.tier, 'basic');
  end if;
end
$$;
comment on function private.settle_tier(text) is
  'Give a creator the highest tier of the person''s memberships of Chronos itself, basic once all have ended. A creator without any '
  'keeps the tier that the operator gave.';

create function private.settle_whop_person(of_creator uuid, of_user text, with_name text, with_email text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  is_open boolean := exists (select from private.whop_grants_of(of_creator, of_user) g where g.is_open);
  found_id uuid;
  has_place boolean := true;
begin
  perform private.settle_tier(of_user);
  select s.id into found_id from public.students s where s.creator_id = of_creator and s.whop_user_id = of_user;
  if found_id is null and is_open then
    begin
      -- Settled by a trigger.
      insert into public.students (creator_id, whop_user_id, name, email, is_active)
      values (of_creator, of_user, coalesce(with_name, 'A member from Whop'), with_email, false)
      on conflict (creator_id, whop_user_id) do nothing;
    exception when sqlstate 'PT413' then
      has_place := false;
    end;
    select s.id into found_id from public.students s where s.creator_id = of_creator and s.whop_user_id = of_user;
  end if;
  if found_id is not null then
    has_place := private.settle_student(found_id);
    update public.students s set email = with_email
     where s.id = found_id and s.email is null and with_email is not null;
  end if;
  update private.whop_memberships m
     set settle_at = case
           when not has_place then now() + interval '10 minutes'
           when m.gives_access and m.access_ends_at > now() then m.access_ends_at
         end
   where m.user_id = of_user and m.creator_id is not distinct from of_creator;
  return has_place;
end
$$;
comment on function private.settle_whop_person(uuid, text, text, text) is
  'Find or make the student whom memberships give access, and settle it and the person''s tier. False: the plan has no room.';

create function private.lock_whop_people(users text[]) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended('chronos.whop ' || person.id, 0))
    from (select distinct listed.id from unnest(users) as listed (id) where listed.id is not null order by 1) as person
$$;
comment on function private.lock_whop_people(text[]) is
  'Of two that change what a person has, one waits here, before it holds a row that the other wants.';

create function private.apply_whop_membership(
  of_id text, of_company text, of_user text, of_product text, of_plan text, new_state text, gives boolean,
  ends_at timestamptz, at timestamptz, joined timestamptz, with_name text, with_email text, with_title text,
  out outcome text, out waits_for text
)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  creator uuid;
  company text := coalesce(
    of_company,
    (select m.company_id from private.whop_memberships m where m.id = of_id),
    (select t.company_id from private.whop_tiers t where t.product_id = of_product),
    -- As Whop said of another membership of the product: what an owner lists proves nothing of whose it is.
    (select case when min(m.company_id) = max(m.company_id) then min(m.company_id) end
       from private.whop_memberships m where m.product_id = of_product)
  );
  had text;
  kept record;
begin
  select c.id into creator from public.creators c where c.whop_company_id = company;
  if creator is null and not exists (
    select from private.whop_tiers t where t.product_id = of_product and t.company_id = company
  ) then
    outcome := 'waiting';
    waits_for := coalesce(company, of_product, of_id);
    return;
  end if;
  perform private.lock_whop_people(array[of_user, (select m.user_id from private.whop_memberships m where m.id = of_id)]);
  insert into private.whop_memberships as m (
    id, company_id, creator_id, user_id, user_known_at, product_id, plan_id, state, gives_access, access_ends_at,
    changed_at, joined_at, settle_at
  )
  values (
    of_id, company, creator, of_user, case when of_user is not null then at end, of_product, of_plan, new_state, gives,
    ends_at, at, joined, now()
  )
  on conflict (id) do update
     -- At the same time, what closes access goes before what opens it, and an earlier end before a later one.
     set product_id = excluded.product_id, plan_id = excluded.plan_id, state = excluded.state,
         gives_access = excluded.gives_access, access_ends_at = excluded.access_ends_at,
         changed_at = excluded.changed_at, settle_at = excluded.settle_at
   where row(excluded.changed_at, not excluded.gives_access, coalesce(m.access_ends_at, 'infinity'), excluded.state,
             coalesce(excluded.product_id, ''), coalesce(excluded.plan_id, ''))
      >= row(m.changed_at, not m.gives_access, coalesce(excluded.access_ends_at, 'infinity'), m.state,
             coalesce(m.product_id, ''), coalesce(m.plan_id, ''));
  outcome := case when found then 'applied' else 'superseded' end;
  select m.user_id into had from private.whop_memberships m where m.id = of_id;
  -- Not every body says whose it is: what the newest one said that did, holds.
  update private.whop_memberships m
     set creator_id = creator, joined_at = least(m.joined_at, joined),
         user_id = case when of_user is not null and row(at, of_user) >= row(coalesce(m.user_known_at, at), coalesce(m.user_id, ''))
                        then of_user else m.user_id end,
         user_known_at = case when of_user is not null then greatest(m.user_known_at, at) else m.user_known_at end
   where m.id = of_id
  returning m.creator_id, m.user_id, m.product_id into kept;
  if kept.creator_id is not null and kept.product_id is not null then
    insert into public.whop_products as p (creator_id, product_id, title)
    select kept.creator_id, kept.product_id, with_title
     where not exists (
       select from private.whop_tiers t where t.product_id = kept.product_id and t.company_id = company
     )
    on conflict (creator_id, product_id) do update set title = excluded.title
     where p.title is null and excluded.title is not null;
  end if;
  if kept.user_id is not null
    and not private.settle_whop_person(kept.creator_id, kept.user_id, with_name, with_email) then
    outcome := 'full';
  end if;
  if had <> kept.user_id then
    perform private.settle_whop_person(kept.creator_id, had, null, null);
  end if;
  perform private.wake_whop_events(of_id);
  perform private.wake_whop_events(kept.product_id);
end
$$;
comment on function private.apply_whop_membership(
  text, text, text, text, text, text, boolean, timestamptz, timestamptz, timestamptz, text, text, text
) is
  'Take one reading of a membership, an event''s or the API''s: applied; superseded: a newer one was taken before; full: taken, but the '
  'plan has no room for the student, which is tried again; waiting: nothing is known of waits_for, and nothing was changed.';

create function private.note_whop_payment(of_id text, is_paid boolean, at timestamptz) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update private.whop_memberships m
     set paid_at = case when is_paid then greatest(m.paid_at, at) else m.paid_at end,
         payment_failed_at = case when is_paid then m.payment_failed_at else greatest(m.payment_failed_at, at) end
   where m.id = of_id;
  return found;
end
$$;
comment on function private.note_whop_payment(text, boolean, timestamptz) is
  'Note that a payment succeeded or failed; access does not change by it. False: the membership is not known yet.';

create function private.settle_whop_due() returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  one record;
  settled integer := 0;
begin
  for one in
    select distinct m.creator_id, m.user_id
      from private.whop_memberships m
     where m.settle_at <= now() and m.user_id is not null
     order by m.user_id, m.creator_id
     limit 500
  loop
    perform private.lock_whop_people(array[one.user_id]);
    perform private.settle_whop_person(one.creator_id, one.user_id, null, null);
    settled := settled + 1;
  end loop;
  return settled;
end
$$;
comment on function private.settle_whop_due() is
  'Settle up to 500 people whose access has ended by itself, whose product gives something else, or for whom there was no room.';

-- What else changes access --------------------------------------------------------------------------------------------

create function private.settle_with_student() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.settle_student(new.id);
  return null;
end
$$;
comment on function private.settle_with_student() is 'Give a student whose person on Whop is new what the memberships give.';
create trigger students_settle after insert or update of whop_user_id on public.students
  for each row when (new.whop_user_id is not null) execute function private.settle_with_student();

create function private.forget_whop_person() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Not every body says whose it is, or of which company: what names the membership alone is found by that.
  update private.whop_events e
     set body = null, user_id = null,
         status = case when e.status in ('received', 'waiting') then 'ignored' else e.status end, waits_for = null, due_at = null
   where e.user_id = old.whop_user_id
     and e.company_id = (select c.whop_company_id from public.creators c where c.id = old.creator_id)
      or e.membership_id = any (array(
           select m.id from private.whop_memberships m
            where m.creator_id = old.creator_id and m.user_id = old.whop_user_id
         ))
     and coalesce(e.user_id, old.whop_user_id) = old.whop_user_id;
  delete from private.whop_memberships m where m.creator_id = old.creator_id and m.user_id = old.whop_user_id;
  return null;
end
$$;
comment on function private.forget_whop_person() is
  'Delete what is kept of a removed student''s memberships, and the bodies of the deliveries about them.';
create trigger students_forget_whop after delete on public.students
  for each row when (old.whop_user_id is not null) execute function private.forget_whop_person();

create function private.follow_whop_ids() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.whop_company_id is not null then
    if exists (
      select from private.whop_memberships m where m.company_id = new.whop_company_id and m.creator_id <> new.id
    ) then
      raise exception 'the company % has members who are students of another creator', new.whop_company_id
        using errcode = 'check_violation';
    end if;
    update private.whop_memberships m set creator_id = new.id, settle_at = now()
     where m.company_id = new.whop_company_id and m.creator_id is null;
    perform private.wake_whop_events(new.whop_company_id);
  end if;
  if new.whop_user_id is not null then
    perform private.settle_tier(new.whop_user_id);
  end if;
  return null;
end
$$;
comment on function private.follow_whop_ids() is
  'Apply what waited for a creator''s company, and the tier that the creator bought.';
create trigger creators_follow_whop_ids after insert or update of whop_company_id, whop_user_id on public.creators
  for each row execute function private.follow_whop_ids();

create function private.forget_whop_company() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update private.whop_events e
     set body = null, user_id = null,
         status = case when e.status in ('received', 'waiting') then 'ignored' else e.status end, waits_for = null, due_at = null
   where e.company_id = old.whop_company_id;
  return null;
end
$$;
comment on function private.forget_whop_company() is 'Delete the bodies of the deliveries about a removed creator''s company.';
create trigger creators_forget_whop after delete on public.creators
  for each row when (old.whop_company_id is not null) execute function private.forget_whop_company();

create function private.settle_product() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' and tg_table_name = 'whop_products' then
    perform private.wake_whop_events(new.product_id);
  end if;
  if tg_op <> 'DELETE' then
    update private.whop_memberships m set settle_at = now()
     where m.creator_id = new.creator_id and m.product_id = new.product_id;
  end if;
  if tg_op <> 'INSERT' then
    update private.whop_memberships m set settle_at = now()
     where m.creator_id = old.creator_id and m.product_id = old.product_id;
  end if;
  perform private.enqueue_whop('settle', '{}', 'whop.settle');
  return null;
end
$$;
comment on function private.settle_product() is 'Settle the members of a product that gives something else now.';
create trigger whop_products_settle after insert or update of gives or delete on public.whop_products
  for each row execute function private.settle_product();
create trigger whop_product_courses_settle after insert or update or delete on public.whop_product_courses
  for each row execute function private.settle_product();

create function private.settle_tier_product() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op <> 'DELETE' then
    update private.whop_memberships m set settle_at = now() where m.product_id = new.product_id;
    perform private.wake_whop_events(new.company_id);
    perform private.wake_whop_events(new.product_id);
  else
    update private.whop_memberships m set settle_at = now() where m.product_id = old.product_id;
  end if;
  perform private.enqueue_whop('settle', '{}', 'whop.settle');
  return null;
end
$$;
comment on function private.settle_tier_product() is 'Settle the buyers of a product that gives another tier now.';
create trigger whop_tiers_settle after insert or update or delete on private.whop_tiers
  for each row execute function private.settle_tier_product();

-- Rights --------------------------------------------------------------------------------------------------------------

do $$
declare
  found regclass;
begin
  foreach found in array array[
    'public.whop_products', 'public.whop_product_courses', 'private.whop_tiers', 'private.whop_memberships',
    'private.whop_events'
  ]::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;

grant select, insert (creator_id, product_id, title, gives), update (gives), delete on public.whop_products to authenticated;
create policy whop_products_select on public.whop_products for select to authenticated
  using (creator_id = (select private.acting_creator()));
create policy whop_products_insert on public.whop_products for insert to authenticated
  with check (creator_id = (select private.owning_creator()));
create policy whop_products_update on public.whop_products for update to authenticated
  using (creator_id = (select private.owning_creator()))
  with check (creator_id = (select private.owning_creator()));
create policy whop_products_delete on public.whop_products for delete to authenticated
  using (creator_id = (select private.owning_creator()));
comment on policy whop_products_select on public.whop_products is 'A creator, in person or through staff, reads its products.';
comment on policy whop_products_insert on public.whop_products is 'An owner lists the creator''s products.';
comment on policy whop_products_update on public.whop_products is 'An owner says what the creator''s products give.';
comment on policy whop_products_delete on public.whop_products is 'An owner takes a product from the list.';

grant select, insert, delete on public.whop_product_courses to authenticated;
create policy whop_product_courses_select on public.whop_product_courses for select to authenticated
  using (creator_id = (select private.acting_creator()));
create policy whop_product_courses_insert on public.whop_product_courses for insert to authenticated
  with check (creator_id = (select private.owning_creator()));
create policy whop_product_courses_delete on public.whop_product_courses for delete to authenticated
  using (creator_id = (select private.owning_creator()));
comment on policy whop_product_courses_select on public.whop_product_courses is 'A creator reads the courses of its products.';
comment on policy whop_product_courses_insert on public.whop_product_courses is 'An owner adds the creator''s courses to its products.';
comment on policy whop_product_courses_delete on public.whop_product_courses is 'An owner takes courses from the creator''s products.';

create policy whop_tiers_service on private.whop_tiers for all to service_role using (true) with check (true);
comment on policy whop_tiers_service on private.whop_tiers is 'Only the service reads and writes it.';
create policy whop_memberships_service on private.whop_memberships for all to service_role using (true) with check (true);
comment on policy whop_memberships_service on private.whop_memberships is 'Only the service reads and writes it.';
create policy whop_events_service on private.whop_events for all to service_role using (true) with check (true);
comment on policy whop_events_service on private.whop_events is 'Only the service reads and writes it.';

revoke all on function
  private.enqueue_whop(text, jsonb, text), private.receive_whop_event(text, timestamptz, bytea),
  private.wake_whop_events(text), private.whop_grants_of(uuid, text), private.settle_student(uuid),
  private.settle_tier(text), private.settle_whop_person(uuid, text, text, text),
  private.apply_whop_membership(
    text, text, text, text, text, text, boolean, timestamptz, timestamptz, timestamptz, text, text, text
  ),
  private.note_whop_payment(text, boolean, timestamptz), private.settle_whop_due(), private.settle_with_student(),
  private.lock_whop_people(text[]),
  private.forget_whop_person(), private.forget_whop_company(), private.follow_whop_ids(),
  private.settle_product(), private.settle_tier_product()
  from public, anon, authenticated;
grant execute on function private.receive_whop_event(text, timestamptz, bytea) to chronos_public;
grant execute on function
  private.enqueue_whop(text, jsonb, text), private.wake_whop_events(text), private.whop_grants_of(uuid, text),
  private.settle_student(uuid), private.settle_tier(text), private.settle_whop_person(uuid, text, text, text),
  private.apply_whop_membership(
    text, text, text, text, text, text, boolean, timestamptz, timestamptz, timestamptz, text, text, text
  ),
  private.note_whop_payment(text, boolean, timestamptz), private.settle_whop_due(), private.lock_whop_people(text[])
  to service_role;
