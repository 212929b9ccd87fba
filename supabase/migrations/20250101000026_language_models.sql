-- The language model that a creator chose for the school. What the operator allows is known to the application.

create function private.chosen_language_model() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  chosen jsonb := (select c.settings -> 'language_model' from public.creators c where c.id = private.acting_tenant());
begin
  if jsonb_typeof(chosen) = 'string' and length(chosen #>> '{}') <= 200 then
    return chosen #>> '{}';
  end if;
  return null; -- creators write their settings themselves: a value of another form counts as none
end
$$;
comment on function private.chosen_language_model() is
  'The name of the language model that words answers in the school of the caller; null: its creator chose none.';

revoke all on function private.chosen_language_model() from public, anon, authenticated;
grant execute on function private.chosen_language_model() to authenticated, service_role;
