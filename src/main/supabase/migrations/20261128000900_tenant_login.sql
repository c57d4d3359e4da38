-- Optional, and off until it is switched on: update tenant_ops.settings set logins_enabled = true;
-- The first log-in of an application, offered by the operator, is read once by the tenant's owner.
-- Supabase Vault keeps it until then.
set local lock_timeout = '5s';

alter table tenant_ops.settings add column if not exists logins_enabled boolean not null default false;

create table if not exists tenant_ops.login_offers (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  service text not null,
  secret_id uuid not null,
  offered_at timestamptz not null default now(),
  primary key (tenant_id, service)
);
create table if not exists tenant_ops.login_audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  tenant_id uuid not null,
  service text not null,
  what text not null check (what in ('offered', 'read')),
  subject text,
  issuer text
);
comment on table tenant_ops.login_audit is 'Who read which log-in. It outlives the tenant.';

-- An offer never leaves its secret behind, whatever removed it.
create or replace function tenant_ops.forget_secret() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  execute 'delete from vault.secrets where id = $1' using old.secret_id;
  return null;
end $$;
create or replace trigger z_forget after delete on tenant_ops.login_offers
  for each row execute function tenant_ops.forget_secret();

create or replace function tenant_ops.offer_login(tenant_id uuid, service text, secret text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept uuid;
begin
  if not (select s.logins_enabled from tenant_ops.settings s) then
    raise exception 'log-ins are not handed out' using errcode = '0A000', detail = 'logins_disabled',
      hint = 'To switch it on: update tenant_ops.settings set logins_enabled = true';
  end if;
  if to_regclass('vault.decrypted_secrets') is null then
    raise exception 'Supabase Vault is not there' using errcode = '0A000', detail = 'vault_missing';
  end if;
  if coalesce(offer_login.secret, '') = '' then
    raise exception 'the log-in is empty' using errcode = '23502', detail = 'secret_missing';
  end if;
  delete from tenant_ops.login_offers o
   where o.tenant_id = offer_login.tenant_id and o.service = offer_login.service;
  execute 'select vault.create_secret($1, $2)'
     into kept
    using offer_login.secret, format('tenant_ops.login %s %s', offer_login.tenant_id, offer_login.service);
  insert into tenant_ops.login_offers (tenant_id, service, secret_id)
  values (offer_login.tenant_id, offer_login.service, kept);
  insert into tenant_ops.login_audit (tenant_id, service, what, subject)
  values (offer_login.tenant_id, offer_login.service, 'offered', session_user);
end $$;

create or replace function tenant_ops.login(tenant_id uuid, service text) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept uuid;
  told text;
begin
  if (select s.logins_enabled from tenant_ops.settings s) then
    -- of two who ask at once the second finds none
    select o.secret_id
      into kept
      from tenant_ops.login_offers o
     where o.tenant_id = login.tenant_id and o.service = login.service
       and o.tenant_id in (select tenant_ops.my_tenants('owner'))
       for update;
  end if;
  if kept is null then
    raise exception 'There is no log-in to read' using errcode = 'PT404', detail = 'no_login',
      hint = 'It can be read once, by an owner of the tenant.';
  end if;
  execute 'select decrypted_secret from vault.decrypted_secrets where id = $1' into told using kept;
  delete from tenant_ops.login_offers o where o.tenant_id = login.tenant_id and o.service = login.service;
  insert into tenant_ops.login_audit (tenant_id, service, what, subject, issuer)
  values (login.tenant_id, login.service, 'read', auth.jwt() ->> 'sub', auth.jwt() ->> 'iss');
  return told;
end $$;

revoke all on function tenant_ops.forget_secret(), tenant_ops.offer_login(uuid, text, text),
  tenant_ops.login(uuid, text) from public;
grant execute on function tenant_ops.offer_login(uuid, text, text) to tenant_operator;
grant execute on function tenant_ops.login(uuid, text) to authenticated;

create or replace function public.tenant_login(tenant_id uuid, service text) returns text
language sql volatile security invoker set search_path = ''
return tenant_ops.login(tenant_login.tenant_id, tenant_login.service);
revoke all on function public.tenant_login(uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.tenant_login(uuid, text) to authenticated;
comment on function public.tenant_login(uuid, text) is
  'Returns the first log-in of an application to an owner of its tenant, once.';
