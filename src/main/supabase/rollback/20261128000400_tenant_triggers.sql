set local lock_timeout = '5s';
drop trigger if exists a_guard on public.tenants;
drop trigger if exists b_touch on public.tenants;
drop trigger if exists z_notify on public.tenants;
drop trigger if exists a_guard on public.tenant_services;
drop trigger if exists b_touch on public.tenant_services;
drop trigger if exists z_notify on public.tenant_services;
drop function if exists
  tenant_ops.touch(), tenant_ops.guard_tenant(), tenant_ops.guard_service(), tenant_ops.notify_change(),
  tenant_ops.find_owner(text), tenant_ops.owner_email(uuid), tenant_ops.my_tenants(text), tenant_ops.uid_or_null();
drop table if exists tenant_ops.settings;
do $$
begin
  if to_regnamespace('tenant_ops') is not null then
    revoke usage on schema tenant_ops from tenant_operator;
  end if;
end $$;
