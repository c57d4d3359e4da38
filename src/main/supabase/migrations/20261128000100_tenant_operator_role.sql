-- The operator's own log-in: a member of nothing, so it can do what is granted to it and no more.
-- It has no password yet, so that none stands in a versioned file: set one with \password tenant_operator.
do $$
begin
  if not exists (select from pg_roles where rolname = 'tenant_operator') then
    create role tenant_operator login noinherit nosuperuser nocreatedb nocreaterole noreplication connection limit 10;
    alter role tenant_operator set search_path = public;
    alter role tenant_operator set statement_timeout = '15s';
    alter role tenant_operator set lock_timeout = '5s';
    alter role tenant_operator set idle_in_transaction_session_timeout = '30s';
  end if;
end $$;
