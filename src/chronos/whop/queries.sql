-- name: apply_membership
select outcome, waits_for
  from private.apply_whop_membership(
    %(id)s, %(company_id)s, %(user_id)s, %(product_id)s, %(plan_id)s, %(state)s, %(gives_access)s, %(access_ends_at)s,
    %(changed_at)s, %(joined_at)s, %(name)s, %(email)s, %(product_title)s
  )

-- name: settle_due
select private.settle_whop_due() as people
