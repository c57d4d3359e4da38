-- Optional. People who see a tenant besides its owner. The product writes them with the service role.
set local lock_timeout = '5s';

create table if not exists public.tenant_members (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid references auth.users (id) on delete cascade,
  subject text,
  issuer text,
  role text not null check (role in ('owner', 'admin', 'viewer')),
  created_at timestamptz not null default now(),
  constraint tenant_members_one_person check ((user_id is null) <> (subject is null)),
  constraint tenant_members_issuer_of_a_subject check (issuer is null or subject is not null)
);
create unique index if not exists tenant_members_user_key
  on public.tenant_members (tenant_id, user_id) where user_id is not null;
create unique index if not exists tenant_members_subject_key
  on public.tenant_members (tenant_id, subject, coalesce(issuer, '')) where subject is not null;
create index if not exists tenant_members_tenant_idx on public.tenant_members (tenant_id);
create index if not exists tenant_members_user_idx on public.tenant_members (user_id);
create index if not exists tenant_members_subject_idx
  on public.tenant_members (subject) where subject is not null;
comment on table public.tenant_members is 'Who sees a tenant besides its owner.';
comment on column public.tenant_members.role is
  'viewer reads; admin writes the files of the tenant too; owner may do what the tenant''s owner may.';

create or replace function tenant_ops.my_tenants(at_least text default 'viewer') returns setof uuid
language sql stable security definer set search_path = '' as $$
  select t.id
    from public.tenants t
   where t.owner_id = (select tenant_ops.uid_or_null())
      or (t.owner_subject = ((select auth.jwt()) ->> 'sub')
          and (t.owner_issuer is null or t.owner_issuer = ((select auth.jwt()) ->> 'iss')))
  union
  select m.tenant_id
    from public.tenant_members m
   where (m.user_id = (select tenant_ops.uid_or_null())
          or (m.subject = ((select auth.jwt()) ->> 'sub')
              and (m.issuer is null or m.issuer = ((select auth.jwt()) ->> 'iss'))))
     and m.role = any (case at_least when 'viewer' then array['viewer', 'admin', 'owner']
                                     when 'admin' then array['admin', 'owner']
                                     else array['owner'] end)
$$;

revoke all on public.tenant_members from public, anon, authenticated, service_role;
grant select on public.tenant_members to authenticated;
grant select, insert, update, delete on public.tenant_members to service_role;
alter table public.tenant_members enable row level security;
drop policy if exists tenant_members_owner_select on public.tenant_members;
create policy tenant_members_owner_select on public.tenant_members
  for select to authenticated using (tenant_id = any (array(select tenant_ops.my_tenants())));
