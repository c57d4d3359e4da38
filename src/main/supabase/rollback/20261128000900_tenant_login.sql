-- Log-ins that nobody read are lost; the audit too. They stay in the cluster.
set local lock_timeout = '5s';
do $$
begin
  if to_regclass('tenant_ops.login_offers') is not null then
    delete from tenant_ops.login_offers;
  end if;
end $$;
drop function if exists public.tenant_login(uuid, text);
drop function if exists tenant_ops.login(uuid, text), tenant_ops.offer_login(uuid, text, text);
drop table if exists tenant_ops.login_offers, tenant_ops.login_audit;
drop function if exists tenant_ops.forget_secret();
alter table if exists tenant_ops.settings drop column if exists logins_enabled;
