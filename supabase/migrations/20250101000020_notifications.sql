-- Notifications: what people and their programs are notified, once, about what happened.
--
-- A trigger or a function writes an event in the transaction of what it tells; the upkeep plans a delivery for each person,
-- channel and address that wants it, and tries each until it is sent.

-- Events ---------------------------------------------------------------------------------------------------------------

create table private.notifications (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  student_id uuid,
  kind text not null,
  occurrence text not null unique,
  details jsonb not null default '{}',
  occurred_at timestamptz not null default clock_timestamp(),
  planned_at timestamptz,
  foreign key (student_id, creator_id) references public.students (id, creator_id) on delete cascade,
  constraint notifications_kind_known check (
    kind in ('video.ready', 'video.failed', 'question.not_covered', 'quota.reached', 'lesson.opened')
  ),
  constraint notifications_lesson_has_student check (kind <> 'lesson.opened' or student_id is not null),
  constraint notifications_details_object check (jsonb_typeof(details) = 'object')
);
comment on table private.notifications is
  'The outbox: one row per event that is notified, written in the transaction of the event and kept for 90 days.';
comment on column private.notifications.student_id is
  'The student who is notified, or whose question it is; an erased student takes the row along.';
comment on column private.notifications.kind is
  'What happened. lesson.opened is notified to the student; all others to the creator and its staff.';
comment on column private.notifications.occurrence is 'Names the event: it is notified once, however often it is noted.';
comment on column private.notifications.details is 'What the message says, an object of ids, titles and numbers.';
comment on column private.notifications.occurred_at is 'When it happened.';
comment on column private.notifications.planned_at is 'When its deliveries were planned; null: they will be.';
create index idx_notifications_creator_recent on private.notifications (creator_id, occurred_at desc, id);
create index idx_notifications_student on private.notifications (student_id, creator_id);
create index idx_notifications_unplanned on private.notifications (occurred_at) where planned_at is null;
create index idx_notifications_video on private.notifications ((details ->> 'video_id'));
create index idx_notifications_closest_video on private.notifications ((details ->> 'closest_video_id'));
create index idx_notifications_occurred_at on private.notifications using brin (occurred_at);

create function private.tell(
  of_creator uuid, of_kind text, of_occurrence text, with_details jsonb, of_student uuid default null
) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into private.notifications (creator_id, student_id, kind, occurrence, details)
  select c.id, of_student, of_kind, of_occurrence, jsonb_strip_nulls(with_details)
    from public.creators c
   where c.id = of_creator and not coalesce(starts_with(c.whop_company_id, 'chronos-eval:'), false)
  on conflict (occurrence) do nothing
$$;
comment on function private.tell(uuid, text, text, jsonb, uuid) is
  'Notes an event that is to be notified, once; evaluation tells nothing.';

create function private.tell_of_video() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  video record;
begin
  select v.creator_id, v.title into video from public.videos v where v.id = new.video_id and v.deleted_at is null;
  if found then
    perform private.tell(
      video.creator_id, case new.to_status when 'completed' then 'video.ready' else 'video.failed' end,
      -- A video is ready once; each failure follows a retry.
      case new.to_status when 'completed' then 'video.ready:' || new.video_id else 'video.failed:' || new.video_id || ':' || new.id end,
      jsonb_build_object('video_id', new.video_id, 'title', video.title, 'reason', new.reason)
    );
  end if;
  return null;
end
$$;
comment on function private.tell_of_video() is 'Tells that a video can be searched, or that it failed and why.';
create trigger video_status_changes_tell after insert on private.video_status_changes
  for each row when (new.to_status in ('completed', 'failed')) execute function private.tell_of_video();

create function private.forget_news_of_videos() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from private.notifications n
   using removed
   where n.details ->> 'video_id' = removed.id::text and n.kind in ('video.ready', 'video.failed');
  -- That a module opened, or what was asked, stays told; its link leads nowhere any more.
  update private.notifications n set details = n.details - 'video_id'
    from removed
   where n.details ->> 'video_id' = removed.id::text;
  update private.notifications n set details = n.details - 'closest_video_id' - 'closest_play_seconds'
    from removed
   where n.details ->> 'closest_video_id' = removed.id::text;
  return null;
end
$$;
comment on function private.forget_news_of_videos() is 'Takes removed videos out of the outbox.';
create trigger videos_forget_news after delete on public.videos
  referencing old table as removed
  for each statement execute function private.forget_news_of_videos();

create function private.tell_of_question() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.tell(
    new.creator_id, 'question.not_covered', 'question.not_covered:' || new.message_id,
    jsonb_build_object(
      'message_id', new.message_id, 'question', (select m.content from public.chat_messages m where m.id = new.message_id),
      'closest_video_id', new.closest_video_id, 'closest_play_seconds', new.closest_play_seconds
    ),
    new.student_id
  );
  return null;
end
$$;
comment on function private.tell_of_question() is 'Tells of a question that the videos do not answer, without its student.';
create trigger asked_questions_tell after insert on private.asked_questions
  for each row when (not new.is_covered) execute function private.tell_of_question();

create function private.tell_of_quota() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.tell(
    new.creator_id, 'quota.reached', concat_ws(':', 'quota.reached', new.creator_id, new.period, new.meter, new.percent),
    jsonb_build_object('meter', new.meter, 'percent', new.percent, 'period', new.period)
  );
  return null;
end
$$;
comment on function private.tell_of_quota() is 'Tells that 80 % or all of a limit is used.';
create trigger usage_warnings_tell after insert on private.usage_warnings
  for each row execute function private.tell_of_quota();

-- Lessons that open ----------------------------------------------------------------------------------------------------

create table private.notification_looks (
  is_only boolean primary key default true,
  until timestamptz not null,
  constraint notification_looks_one_row check (is_only)
);
comment on table private.notification_looks is 'One row: up to when opened modules were looked for.';
comment on column private.notification_looks.is_only is 'True: there is one row.';
comment on column private.notification_looks.until is 'Modules that opened five minutes before this time or earlier were notified.';

create function private.tell_opened_lessons() returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  now_until timestamptz := clock_timestamp();
  since timestamptz;
  told bigint;
begin
  insert into private.notification_looks (until) values (now_until) on conflict do nothing;
  select l.until into since from private.notification_looks l for update;
  -- What a transaction wrote is seen when it ends. After a long rest nobody is notified of what opened long ago.
  since := greatest(since - interval '5 minutes', now_until - interval '7 days');
  with opened as materialized (
    select s.id as student_id, m.id as module_id
      from public.course_modules m
      join public.courses c on c.id = m.course_id and c.is_published and c.deleted_at is null
      join public.students s on s.creator_id = c.creator_id and s.is_active
      left join public.course_enrolments e on e.course_id = c.id and e.student_id = s.id
     cross join lateral (
       select coalesce(e.created_at, s.created_at) as joined_at,
              greatest(m.opens_at, coalesce(e.created_at, s.created_at) + make_interval(days => m.opens_after_days)) as opens_at
     ) as given
     where (m.opens_after_days > 0 or m.opens_at > since)
       and (s.sees_all_courses or e.student_id is not null)
       -- What was open when the student came is not new to it.
       and given.opens_at > given.joined_at and given.opens_at > since and given.opens_at <= now_until
    union
    select p.student_id, m.id
      from public.video_progress p
      join public.course_modules required on required.video_ids @> array[p.video_id]
      join public.course_modules m on m.requires_module_id = required.id
     where greatest(p.completed_at, p.marked_done_at) > since
  ), noted as (
    insert into private.notifications (creator_id, student_id, kind, occurrence, details)
    select s.creator_id, s.id, 'lesson.opened', concat_ws(':', 'lesson.opened', s.id, m.id),
           jsonb_build_object(
             'course_id', c.id, 'course', c.title, 'module_id', m.id, 'module', m.title, 'video_id', first.id,
             'title', first.title
           )
      from (select distinct o.student_id from opened o) as one
      join public.students s on s.id = one.student_id and s.is_active
     cross join lateral private.module_states(s.id) as state
      join opened o on o.student_id = s.id and o.module_id = state.module_id
      join public.course_modules m on m.id = state.module_id
      join public.courses c on c.id = m.course_id
     cross join lateral (
       select v.id, v.title
         from unnest(m.video_ids) with ordinality as listed (id, number)
         join public.videos v on v.id = listed.id and v.status = 'completed' and v.is_published and v.deleted_at is null
        order by listed.number
        limit 1
     ) as first
     where state.is_open
    on conflict (occurrence) do nothing
    returning 1
  )
  select count(*) into told from noted;
  update private.notification_looks set until = now_until where until < now_until;
  return told;
end
$$;
comment on function private.tell_opened_lessons() is
  'Tells students of modules with lessons that opened for them since the last look: by the calendar, or as they completed '
  'the module before. Each once; returns how many.';

-- Who is notified, and how -------------------------------------------------------------------------------------------------

create table public.webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  creator_id uuid not null references public.creators (id) on delete cascade,
  url text not null,
  kinds text[] not null,
  secret text not null,
  is_active boolean not null default true,
  failures integer not null default 0,
  paused_until timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint webhook_endpoints_url_form check (url ~ '^https?://[^[:cntrl:][:space:]]+$' and length(url) <= 2048),
  constraint webhook_endpoints_kinds_known check (
    cardinality(kinds) between 1 and 5
    and kinds <@ array['video.ready', 'video.failed', 'question.not_covered', 'quota.reached', 'lesson.opened']
  ),
  constraint webhook_endpoints_secret_form check (secret ~ '^whsec_[A-Za-z0-9+/]{32,86}={0,2}$'),
  constraint webhook_endpoints_failures_positive check (failures >= 0)
);
comment on table public.webhook_endpoints is 'Addresses of a creator''s own programs, which are notified of events (Standard Webhooks).';
comment on column public.webhook_endpoints.url is 'The address that events are posted to.';
comment on column public.webhook_endpoints.kinds is 'The kinds of events that it is notified.';
comment on column public.webhook_endpoints.secret is 'Signs what is posted; shown once, when it is made.';
comment on column public.webhook_endpoints.failures is 'Failed tries since the last one that succeeded.';
comment on column public.webhook_endpoints.paused_until is 'After a failed try nothing is posted to it before this time.';
comment on column public.webhook_endpoints.last_error is 'Why the last try failed; null: it succeeded.';
create index idx_webhook_endpoints_creator on public.webhook_endpoints (creator_id, created_at);
create trigger webhook_endpoints_updated_at before update on public.webhook_endpoints
  for each row execute function public.update_updated_at_column();

create function private.check_endpoints() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- One after the other, as those that are not committed yet would not be counted.
  perform pg_advisory_xact_lock(hashtextextended('chronos.webhooks ' || new.creator_id::text, 0));
  if (select count(*) from public.webhook_endpoints e where e.creator_id = new.creator_id) > 10 then
    raise exception 'a creator has at most 10 addresses for webhooks: remove one first' using errcode = 'P0001';
  end if;
  return null;
end
$$;
comment on function private.check_endpoints() is 'Refuses an eleventh address of a creator.';
create trigger webhook_endpoints_limit after insert on public.webhook_endpoints
  for each row execute function private.check_endpoints();

create table private.notification_people (
  person_id uuid primary key,
  creator_id uuid not null references public.creators (id) on delete cascade,
  student_id uuid,
  unsubscribe_secret text not null unique
    default translate(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
  foreign key (student_id, creator_id) references public.students (id, creator_id) on delete cascade,
  constraint notification_people_is_student check (student_id is null or student_id = person_id)
);
comment on table private.notification_people is 'People who were notified something, or chose what they are notified.';
comment on column private.notification_people.person_id is 'The student, the member of the staff, or the creator.';
comment on column private.notification_people.unsubscribe_secret is
  'What the link in a message proves: it ends messages, and does nothing else.';
create index idx_notification_people_creator on private.notification_people (creator_id);
create index idx_notification_people_student on private.notification_people (student_id, creator_id);

create table private.notification_choices (
  person_id uuid not null references private.notification_people (person_id) on delete cascade,
  kind text not null,
  channel text not null,
  mode text not null,
  primary key (person_id, kind, channel),
  constraint notification_choices_kind_known check (
    kind in ('video.ready', 'video.failed', 'question.not_covered', 'quota.reached', 'lesson.opened')
  ),
  constraint notification_choices_channel_known check (channel in ('email', 'whop')),
  constraint notification_choices_mode_known check (mode in ('now', 'digest', 'never'))
);
comment on table private.notification_choices is 'What a person chose; without a row the default of the kind and channel holds.';
comment on column private.notification_choices.person_id is 'Who chose.';
comment on column private.notification_choices.kind is 'A kind of events.';
comment on column private.notification_choices.channel is 'How it is notified.';
comment on column private.notification_choices.mode is 'now; digest: with others at eight in the morning; never.';

create function private.default_mode(of_kind text, of_channel text, has_email boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  -- Nobody is notified the same by two channels without having chosen it.
  select case
    when of_channel = 'whop' and has_email then 'never'
    when of_kind in ('video.ready', 'question.not_covered') then 'digest'
    else 'now'
  end
$$;
comment on function private.default_mode(text, text, boolean) is 'How a person is notified who has not chosen.';

create table private.whop_experiences (
  creator_id uuid primary key references public.creators (id) on delete cascade,
  experience_id text not null,
  seen_at timestamptz not null default now(),
  constraint whop_experiences_experience_id_form check (experience_id ~ '^[A-Za-z0-9_-]{1,100}$')
);
comment on table private.whop_experiences is 'Where a creator''s members open Chronos in Whop: a notification there leads to it.';
comment on column private.whop_experiences.experience_id is 'The experience in which Chronos was opened last.';
comment on column private.whop_experiences.seen_at is 'When it was opened, to a day.';

create function private.note_whop_experience(of_creator uuid, of_experience text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into private.whop_experiences as x (creator_id, experience_id) values (of_creator, of_experience)
  on conflict (creator_id) do update set experience_id = excluded.experience_id, seen_at = now()
   where x.experience_id <> excluded.experience_id or x.seen_at < now() - interval '1 day'
$$;
comment on function private.note_whop_experience(uuid, text) is
  'Notes in which experience a person who has access to it opened a creator''s school.';

create function private.people_to_tell(
  of_creator uuid, of_student uuid, out person_id uuid, out student_id uuid, out role public.staff_role, out name text,
  out email text, out whop_user_id text
) returns setof record
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  if of_student is not null then
    return query
      select s.id, s.id, null::public.staff_role, s.name, s.email, s.whop_user_id
        from public.students s
       where s.id = of_student and s.creator_id = of_creator and s.is_active and coalesce(s.access_ends_at > now(), true);
  else
    return query
      select s.id, null::uuid, s.role, s.name, s.email, s.whop_user_id
        from public.staff s
       where s.creator_id = of_creator and s.is_active;
  end if;
end
$$;
comment on function private.people_to_tell(uuid, uuid) is
  'The student, or without one the staff of the creator, with the addresses by which they are notified.';

create function private.is_for_role(kind text, role public.staff_role) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select role is null or role = 'owner' or role = 'editor' and kind <> 'quota.reached'
$$;
comment on function private.is_for_role(text, public.staff_role) is
  'Whether people of this role (null: students) are notified events of this kind: viewers look, and owners pay.';

create function private.is_still_open(of_student uuid, details jsonb) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select details ->> 'module_id' is null or exists (
    select from private.module_states(of_student) m
      join public.videos v on v.id = any (m.video_ids)
     where m.module_id = (details ->> 'module_id')::uuid and m.is_open
       and v.id = (details ->> 'video_id')::uuid and v.status = 'completed' and v.is_published and v.deleted_at is null
  )
$$;
comment on function private.is_still_open(uuid, jsonb) is
  'Whether a lesson that opened for a student is still there when the student is notified of it.';

create function private.next_digest(of_creator uuid) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$
  select ((date_trunc('day', local.now) + make_interval(
           days => case when local.now::time >= '08:00' then 1 else 0 end, hours => 8
         )) at time zone local.zone)
    from (select z.zone, now() at time zone z.zone as now from private.time_zone(of_creator) as z (zone)) as local
$$;
comment on function private.next_digest(uuid) is 'The next eight o''clock in the morning, in the creator''s time zone.';

-- Deliveries -----------------------------------------------------------------------------------------------------------

create table private.notification_deliveries (
  id bigint generated always as identity primary key,
  notification_id uuid not null references private.notifications (id) on delete cascade,
  channel text not null,
  person_id uuid references private.notification_people (person_id) on delete cascade,
  endpoint_id uuid references public.webhook_endpoints (id) on delete cascade,
  is_digest boolean not null default false,
  status text not null default 'waiting',
  attempts integer not null default 0,
  next_try_at timestamptz not null default clock_timestamp(),
  error text,
  finished_at timestamptz,
  unique nulls not distinct (notification_id, channel, person_id, endpoint_id),
  constraint notification_deliveries_channel_known check (channel in ('email', 'whop', 'webhook')),
  constraint notification_deliveries_one_target check (
    num_nonnulls(person_id, endpoint_id) = 1 and (channel = 'webhook') = (endpoint_id is not null)
  ),
  constraint notification_deliveries_status_known check (status in ('waiting', 'sent', 'failed', 'unwanted')),
  constraint notification_deliveries_attempts_positive check (attempts >= 0)
);
comment on table private.notification_deliveries is
  'An event on its way to one person by one channel, or to one address; tried again until it is sent or has failed.';
comment on column private.notification_deliveries.notification_id is 'The event.';
comment on column private.notification_deliveries.channel is 'How it is notified.';
comment on column private.notification_deliveries.person_id is 'Who is notified; null for an address.';
comment on column private.notification_deliveries.endpoint_id is 'The address that is notified; null for a person.';
comment on column private.notification_deliveries.is_digest is 'Whether it is notified together with others.';
comment on column private.notification_deliveries.status is
  'waiting; sent; failed: the last try failed; unwanted: the person or address no longer wants it.';
comment on column private.notification_deliveries.attempts is 'Tries so far.';
comment on column private.notification_deliveries.next_try_at is 'When it is tried, or tried again should this try not end.';
comment on column private.notification_deliveries.error is 'Why the last try failed.';
comment on column private.notification_deliveries.finished_at is 'When it was sent or failed for good.';
create index idx_notification_deliveries_due on private.notification_deliveries (next_try_at) where status = 'waiting';
create index idx_notification_deliveries_failed on private.notification_deliveries (finished_at) where status = 'failed';
create index idx_notification_deliveries_person on private.notification_deliveries (person_id, channel);
create index idx_notification_deliveries_endpoint on private.notification_deliveries (endpoint_id);

create function private.plan_notifications(by_channels text[], most integer) returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  taken uuid[];
begin
  taken := array(
    select n.id from private.notifications n where n.planned_at is null order by n.occurred_at limit most for update skip locked
  );
  with told as materialized (
    select n.id, n.kind, n.creator_id, p.person_id, p.student_id, p.email, by.channel
      from private.notifications n
      join public.creators c on c.id = n.creator_id and c.is_active
     cross join lateral private.people_to_tell(n.creator_id, case when n.kind = 'lesson.opened' then n.student_id end) as p
     cross join unnest(by_channels) as by (channel)
     where n.id = any (taken)
       and private.is_for_role(n.kind, p.role)
       and (
         by.channel = 'email' and p.email is not null
         or by.channel = 'whop' and p.whop_user_id is not null
           and exists (select from private.whop_experiences x where x.creator_id = n.creator_id)
       )
  ), known as (
    insert into private.notification_people (person_id, creator_id, student_id)
    select distinct t.person_id, t.creator_id, t.student_id from told t
    on conflict do nothing
  ), chosen as (
    select t.*, coalesce(o.mode, private.default_mode(t.kind, t.channel, t.email is not null)) as mode
      from told t
      left join private.notification_choices o on o.person_id = t.person_id and o.kind = t.kind and o.channel = t.channel
  )
  insert into private.notification_deliveries (notification_id, channel, person_id, endpoint_id, is_digest, next_try_at)
  select w.id, w.channel, w.person_id, null, w.mode = 'digest',
         case when w.mode = 'digest' then private.next_digest(w.creator_id) else now() end
    from chosen w
   where w.mode <> 'never'
  union all
  select n.id, 'webhook', null, e.id, false, now()
    from private.notifications n
    join public.creators c on c.id = n.creator_id and c.is_active
    join public.webhook_endpoints e on e.creator_id = n.creator_id and e.is_active and n.kind = any (e.kinds)
   where n.id = any (taken)
  on conflict do nothing;
  update private.notifications n set planned_at = now() where n.id = any (taken);
  return cardinality(taken);
end
$$;
comment on function private.plan_notifications(text[], integer) is
  'Plans the deliveries of up to `most` events by the channels that this installation has, and to the addresses of the '
  'creator; returns how many events there were.';

-- A person's own -------------------------------------------------------------------------------------------------------

create function private.notified_person(
  out person_id uuid, out creator_id uuid, out student_id uuid, out email text, out whop_user_id text
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  school uuid := private.acting_creator();
  learner uuid := private.acting_student();
begin
  if school is null then
    select s.creator_id into school from public.students s where s.id = learner;
  else
    learner := null;
  end if;
  select p.person_id, school, learner, p.email, p.whop_user_id
    into person_id, creator_id, student_id, email, whop_user_id
    from private.people_to_tell(school, learner) as p
   -- Of the staff, the caller; a user of another sign-in service who acts for the creator has the first owner's.
   order by p.person_id = (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid desc,
            p.person_id = school desc
   limit 1;
end
$$;
comment on function private.notified_person() is 'The caller as a person who is notified things; nulls for a caller without access.';

create function private.own_choices(out kind text, out channel text, out mode text, out is_default boolean)
returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select known.kind, by.channel,
           coalesce(o.mode, private.default_mode(known.kind, by.channel, me.email is not null)), o.mode is null
      from private.notified_person() as me
     cross join unnest(array['video.ready', 'video.failed', 'question.not_covered', 'quota.reached', 'lesson.opened'])
       as known (kind)
     cross join unnest(array['email', 'whop']) as by (channel)
      left join private.notification_choices o
        on o.person_id = me.person_id and o.kind = known.kind and o.channel = by.channel
     where me.person_id is not null and (known.kind = 'lesson.opened') = (me.student_id is not null)
     order by 1, 2;
end
$$;
comment on function private.own_choices() is 'What the caller is notified, by which channel, and when.';

create function private.choose(choices jsonb) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record;
begin
  select * into me from private.notified_person();
  if me.person_id is null then
    return false;
  end if;
  insert into private.notification_people (person_id, creator_id, student_id)
  values (me.person_id, me.creator_id, me.student_id)
  on conflict do nothing;
  insert into private.notification_choices as o (person_id, kind, channel, mode)
  select me.person_id, c.kind, c.channel, c.mode
    from jsonb_to_recordset(choices) as c (kind text, channel text, mode text)
   where (c.kind = 'lesson.opened') = (me.student_id is not null)
  on conflict (person_id, kind, channel) do update set mode = excluded.mode;
  return true;
end
$$;
comment on function private.choose(jsonb) is
  'Keeps what the caller chose: [{kind, channel, mode}]. False for a caller without access.';

create function private.own_notifications(
  before timestamptz, most integer, out id uuid, out kind text, out details jsonb, out occurred_at timestamptz,
  out deliveries jsonb
) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  me record;
begin
  select * into me from private.notified_person();
  return query
    select n.id, n.kind, n.details, n.occurred_at, coalesce((
             select jsonb_agg(jsonb_build_object(
                      'channel', d.channel, 'endpoint_id', d.endpoint_id, 'status', d.status, 'attempts', d.attempts,
                      'error', d.error, 'next_try_at', case when d.status = 'waiting' then d.next_try_at end,
                      'finished_at', d.finished_at
                    ) order by d.id)
               from private.notification_deliveries d
              where d.notification_id = n.id and (d.person_id = me.person_id or me.student_id is null and d.endpoint_id is not null)
           ), '[]')
      from private.notifications n
     where n.creator_id = me.creator_id and (n.kind = 'lesson.opened') = (me.student_id is not null)
       and (me.student_id is null or n.student_id = me.student_id)
       and n.occurred_at < coalesce(own_notifications.before, 'infinity')
     order by n.occurred_at desc, n.id
     limit least(most, 200);
end
$$;
comment on function private.own_notifications(timestamptz, integer) is
  'What the caller was or will be notified, newest first, with its deliveries to the caller and, for a creator, to its addresses.';

create function private.show_unsubscribe(of_secret text, out name text, out school text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.name, c.name
    from private.notification_people p
    join public.creators c on c.id = p.creator_id
   cross join lateral private.people_to_tell(p.creator_id, p.student_id) as t
   where p.unsubscribe_secret = of_secret and t.person_id = p.person_id
$$;
comment on function private.show_unsubscribe(text) is 'Whose messages the holder of this secret may end; nulls: nobody''s.';

create function private.unsubscribe(of_secret text, from_kind text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := (select p.person_id from private.notification_people p where p.unsubscribe_secret = of_secret);
begin
  if me is null then
    return false;
  end if;
  insert into private.notification_choices as o (person_id, kind, channel, mode)
  select me, known.kind, 'email', 'never'
    from unnest(array['video.ready', 'video.failed', 'question.not_covered', 'quota.reached', 'lesson.opened'])
      as known (kind)
   where from_kind is null or known.kind = from_kind
  on conflict (person_id, kind, channel) do update set mode = 'never';
  return true;
end
$$;
comment on function private.unsubscribe(text, text) is
  'Ends e-mails of a kind, or all, to the person whose secret it is; false: it is nobody''s.';

-- Rights ---------------------------------------------------------------------------------------------------------------

do $$
declare
  found regclass;
begin
  foreach found in array array[
    'private.notifications', 'private.notification_looks', 'private.notification_people', 'private.notification_choices',
    'private.notification_deliveries', 'private.whop_experiences', 'public.webhook_endpoints'
  ]::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
create policy notifications_service on private.notifications for all to service_role using (true) with check (true);
create policy notification_looks_service on private.notification_looks for all to service_role using (true) with check (true);
create policy notification_people_service on private.notification_people for all to service_role using (true) with check (true);
create policy notification_choices_service on private.notification_choices
  for all to service_role using (true) with check (true);
create policy notification_deliveries_service on private.notification_deliveries
  for all to service_role using (true) with check (true);
create policy whop_experiences_service on private.whop_experiences for all to service_role using (true) with check (true);
comment on policy whop_experiences_service on private.whop_experiences is 'Only the service reads and writes it.';
comment on policy notifications_service on private.notifications is 'Only the service reads and writes it.';
comment on policy notification_looks_service on private.notification_looks is 'Only the service reads and writes it.';
comment on policy notification_people_service on private.notification_people is 'Only the service reads and writes it.';
comment on policy notification_choices_service on private.notification_choices is 'Only the service reads and writes it.';
comment on policy notification_deliveries_service on private.notification_deliveries is 'Only the service reads and writes it.';

-- The secret is written, and never read again by a person.
grant select (id, creator_id, url, kinds, is_active, failures, paused_until, last_error, created_at, updated_at),
  insert (creator_id, url, kinds, secret), update (kinds, is_active), delete
  on public.webhook_endpoints to authenticated;
create policy webhook_endpoints_select on public.webhook_endpoints for select to authenticated
  using (creator_id = (select private.acting_creator()));
create policy webhook_endpoints_insert on public.webhook_endpoints for insert to authenticated
  with check (creator_id = (select private.owning_creator()));
create policy webhook_endpoints_update on public.webhook_endpoints for update to authenticated
  using (creator_id = (select private.owning_creator()))
  with check (creator_id = (select private.owning_creator()));
create policy webhook_endpoints_delete on public.webhook_endpoints for delete to authenticated
  using (creator_id = (select private.owning_creator()));
comment on policy webhook_endpoints_select on public.webhook_endpoints is 'A creator reads its own addresses, without secrets.';
comment on policy webhook_endpoints_insert on public.webhook_endpoints is 'A creator adds addresses of its own.';
comment on policy webhook_endpoints_update on public.webhook_endpoints is 'A creator chooses what its addresses are notified.';
comment on policy webhook_endpoints_delete on public.webhook_endpoints is 'A creator deletes its own addresses.';

revoke all on function
  private.tell(uuid, text, text, jsonb, uuid), private.tell_of_video(), private.forget_news_of_videos(),
  private.tell_of_question(), private.tell_of_quota(),
  private.tell_opened_lessons(), private.check_endpoints(), private.default_mode(text, text, boolean),
  private.people_to_tell(uuid, uuid), private.is_for_role(text, public.staff_role), private.is_still_open(uuid, jsonb),
  private.next_digest(uuid),
  private.plan_notifications(text[], integer), private.note_whop_experience(uuid, text), private.notified_person(), private.own_choices(), private.choose(jsonb),
  private.own_notifications(timestamptz, integer), private.show_unsubscribe(text), private.unsubscribe(text, text)
  from public, anon, authenticated;
grant execute on function
  private.tell(uuid, text, text, jsonb, uuid), private.tell_opened_lessons(), private.default_mode(text, text, boolean),
  private.people_to_tell(uuid, uuid), private.is_for_role(text, public.staff_role), private.is_still_open(uuid, jsonb),
  private.next_digest(uuid), private.plan_notifications(text[], integer), private.note_whop_experience(uuid, text)
  to service_role;
grant execute on function private.module_states(uuid) to service_role;
grant execute on function
  private.own_choices(), private.choose(jsonb), private.own_notifications(timestamptz, integer)
  to authenticated;
grant execute on function private.show_unsubscribe(text), private.unsubscribe(text, text) to chronos_public;
