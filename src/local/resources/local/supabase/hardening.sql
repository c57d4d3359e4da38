-- Makes the seed's two tables safe to share between owners, the product and the operator. Needs
-- operator-role.sql. Run as postgres, in one transaction; running it again changes nothing.
set local lock_timeout = '5s';

-- 0. Fail early, with a list, rather than half way ----------------------------
do $$
declare dup text; orphan bigint;
begin
  select string_agg(format('%s/%s x%s', tenant_id, service_name, n), ', ')
    into dup
    from (select tenant_id, service_name, count(*) n from public.tenant_services group by 1,2 having count(*) > 1) d;
  if dup is not null then
    raise exception 'duplicate (tenant_id, service_name) in tenant_services: %', dup
      using hint = 'merge or delete the duplicates, then run this migration again';
  end if;
  select count(*) into orphan from public.tenant_services where tenant_id is null;
  if orphan > 0 then
    raise exception '% tenant_services rows have no tenant_id', orphan;
  end if;
end $$;

-- 1. Constraints, indexes, columns --------------------------------------------
create unique index if not exists tenant_services_tenant_service_key
  on public.tenant_services (tenant_id, service_name);          -- also serves the FK
create index if not exists tenants_owner_id_idx on public.tenants (owner_id);
-- by which the operator looks for others with a tenant's slug or domain
create index if not exists tenants_slug_in_dns_idx
  on public.tenants (lower(rtrim(slug::text, '.') collate "C"));
create index if not exists tenants_domain_in_dns_idx
  on public.tenants (lower(rtrim(domain::text, '.') collate "C"));

alter table public.tenants
  add column if not exists generation bigint not null default 1;
alter table public.tenant_services
  add column if not exists updated_at timestamptz not null default now(),
  add column if not exists generation bigint not null default 1;

update public.tenants set status = 'active' where status is null;
update public.tenants set metadata = '{}' where metadata is null;
update public.tenants set created_at = coalesce(created_at, now()), updated_at = coalesce(updated_at, now())
 where created_at is null or updated_at is null;
update public.tenant_services set enabled = coalesce(enabled, true), config = coalesce(config, '{}')
 where enabled is null or config is null;
alter table public.tenants
  alter column status set not null, alter column metadata set not null,
  alter column created_at set not null, alter column updated_at set not null;
alter table public.tenant_services
  alter column tenant_id set not null, alter column enabled set not null, alter column config set not null;

-- Deleting an auth user must not be blocked by, nor delete, a tenant.
alter table public.tenants drop constraint if exists tenants_owner_id_fkey;
alter table public.tenants add constraint tenants_owner_id_fkey
  foreign key (owner_id) references auth.users(id) on delete set null;

-- 2. Trigger functions live in a schema the Data API does not expose -----------
create schema if not exists tenant_ops;
revoke all on schema tenant_ops from public;
grant usage on schema tenant_ops to tenant_operator;

create or replace function tenant_ops.touch() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.id := old.id;
  new.created_at := old.created_at;
  if (to_jsonb(new) - array['updated_at','generation'])
     is not distinct from (to_jsonb(old) - array['updated_at','generation']) then
    new.generation := old.generation;      -- nothing changed: keep both, stay silent
    new.updated_at := old.updated_at;
  else
    new.generation := old.generation + 1;
    new.updated_at := clock_timestamp();
  end if;
  return new;
end $$;

-- Format rules sit in triggers, not in CHECK constraints: a CHECK (even NOT VALID) would refuse
-- every later UPDATE of an old row that breaks it, suspension included.
create or replace function tenant_ops.guard_tenant() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    if old.status <> 'deleted' then
      raise exception 'tenant % is %, not deleted', old.slug, old.status
        using errcode = '23001', hint = 'set status to deleted first; the operator removes the row after clean-up';
    end if;
    return old;
  end if;
  if tg_op = 'INSERT' or new.slug <> old.slug then
    if new.slug !~ '^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$' or new.slug ~ '--' or new.slug ~ '^(kube-|openshift-)'
       or new.slug in ('default','kube','admin','api','www','auth','system') then
      raise exception 'slug % is not allowed', quote_literal(new.slug) using errcode = '23514', column = 'slug', table = 'tenants';
    end if;
  end if;
  if tg_op = 'INSERT' or new.name <> old.name then
    if char_length(new.name) not between 1 and 200 then
      raise exception 'name must have 1 to 200 characters' using errcode = '23514', column = 'name', table = 'tenants';
    end if;
  end if;
  if new.domain is not null and (tg_op = 'INSERT' or new.domain is distinct from old.domain) then
    if char_length(new.domain) > 253 or new.domain !~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$' then
      raise exception 'domain % is not a lower-case DNS name', quote_literal(new.domain) using errcode = '23514', column = 'domain', table = 'tenants';
    end if;
  end if;
  if tg_op = 'INSERT' or new.metadata is distinct from old.metadata then
    if jsonb_typeof(new.metadata) is distinct from 'object' or length(new.metadata::text) > 65536 then
      raise exception 'metadata must be a JSON object of at most 64 KiB' using errcode = '23514', column = 'metadata', table = 'tenants';
    end if;
  end if;
  if tg_op = 'UPDATE' then
    if new.slug <> old.slug and coalesce(current_setting('tenant_ops.allow_slug_change', true), '') <> 'on' then
      raise exception 'tenants.slug is immutable (% -> %)', old.slug, new.slug using errcode = '23514', column = 'slug', table = 'tenants';
    end if;
    if old.status = 'deleted' and new.status <> 'deleted' then
      raise exception 'tenant % is being deleted', old.slug using errcode = '23514', column = 'status', table = 'tenants';
    end if;
  end if;
  return new;
end $$;

create or replace function tenant_ops.guard_service() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' or new.service_name <> old.service_name then
    if new.service_name !~ '^[a-z][a-z0-9-]{0,30}$' then
      raise exception 'service_name % is not allowed', quote_literal(new.service_name)
        using errcode = '23514', column = 'service_name', table = 'tenant_services';
    end if;
  end if;
  return new;
end $$;

-- One hint per changed tenant and transaction: identical payloads are folded.
create or replace function tenant_ops.notify_change() returns trigger
language plpgsql set search_path = '' as $$
declare tid uuid;
begin
  if tg_op = 'UPDATE' and new.generation = old.generation then
    return null;
  end if;
  if tg_table_name = 'tenants' then
    if tg_op = 'DELETE' then tid := old.id; else tid := new.id; end if;
  else
    if tg_op = 'DELETE' then tid := old.tenant_id; else tid := new.tenant_id; end if;
    if tg_op = 'UPDATE' and old.tenant_id <> new.tenant_id then
      perform pg_catalog.pg_notify('tenant_changes', old.tenant_id::text);
    end if;
  end if;
  perform pg_catalog.pg_notify('tenant_changes', tid::text);
  return null;
end $$;

drop trigger if exists a_guard on public.tenants;
create trigger a_guard before insert or update or delete on public.tenants for each row execute function tenant_ops.guard_tenant();
drop trigger if exists a_guard on public.tenant_services;
create trigger a_guard before insert or update on public.tenant_services for each row execute function tenant_ops.guard_service();
drop trigger if exists b_touch on public.tenants;
create trigger b_touch before update on public.tenants for each row execute function tenant_ops.touch();
drop trigger if exists b_touch on public.tenant_services;
create trigger b_touch before update on public.tenant_services for each row execute function tenant_ops.touch();
drop trigger if exists z_notify on public.tenants;
create trigger z_notify after insert or update or delete on public.tenants for each row execute function tenant_ops.notify_change();
drop trigger if exists z_notify on public.tenant_services;
create trigger z_notify after insert or update or delete on public.tenant_services for each row execute function tenant_ops.notify_change();

-- Owner look-up: the caller never gets SELECT on auth.users.
create or replace function tenant_ops.find_owner(p_email text)
returns table (user_id uuid, email_confirmed boolean, banned boolean)
language sql stable security definer set search_path = '' as $$
  select u.id, u.email_confirmed_at is not null, coalesce(u.banned_until > now(), false)
    from auth.users u
   where u.instance_id = '00000000-0000-0000-0000-000000000000'
     and lower(u.email::text) = lower(btrim(p_email))
     and not u.is_sso_user and not u.is_anonymous and u.deleted_at is null
$$;
create or replace function tenant_ops.owner_email(p_user uuid)
returns text language sql stable security definer set search_path = '' as $$
  select u.email::text from auth.users u where u.id = p_user and u.deleted_at is null
$$;
revoke all on all functions in schema tenant_ops from public, anon, authenticated, service_role;
grant execute on function tenant_ops.find_owner(text), tenant_ops.owner_email(uuid) to tenant_operator;

-- 3. Privileges: say all of them, whatever the project's defaults were ---------
revoke all on public.tenants, public.tenant_services from public, anon, authenticated, service_role, tenant_operator;
-- Owners read and write nothing: rows do not make Tenants, so an insert would only take somebody's
-- slug or domain, and what a Tenant decides would be put back.
grant select on public.tenants, public.tenant_services to authenticated;
grant select, insert, update, delete on public.tenants, public.tenant_services to service_role, tenant_operator;
grant usage on schema public to tenant_operator;

-- 4. Policies: remove whatever is there, then one per role and command ---------
alter table public.tenants enable row level security;
alter table public.tenant_services enable row level security;
do $$
declare p record;
begin
  for p in select schemaname, tablename, policyname from pg_policies
            where schemaname = 'public' and tablename in ('tenants','tenant_services') loop
    execute format('drop policy %I on %I.%I', p.policyname, p.schemaname, p.tablename);
  end loop;
end $$;

create policy tenants_owner_select on public.tenants for select to authenticated
  using (owner_id = (select auth.uid()));
create policy tenant_services_owner_select on public.tenant_services for select to authenticated
  using (tenant_id in (select t.id from public.tenants t where t.owner_id = (select auth.uid())));
create policy tenants_operator on public.tenants for all to tenant_operator using (true) with check (true);
create policy tenant_services_operator on public.tenant_services for all to tenant_operator using (true) with check (true);
