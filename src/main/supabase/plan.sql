-- Reads only. Lists what the migrations would find and replace in the tables as they are, one line each:
-- does: blocks (the migrations stop there), replaces, keeps, changes or warns.
with tables as (
  select c.oid, c.relname, c.relacl, c.relowner, c.relrowsecurity
    from pg_class c
   where c.oid in ('public.tenants'::regclass, 'public.tenant_services'::regclass)
), lists as (
  select t.oid, t.relname, t.relowner, null::name as attname, t.relacl as list from tables t
  union all
  select t.oid, t.relname, t.relowner, a.attname, a.attacl
    from tables t join pg_attribute a on a.attrelid = t.oid and a.attacl is not null and not a.attisdropped
), found as (
  select 'tenant_columns' as step, 'blocks' as does,
         format('tenant_services: %s rows of %s/%s: keep one', count(*), s.tenant_id, s.service_name) as what
    from public.tenant_services s group by s.tenant_id, s.service_name having count(*) > 1
  union all
  select 'tenant_columns', 'blocks', format('tenant_services: row %s has no tenant_id', s.id)
    from public.tenant_services s where s.tenant_id is null
  union all
  select 'tenant_columns', 'changes',
         format('tenants: %s rows get a value for what is null in status, metadata, created_at or updated_at', count(*))
    from public.tenants t
   where t.status is null or t.metadata is null or t.created_at is null or t.updated_at is null
  having count(*) > 0
  union all
  select 'tenant_columns', 'changes', format('tenant_services: %s rows get a value for enabled or config', count(*))
    from public.tenant_services s where s.enabled is null or s.config is null having count(*) > 0
  union all
  select 'tenant_columns', 'replaces', format('tenants: foreign key %s: %s', k.conname, pg_get_constraintdef(k.oid))
    from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attname = 'owner_id'
   where k.conrelid = 'public.tenants'::regclass and k.contype = 'f' and k.conkey = array[a.attnum]
     and k.confdeltype <> 'n'
  union all
  select 'tenant_triggers', 'warns', format('tenants: slug %L can stay, but would be refused today', t.slug)
    from public.tenants t
   where t.slug !~ '^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$' or t.slug ~ '--' or t.slug ~ '^(kube|openshift)-'
      or t.slug in ('default', 'kube', 'admin', 'api', 'www', 'auth', 'system')
  union all
  select 'tenant_triggers', 'warns', format('tenants: domain %L can stay, but would be refused today', t.domain)
    from public.tenants t
   where length(t.domain) > 253
      or t.domain !~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$'
  union all
  select 'tenant_triggers', 'warns', format('tenants: %s is one name for DNS: %s', d.kind, d.names)
    from (select 'slug' as kind, string_agg(t.slug::text, ', ' order by t.slug) as names
            from public.tenants t group by lower(rtrim(t.slug::text, '.')) having count(*) > 1
          union all
          select 'domain', string_agg(t.domain::text, ', ' order by t.domain)
            from public.tenants t where t.domain is not null
           group by lower(rtrim(t.domain::text, '.')) having count(*) > 1) d
  union all
  select 'tenant_triggers', 'keeps', format('%s: trigger %s', t.relname, pg_get_triggerdef(g.oid))
    from tables t join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
   where g.tgname not in ('a_guard', 'b_touch', 'z_notify')
  union all
  select 'tenant_rights',
         case when p.policyname in ('tenant_isolation_policy', 'Users can create tenants')
              then 'replaces' else 'keeps' end,
         format('%s: policy %I as %s for %s to %s%s%s', p.tablename, p.policyname, lower(p.permissive), lower(p.cmd),
                array_to_string(p.roles, ', '), ' using (' || p.qual || ')', ' with check (' || p.with_check || ')')
    from pg_policies p
   where p.schemaname = 'public' and p.tablename in ('tenants', 'tenant_services')
     and p.policyname not in (p.tablename || '_operator', p.tablename || '_owner_select')
  union all
  select 'tenant_rights',
         case when held.who in ('public', 'anon', 'authenticated', 'service_role') and held.attname is null
              then 'replaces' else 'keeps' end,
         format('%s: %s for %s', held.relname,
                string_agg(lower(held.privilege_type) || coalesce(' (' || quote_ident(held.attname) || ')', ''), ', '
                           order by held.privilege_type, held.attname), held.who)
    from (select l.relname, l.attname, acl.privilege_type, coalesce(r.rolname, 'public') as who
            from lists l cross join lateral aclexplode(l.list) acl left join pg_roles r on r.oid = acl.grantee
           where acl.grantee <> l.relowner) held
   where held.who <> 'tenant_operator'
     and not (held.who = 'service_role' and held.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
     and not (held.who = 'authenticated' and held.privilege_type = 'SELECT')
   group by held.relname, held.who, held.attname is null
  union all
  select 'tenant_rights', 'changes', format('%s: row level security is switched on', t.relname)
    from tables t where not t.relrowsecurity
)
select f.step, f.does, f.what from found f order by f.step, f.does, f.what;
