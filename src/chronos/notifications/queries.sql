-- name: plan
select private.plan_notifications(%(channels)s, 500) as planned

-- name: tell_opened_lessons
select private.tell_opened_lessons() as told

-- name: claim
-- A claimed one is tried again after its pause even if this process dies: at least once.
with due as (
  select d.id
    from private.notification_deliveries d
    left join public.webhook_endpoints e on e.id = d.endpoint_id
   where d.status = 'waiting' and not d.is_digest and d.next_try_at <= now()
     and (e.paused_until is null or e.paused_until <= now())
   order by d.next_try_at, d.id
   limit %(most)s
   for update of d skip locked
), taken as (
  update private.notification_deliveries d
     set attempts = d.attempts + 1,
         next_try_at = now() + make_interval(
           secs => (%(pauses)s::double precision[])[least(d.attempts + 1, cardinality(%(pauses)s::double precision[]))]
         )
    from due
   where d.id = due.id
  returning d.*
)
select t.id, t.channel, t.person_id, t.endpoint_id, n.id as notification_id, n.creator_id, n.kind, n.details, n.occurred_at,
       c.name as school, p.email, p.whop_user_id, who.unsubscribe_secret, x.experience_id, e.url, e.secret,
       c.is_active and
       case when t.endpoint_id is not null then e.is_active and n.kind = any (e.kinds)
            else p.person_id is not null and private.is_for_role(n.kind, p.role)
                 and coalesce(o.mode, private.default_mode(n.kind, t.channel, p.email is not null)) <> 'never'
                 and (n.kind <> 'lesson.opened' or private.is_still_open(n.student_id, n.details)) end as is_wanted
  from taken t
  join private.notifications n on n.id = t.notification_id
  join public.creators c on c.id = n.creator_id
  left join public.webhook_endpoints e on e.id = t.endpoint_id
  left join private.notification_people who on who.person_id = t.person_id
  left join lateral private.people_to_tell(n.creator_id, who.student_id) p on p.person_id = t.person_id
  left join private.notification_choices o on o.person_id = t.person_id and o.kind = n.kind and o.channel = t.channel
  left join private.whop_experiences x on x.creator_id = n.creator_id
 order by t.id

-- name: claim_digest
-- All that is due to one person by one channel.
with one as materialized (
  select d.person_id, d.channel
    from private.notification_deliveries d
   where d.status = 'waiting' and d.is_digest and d.next_try_at <= now()
   order by d.next_try_at, d.id
   limit 1
   for update skip locked
), taken as (
  update private.notification_deliveries d
     set attempts = d.attempts + 1,
         next_try_at = now() + make_interval(
           secs => (%(pauses)s::double precision[])[least(d.attempts + 1, cardinality(%(pauses)s::double precision[]))]
         )
    from one
   where d.person_id = one.person_id and d.channel = one.channel and d.status = 'waiting' and d.is_digest
     and d.next_try_at <= now()
  returning d.*
)
select t.id, t.channel, t.person_id, t.endpoint_id, n.id as notification_id, n.creator_id, n.kind, n.details, n.occurred_at,
       c.name as school, p.email, p.whop_user_id, who.unsubscribe_secret, x.experience_id, null as url, null as secret,
       c.is_active and p.person_id is not null and private.is_for_role(n.kind, p.role)
         and coalesce(o.mode, private.default_mode(n.kind, t.channel, p.email is not null)) <> 'never'
         and (n.kind <> 'lesson.opened' or private.is_still_open(n.student_id, n.details)) as is_wanted
  from taken t
  join private.notifications n on n.id = t.notification_id
  join public.creators c on c.id = n.creator_id
  join private.notification_people who on who.person_id = t.person_id
  left join lateral private.people_to_tell(n.creator_id, who.student_id) p on p.person_id = t.person_id
  left join private.notification_choices o on o.person_id = t.person_id and o.kind = n.kind and o.channel = t.channel
  left join private.whop_experiences x on x.creator_id = n.creator_id
 order by n.occurred_at, t.id

-- name: settle
update private.notification_deliveries
   set status = case when %(error)s::text is null then 'sent'
                     when %(is_final)s or attempts >= %(most_attempts)s then 'failed'
                     else 'waiting' end,
       error = left(%(error)s, 500),
       finished_at = case when %(error)s::text is null or %(is_final)s or attempts >= %(most_attempts)s then now() end
 where id = any (%(ids)s) and status = 'waiting'

-- name: drop_unwanted
update private.notification_deliveries set status = 'unwanted', finished_at = now()
 where id = any (%(ids)s) and status = 'waiting'

-- name: note_endpoint
-- Others that wait for a failing address are not tried before its pause is over: one that is slow holds nothing up.
update public.webhook_endpoints
   set failures = case when %(error)s::text is null then 0 else failures + 1 end,
       paused_until = case when %(error)s::text is not null then now() + make_interval(
         secs => (%(pauses)s::double precision[])[least(failures + 1, 3)]
       ) end,
       last_error = left(%(error)s, 500), is_active = is_active and not %(is_gone)s
 where id = %(id)s and (failures > 0 or last_error is not null or %(error)s::text is not null)

-- name: count_failed
-- An address that is off, as after 410, is its creator's matter.
select count(*) as failed, (array_agg(d.channel order by d.finished_at desc))[1] as channel,
       (array_agg(d.error order by d.finished_at desc))[1] as error
  from private.notification_deliveries d
  left join public.webhook_endpoints e on e.id = d.endpoint_id
 where d.status = 'failed' and d.finished_at > now() - make_interval(days => %(days)s) and coalesce(e.is_active, true)

-- name: remove_old
delete from private.notifications n
 where n.occurred_at < now() - interval '90 days'
   and not exists (
     select from private.notification_deliveries d where d.notification_id = n.id and d.status = 'waiting'
   )

-- name: list_deliveries
select d.id, d.status, d.channel, n.kind, n.occurred_at, d.attempts, d.error,
       case when d.status = 'waiting' then d.next_try_at end as next_try_at, d.finished_at, n.creator_id, d.person_id, e.url
  from private.notification_deliveries d
  join private.notifications n on n.id = d.notification_id
  left join public.webhook_endpoints e on e.id = d.endpoint_id
 where (%(status)s::text is null or d.status = %(status)s)
   and (%(creator_id)s::uuid is null or n.creator_id = %(creator_id)s)
 order by d.id desc
 limit %(limit)s

-- name: retry_deliveries
update private.notification_deliveries d
   set status = 'waiting', attempts = 0, next_try_at = now(), error = null, finished_at = null
 where d.status = 'failed' and (%(ids)s::bigint[] is null or d.id = any (%(ids)s))
returning d.id

-- name: unpause_endpoints
update public.webhook_endpoints e set paused_until = null
 where e.id in (select d.endpoint_id from private.notification_deliveries d where d.id = any (%(ids)s))

-- name: list_own
select id, kind, details, occurred_at, deliveries from private.own_notifications(%(before)s, %(limit)s)

-- name: get_choices
select kind, channel, mode, is_default from private.own_choices()

-- name: put_choices
select private.choose(%(choices)s) as is_kept

-- name: show_subscriber
select name, school from private.show_unsubscribe(%(secret)s)

-- name: unsubscribe
select private.unsubscribe(%(secret)s, %(kind)s) as is_known

-- name: list_endpoints
select id, url, kinds, is_active, failures, paused_until, last_error, created_at, updated_at
  from public.webhook_endpoints
 order by created_at, id

-- name: insert_endpoint
insert into public.webhook_endpoints (creator_id, url, kinds, secret)
values (%(creator_id)s, %(url)s, %(kinds)s, %(secret)s)
returning id, url, kinds, is_active, failures, paused_until, last_error, created_at, updated_at

-- name: change_endpoint
update public.webhook_endpoints
   set kinds = coalesce(%(kinds)s::text[], kinds), is_active = coalesce(%(is_active)s::boolean, is_active)
 where id = %(id)s
returning id, url, kinds, is_active, failures, paused_until, last_error, created_at, updated_at

-- name: delete_endpoint
delete from public.webhook_endpoints where id = %(id)s
