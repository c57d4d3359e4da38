set local lock_timeout = '5s';
drop policy if exists tenants_operator on public.tenants;
drop policy if exists tenant_services_operator on public.tenant_services;
do $$
begin
  if exists (select from pg_roles where rolname = 'tenant_operator') then
    revoke all on public.tenants, public.tenant_services from tenant_operator;
    revoke usage on schema public from tenant_operator;
  end if;
end $$;
