-- name: take_rate_token
select private.take_rate_token(%(kind)s) as wait_seconds

-- name: remove_full_buckets
delete from private.rate_buckets where updated_at < now() - interval '1 day'

-- name: list_tiers
select tier::text, max_file_bytes, storage_bytes, videos, students, transcription_minutes, questions, ai_credit_usd
  from private.tiers
 order by private.tiers.tier

-- name: lock_tier
select max_file_bytes, storage_bytes from private.tiers where tier::text = %(tier)s for update

-- name: change_tier
update private.tiers t
   set max_file_bytes = coalesce(%(max_file_bytes)s, t.max_file_bytes),
       storage_bytes = coalesce(%(storage_bytes)s, t.storage_bytes),
       videos = coalesce(%(videos)s, t.videos),
       students = coalesce(%(students)s, t.students),
       transcription_minutes = coalesce(%(transcription_minutes)s, t.transcription_minutes),
       questions = coalesce(%(questions)s, t.questions),
       ai_credit_usd = coalesce(%(ai_credit_usd)s, t.ai_credit_usd)
 where t.tier::text = %(tier)s
returning tier::text, max_file_bytes, storage_bytes, videos, students, transcription_minutes, questions, ai_credit_usd

-- name: limits_of
select tier::text, max_file_bytes, storage_bytes, videos, students, transcription_minutes, questions, ai_credit_usd
  from private.limits_of(%(creator_id)s)
 where tier is not null

-- name: list_overrides
select max_file_bytes, storage_bytes, videos, students, transcription_minutes, questions, ai_credit_usd
  from private.limit_overrides
 where creator_id = %(creator_id)s

-- name: set_overrides
insert into private.limit_overrides
  (creator_id, max_file_bytes, storage_bytes, videos, students, transcription_minutes, questions, ai_credit_usd)
values (%(creator_id)s, %(max_file_bytes)s, %(storage_bytes)s, %(videos)s, %(students)s, %(transcription_minutes)s,
        %(questions)s, %(ai_credit_usd)s)
on conflict (creator_id) do update
   set max_file_bytes = excluded.max_file_bytes, storage_bytes = excluded.storage_bytes, videos = excluded.videos,
       students = excluded.students, transcription_minutes = excluded.transcription_minutes,
       questions = excluded.questions, ai_credit_usd = excluded.ai_credit_usd

-- name: reserve
select is_granted, used, reserved, allowed, private.day_of(renews_at, %(creator_id)s) as renews_on
  from private.reserve(%(creator_id)s, %(subject_id)s, %(meter)s, %(wanted)s, %(lifetime)s)

-- name: settle
select private.settle(%(creator_id)s, %(subject_id)s, %(charges)s, %(is_last)s)

-- name: keep_hold
select private.keep_hold(%(subject_id)s, %(lifetime)s)

-- name: reserve_answer
select is_granted, renews_on from private.reserve_answer(%(answer_id)s, %(most_usd)s)

-- name: settle_answer
select private.settle_answer(%(answer_id)s, %(charges)s)

-- name: sweep_holds
select private.sweep_holds()

-- name: charge_stored_bytes
select private.charge_stored_bytes()

-- name: usage_of
select l.tier::text, u.meter, u.used, u.reserved, u.allowed, u.renews_at, u.warned
  from private.limits_of(%(creator_id)s) l cross join private.usage_of(%(creator_id)s) u

-- name: transcription_speed
select private.transcription_speed(%(model)s) as seconds_per_second

-- name: own_usage
select tier, meter, used, reserved, allowed, renews_at, warned from private.own_usage()

-- name: usage_days
select day.date, m.storage_used_bytes as storage_bytes, coalesce(m.videos_uploaded, 0) as videos_added,
       coalesce(m.transcription_seconds, 0) as transcription_seconds, coalesce(m.chat_messages_sent, 0) as questions,
       coalesce(m.ai_credits_used, 0) as cost_usd
  from (
    select %(first)s::date + number as date from generate_series(0, %(last)s::date - %(first)s::date) as number
  ) as day
  left join public.usage_metrics m on m.creator_id = (select private.acting_creator()) and m.date = day.date
 order by day.date
