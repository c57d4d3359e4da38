-- A column that holds something stays, with a notice: what is in it cannot be brought back.
set local lock_timeout = '5s';

do $$
declare
  key record;
  name text;
  is_used boolean;
begin
  if not exists (select from pg_attribute where attrelid = 'public.tenants'::regclass and attname = 'generation') then
    raise notice 'the step was not applied';
    return;
  end if;

  for key in select c.conname
               from pg_constraint c
               join pg_attribute a on a.attrelid = c.conrelid and a.attname = 'owner_id'
              where c.conrelid = 'public.tenants'::regclass and c.contype = 'f'
                and c.conkey = array[a.attnum] and c.confdeltype = 'n' loop
    execute format('alter table public.tenants drop constraint %I', key.conname);
    execute format(
      'alter table public.tenants add constraint %I foreign key (owner_id) references auth.users (id)', key.conname);
  end loop;

  alter table public.tenants
    alter column status drop not null, alter column metadata drop not null,
    alter column created_at drop not null, alter column updated_at drop not null;
  alter table public.tenant_services
    alter column tenant_id drop not null, alter column enabled drop not null, alter column config drop not null;

  drop index if exists public.tenant_services_tenant_service_key, public.tenants_owner_id_idx,
    public.tenants_owner_subject_idx, public.tenants_slug_in_dns_idx, public.tenants_domain_in_dns_idx;
  alter table public.tenants drop constraint if exists tenants_one_owner, drop column if exists generation;
  alter table public.tenant_services drop column if exists generation, drop column if exists updated_at;

  foreach name in array array['tenant_class', 'owner_subject', 'owner_issuer'] loop
    execute format('select exists (select from public.tenants where %I is not null)', name) into is_used;
    if is_used then
      raise notice 'kept: tenants.%, which holds values', name;
    else
      execute format('alter table public.tenants drop column %I', name);
    end if;
  end loop;
end $$;
