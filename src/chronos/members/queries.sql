-- name: insert_creator
insert into public.creators (name, email) values (%(name)s, %(email)s)
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

-- name: find_person
select 'creator' as kind, id, is_active from public.creators where id = %(id)s
union all
select 'student' as kind, id, is_active from public.students where id = %(id)s

-- name: who_am_i
select coalesce(s.name, c.name) as name, (s.id is not null) as is_student
  from (select 1) as one
  left join public.students s on s.id = %(student_id)s
  left join public.creators c on c.id = %(creator_id)s
