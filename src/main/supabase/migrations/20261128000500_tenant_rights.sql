-- Rights and policies: owners read their own rows; the service role and the operator read and write all.
-- It says what it takes away, and notes the statements that give it back in tenant_ops.replaced.
--
-- Policies that are not the seed's, rights on single columns, and the rights of other roles stay. To have
-- them replaced too, run it again after: update tenant_ops.settings set replace_foreign = true;
set local lock_timeout = '5s';

do $$
begin
  if to_regclass('tenant_ops.replaced') is not null then
    return;
  end if;
  create table tenant_ops.replaced (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    statement text not null unique
  );
  -- what is as it should be already is no less to be given back
  insert into tenant_ops.replaced (statement)
  select format('grant %s on public.%I to %s', acl.privilege_type, c.relname, r.rolname)
    from pg_class c
   cross join lateral aclexplode(c.relacl) acl
    join pg_roles r on r.oid = acl.grantee
   where c.oid in ('public.tenants'::regclass, 'public.tenant_services'::regclass)
     and (r.rolname = 'service_role' and acl.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
          or r.rolname = 'authenticated' and acl.privilege_type = 'SELECT')
  union all
  select format('alter table public.%I disable row level security', c.relname)
    from pg_class c
   where c.oid in ('public.tenants'::regclass, 'public.tenant_services'::regclass) and not c.relrowsecurity;
end $$;

do $$
declare
  replace_foreign constant boolean := (select s.replace_foreign from tenant_ops.settings s);
  ours constant text[] := array['tenants_operator', 'tenant_services_operator',
                                'tenants_owner_select', 'tenant_services_owner_select'];
  seeds constant text[] := array['tenant_isolation_policy', 'Users can create tenants'];
  policy record;
  held record;
  granted text;
begin
  for policy in
    select p.*, format('create policy %I on public.%I as %s for %s to %s%s%s',
                  p.policyname, p.tablename, p.permissive, p.cmd,
                  (select string_agg(case r when 'public' then 'public' else quote_ident(r) end, ', ')
                     from unnest(p.roles) r),
                  ' using (' || p.qual || ')', ' with check (' || p.with_check || ')') as statement
      from pg_policies p
     where p.schemaname = 'public' and p.tablename in ('tenants', 'tenant_services')
       and p.policyname <> all (ours) loop
    if replace_foreign or policy.policyname = any (seeds) then
      insert into tenant_ops.replaced (statement) values (policy.statement) on conflict do nothing;
      execute format('drop policy %I on public.%I', policy.policyname, policy.tablename);
      raise notice 'dropped: %', policy.statement;
    else
      raise notice 'kept: %', policy.statement;
    end if;
  end loop;

  -- of a whole table, as Supabase grants them on new tables, and of single columns
  for held in
    select l.relname, l.attname, coalesce(quote_ident(r.rolname), 'public') as role, acl.is_grantable,
           coalesce(r.rolname, 'public') in ('public', 'anon', 'authenticated', 'service_role') as of_the_api,
           string_agg(acl.privilege_type || coalesce(' (' || quote_ident(l.attname) || ')', ''), ', '
                      order by acl.privilege_type) as rights
      from (select c.relname, c.relowner, null::name as attname, c.relacl as list
              from pg_class c
             where c.oid in ('public.tenants'::regclass, 'public.tenant_services'::regclass)
            union all
            select c.relname, c.relowner, a.attname, a.attacl
              from pg_class c join pg_attribute a on a.attrelid = c.oid
             where c.oid in ('public.tenants'::regclass, 'public.tenant_services'::regclass)
               and a.attacl is not null and not a.attisdropped) l
     cross join lateral aclexplode(l.list) acl
      left join pg_roles r on r.oid = acl.grantee
     where acl.grantee <> l.relowner
       and coalesce(r.rolname, '') <> 'tenant_operator'
       and not (coalesce(r.rolname, '') = 'service_role'
                and acl.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
       and not (coalesce(r.rolname, '') = 'authenticated' and acl.privilege_type = 'SELECT')
     group by l.relname, l.attname, r.rolname, acl.is_grantable
     -- columns come last: with a right of the table those of its columns go too, and must come back
     order by l.attname nulls first, l.relname, r.rolname loop
    granted := format('grant %s on public.%I to %s%s', held.rights, held.relname, held.role,
                      case when held.is_grantable then ' with grant option' else '' end);
    if replace_foreign or (held.of_the_api and held.attname is null) then
      insert into tenant_ops.replaced (statement) values (granted) on conflict do nothing;
      execute format('revoke %s on public.%I from %s cascade', held.rights, held.relname, held.role);
      raise notice 'revoked: %', granted;
    else
      execute granted;
      raise notice 'kept: %', granted;
    end if;
  end loop;
end $$;

grant select on public.tenants, public.tenant_services to authenticated;
grant select, insert, update, delete on public.tenants, public.tenant_services to service_role;

alter table public.tenants enable row level security;
alter table public.tenant_services enable row level security;

drop policy if exists tenants_owner_select on public.tenants;
create policy tenants_owner_select on public.tenants
  for select to authenticated using (id = any (array(select tenant_ops.my_tenants())));
drop policy if exists tenant_services_owner_select on public.tenant_services;
create policy tenant_services_owner_select on public.tenant_services
  for select to authenticated using (tenant_id = any (array(select tenant_ops.my_tenants())));
