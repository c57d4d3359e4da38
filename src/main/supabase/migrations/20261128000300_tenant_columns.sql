-- Columns, defaults and indexes. It changes no value that is there, and deletes no row.
set local lock_timeout = '5s';

-- Fail early, with a list, rather than half way: which of two rows is the right one only people know.
do $$
declare
  found_rows text;
begin
  select string_agg(format('%s/%s (%s rows)', d.tenant_id, d.service_name, d.times), ', ')
    into found_rows
    from (select s.tenant_id, s.service_name, count(*) as times
            from public.tenant_services s
           group by s.tenant_id, s.service_name
          having count(*) > 1
           order by s.tenant_id, s.service_name
           limit 20) d;
  if found_rows is not null then
    raise exception 'tenant_services has more than one row of a service: %', found_rows
      using errcode = '23505', hint = 'Keep one row of each, then run this again. plan.sql lists all of them.';
  end if;
  select string_agg(s.id::text, ', ')
    into found_rows
    from (select id from public.tenant_services where tenant_id is null order by id limit 20) s;
  if found_rows is not null then
    raise exception 'tenant_services has rows without a tenant_id: %', found_rows
      using errcode = '23502', hint = 'Delete them or give each its tenant, then run this again.';
  end if;
end $$;

alter table public.tenants
  add column if not exists generation bigint not null default 1,
  add column if not exists tenant_class text,
  add column if not exists owner_subject text,
  add column if not exists owner_issuer text;
alter table public.tenant_services
  add column if not exists generation bigint not null default 1,
  add column if not exists updated_at timestamptz not null default now();

comment on column public.tenants.generation is 'Counts the changes of the row.';
comment on column public.tenants.tenant_class is 'The TenantClass; for those who may write with the service role.';
comment on column public.tenants.owner_subject is
  'The owner''s sub claim, if another issuer than Supabase Auth signs the owner in.';
comment on column public.tenants.owner_issuer is
  'The iss claim that goes with owner_subject. Null: the subject of any issuer that the project trusts.';

do $$
begin
  if not exists (select from pg_constraint
                  where conrelid = 'public.tenants'::regclass and conname = 'tenants_one_owner') then
    alter table public.tenants
      add constraint tenants_one_owner check (owner_id is null or owner_subject is null);
  end if;
end $$;

create unique index if not exists tenant_services_tenant_service_key
  on public.tenant_services (tenant_id, service_name);
create index if not exists tenants_owner_id_idx on public.tenants (owner_id);
create index if not exists tenants_owner_subject_idx
  on public.tenants (owner_subject) where owner_subject is not null;
-- by which the operator looks for others with a tenant's slug or domain
create index if not exists tenants_slug_in_dns_idx
  on public.tenants (lower(rtrim(slug::text, '.') collate "C"));
create index if not exists tenants_domain_in_dns_idx
  on public.tenants (lower(rtrim(domain::text, '.') collate "C"));

update public.tenants
   set status = coalesce(status, 'active'), metadata = coalesce(metadata, '{}'),
       created_at = coalesce(created_at, now()), updated_at = coalesce(updated_at, now())
 where status is null or metadata is null or created_at is null or updated_at is null;
update public.tenant_services
   set enabled = coalesce(enabled, true), config = coalesce(config, '{}')
 where enabled is null or config is null;
alter table public.tenants
  alter column status set not null, alter column metadata set not null,
  alter column created_at set not null, alter column updated_at set not null;
alter table public.tenant_services
  alter column tenant_id set not null, alter column enabled set not null, alter column config set not null;

-- The deletion of a user must neither be blocked by a tenant nor delete one.
do $$
declare
  key record;
begin
  for key in select c.conname
               from pg_constraint c
               join pg_attribute a on a.attrelid = c.conrelid and a.attname = 'owner_id'
              where c.conrelid = 'public.tenants'::regclass and c.contype = 'f'
                and c.conkey = array[a.attnum] and c.confrelid = 'auth.users'::regclass
                and c.confdeltype <> 'n' loop
    raise notice 'tenants.owner_id: when its user is deleted, the tenant stays and has no owner';
    execute format('alter table public.tenants drop constraint %I', key.conname);
    execute format(
      'alter table public.tenants add constraint %I
         foreign key (owner_id) references auth.users (id) on delete set null', key.conname);
  end loop;
end $$;
