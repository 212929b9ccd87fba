-- Usage: what each plan allows, what was used of it, and what it cost.
--
-- Two kinds of limits. What is kept (bytes, videos, students) is counted where a row is made. What is used up (transcription,
-- questions, AI credit) has a budget for each month, in three steps: reserve before the work, do it with no transaction open,
-- settle after it. The row of a budget is the queue of all that spend from it at once.

-- Plans --------------------------------------------------------------------------------------------------------------

create table private.tiers (
  tier public.subscription_tier primary key,
  max_file_bytes bigint not null,
  storage_bytes bigint not null,
  videos integer not null,
  students integer not null,
  transcription_minutes integer not null,
  questions integer not null,
  ai_credit_usd numeric(12, 2) not null,
  constraint tiers_positive check (
    max_file_bytes > 0 and storage_bytes >= max_file_bytes and videos >= 0 and students >= 0
    and transcription_minutes >= 0 and questions >= 0 and ai_credit_usd >= 0
  )
);
comment on table private.tiers is 'What each tier allows; the limits of a bucket apply as well.';
comment on column private.tiers.tier is 'The plan that a creator pays for.';
comment on column private.tiers.max_file_bytes is 'Size of the largest allowed file.';
comment on column private.tiers.storage_bytes is 'Size of all files of a creator together.';
comment on column private.tiers.videos is 'Videos in the library.';
comment on column private.tiers.students is 'Students whose membership is active.';
comment on column private.tiers.transcription_minutes is 'Minutes of sound transcribed in a calendar month.';
comment on column private.tiers.questions is 'Questions answered in a calendar month.';
comment on column private.tiers.ai_credit_usd is 'What models may cost in a calendar month; models on this machine cost nothing.';
insert into private.tiers
  (tier, max_file_bytes, storage_bytes, videos, students, transcription_minutes, questions, ai_credit_usd)
values
  ('basic', 500::bigint << 20, 20::bigint << 30, 5000, 10000, 12000, 20000, 10),
  ('pro', 500::bigint << 20, 200::bigint << 30, 50000, 100000, 60000, 200000, 100),
  ('enterprise', 500::bigint << 20, 2000::bigint << 30, 500000, 1000000, 600000, 2000000, 1000);

create table private.limit_overrides (
  creator_id uuid primary key references public.creators (id) on delete cascade,
  max_file_bytes bigint,
  storage_bytes bigint,
  videos integer,
  students integer,
  transcription_minutes integer,
  questions integer,
  ai_credit_usd numeric(12, 2),
  constraint limit_overrides_positive check (
    max_file_bytes > 0 and storage_bytes >= 0 and videos >= 0 and students >= 0
    and transcription_minutes >= 0 and questions >= 0 and ai_credit_usd >= 0
  )
);
comment on table private.limit_overrides is 'Limits of single creators that differ from their tier''s; null: the tier''s.';
comment on column private.limit_overrides.max_file_bytes is 'As in tiers.';
comment on column private.limit_overrides.storage_bytes is 'As in tiers.';
comment on column private.limit_overrides.videos is 'As in tiers.';
comment on column private.limit_overrides.students is 'As in tiers.';
comment on column private.limit_overrides.transcription_minutes is 'As in tiers.';
comment on column private.limit_overrides.questions is 'As in tiers.';
comment on column private.limit_overrides.ai_credit_usd is 'As in tiers.';

create function private.limits_of(
  of_creator uuid, out tier public.subscription_tier, out max_file_bytes bigint, out storage_bytes bigint,
  out videos integer, out students integer, out transcription_minutes integer, out questions integer,
  out ai_credit_usd numeric
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  select t.tier, coalesce(o.max_file_bytes, t.max_file_bytes), coalesce(o.storage_bytes, t.storage_bytes),
         coalesce(o.videos, t.videos), coalesce(o.students, t.students),
         coalesce(o.transcription_minutes, t.transcription_minutes), coalesce(o.questions, t.questions),
         coalesce(o.ai_credit_usd, t.ai_credit_usd)
    into tier, max_file_bytes, storage_bytes, videos, students, transcription_minutes, questions, ai_credit_usd
    from public.creators c
    join private.tiers t on t.tier = c.subscription_tier
    left join private.limit_overrides o on o.creator_id = c.id
   where c.id = of_creator;
end
$$;
comment on function private.limits_of(uuid) is 'The limits of a creator: those of its tier, unless overridden.';

-- What is kept --------------------------------------------------------------------------------------------------------

create function private.stored_bytes(of_creator uuid) returns numeric
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(sum(private.object_bytes(o.metadata)), 0) -- numeric: sums of what people wrote have no bound
      from storage.objects o
     where o.bucket_id in ('videos', 'thumbnails', 'user-uploads')
       and o.name >= of_creator::text || '/' and o.name < of_creator::text || '0' -- '0' is the character after '/'
  );
end
$$;
comment on function private.stored_bytes(uuid) is 'Size of all files of a creator together.';

create function private.promised_bytes(of_creator uuid) returns numeric
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(sum(u.length_bytes), 0)
      from private.uploads u
     where u.creator_id = of_creator and u.completed_at is null and u.expires_at > now()
  );
end
$$;
comment on function private.promised_bytes(uuid) is
  'Size of the unfinished uploads of a creator. They count in full: twenty at once must not each fill the rest.';

create function private.storage_left(of_creator uuid, out max_file_bytes bigint, out remaining_bytes bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  select l.max_file_bytes,
         greatest(l.storage_bytes - private.stored_bytes(of_creator) - private.promised_bytes(of_creator), 0)
    into max_file_bytes, remaining_bytes
    from private.limits_of(of_creator) l;
end
$$;
comment on function private.storage_left(uuid) is
  'The largest file that a creator may add by its tier, and how many bytes remain.';

create function private.storage_allowance(out max_file_bytes bigint, out remaining_bytes bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking uuid := private.acting_creator();
begin
  if asking is null then
    return; -- nulls: the limits of a tier are for creators
  end if;
  select s.max_file_bytes, s.remaining_bytes into max_file_bytes, remaining_bytes from private.storage_left(asking) s;
end
$$;
comment on function private.storage_allowance() is
  'The largest file that the calling creator may add by its tier, and how many bytes remain; nulls for other callers.';

create function private.count_kept(of_creator uuid, what text, up_to integer) returns bigint
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if what = 'videos' then
    return (select count(*) from (
      select from public.videos v where v.creator_id = of_creator and v.deleted_at is null limit up_to
    ) as kept);
  end if;
  return (select count(*) from (
    select from public.students s where s.creator_id = of_creator and s.is_active limit up_to
  ) as kept);
end
$$;
comment on function private.count_kept(uuid, text, integer) is
  'How many videos or active students a creator has; no more than `up_to` are counted, null: all.';

create function private.require_place(of_creator uuid, what text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  allowed integer;
begin
  -- One after the other, as rows that are not committed yet would not be counted.
  perform pg_advisory_xact_lock(hashtextextended('chronos.' || what || ' ' || of_creator::text, 0));
  select case what when 'videos' then l.videos else l.students end into allowed from private.limits_of(of_creator) l;
  if private.count_kept(of_creator, what, allowed + 1) > allowed then
    -- PostgREST answers PT413 with status 413.
    raise exception 'the plan has room for % %: %', allowed, what,
      case what when 'videos' then 'remove some, or upgrade the plan' else 'end a membership, or upgrade the plan' end
      using errcode = 'PT413', detail = what;
  end if;
end
$$;
comment on function private.require_place(uuid, text) is 'Refuse more videos or active students than the creator''s plan allows.';

create function private.check_added() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  one uuid;
begin
  for one in select distinct a.creator_id from added a order by 1 loop
    perform private.require_place(one, tg_argv[0]);
  end loop;
  return null;
end
$$;
comment on function private.check_added() is 'Refuse added rows beyond the plan of their creator.';
create function private.check_returned() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.require_place(new.creator_id, tg_argv[0]);
  return null;
end
$$;
comment on function private.check_returned() is 'Refuse rows that count again beyond the plan of their creator.';
-- After the row, and so after the policies: an insert that these refuse says nothing of the plan.
create trigger videos_within_plan after insert on public.videos
  referencing new table as added for each statement execute function private.check_added('videos');
create trigger students_within_plan after insert on public.students
  referencing new table as added for each statement execute function private.check_added('students');
create trigger videos_return_within_plan after update of deleted_at on public.videos
  for each row when (old.deleted_at is not null and new.deleted_at is null)
  execute function private.check_returned('videos');
create trigger students_return_within_plan after update of is_active on public.students
  for each row when (not old.is_active and new.is_active)
  execute function private.check_returned('students');

-- The ledger ----------------------------------------------------------------------------------------------------------

create table private.ledger (
  id bigint generated always as identity primary key,
  charged_at timestamptz not null default clock_timestamp(),
  date date not null,
  creator_id uuid not null references public.creators (id) on delete cascade,
  kind text not null,
  quantity numeric not null,
  unit_price_usd numeric not null default 0,
  priced_on date,
  cost_usd numeric(14, 6) not null default 0,
  model text,
  work_seconds double precision,
  student_id uuid references public.students (id) on delete set null,
  video_id uuid,
  message_id uuid,
  idempotency_key text not null unique,
  constraint ledger_kind_known check (kind in (
    'transcription_seconds', 'embedding_tokens', 'input_tokens', 'output_tokens', 'cache_write_tokens',
    'cache_read_tokens', 'questions', 'video_seconds', 'stored_bytes'
  )),
  constraint ledger_positive check (quantity >= 0 and unit_price_usd >= 0 and cost_usd >= 0 and work_seconds >= 0),
  constraint ledger_price_has_date check (unit_price_usd = 0 or priced_on is not null)
);
comment on table private.ledger is 'One row per charge; rows are added, never changed. Daily usage is derived from it.';
comment on column private.ledger.charged_at is 'When it was charged.';
comment on column private.ledger.quantity is 'How much was used, in the unit that the kind names.';
comment on column private.ledger.date is 'The day in the creator''s time zone that it belongs to.';
comment on column private.ledger.kind is
  'What was used, and its unit. Tokens of four kinds are of language models; input_tokens are those that no cache held. '
  'video_seconds is the length of an added video, once per video; stored_bytes is what was kept at the end of the day, for '
  'one day.';
comment on column private.ledger.unit_price_usd is 'Price of one unit; 0 for what runs on this machine.';
comment on column private.ledger.priced_on is 'The date of the price list.';
comment on column private.ledger.cost_usd is 'Quantity times price, in millionths of a dollar.';
comment on column private.ledger.model is 'What did the work, e.g. whisper:base.';
comment on column private.ledger.work_seconds is 'How long the work took, where that is known.';
comment on column private.ledger.student_id is 'For whom; null when erased, or for no student.';
comment on column private.ledger.video_id is 'For which video; it may have been removed since.';
comment on column private.ledger.message_id is 'For which answer; it may have been removed since.';
comment on column private.ledger.idempotency_key is 'A second charge with the same key is none.';
create index idx_ledger_day on private.ledger (creator_id, date);
create index idx_ledger_charged_at on private.ledger using brin (charged_at);
create index idx_ledger_student on private.ledger (student_id);
create index idx_ledger_model on private.ledger (model, id desc) where work_seconds is not null;

create function private.note_video() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.ledger (date, creator_id, kind, quantity, video_id, idempotency_key)
  values (
    private.day_of(new.created_at, new.creator_id), new.creator_id, 'video_seconds', new.duration_seconds, new.id,
    'video:' || new.id
  )
  on conflict do nothing;
  return null;
end
$$;
comment on function private.note_video() is 'Add a video to the ledger as soon as its length is known; its removal leaves that.';
create trigger videos_note_added after insert on public.videos
  for each row when (new.duration_seconds is not null) execute function private.note_video();
create trigger videos_note_length after update of duration_seconds on public.videos
  for each row when (old.duration_seconds is null and new.duration_seconds is not null)
  execute function private.note_video();

-- Budgets of a month --------------------------------------------------------------------------------------------------

create table private.budgets (
  creator_id uuid not null references public.creators (id) on delete cascade,
  period date not null,
  meter text not null,
  used numeric not null default 0,
  reserved numeric not null default 0,
  primary key (creator_id, period, meter),
  constraint budgets_meter_known check (meter in ('questions', 'transcription_seconds', 'ai_credit_usd')),
  constraint budgets_positive check (used >= 0 and reserved >= 0)
) with (fillfactor = 70);
comment on table private.budgets is 'What was used and is reserved in a month.';
comment on column private.budgets.period is 'First day of the month, in the creator''s time zone.';
comment on column private.budgets.meter is 'What is measured, and its unit.';
comment on column private.budgets.used is 'The sum of what was charged.';
comment on column private.budgets.reserved is 'The sum of all open holds.';

create table private.holds (
  id uuid primary key default gen_random_uuid(),
  subject_id uuid not null,
  creator_id uuid not null,
  period date not null,
  meter text not null,
  amount numeric not null,
  charged numeric not null default 0,
  held_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  settled_at timestamptz,
  foreign key (creator_id, period, meter) references private.budgets (creator_id, period, meter) on delete cascade,
  constraint holds_positive check (amount >= 0 and charged >= 0),
  constraint holds_settled_are_empty check (settled_at is null or amount = 0)
) with (fillfactor = 70);
comment on table private.holds is 'Reservations: what work that has begun may still use.';
comment on column private.holds.subject_id is
  'The video or the answer that it is for: a retry finds its hold by it, instead of taking a second one.';
comment on column private.holds.period is 'The month of the budget that it holds of.';
comment on column private.holds.meter is 'What it holds.';
comment on column private.holds.held_at is 'When it was taken.';
comment on column private.holds.amount is 'What is still reserved.';
comment on column private.holds.charged is 'What was charged.';
comment on column private.holds.expires_at is 'When it ends, unless the work says that it continues.';
comment on column private.holds.settled_at is 'When it was settled, or swept after its expiry; null: it is open.';
create unique index idx_holds_open on private.holds (subject_id, meter) where settled_at is null;
create index idx_holds_subject on private.holds (subject_id, meter, held_at desc);
create index idx_holds_budget on private.holds (creator_id, period, meter);
create index idx_holds_expires_at on private.holds (expires_at) where settled_at is null;

create table private.usage_warnings (
  creator_id uuid not null references public.creators (id) on delete cascade,
  period date not null,
  meter text not null,
  percent integer not null,
  warned_at timestamptz not null default clock_timestamp(),
  primary key (creator_id, period, meter, percent),
  constraint usage_warnings_percent_known check (percent in (80, 100))
);
comment on table private.usage_warnings is 'Limits that were nearly or fully reached: once each per month, for notifications.';
comment on column private.usage_warnings.period is 'First day of the month, in the creator''s time zone.';
comment on column private.usage_warnings.meter is 'What was nearly used up: a meter of budgets, or storage_bytes, videos, students.';
comment on column private.usage_warnings.warned_at is 'When it was noted.';
comment on column private.usage_warnings.percent is 'Share of the limit: 80, or 100, which is also when something was refused.';

create function private.period_of(of_creator uuid, at_time timestamptz) returns date
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return date_trunc('month', private.day_of(at_time, of_creator))::date;
end
$$;
comment on function private.period_of(uuid, timestamptz) is 'The first day of the creator''s month at that time.';

create function private.renews_at(of_creator uuid, of_period date) returns timestamptz
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (of_period + interval '1 month') at time zone private.time_zone(of_creator);
end
$$;
comment on function private.renews_at(uuid, date) is 'When the budgets after that month begin.';

create function private.meter_limit(of_creator uuid, of_meter text) returns numeric
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select case of_meter
             when 'questions' then l.questions
             when 'transcription_seconds' then l.transcription_minutes::numeric * 60
             when 'ai_credit_usd' then l.ai_credit_usd
             when 'storage_bytes' then l.storage_bytes
             when 'videos' then l.videos
             when 'students' then l.students
           end
      from private.limits_of(of_creator) l
  );
end
$$;
comment on function private.meter_limit(uuid, text) is 'What the plan of a creator allows of what a meter measures.';

create function private.warn(of_creator uuid, of_period date, of_meter text, of_share numeric) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.usage_warnings (creator_id, period, meter, percent)
  select of_creator, of_period, of_meter, reached.percent
    from unnest(array[80, 100]) as reached (percent)
   where of_share * 100 >= reached.percent
  on conflict do nothing;
end
$$;
comment on function private.warn(uuid, date, text, numeric) is
  'Note that this share of a limit is used, if it is 80 % or all, and not noted yet.';

create function private.sweep_budget(of_creator uuid, of_period date, of_meter text) returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  freed numeric;
  swept integer;
begin
  perform from private.budgets b
    where b.creator_id = of_creator and b.period = of_period and b.meter = of_meter
      for update;
  with expired as (
    select h.id, h.amount
      from private.holds h
     where h.creator_id = of_creator and h.period = of_period and h.meter = of_meter
       and h.settled_at is null and h.expires_at <= clock_timestamp()
       for update
  ), ended as (
    update private.holds h set amount = 0, settled_at = clock_timestamp() from expired e where h.id = e.id
  )
  select count(*), coalesce(sum(e.amount), 0) into swept, freed from expired e;
  if swept > 0 then
    update private.budgets b set reserved = b.reserved - freed
     where b.creator_id = of_creator and b.period = of_period and b.meter = of_meter;
  end if;
  return swept;
end
$$;
comment on function private.sweep_budget(uuid, date, text) is 'End the expired holds of a budget; returns how many there were.';

create function private.reserve(
  of_creator uuid, of_subject uuid, of_meter text, wanted numeric, lifetime interval,
  out is_granted boolean, out used numeric, out reserved numeric, out allowed numeric, out renews_at timestamptz
)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  current_period date := private.period_of(of_creator, clock_timestamp());
  held private.holds;
  is_swept boolean := false;
begin
  allowed := private.meter_limit(of_creator, of_meter);
  renews_at := private.renews_at(of_creator, current_period);
  insert into private.budgets (creator_id, period, meter) values (of_creator, current_period, of_meter)
  on conflict do nothing;
  -- From here on, one after the other.
  perform from private.budgets b
    where b.creator_id = of_creator and b.period = current_period and b.meter = of_meter
      for update;
  select h.* into held from private.holds h
    where h.subject_id = of_subject and h.meter = of_meter and h.settled_at is null;
  if held.period <> current_period then -- a retry in the next month
    perform private.spend(of_creator, of_subject, of_meter, 0, true);
    held := null;
  end if;
  loop
    update private.budgets b
       set reserved = b.reserved - coalesce(held.amount, 0) + wanted
     where b.creator_id = of_creator and b.period = current_period and b.meter = of_meter
       and b.used + b.reserved - coalesce(held.amount, 0) + wanted <= allowed;
    is_granted := found;
    exit when is_granted or is_swept;
    -- The subject's own hold is not swept: it is about to be replaced.
    update private.holds h set expires_at = clock_timestamp() + lifetime where h.id = held.id;
    is_swept := true;
    exit when private.sweep_budget(of_creator, current_period, of_meter) = 0;
  end loop;
  if not is_granted then
    perform private.warn(of_creator, current_period, of_meter, 1);
  elsif held.id is not null then
    update private.holds h set amount = wanted, expires_at = clock_timestamp() + lifetime where h.id = held.id;
  else
    insert into private.holds (subject_id, creator_id, period, meter, amount, expires_at)
    values (of_subject, of_creator, current_period, of_meter, wanted, clock_timestamp() + lifetime);
  end if;
  select b.used, b.reserved into used, reserved from private.budgets b
    where b.creator_id = of_creator and b.period = current_period and b.meter = of_meter;
end
$$;
comment on function private.reserve(uuid, uuid, text, numeric, interval) is
  'Reserve what work for a video or an answer may use at most, or refuse. The subject''s open hold is used again: its amount '
  'becomes what is wanted now.';

create function private.spend(of_creator uuid, of_subject uuid, of_meter text, spent numeric, is_last boolean)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  held private.holds;
  of_period date;
  freed numeric := 0;
  total numeric;
begin
  -- Work that outlives its hold is charged all the same: to the last one, though it was swept.
  select h.* into held from private.holds h
    where h.subject_id = of_subject and h.meter = of_meter
    order by h.settled_at is null desc, h.held_at desc limit 1;
  of_period := coalesce(held.period, private.period_of(of_creator, clock_timestamp()));
  insert into private.budgets (creator_id, period, meter) values (of_creator, of_period, of_meter) on conflict do nothing;
  perform from private.budgets b
    where b.creator_id = of_creator and b.period = of_period and b.meter = of_meter
      for update;
  select h.* into held from private.holds h where h.id = held.id for update; -- it may have been swept until now
  if held.settled_at is null and held.id is not null then
    freed := case when is_last then held.amount else least(held.amount, spent) end;
  end if;
  update private.holds h
     set amount = h.amount - freed, charged = h.charged + spent,
         settled_at = case when is_last then coalesce(h.settled_at, clock_timestamp()) else h.settled_at end
   where h.id = held.id;
  update private.budgets b set used = b.used + spent, reserved = b.reserved - freed
   where b.creator_id = of_creator and b.period = of_period and b.meter = of_meter
  returning b.used into total;
  perform private.warn(of_creator, of_period, of_meter, total / nullif(private.meter_limit(of_creator, of_meter), 0));
end
$$;
comment on function private.spend(uuid, uuid, text, numeric, boolean) is
  'Move what was spent from the hold of a subject to what is used; `is_last` ends the hold, and frees the rest.';

create function private.settle(of_creator uuid, of_subject uuid, charges jsonb, is_last boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  entry private.ledger;
  spent_questions numeric := 0;
  spent_seconds numeric := 0;
  spent_usd numeric := 0;
begin
  for entry in select * from jsonb_populate_recordset(null::private.ledger, charges) loop
    insert into private.ledger
      (date, creator_id, kind, quantity, unit_price_usd, priced_on, cost_usd, model, work_seconds, student_id, video_id,
       message_id, idempotency_key)
    values
      (private.day_of(clock_timestamp(), of_creator), of_creator, entry.kind, entry.quantity,
       coalesce(entry.unit_price_usd, 0), entry.priced_on, coalesce(entry.cost_usd, 0), entry.model, entry.work_seconds,
       (select s.id from public.students s where s.id = entry.student_id), -- it may have been erased since
       entry.video_id, entry.message_id, entry.idempotency_key)
    on conflict do nothing;
    continue when not found; -- it was charged before
    spent_questions := spent_questions + case entry.kind when 'questions' then entry.quantity else 0 end;
    spent_seconds := spent_seconds + case entry.kind when 'transcription_seconds' then entry.quantity else 0 end;
    spent_usd := spent_usd + round(coalesce(entry.cost_usd, 0), 6);
  end loop;
  -- All lock the budgets in this order.
  if spent_questions > 0 or is_last and private.is_held(of_subject, 'questions') then
    perform private.spend(of_creator, of_subject, 'questions', spent_questions, is_last);
  end if;
  if spent_seconds > 0 or is_last and private.is_held(of_subject, 'transcription_seconds') then
    perform private.spend(of_creator, of_subject, 'transcription_seconds', spent_seconds, is_last);
  end if;
  if spent_usd > 0 or is_last and private.is_held(of_subject, 'ai_credit_usd') then
    perform private.spend(of_creator, of_subject, 'ai_credit_usd', spent_usd, is_last);
  end if;
end
$$;
comment on function private.settle(uuid, uuid, jsonb, boolean) is
  'Charge what work for a subject has used: rows of the ledger as an array; a key that was charged before changes nothing. '
  '`is_last` ends the holds of the subject, whose rest is free again.';

create function private.is_held(of_subject uuid, of_meter text) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
    select from private.holds h where h.subject_id = of_subject and h.meter = of_meter and h.settled_at is null
  );
end
$$;
comment on function private.is_held(uuid, text) is 'Whether a subject has an open hold.';

create function private.keep_hold(of_subject uuid, lifetime interval) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update private.holds h set expires_at = clock_timestamp() + lifetime
   where h.subject_id = of_subject and h.settled_at is null;
end
$$;
comment on function private.keep_hold(uuid, interval) is 'Let the holds of a subject last for so long from now on.';

create function private.sweep_holds() returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  found_budget record;
  swept bigint := 0;
begin
  for found_budget in
    select distinct h.creator_id, h.period, h.meter
      from private.holds h
     where h.settled_at is null and h.expires_at <= clock_timestamp()
     order by h.creator_id, h.period, h.meter desc -- the order in which all lock the budgets
  loop
    swept := swept + private.sweep_budget(found_budget.creator_id, found_budget.period, found_budget.meter);
  end loop;
  delete from private.holds h where h.settled_at < now() - interval '100 days';
  return swept;
end
$$;
comment on function private.sweep_holds() is
  'End all expired holds, and return how many there were; forget those that were settled 100 days ago.';

-- Answers -------------------------------------------------------------------------------------------------------------

-- By the role that writes answers, in the name of the one who asks: no caller takes or settles a hold itself.
create function private.reserve_answer(
  of_answer uuid, most_usd numeric, out is_granted boolean, out renews_on date
)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tenant uuid := private.acting_tenant();
begin
  if tenant is null then
    is_granted := true; -- this caller can find nothing, and so spends nothing
    return;
  end if;
  select r.is_granted, private.day_of(r.renews_at, tenant) into is_granted, renews_on
    from private.reserve(tenant, of_answer, 'questions', 1, interval '10 minutes') r;
  if is_granted and most_usd > 0 then
    select r.is_granted into is_granted
      from private.reserve(tenant, of_answer, 'ai_credit_usd', most_usd, interval '10 minutes') r;
    if not is_granted then
      perform private.settle(tenant, of_answer, '[]', true);
    end if;
  end if;
end
$$;
comment on function private.reserve_answer(uuid, numeric) is
  'Reserve one question, and what its answer may cost at most, of the month of the school that is asked. renews_on: the first '
  'day of the next month.';

create function private.settle_answer(of_answer uuid, charges jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  -- That of the hold: the membership may have ended since, and what was spent is spent.
  tenant uuid := (
    select h.creator_id from private.holds h where h.subject_id = of_answer order by h.held_at desc limit 1
  );
begin
  if tenant is not null then
    perform private.settle(tenant, of_answer, charges, true);
  end if;
end
$$;
comment on function private.settle_answer(uuid, jsonb) is 'Charge what an answer has used, as `private.settle`, and end its holds.';

-- What was used -------------------------------------------------------------------------------------------------------

create function private.usage_of(
  of_creator uuid, out meter text, out used numeric, out reserved numeric, out allowed numeric,
  out renews_at timestamptz, out warned integer
) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  current_period date := private.period_of(of_creator, now());
begin
  return query
    select m.meter, coalesce(kept.used, b.used, 0), coalesce(kept.reserved, held.amount, 0),
           private.meter_limit(of_creator, m.meter),
           case when kept.used is null then private.renews_at(of_creator, current_period) end,
           (select max(w.percent)::integer from private.usage_warnings w
             where w.creator_id = of_creator and w.period = current_period and w.meter = m.meter)
      from unnest(array[
        'storage_bytes', 'videos', 'students', 'transcription_seconds', 'questions', 'ai_credit_usd'
      ]) with ordinality as m (meter, place)
     cross join lateral (
       select case m.meter
                when 'storage_bytes' then private.stored_bytes(of_creator)
                when 'videos' then private.count_kept(of_creator, 'videos', null)::numeric
                when 'students' then private.count_kept(of_creator, 'students', null)::numeric
              end as used,
              case m.meter when 'storage_bytes' then private.promised_bytes(of_creator) end as reserved
     ) as kept
      left join private.budgets b on b.creator_id = of_creator and b.period = current_period and b.meter = m.meter
     cross join lateral (
       select coalesce(sum(h.amount), 0) as amount
         from private.holds h
        where h.creator_id = of_creator and h.period = current_period and h.meter = m.meter
          and h.settled_at is null and h.expires_at > now()
     ) as held
     where exists (select from public.creators c where c.id = of_creator)
     order by m.place;
end
$$;
comment on function private.usage_of(uuid) is
  'What a creator uses of each limit now, what is reserved, what the plan allows, when that renews (null: it is kept, not used '
  'up) and the last warning of the month in percent.';

create function private.own_usage(
  out tier text, out meter text, out used numeric, out reserved numeric, out allowed numeric, out renews_at timestamptz,
  out warned integer
) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  asking uuid := private.acting_creator();
begin
  return query
    select l.tier::text, u.meter, u.used, u.reserved, u.allowed, u.renews_at, u.warned
      from private.limits_of(asking) l cross join private.usage_of(asking) u;
end
$$;
comment on function private.own_usage() is 'The usage of the calling creator; nothing for other callers.';

create function private.transcription_speed(of_model text) returns double precision
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select sum(recent.quantity) / nullif(sum(recent.work_seconds), 0)
      from (
        select l.quantity, l.work_seconds
          from private.ledger l
         where l.model = of_model and l.kind = 'transcription_seconds' and l.work_seconds is not null
         order by l.id desc
         limit 500
      ) as recent
  );
end
$$;
comment on function private.transcription_speed(text) is
  'Seconds of sound that a model transcribes in a second, by its last 500 windows; null before the first. Of all creators '
  'together, so that it tells of none.';

create function private.daily_usage(
  of_creator uuid, of_date date, out transcription_seconds double precision, out ai_credits_used numeric,
  out storage_used_bytes bigint, out videos_uploaded integer, out video_seconds double precision
)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  select coalesce(sum(l.quantity) filter (where l.kind = 'transcription_seconds'), 0),
         coalesce(sum(l.cost_usd), 0),
         least(coalesce(
           max(l.quantity) filter (where l.kind = 'stored_bytes'),
           case when private.day_of(now(), of_creator) = of_date then private.stored_bytes(of_creator) end,
           0
         ), 9223372036854775807),
         count(*) filter (where l.kind = 'video_seconds'),
         coalesce(sum(l.quantity) filter (where l.kind = 'video_seconds'), 0)
    into transcription_seconds, ai_credits_used, storage_used_bytes, videos_uploaded, video_seconds
    from private.ledger l
   where l.creator_id = of_creator and l.date = of_date;
end
$$;
comment on function private.daily_usage(uuid, date) is
  'What a creator used on a day, from the ledger; the same for a day that is over whenever it is asked.';

create function private.charged_days(since timestamptz, out creator_id uuid, out date date) returns setof record
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query select distinct l.creator_id, l.date from private.ledger l where l.charged_at >= since;
end
$$;
comment on function private.charged_days(timestamptz) is 'The days of creators whose daily usage has changed since then.';

create function private.charge_stored_bytes() returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  charged bigint;
begin
  insert into private.ledger (date, creator_id, kind, quantity, idempotency_key)
  select days.date::date, c.id, 'stored_bytes', private.stored_bytes(c.id), 'stored:' || c.id || ':' || days.date::date
    from public.creators c
   cross join lateral (
     select private.day_of(now(), c.id) as today,
            (select max(l.date) from private.ledger l where l.creator_id = c.id and l.kind = 'stored_bytes') as latest
   ) as known
   -- Days on which no worker ran are made up for.
   cross join lateral generate_series(
     greatest(known.today - 31, coalesce(known.latest + 1, known.today - 1), private.day_of(c.created_at, c.id)),
     known.today - 1,
     interval '1 day'
   ) as days (date)
  on conflict do nothing;
  get diagnostics charged = row_count;
  perform private.warn(
            c.id, private.period_of(c.id, now()), kept.meter,
            kept.used / nullif(private.meter_limit(c.id, kept.meter), 0)
          )
     from public.creators c
    cross join lateral (values
      ('storage_bytes', private.stored_bytes(c.id)),
      ('videos', private.count_kept(c.id, 'videos', null)::numeric),
      ('students', private.count_kept(c.id, 'students', null)::numeric)
    ) as kept (meter, used)
    where c.is_active;
  return charged;
end
$$;
comment on function private.charge_stored_bytes() is
  'Charge what every creator kept at the end of each day that is over, and warn where what is kept comes near a limit.';

-- Rights --------------------------------------------------------------------------------------------------------------

do $$
declare
  found regclass;
begin
  foreach found in array array[
    'private.tiers', 'private.limit_overrides', 'private.ledger', 'private.budgets', 'private.holds',
    'private.usage_warnings'
  ]::regclass[] loop
    execute format('alter table %s enable row level security', found);
    execute format('alter table %s force row level security', found);
    execute format('revoke all on %s from anon, authenticated', found);
    execute format('grant select, insert, update, delete on %s to service_role', found);
  end loop;
end
$$;
create policy tiers_service on private.tiers for all to service_role using (true) with check (true);
create policy limit_overrides_service on private.limit_overrides for all to service_role using (true) with check (true);
create policy ledger_service on private.ledger for all to service_role using (true) with check (true);
create policy budgets_service on private.budgets for all to service_role using (true) with check (true);
create policy holds_service on private.holds for all to service_role using (true) with check (true);
create policy usage_warnings_service on private.usage_warnings for all to service_role using (true) with check (true);
comment on policy tiers_service on private.tiers is 'Only the service reads and writes it.';
comment on policy limit_overrides_service on private.limit_overrides is 'Only the service reads and writes it.';
comment on policy ledger_service on private.ledger is 'Only the service reads and writes it.';
comment on policy budgets_service on private.budgets is 'Only the service reads and writes it.';
comment on policy holds_service on private.holds is 'Only the service reads and writes it.';
comment on policy usage_warnings_service on private.usage_warnings is 'Only the service reads and writes it.';

revoke all on function
  private.limits_of(uuid), private.stored_bytes(uuid), private.promised_bytes(uuid), private.storage_left(uuid),
  private.storage_allowance(), private.count_kept(uuid, text, integer), private.require_place(uuid, text),
  private.check_added(), private.check_returned(), private.note_video(), private.period_of(uuid, timestamptz),
  private.renews_at(uuid, date), private.meter_limit(uuid, text), private.warn(uuid, date, text, numeric),
  private.sweep_budget(uuid, date, text), private.reserve(uuid, uuid, text, numeric, interval),
  private.spend(uuid, uuid, text, numeric, boolean), private.settle(uuid, uuid, jsonb, boolean),
  private.is_held(uuid, text), private.keep_hold(uuid, interval), private.sweep_holds(),
  private.reserve_answer(uuid, numeric), private.settle_answer(uuid, jsonb), private.usage_of(uuid),
  private.own_usage(), private.daily_usage(uuid, date), private.charged_days(timestamptz),
  private.transcription_speed(text),
  private.charge_stored_bytes()
  from public, anon, authenticated;
grant execute on function
  private.limits_of(uuid), private.stored_bytes(uuid), private.promised_bytes(uuid), private.storage_left(uuid),
  private.count_kept(uuid, text, integer), private.period_of(uuid, timestamptz), private.renews_at(uuid, date),
  private.meter_limit(uuid, text), private.warn(uuid, date, text, numeric), private.sweep_budget(uuid, date, text),
  private.reserve(uuid, uuid, text, numeric, interval), private.settle(uuid, uuid, jsonb, boolean),
  private.keep_hold(uuid, interval), private.sweep_holds(), private.usage_of(uuid),
  private.daily_usage(uuid, date), private.charged_days(timestamptz), private.charge_stored_bytes()
  to service_role;
grant execute on function
  private.storage_allowance(), private.own_usage(), private.transcription_speed(text)
  to authenticated, service_role;
grant execute on function
  private.reserve_answer(uuid, numeric), private.settle_answer(uuid, jsonb)
  to chronos_assistant, service_role;
