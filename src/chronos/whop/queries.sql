-- name: apply_membership
select outcome, waits_for
  from private.apply_whop_membership(
    %(id)s, %(company_id)s, %(user_id)s, %(product_id)s, %(plan_id)s, %(state)s, %(gives_access)s, %(access_ends_at)s,
    %(changed_at)s, %(joined_at)s, %(name)s, %(email)s, %(product_title)s
  )

-- name: settle_due
select private.settle_whop_due() as people

-- name: list_companies
select c.id as creator_id, c.whop_company_id as company_id from public.creators c where c.whop_company_id is not null
union
select null, t.company_id from private.whop_tiers t
 where not exists (select from public.creators c where c.whop_company_id = t.company_id)
 order by company_id

-- name: list_mirrored
select id, user_id, product_id, state, gives_access, access_ends_at, changed_at
  from private.whop_memberships where company_id = %(company_id)s

-- name: begin_reading
select private.begin_whop_reading(%(seconds)s) as began_at

-- name: renew_reading
-- A reading that lost its place to another must not renew that one's.
update private.whop_watch set running_until = now() + make_interval(secs => %(seconds)s) where began_at = %(began_at)s

-- name: end_reading
update private.whop_watch
   set running_until = null, report = %(report)s, error_message = %(error)s,
       succeeded_at = case when %(error)s::text is null then now() else succeeded_at end,
       -- Answers are dated in whole seconds, so an event just before the reading may still win over it.
       unconfirmed_at = case when not %(is_done)s or unconfirmed_at > began_at - interval '2 s' then unconfirmed_at end
 where began_at = %(began_at)s

-- name: note_presence
select private.note_whop_presence() as away_seconds,
       exists (select from private.whop_watch w where w.running_until < now()) as has_dead_reading,
       exists (select from private.whop_watch w where w.unconfirmed_at is not null) as has_unconfirmed,
       exists (
         select from public.creators c
          where c.whop_company_id is not null and not exists (
            select from private.whop_watch w, jsonb_array_elements(w.report -> 'companies') as read (company)
             where read.company ->> 'company_id' = c.whop_company_id
          )
       ) as has_new_company

-- name: get_watch
select w.began_at, w.succeeded_at, w.report, w.error_message, connected.is_connected
  from (
    select exists (select from public.creators c where c.whop_company_id is not null) as is_connected
  ) connected
  left join private.whop_watch w on true

-- name: last_event
select max(received_at) as received_at, now() as now from private.whop_events

-- name: list_received
select webhook_id from private.whop_events where webhook_id = any(%(ids)s)

-- name: mirror_team
select user_id, change, role::text from private.mirror_whop_team(%(creator_id)s, %(team)s)
-- name: receive_event
select private.receive_whop_event(%(id)s, %(sent_at)s, %(body)s) as is_new

-- name: look_at_event
select body, sent_at
  from private.whop_events
 where webhook_id = %(id)s and status in ('received', 'failed') and body is not null

-- Of two that apply it at once, the second finds nothing to do.
-- name: take_event
select body, sent_at
  from private.whop_events
 where webhook_id = %(id)s and status in ('received', 'failed') and body is not null
   for update skip locked

-- name: note_unconfirmed
insert into private.whop_watch as w (unconfirmed_at) values (clock_timestamp())
on conflict (is_only) do update set unconfirmed_at = excluded.unconfirmed_at

-- name: describe_event
update private.whop_events
   set kind = %(kind)s, company_id = %(company_id)s, user_id = %(user_id)s, membership_id = %(membership_id)s
 where webhook_id = %(id)s

-- name: note_event
update private.whop_events
   set status = %(status)s::private.whop_event_status, waits_for = %(waits_for)s, error_message = %(error_message)s,
       due_at = null, handled_at = clock_timestamp()
 where webhook_id = %(id)s

-- name: fail_event
update private.whop_events
   set status = 'failed', error_message = %(message)s, attempts = attempts + 1, handled_at = clock_timestamp(),
       due_at = case when attempts + 1 < %(most)s then now() + make_interval(mins => (2 ^ attempts)::integer) end
 where webhook_id = %(id)s

-- name: list_due_events
select webhook_id
  from private.whop_events
 where due_at <= now() and status in ('received', 'failed') and body is not null
 order by due_at, webhook_id
 limit 1000

-- name: note_payment
select private.note_whop_payment(%(id)s, %(is_paid)s, %(at)s) as is_known

-- name: name_product
insert into public.whop_products as p (creator_id, product_id, title)
select c.id, %(id)s, %(title)s from public.creators c
 where c.whop_company_id = %(company_id)s
   and not exists (select from private.whop_tiers t where t.product_id = %(id)s)
on conflict (creator_id, product_id) do update set title = coalesce(excluded.title, p.title)

-- name: count_events
select status::text as name, count(*) as events from private.whop_events group by status order by status

-- name: count_ignored
select kind as name, count(*) as events
  from private.whop_events
 where status = 'ignored' and kind is not null
 group by kind
 order by count(*) desc, kind

-- name: list_events
select webhook_id, received_at, status::text, kind, company_id, membership_id, waits_for, error_message, attempts, due_at,
       body is not null as has_body
  from private.whop_events
 where %(status)s::text is null or status = %(status)s::text::private.whop_event_status
 order by received_at desc, webhook_id
 limit %(limit)s

-- name: find_events
select webhook_id, body is not null as has_body from private.whop_events where webhook_id = any (%(ids)s::text[])

-- name: replay_events
with again as (
  update private.whop_events
     set status = 'received', waits_for = null, attempts = 0, due_at = clock_timestamp()
   where body is not null
     and (%(ids)s::text[] is null or webhook_id = any (%(ids)s::text[]))
     and (%(status)s::text is null or status = %(status)s::text::private.whop_event_status)
  returning webhook_id
)
select again.webhook_id,
       private.enqueue_whop('apply', jsonb_build_object('webhook_id', again.webhook_id), 'whop.apply:' || again.webhook_id)
  from again

-- name: forget_bodies
update private.whop_events
   set body = null, user_id = null, due_at = null
 where body is not null and received_at < now() - make_interval(days => %(days)s)

-- name: forget_events
delete from private.whop_events where received_at < now() - make_interval(days => %(days)s)

-- name: inbox_state
select count(*) filter (where status = 'failed') as failed,
       count(*) filter (where status = 'waiting') as waiting,
       extract(epoch from now() - min(received_at) filter (where status = 'received')) as oldest_seconds,
       min(waits_for) filter (where status = 'waiting') as waits_for
  from private.whop_events
 where status in ('failed', 'waiting', 'received')

-- name: list_products
select p.product_id, p.title, p.gives::text,
       array(
         select c.course_id from public.whop_product_courses c
          where c.creator_id = p.creator_id and c.product_id = p.product_id
          order by c.course_id
       ) as course_ids
  from public.whop_products p
 order by p.created_at, p.product_id

-- name: own_courses
select id from public.courses where id = any (%(course_ids)s) and creator_id = %(creator_id)s and deleted_at is null

-- name: change_product
insert into public.whop_products (creator_id, product_id, gives)
values (%(creator_id)s, %(product_id)s, %(gives)s::public.whop_grant)
on conflict (creator_id, product_id) do update set gives = excluded.gives

-- name: drop_product_courses
delete from public.whop_product_courses
 where creator_id = %(creator_id)s and product_id = %(product_id)s and course_id <> all (%(course_ids)s)

-- name: add_product_courses
insert into public.whop_product_courses (creator_id, product_id, course_id)
select %(creator_id)s, %(product_id)s, chosen.id from unnest(%(course_ids)s::uuid[]) as chosen (id)
on conflict do nothing

-- name: other_of_company
select name from public.creators where whop_company_id = %(company_id)s and id <> %(id)s

-- name: connect_company
update public.creators
   set whop_company_id = coalesce(%(company_id)s, whop_company_id), whop_user_id = coalesce(%(user_id)s, whop_user_id)
 where id = %(id)s
returning id as creator_id, name, whop_company_id as company_id, whop_user_id as user_id

-- name: disconnect_company
update public.creators set whop_company_id = null where id = %(id)s
returning id as creator_id, name, whop_company_id as company_id, whop_user_id as user_id

-- name: set_tier_product
insert into private.whop_tiers (product_id, company_id, tier)
values (%(product_id)s, %(company_id)s, %(tier)s::public.subscription_tier)
on conflict (product_id) do update set company_id = excluded.company_id, tier = excluded.tier

-- name: drop_tier_product
delete from private.whop_tiers where product_id = %(product_id)s and company_id = %(company_id)s

-- name: list_memberships
select m.id, m.company_id, c.name as creator, m.user_id, m.product_id, m.state,
       m.gives_access and coalesce(m.access_ends_at > now(), true) as gives_access, m.access_ends_at,
       m.state in ('past_due', 'unresolved')
         or coalesce(m.payment_failed_at > m.paid_at, m.payment_failed_at is not null) as owes_payment,
       m.changed_at
  from private.whop_memberships m
  left join public.creators c on c.id = m.creator_id
 where %(id)s::uuid is null or m.creator_id = %(id)s
 order by m.changed_at desc, m.id

-- name: enter_from_whop
select private.enter_from_whop(
  %(company)s, %(user)s, %(as_admin)s, %(makes_school)s, %(name)s, %(hash)s, %(browser)s
) as outcome

-- name: note_experience
-- A notification in Whop leads to the experience in which the school was opened.
select private.note_whop_experience(c.id, %(experience)s) from public.creators c where c.whop_company_id = %(company)s

-- name: own_company
select whop_company_id as company_id from public.creators where id = (select private.acting_creator())
