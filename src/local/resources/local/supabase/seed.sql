-- The two tables as the product's first migration made them, defects included: the operator has to
-- work with them as they are. Run as postgres.
create extension if not exists "uuid-ossp" with schema extensions;

create table public.tenants (
  id uuid primary key default uuid_generate_v4(),
  name text not null,
  slug text unique not null,
  domain text unique,
  owner_id uuid references auth.users(id),
  status text default 'active' check (status in ('active', 'suspended', 'deleted')),
  metadata jsonb default '{}',
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.tenant_services (
  id uuid primary key default uuid_generate_v4(),
  tenant_id uuid references public.tenants(id) on delete cascade,
  service_name text not null,
  service_id text,
  enabled boolean default true,
  config jsonb default '{}',
  created_at timestamptz default now()
);

alter table public.tenants enable row level security;
alter table public.tenant_services enable row level security;

create policy tenant_isolation_policy on public.tenants for all using (owner_id = auth.uid());
create policy "Users can create tenants" on public.tenants for insert with check (owner_id = auth.uid());
