-- A signed-in user asks for a tenant. There is no other way for users to write into the tables.
set local lock_timeout = '5s';

alter table tenant_ops.settings
  add column if not exists tenants_per_owner integer not null default 1 check (tenants_per_owner >= 0),
  add column if not exists owners_may_ask_for_domains boolean not null default false,
  add column if not exists reserved_slugs text[] not null default
    '{app,assets,billing,blog,cdn,dev,docs,ftp,help,internal,login,mail,root,smtp,staging,static,status,support,test}',
  add column if not exists reserved_domains text[] not null default '{}';
comment on column tenant_ops.settings.tenants_per_owner is 'Rows with the status deleted do not count.';
comment on column tenant_ops.settings.reserved_domains is 'With all domains below them, in lower case.';

-- Every refusal has a word that does not change, as DETAIL: the Data API calls it "details".
create or replace function tenant_ops.request_tenant(name text, slug text, domain text default null)
returns uuid
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  claims constant jsonb := auth.jwt();
  subject constant text := nullif(claims ->> 'sub', '');
  asked_name constant text := btrim(request_tenant.name);
  asked_slug constant text := btrim(request_tenant.slug);
  asked_domain constant text := nullif(btrim(request_tenant.domain), '');
  rules tenant_ops.settings;
  owner_user uuid;
  is_banned boolean;
  made uuid;
begin
  if subject is null then
    raise exception 'Sign in to request a tenant' using errcode = '42501', detail = 'not_signed_in';
  end if;
  if coalesce(claims ->> 'is_anonymous', 'false') <> 'false' then
    raise exception 'An anonymous user cannot request a tenant'
      using errcode = '42501', detail = 'anonymous_user', hint = 'Link an e-mail address or another identity first.';
  end if;
  select u.id, coalesce(u.banned_until > now(), false) or u.deleted_at is not null
    into owner_user, is_banned
    from auth.users u
   where u.id = tenant_ops.uid_or_null() and not u.is_anonymous;
  if is_banned then
    raise exception 'This user is banned' using errcode = '42501', detail = 'user_banned';
  end if;
  select s.* into strict rules from tenant_ops.settings s;

  if asked_name is null or asked_slug is null then
    raise exception 'A tenant needs a name and a slug' using errcode = '23502', detail = 'name_or_slug_missing';
  end if;
  if asked_slug = any (rules.reserved_slugs) then
    raise exception 'slug % is reserved', quote_literal(asked_slug) using errcode = '23514', detail = 'slug_reserved';
  end if;
  if asked_domain is not null then
    if not rules.owners_may_ask_for_domains then
      raise exception 'A domain cannot be requested here' using errcode = '23514', detail = 'domain_not_allowed';
    end if;
    if exists (select from unnest(rules.reserved_domains) reserved
                where asked_domain = reserved or right(asked_domain, length(reserved) + 1) = '.' || reserved) then
      raise exception 'domain % is reserved', quote_literal(asked_domain)
        using errcode = '23514', detail = 'domain_reserved';
    end if;
  end if;

  -- two requests of one owner at once: the second waits, and then counts the first
  perform pg_advisory_xact_lock(hashtextextended(
    'tenant_ops.request_tenant ' || coalesce(owner_user::text, concat(claims ->> 'iss', ' ', subject)), 0));
  if rules.tenants_per_owner <= (
       select count(*)
         from public.tenants t
        where t.status <> 'deleted'
          and (t.owner_id = owner_user
               or (owner_user is null and t.owner_subject = subject
                   and (t.owner_issuer is null or t.owner_issuer = claims ->> 'iss')))) then
    raise exception 'An owner can have % tenants', rules.tenants_per_owner
      using errcode = 'PT403', detail = 'too_many_tenants';
  end if;

  -- an older row may have the name in another case
  if exists (select from public.tenants t where lower(rtrim(t.slug::text, '.') collate "C") = asked_slug) then
    raise exception 'slug % is taken', quote_literal(asked_slug) using errcode = '23505', detail = 'slug_taken';
  end if;
  if exists (select from public.tenants t where lower(rtrim(t.domain::text, '.') collate "C") = asked_domain) then
    raise exception 'domain % is taken', quote_literal(asked_domain) using errcode = '23505', detail = 'domain_taken';
  end if;
  begin
    insert into public.tenants (name, slug, domain, owner_id, owner_subject, owner_issuer)
    values (asked_name, asked_slug, asked_domain, owner_user,
            case when owner_user is null then subject end, case when owner_user is null then claims ->> 'iss' end)
    returning id into made;
  exception when unique_violation then
    -- somebody was faster by a moment
    if exists (select from public.tenants t where t.domain = asked_domain) then
      raise exception 'domain % is taken', quote_literal(asked_domain) using errcode = '23505', detail = 'domain_taken';
    end if;
    raise exception 'slug % is taken', quote_literal(asked_slug) using errcode = '23505', detail = 'slug_taken';
  end;
  return made;
end $$;
revoke all on function tenant_ops.request_tenant(text, text, text) from public;
grant execute on function tenant_ops.request_tenant(text, text, text) to authenticated;

-- What the Data API calls. It runs with the rights of the caller, as all in an exposed schema should.
create or replace function public.request_tenant(name text, slug text, domain text default null)
returns uuid
language sql volatile security invoker set search_path = ''
return tenant_ops.request_tenant(request_tenant.name, request_tenant.slug, request_tenant.domain);
revoke all on function public.request_tenant(text, text, text) from public, anon, authenticated, service_role;
grant execute on function public.request_tenant(text, text, text) to authenticated;
comment on function public.request_tenant(text, text, text) is
  'Requests a tenant for the signed-in user, and returns its id.';
