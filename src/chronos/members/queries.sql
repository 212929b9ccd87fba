-- name: insert_creator
insert into public.creators (id, name, email) values (%(id)s, %(name)s, %(email)s)
returning id, name, email, is_active, created_at

-- name: insert_student
insert into public.students (creator_id, name, email) values (%(creator_id)s, %(name)s, %(email)s)
returning id, creator_id, name, email, is_active, created_at

-- name: list_creators
select id, name, email, is_active, created_at from public.creators order by created_at, id

-- name: list_students
select id, creator_id, name, email, is_active, created_at
  from public.students
 where %(creator_id)s::uuid is null or creator_id = %(creator_id)s
 order by created_at, id

-- name: find_people
-- A creator acts as its first owner, or as the oldest of those who are there. The creator's own row of staff is only meant
-- where staff alone are.
select kind, id, name, creator_id, subject
  from (
    select kind, id, name, creator_id, subject, rank, min(rank) over () as best
      from (
        select kind, id, name, creator_id, subject,
               2 * case when id::text = %(text)s then 1
                        when lower(email) = %(text)s then 2
                        when lower(name) = %(text)s then 3
                        when %(is_prefix)s and starts_with(id::text, %(text)s) then 4 end
               + (creator_id is distinct from %(of_creator)s::uuid)::integer as rank
          from (
            select 'creator' as kind, c.id, c.name, c.email, c.id as creator_id, private.owner_of(c.id) as subject
              from public.creators c
            union all
            select 'student' as kind, id, name, email, creator_id, id from public.students
            union all
            select 'staff' as kind, id, name, email, creator_id, id
              from public.staff
             where is_active and (id <> creator_id or %(kind)s::text = 'staff')
          ) as person
         where %(kind)s::text is null or kind = %(kind)s
      ) as ranked
     where rank is not null
  ) as found
 where rank = best
 order by kind, name, id
 limit %(limit)s

-- name: latest_creator
select c.id, c.name, c.email, c.is_active, c.created_at
  from public.creators c
 order by (select max(v.created_at) from public.videos v where v.creator_id = c.id and v.deleted_at is null)
          desc nulls last, c.created_at, c.id
 limit 1

-- name: change_student
update public.students
   set name = coalesce(%(name)s, name), is_active = coalesce(%(is_active)s, is_active),
       is_suspended = coalesce(not %(is_active)s, is_suspended)
 where id = %(id)s

-- name: settle_student
select private.settle_student(%(id)s)

-- name: get_student
select id, creator_id, name, email, is_active, created_at from public.students where id = %(id)s

-- name: plan_erasure
select student_id, name, rows from private.plan_erasure(%(id)s)

-- name: erase_student
select student_id, name, rows, erased_at from private.erase_student(%(id)s)

-- name: find_person
select 'creator' as kind, id as creator_id, private.owner_of(id) as subject from public.creators where id = %(id)s
union all
select 'student' as kind, creator_id, id from public.students where id = %(id)s
union all
select 'staff' as kind, creator_id, id from public.staff where id = %(id)s and id <> creator_id and is_active

-- name: who_am_i
select coalesce(f.name, c.name, s.name) as name, a.role::text as role, b.school, b.logo, b.accent
  from (select 1) as one
 cross join private.school_brand() b
  left join private.acting_staff() a on true
  left join public.creators c on c.id = a.creator_id
  left join public.staff f on f.id = (select auth.uid()) and f.creator_id = a.creator_id
  left join public.students s on s.id = %(student_id)s and a.creator_id is null
 where coalesce(c.id, s.id) is not null

-- name: has_access
select private.acting_tenant() is not null as has_access

-- name: staff_role
select creator_id, role::text as role from private.acting_staff()

-- name: list_staff
select id, creator_id, name, email, role::text as role, is_active, is_mirrored, created_at
  from public.staff
 where creator_id = %(creator_id)s and (is_active or %(with_former)s)
 order by created_at, id

-- name: insert_staff
insert into public.staff (creator_id, name, email, role) values (%(creator_id)s, %(name)s, %(email)s, %(role)s)
on conflict do nothing
returning id, creator_id, name, email, role::text as role, is_active, is_mirrored, created_at

-- name: find_other_staff
select from public.staff
 where creator_id = %(creator_id)s and is_active and id <> %(id)s and lower(email) = lower(%(email)s)

-- name: change_staff
update public.staff
   set name = coalesce(%(name)s, name), email = coalesce(%(email)s, email),
       role = coalesce(%(role)s::public.staff_role, role), is_mirrored = is_mirrored and %(role)s::text is null
 where id = %(id)s and creator_id = %(creator_id)s and is_active
returning id, creator_id, name, email, role::text as role, is_active, is_mirrored, created_at

-- name: remove_staff
update public.staff
   set is_active = false, is_mirrored = false
 where id = %(id)s and creator_id = %(creator_id)s and is_active
returning id, creator_id, name, email, role::text as role, is_active, is_mirrored, created_at

-- name: leave_staff
select private.leave_staff() as has_left

-- name: insert_sign_in_link
insert into private.sign_in_links (secret_hash, staff_id, student_id, mailed_to, expires_at)
values (%(hash)s, %(staff_id)s, %(student_id)s, %(mailed_to)s, now() + make_interval(secs => %(lifetime_seconds)s))

-- name: show_sign_in_link
select name, school, logo, accent from private.show_sign_in_link(%(hash)s)

-- name: sign_in_by_link
select private.sign_in_by_link(%(link_hash)s, %(hash)s, %(browser)s) as is_done

-- name: sign_in_by_token
select private.sign_in_by_token(%(hash)s, %(browser)s) as is_done

-- name: resume_sign_in
select id, subject, creator_id, student_id, framed_user from private.resume_sign_in(%(hash)s)

-- name: may_ask_for_mail
select private.may_ask_for_mail(%(address)s, %(network)s) as wait_seconds

-- name: get_own_student
select id, name, email, is_active, created_at
  from public.students
 where id = %(id)s and creator_id = (select private.acting_creator())

-- name: add_own_student
select private.add_student(%(name)s, %(email)s) as id

-- name: let_student_in
select private.let_student_in(%(id)s, %(lets_in)s) as is_done

-- name: make_invitation
select name, email, school, wait_seconds from private.make_invitation(%(hash)s, %(person)s)

-- name: find_mailed_person
select p.person_id, p.is_staff, p.name, p.school, coalesce(s.email, t.email) as email
  from private.people_of(%(address)s, null, null) p
  left join public.staff s on s.id = p.person_id
  left join public.students t on t.id = p.person_id
 order by (select max(k.last_seen_at) from private.sign_ins k where k.subject = p.person_id) desc nulls last,
          coalesce(s.created_at, t.created_at), p.person_id
 limit 1

-- name: address_of
select coalesce(s.email, t.email) as email, coalesce(s.name, t.name) as name, c.name as school
  from (select %(person)s::uuid as id) as asked
  left join public.staff s on s.id = asked.id
  left join public.students t on t.id = asked.id
  join public.creators c on c.id = coalesce(s.creator_id, t.creator_id)

-- name: begin_sign_in_attempt
select private.begin_sign_in_attempt(%(state)s, %(browser)s, %(provider)s, %(page)s, %(network)s) as wait_seconds

-- name: take_sign_in_attempt
select private.take_sign_in_attempt(%(state)s, %(browser)s, %(provider)s) as page

-- name: sign_in_by_identity
select private.sign_in_by_identity(%(hash)s, %(browser)s, %(email)s, %(issuer)s, %(subject)s) as is_done

-- name: schools_of_sign_in
select person_id, is_staff, role, name, school, is_current from private.schools_of_sign_in(%(hash)s)

-- name: switch_school
select private.switch_school(%(hash)s, %(person)s) as is_done

-- name: end_sign_in_of_browser
select private.end_sign_in(%(hash)s)

-- name: list_sign_ins
select id, browser, created_at, last_seen_at, expires_at
  from private.sign_ins
 where subject = (select auth.uid()) and expires_at > now()
 order by last_seen_at desc, id

-- name: end_sign_in
delete from private.sign_ins where id = %(id)s

-- name: end_sign_ins_but
delete from private.sign_ins
 where subject = (select auth.uid()) and (%(kept)s::uuid is null or id <> %(kept)s)

-- A browser that is in another school of the same person would otherwise come back from there.
-- name: end_proved_sign_ins
select private.end_proved_sign_ins(%(kept)s)

-- name: list_sign_ins_of
select s.id, coalesce(t.name, f.name, c.name) as person, s.browser, s.created_at, s.last_seen_at, s.expires_at
  from private.sign_ins s
  left join public.students t on t.id = s.student_id
  left join public.creators c on c.id = s.creator_id
  left join public.staff f on f.id = s.subject
 where s.expires_at > now() and (%(person)s::uuid is null or %(person)s in (s.creator_id, s.student_id, s.subject))
 order by s.last_seen_at desc, s.id

-- name: end_sign_ins_of
delete from private.sign_ins where %(person)s in (creator_id, student_id, subject)

-- name: remove_expired_sign_in_links
delete from private.sign_in_links where expires_at <= now()

-- name: remove_expired_sign_in_attempts
delete from private.sign_in_attempts where expires_at <= now()

-- name: remove_expired_sign_ins
delete from private.sign_ins where expires_at <= now()

-- name: get_settings
select p.time_zone, l.completion_share, l.may_mark_done as students_may_mark_done,
       private.chosen_language_model() as language_model, s.answer_threshold
  from private.asked_period(null, null) p cross join private.learning_rules() l cross join private.asking_library() s

-- name: find_time_zone
select from pg_catalog.pg_timezone_names where name = %(name)s

-- name: change_settings
update public.creators set settings = (settings || %(chosen)s) - %(cleared)s::text[] where id = %(creator_id)s

-- name: list_records
-- Newest first: by the index of the creator, or by the key for all.
select id, happened_at, creator_id, actor_kind, actor_id, service, action, target_kind, target_id, details
  from private.audit_log
 where (%(creator_id)s::uuid is null or creator_id = %(creator_id)s)
   and (%(since)s::timestamptz is null or happened_at >= %(since)s)
   and (%(action)s::text is null or action = %(action)s or starts_with(action, %(action)s || '.'))
   and id < %(before)s
 order by id desc
 limit %(limit)s

-- name: own_readings
select id, happened_at, reader_role, session_id, session_title from private.own_readings(%(before)s, %(limit)s)

-- name: record_audit
select private.record_audit(%(action)s, %(creator_id)s, %(target_kind)s, %(target_id)s, %(details)s)

-- name: forget_audit
select private.forget_audit(%(most)s) as gone

-- name: get_preferences
select preferences from public.students where id = %(id)s and id = (select private.acting_student())

-- name: change_own
update public.students set name = %(name)s, preferences = preferences || %(preferences)s where id = %(id)s

-- name: change_preferences
update public.students set preferences = preferences || %(preferences)s where id = %(id)s

-- name: insert_invite_link
insert into private.invite_links (creator_id, course_id, secret_hash, max_uses, expires_at)
values (%(creator_id)s, %(course_id)s, %(hash)s, %(max_uses)s, now() + make_interval(secs => %(lifetime_seconds)s))
returning id

-- name: list_invite_links
select l.id, l.course_id, c.title as course, l.max_uses, l.uses, l.created_at, l.expires_at, l.revoked_at,
       case when l.revoked_at is not null or l.course_id is not null and c.deleted_at is not null then 'revoked'
            when l.expires_at <= now() then 'expired' when l.uses >= l.max_uses then 'used_up' else 'good' end as state
  from private.invite_links l
  left join public.courses c on c.id = l.course_id
 where l.creator_id = %(creator_id)s and (%(id)s::uuid is null or l.id = %(id)s)
 order by l.created_at desc, l.id
 limit %(limit)s

-- name: end_invite_link
update private.invite_links set revoked_at = coalesce(revoked_at, now()) where id = %(id)s returning id

-- name: insert_first_link
insert into private.sign_in_links (secret_hash, expires_at)
values (%(hash)s, now() + make_interval(secs => %(lifetime_seconds)s))

-- name: opens_first_school
select private.opens_first_school(%(hash)s) as is_good

-- name: begin_first_school
select private.begin_first_school(%(link)s, %(hash)s, %(school)s, %(name)s, %(email)s, %(browser)s) as is_done

-- name: show_invite_link
select school, logo, accent, course, state from private.show_invite_link(%(hash)s)

-- name: ask_to_join
select school, wait_seconds from private.ask_to_join(%(link)s, %(hash)s, %(name)s, %(email)s, %(network)s)

-- name: join_by_name
select is_done, wait_seconds from private.join_by_name(%(link)s, %(hash)s, %(name)s, %(browser)s, %(network)s)

-- name: join_signed_in
select private.join_signed_in(%(link)s, %(hash)s) as student_id

-- name: remove_expired_invite_links
delete from private.invite_links where expires_at <= now() - interval '30 days'

-- name: own_course
select id from public.courses where id = %(id)s and deleted_at is null

-- name: get_brand
select school, logo, accent from private.school_brand()

-- name: rename_school
update public.creators set name = %(name)s where id = %(creator_id)s

-- name: name_people
select id, name from public.students where id = any(%(ids)s::uuid[])
 union all
select id, name from public.staff where id = any(%(ids)s::uuid[])
