-- Triggers, and the functions that rights are built on, in a schema that the Data API does not expose.
set local lock_timeout = '5s';

create schema if not exists tenant_ops;
revoke all on schema tenant_ops from public;
grant usage on schema tenant_ops to tenant_operator;

-- One row. Change it with: update tenant_ops.settings set ...
create table if not exists tenant_ops.settings (
  one_row boolean primary key default true check (one_row),
  replace_foreign boolean not null default false
);
comment on column tenant_ops.settings.replace_foreign is
  'Whether tenant_rights replaces policies and rights that are not the seed''s.';
insert into tenant_ops.settings default values on conflict do nothing;

create or replace function tenant_ops.touch() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.id := old.id;
  new.created_at := old.created_at;
  if to_jsonb(new) - array['updated_at', 'generation']
     is not distinct from to_jsonb(old) - array['updated_at', 'generation'] then
    new.generation := old.generation;
    new.updated_at := old.updated_at;
  else
    new.generation := old.generation + 1;
    new.updated_at := clock_timestamp();
  end if;
  return new;
end $$;

-- Rules of form stand here and not in CHECK constraints: one of those, even NOT VALID, would refuse
-- every later update of an older row that breaks it, a suspension too.
create or replace function tenant_ops.guard_tenant() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    if old.status <> 'deleted' then
      raise exception 'tenant % is %, not deleted', old.slug, old.status
        using errcode = '23001',
              hint = 'Set its status to deleted first. The operator removes the row after the clean-up.';
    end if;
    return old;
  end if;
  if tg_op = 'UPDATE' then
    if new.slug <> old.slug and coalesce(current_setting('tenant_ops.allow_slug_change', true), '') <> 'on' then
      raise exception 'tenants.slug is immutable (% -> %)', old.slug, new.slug
        using errcode = '23514', column = 'slug', table = 'tenants', detail = 'slug_immutable';
    end if;
    if old.status = 'deleted' and new.status <> 'deleted' then
      raise exception 'tenant % is being deleted', old.slug
        using errcode = '23514', column = 'status', table = 'tenants', detail = 'tenant_deleted';
    end if;
  end if;
  if tg_op = 'INSERT' or new.slug <> old.slug then
    if new.slug !~ '^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$' or new.slug ~ '--' or new.slug ~ '^(kube|openshift)-'
       or new.slug in ('default', 'kube', 'admin', 'api', 'www', 'auth', 'system') then
      raise exception 'slug % is not allowed', quote_literal(new.slug)
        using errcode = '23514', column = 'slug', table = 'tenants', detail = 'slug_not_allowed',
              hint = 'Up to 40 lower-case letters, digits and single hyphens, a letter first; some names are reserved.';
    end if;
  end if;
  if tg_op = 'INSERT' or new.name <> old.name then
    if char_length(new.name) not between 1 and 200 then
      raise exception 'name must have 1 to 200 characters'
        using errcode = '23514', column = 'name', table = 'tenants', detail = 'name_not_allowed';
    end if;
  end if;
  if new.domain is not null and (tg_op = 'INSERT' or new.domain is distinct from old.domain) then
    if char_length(new.domain) > 253
       or new.domain !~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$' then
      raise exception 'domain % is not a lower-case DNS name', quote_literal(new.domain)
        using errcode = '23514', column = 'domain', table = 'tenants', detail = 'domain_not_allowed';
    end if;
  end if;
  if tg_op = 'INSERT' or new.metadata::text is distinct from old.metadata::text then
    if jsonb_typeof(to_jsonb(new.metadata)) is distinct from 'object' or octet_length(new.metadata::text) > 65536 then
      raise exception 'metadata must be a JSON object of at most 64 KiB'
        using errcode = '23514', column = 'metadata', table = 'tenants', detail = 'metadata_not_allowed';
    end if;
  end if;
  -- The operator says in metadata whose subject it wrote. Whoever clears the subject need not know of this column.
  if new.owner_subject is null then
    new.owner_issuer := null;
  elsif to_jsonb(new.metadata) #>> '{owner_subject,id}' = new.owner_subject then
    new.owner_issuer := to_jsonb(new.metadata) #>> '{owner_subject,issuer}';
  end if;
  return new;
end $$;

create or replace function tenant_ops.guard_service() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' or new.service_name <> old.service_name then
    if new.service_name !~ '^[a-z][a-z0-9-]{0,30}$' then
      raise exception 'service_name % is not allowed', quote_literal(new.service_name)
        using errcode = '23514', column = 'service_name', table = 'tenant_services', detail = 'service_not_allowed';
    end if;
  end if;
  return new;
end $$;

-- One hint per tenant that changed and transaction, since PostgreSQL folds equal ones. Only the id:
-- too long a payload would fail the statement of whoever writes.
create or replace function tenant_ops.notify_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'UPDATE' then
    if new.generation = old.generation then
      return null;
    end if;
  end if;
  if tg_table_name = 'tenants' then
    perform pg_notify('tenant_changes', case tg_op when 'DELETE' then old.id else new.id end::text);
    return null;
  end if;
  if tg_op <> 'INSERT' then
    perform pg_notify('tenant_changes', old.tenant_id::text);
  end if;
  if tg_op <> 'DELETE' then
    perform pg_notify('tenant_changes', new.tenant_id::text);
  end if;
  return null;
end $$;

-- PostgreSQL fires triggers by name: a guard sees a change before it is counted.
create or replace trigger a_guard before insert or update or delete on public.tenants
  for each row execute function tenant_ops.guard_tenant();
create or replace trigger b_touch before update on public.tenants
  for each row execute function tenant_ops.touch();
create or replace trigger z_notify after insert or update or delete on public.tenants
  for each row execute function tenant_ops.notify_change();
create or replace trigger a_guard before insert or update on public.tenant_services
  for each row execute function tenant_ops.guard_service();
create or replace trigger b_touch before update on public.tenant_services
  for each row execute function tenant_ops.touch();
create or replace trigger z_notify after insert or update or delete on public.tenant_services
  for each row execute function tenant_ops.notify_change();

-- The operator looks up owners, and never reads the table of users.
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

-- auth.uid() fails where the subject is no uuid, as Clerk's are none.
create or replace function tenant_ops.uid_or_null() returns uuid
language sql stable set search_path = '' as $$
  select case when claim.sub ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then claim.sub::uuid end
    from (select auth.jwt() ->> 'sub' as sub) claim
$$;

-- The tenants in which the caller is at least viewer, admin or owner. Without members there are only
-- owners. Every policy asks this function, so the rules stand in one place. It reads as the owner of the
-- tables: policies that read each other's tables would have no end.
create or replace function tenant_ops.my_tenants(at_least text default 'viewer') returns setof uuid
language sql stable security definer set search_path = '' as $$
  select t.id
    from public.tenants t
   where t.owner_id = (select tenant_ops.uid_or_null())
      or (t.owner_subject = ((select auth.jwt()) ->> 'sub')
          and (t.owner_issuer is null or t.owner_issuer = ((select auth.jwt()) ->> 'iss')))
$$;

revoke all on function
  tenant_ops.touch(), tenant_ops.guard_tenant(), tenant_ops.guard_service(), tenant_ops.notify_change(),
  tenant_ops.find_owner(text), tenant_ops.owner_email(uuid), tenant_ops.uid_or_null(), tenant_ops.my_tenants(text)
  from public;
grant execute on function tenant_ops.find_owner(text), tenant_ops.owner_email(uuid) to tenant_operator;
grant execute on function tenant_ops.my_tenants(text) to authenticated;
