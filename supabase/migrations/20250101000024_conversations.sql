-- What an answer of a conversation cost.

create function private.cost_of_answer(of_answer uuid) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select sum(l.cost_usd)
    from private.ledger l
   where l.student_id = private.acting_student() and l.message_id = of_answer and l.kind like '%tokens'
$$;
comment on function private.cost_of_answer(uuid) is
  'What the models charged so far for an answer to the calling student, in dollars; null: nothing of it was generated.';
revoke all on function private.cost_of_answer(uuid) from public, anon, authenticated;
grant execute on function private.cost_of_answer(uuid) to chronos_assistant, service_role;
