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
select private.begin_whop_reading(%(seconds)s) as is_ours

-- name: end_reading
update private.whop_watch
   set running_until = null, report = %(report)s, error_message = %(error)s,
       succeeded_at = case when %(error)s::text is null then now() else succeeded_at end

-- name: note_presence
select private.note_whop_presence() as away_seconds

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
