-- What a page shows of a tenant: the operator writes it, owners read it and are told of each change.
set local lock_timeout = '5s';

create table if not exists public.tenant_status (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  service text not null check (service ~ '^[a-z][a-z0-9-]{0,30}$'),
  state text not null check (state in ('setting_up', 'ready', 'degraded', 'suspended', 'blocked', 'off')),
  url text check (length(url) <= 2048),
  version text check (length(version) <= 200),
  message text check (length(message) <= 1000),
  since timestamptz not null default now(),
  primary key (tenant_id, service)
);
comment on table public.tenant_status is 'The state of a tenant and its services, as its owner may see it.';
comment on column public.tenant_status.service is 'The service, or tenant for the tenant as a whole.';
comment on column public.tenant_status.since is 'When the state became what it is; the database sets it.';

create or replace function tenant_ops.keep_status() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and new.state = old.state then
    new.since := old.since;
    -- nothing changed: no write, and nobody is told
    return case when new is distinct from old then new end;
  end if;
  new.since := clock_timestamp();
  return new;
end $$;

-- One message per change on the private channel of the tenant, where Supabase Realtime is there. A page
-- must not be a reason for which the operator cannot write.
create or replace function tenant_ops.broadcast_status() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  status public.tenant_status := coalesce(new, old);
begin
  if to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null then
    return null;
  end if;
  execute 'select realtime.send($1, $2, $3, true)'
    using to_jsonb(status) || jsonb_build_object('removed', tg_op = 'DELETE'),
          'tenant_status', 'tenant:' || status.tenant_id;
  return null;
exception when others then
  raise warning 'The change of tenant_status was not broadcast: %', sqlerrm;
  return null;
end $$;
revoke all on function tenant_ops.keep_status(), tenant_ops.broadcast_status() from public;

create or replace trigger a_keep before insert or update on public.tenant_status
  for each row execute function tenant_ops.keep_status();
create or replace trigger z_broadcast after insert or update or delete on public.tenant_status
  for each row execute function tenant_ops.broadcast_status();

revoke all on public.tenant_status from public, anon, authenticated, service_role;
grant select on public.tenant_status to authenticated, service_role;
grant select, insert, update, delete on public.tenant_status to tenant_operator;
alter table public.tenant_status enable row level security;
drop policy if exists tenant_status_owner_select on public.tenant_status;
create policy tenant_status_owner_select on public.tenant_status
  for select to authenticated using (tenant_id = any (array(select tenant_ops.my_tenants())));
drop policy if exists tenant_status_operator on public.tenant_status;
create policy tenant_status_operator on public.tenant_status
  for all to tenant_operator using (true) with check (true);

do $$
begin
  if exists (select from pg_publication where pubname = 'supabase_realtime' and not puballtables)
     and not exists (select from pg_publication_tables
                      where pubname = 'supabase_realtime' and schemaname = 'public'
                        and tablename = 'tenant_status') then
    alter publication supabase_realtime add table public.tenant_status;
  end if;
end $$;

do $$
begin
  if to_regclass('realtime.messages') is null or to_regprocedure('realtime.topic()') is null then
    raise notice 'Supabase Realtime is not there: nobody is told of changes on a channel';
    return;
  end if;
  drop policy if exists tenant_channel_select on realtime.messages;
  create policy tenant_channel_select on realtime.messages
    for select to authenticated
    using (extension = 'broadcast' and (select realtime.topic()) = any (
             array(select 'tenant:' || tenant from tenant_ops.my_tenants() tenant)));
exception when insufficient_privilege then
  raise warning 'The policy of realtime.messages was not made: %', sqlerrm;
end $$;
