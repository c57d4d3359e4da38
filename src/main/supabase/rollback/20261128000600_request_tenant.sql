set local lock_timeout = '5s';
drop function if exists public.request_tenant(text, text, text);
drop function if exists tenant_ops.request_tenant(text, text, text);
alter table if exists tenant_ops.settings
  drop column if exists tenants_per_owner, drop column if exists owners_may_ask_for_domains,
  drop column if exists reserved_slugs, drop column if exists reserved_domains;
