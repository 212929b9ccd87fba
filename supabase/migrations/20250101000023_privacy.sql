-- Privacy: everything that is a student's, found in the catalogue: a table that is added belongs to it without a word here.

create function private.student_rows(of_student uuid, out relation text, out data jsonb) returns setof record
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  found record;
begin
  for found in
    with own as (
      -- The student's row, and all rows that name the student.
      select c.oid, format('t.%I = $1', a.attname) as condition
        from pg_catalog.pg_class c
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped
       where c.relkind in ('r', 'p') and not c.relispartition
         and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
         and a.attname = case when c.oid = 'public.students'::regclass then 'id' else 'student_id' end
    ), parts as (
      -- What belongs to those rows and does not name the student itself, such as the messages of a conversation.
      select k.conrelid as oid,
             -- How staff and addresses were notified of a student's question is theirs.
             '(' || string_agg(format(
               't.%I in (select p.%I from %s p where p.student_id = $1)', child.attname, parent.attname, k.confrelid::regclass
             ), ' or ' order by k.conname) || ')' || case when exists (
               select from pg_catalog.pg_attribute a
                where a.attrelid = k.conrelid and a.attname = 'person_id' and not a.attisdropped
             ) then ' and t.person_id = $1' else '' end as condition
        from pg_catalog.pg_constraint k
        join own on own.oid = k.confrelid and own.oid <> 'public.students'::regclass
        join pg_catalog.pg_attribute child on child.attrelid = k.conrelid and child.attnum = k.conkey[1]
        join pg_catalog.pg_attribute parent on parent.attrelid = k.confrelid and parent.attnum = k.confkey[1]
       where k.contype = 'f' and cardinality(k.conkey) = 1 and k.conrelid not in (select own.oid from own)
       group by k.conrelid
    )
    select c.oid::regclass::text as name, c.relnamespace = 'public'::regnamespace as is_public, c.relname, r.condition, array(
             -- Secrets, what search derives from texts, and what the student costs the creator.
             select a.attname::text
               from pg_catalog.pg_attribute a
               join pg_catalog.pg_type t on t.oid = a.atttypid
              where a.attrelid = r.oid and not a.attisdropped and a.attnum > 0
                and (a.attname ~ '(^|_)(secret|hash|token|nonce|verifier)(_|$)' or a.attname = 'terms'
                     or a.attname ~ '_usd$' or t.typname in ('vector', 'halfvec'))
           ) as left_out
      from (select * from own union all select * from parts) as r
      join pg_catalog.pg_class c on c.oid = r.oid
     order by 1
  loop
    return query execute format(
      case when found.is_public then 'select %L::text, to_jsonb(t) - %L::text[] from public.%I t where %s'
           else 'select %L::text, to_jsonb(t) - %L::text[] from private.%I t where %s' end,
      found.name, found.left_out, found.relname, found.condition
    ) using of_student;
  end loop;
  -- What names the student by another id than its own.
  return query
    select 'private.whop_memberships', to_jsonb(m)
      from public.students s
      join private.whop_memberships m on m.creator_id = s.creator_id and m.user_id = s.whop_user_id
     where s.id = of_student
    union all
    select 'private.whop_events', to_jsonb(e) - 'body'
      from public.students s
      join public.creators c on c.id = s.creator_id
      join private.whop_events e on e.company_id = c.whop_company_id and e.user_id = s.whop_user_id
     where s.id = of_student
    union all
    select 'private.audit_log', to_jsonb(l)
      from private.audit_log l
     where l.target_id = of_student or l.actor_id = of_student;
end
$$;
comment on function private.student_rows(uuid) is
  'Every row that names a student, or belongs to one that does, with its table; without secrets and vectors.';

create function private.own_rows(out relation text, out data jsonb) returns setof record
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asking uuid := private.acting_student();
begin
  -- Staff who are students as well act for the creator here.
  if asking is not null and private.acting_creator() is null then
    perform private.record_audit(
      'student.exported', (select s.creator_id from public.students s where s.id = asking), 'student', asking
    );
    return query
      select r.relation,
             -- What an answer says is read with the rights of the student, who may no longer play what it quotes.
             case when r.relation = 'public.chat_messages' and r.data ->> 'role' = 'assistant'
                    or r.relation = 'public.saved_answers'
               then r.data - array['content', 'video_references', 'metadata'] else r.data end
        from private.student_rows(asking) r;
  end if;
end
$$;
comment on function private.own_rows() is 'Everything that is the calling student''s; of answers all but what they say.';

create function private.may_erase(of_student uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- `role` is what the session became by SET ROLE. The operator erases students of creators who are not active, too.
  return current_setting('role') in ('service_role', 'none')
    or private.acting_creator() is null and private.acting_student() = of_student
    or exists (
      select from public.students s where s.id = of_student and s.creator_id = private.owning_creator()
    );
end
$$;
comment on function private.may_erase(uuid) is 'Whether the caller is the service, the student, or an owner of the student''s school.';

create function private.plan_erasure(
  of_student uuid, out student_id uuid, out creator_id uuid, out name text, out rows jsonb
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  if not coalesce(private.may_erase(of_student), false) then
    return;
  end if;
  select s.id, s.creator_id, s.name into student_id, creator_id, name from public.students s where s.id = of_student;
  rows := (
    select coalesce(jsonb_object_agg(counted.relation, counted.number), '{}')
      from (
        select r.relation, count(*) as number
          from private.student_rows(student_id) r
         where r.relation <> 'private.audit_log' -- it stays until it is old: it has ids, and nothing that a person wrote
         group by r.relation
      ) as counted
  );
end
$$;
comment on function private.plan_erasure(uuid) is
  'What the erasure of a student takes: the number of rows in each table. Nulls: the caller may erase no such student.';

create function private.erase_student(
  of_student uuid, out student_id uuid, out creator_id uuid, out name text, out rows jsonb, out erased_at timestamptz
)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  left_over text;
begin
  if not coalesce(private.may_erase(of_student), false) then
    return;
  end if;
  -- First what a player's report locks first: neither waits for the other in a circle.
  perform from private.watch_budgets b where b.student_id = of_student for update;
  perform from public.students s where s.id = of_student for update;
  select p.student_id, p.creator_id, p.name, p.rows into student_id, creator_id, name, rows
    from private.plan_erasure(of_student) p;
  if student_id is null then
    return;
  end if;
  perform private.record_audit('student.erased', creator_id, 'student', of_student, jsonb_build_object('rows', rows));
  delete from public.students s where s.id = of_student;
  select string_agg(distinct r.relation, ', ') into left_over
    from private.student_rows(of_student) r
   where r.relation <> 'private.audit_log';
  if left_over is not null then
    raise exception 'an erased student is still named in %', left_over;
  end if;
  erased_at := clock_timestamp();
end
$$;
comment on function private.erase_student(uuid) is
  'Deletes a student with everything that is the student''s, looks again, and returns what it was: the number of rows in each '
  'table. Facts leave counts, and charges stay, without a person. Nulls: the caller may erase no such student.';

revoke all on function
  private.student_rows(uuid), private.own_rows(), private.may_erase(uuid), private.plan_erasure(uuid),
  private.erase_student(uuid)
  from public, anon, authenticated;
grant execute on function private.student_rows(uuid) to service_role;
grant execute on function private.own_rows() to authenticated;
grant execute on function private.plan_erasure(uuid), private.erase_student(uuid) to authenticated, service_role;
