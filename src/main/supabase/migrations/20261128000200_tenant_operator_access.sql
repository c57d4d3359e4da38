-- What the operator needs on the two tables, and nothing else: it works with the tables as they are.
set local lock_timeout = '5s';

grant usage on schema public to tenant_operator;
grant select, insert, update, delete on public.tenants, public.tenant_services to tenant_operator;

drop policy if exists tenants_operator on public.tenants;
create policy tenants_operator on public.tenants
  for all to tenant_operator using (true) with check (true);
drop policy if exists tenant_services_operator on public.tenant_services;
create policy tenant_services_operator on public.tenant_services
  for all to tenant_operator using (true) with check (true);
