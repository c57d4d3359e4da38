-- Gives back what the step took away, as it was noted.
set local lock_timeout = '5s';
drop policy if exists tenants_owner_select on public.tenants;
drop policy if exists tenant_services_owner_select on public.tenant_services;
do $$
declare
  taken record;
begin
  if to_regclass('tenant_ops.replaced') is null then
    raise notice 'the step was not applied';
    return;
  end if;
  revoke select on public.tenants, public.tenant_services from authenticated;
  revoke select, insert, update, delete on public.tenants, public.tenant_services from service_role;
  for taken in select statement from tenant_ops.replaced order by id loop
    execute taken.statement;
  end loop;
  drop table tenant_ops.replaced;
end $$;
