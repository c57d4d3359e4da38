-- Owners that are not Supabase Auth users: Clerk and other third-party issuers. Needs hardening.sql.
alter table public.tenants add column if not exists owner_subject text;
create unique index if not exists tenants_owner_subject_slug_key on public.tenants (owner_subject, slug) where owner_subject is not null;
create or replace function tenant_ops.uid_or_null() returns uuid
language sql stable set search_path = '' as $$
  select case when s.sub ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' then s.sub::uuid end
    from (select auth.jwt() ->> 'sub' as sub) s
$$;
revoke all on function tenant_ops.uid_or_null() from public;
grant execute on function tenant_ops.uid_or_null() to authenticated, service_role, tenant_operator;
do $$ begin
  if not exists (select from pg_constraint where conname='tenants_one_owner') then
    alter table public.tenants add constraint tenants_one_owner check (owner_id is null or owner_subject is null);
  end if;
end $$;
drop policy if exists tenants_owner_select on public.tenants;
create policy tenants_owner_select on public.tenants for select to authenticated
  using (owner_id = (select tenant_ops.uid_or_null()) or owner_subject = ((select auth.jwt()) ->> 'sub'));
drop policy if exists tenant_services_owner_select on public.tenant_services;
create policy tenant_services_owner_select on public.tenant_services for select to authenticated
  using (tenant_id in (select t.id from public.tenants t));     -- RLS of tenants filters the sub-select
