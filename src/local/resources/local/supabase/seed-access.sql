-- What the operator needs on the seed's tables where hardening.sql is not wanted. Needs
-- operator-role.sql. Run as postgres.
grant usage on schema public to tenant_operator;
grant select, insert, update, delete on public.tenants, public.tenant_services to tenant_operator;
create policy tenants_operator on public.tenants for all to tenant_operator using (true) with check (true);
create policy tenant_services_operator on public.tenant_services for all to tenant_operator using (true) with check (true);
