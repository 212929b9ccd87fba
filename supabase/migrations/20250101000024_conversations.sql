-- What an answer of a conversation used.

create function private.usage_of_answer(
  of_answer uuid, out input_tokens integer, out output_tokens integer, out cost_usd numeric
)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select sum(case when l.kind = 'output_tokens' then 0 else l.quantity end)::integer,
         sum(case when l.kind = 'output_tokens' then l.quantity else 0 end)::integer,
         sum(l.cost_usd)
    from private.ledger l
   where l.student_id = private.acting_student() and l.message_id = of_answer and l.kind like '%tokens'
$$;
comment on function private.usage_of_answer(uuid) is
  'What the ledger has so far of an answer to the calling student: the tokens that models read, from a cache or not, those '
  'that they wrote, and what they cost in dollars; null: no tokens were charged.';
revoke all on function private.usage_of_answer(uuid) from public, anon, authenticated;
grant execute on function private.usage_of_answer(uuid) to chronos_assistant, service_role;
