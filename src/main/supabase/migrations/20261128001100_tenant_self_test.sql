-- select * from tenant_ops.self_test(); tells what fits and what does not, whatever was applied so far.
create schema if not exists tenant_ops;
revoke all on schema tenant_ops from public;

create or replace function tenant_ops.self_test() returns table ("check" text, ok boolean, detail text)
language plpgsql volatile set search_path = '' as $$
declare
  tenants constant regclass := to_regclass('public.tenants');
  services constant regclass := to_regclass('public.tenant_services');
  operator constant oid := (select r.oid from pg_roles r where r.rolname = 'tenant_operator');
  relations constant regclass[] := array_remove(array[tenants, services], null);
  readable constant regclass[] := relations || array_remove(
    array[to_regclass('public.tenant_status'), to_regclass('public.tenant_members')], null);
  has_columns constant boolean := 8 = (
    select count(*) from pg_attribute a
     where a.attrelid = any (relations) and not a.attisdropped
       and a.attname in ('generation', 'tenant_class', 'owner_subject', 'owner_issuer', 'updated_at', 'metadata'));
  wrong text;
  is_on boolean;
begin
  -- the operator's role
  "check" := 'role tenant_operator';
  select concat_ws('; ',
           case when not r.rolcanlogin then 'it cannot log in' end,
           case when r.rolsuper then 'it is a superuser' end,
           case when r.rolbypassrls then 'it bypasses row level security in every table' end,
           case when r.rolcreaterole or r.rolcreatedb or r.rolreplication
                then 'it may create roles or databases, or replicate' end,
           'it is a member of ' || (select string_agg(g.rolname, ', ') from pg_auth_members m
                                      join pg_roles g on g.oid = m.roleid where m.member = r.oid),
           case when array_to_string(r.rolconfig, ' ') !~ 'statement_timeout' or r.rolconfig is null
                then 'it has no statement_timeout' end)
    into wrong from pg_roles r where r.oid = operator;
  ok := operator is not null and wrong = '';
  detail := case when operator is null then 'missing: apply tenant_operator_role' else coalesce(nullif(wrong, ''),
    'may log in, once it has a password, and is a member of nothing') end;
  return next;

  "check" := 'tables';
  ok := cardinality(relations) = 2;
  detail := case when ok then 'public.tenants and public.tenant_services are there'
                 else 'missing: ' || concat_ws(', ',
                   case when tenants is null then 'public.tenants' end,
                   case when services is null then 'public.tenant_services' end)
                   || '. Apply the product''s migrations' end;
  return next;
  if not ok then
    return;
  end if;

  "check" := 'the operator''s rights';
  select string_agg(format('%s on %s', p, t), ', ' order by t::text, p)
    into wrong
    from unnest(relations) t, unnest(array['select', 'insert', 'update', 'delete']) p
   where operator is null or not has_table_privilege(operator, t, p);
  ok := wrong is null;
  detail := coalesce('missing: ' || wrong, 'reads and writes both tables');
  return next;

  "check" := 'the operator sees all rows';
  select string_agg(t::text, ', ')
    into wrong
    from unnest(relations) t join pg_class c on c.oid = t
   where c.relrowsecurity
     and not exists (
       select from pg_policy p
        where p.polrelid = t and p.polpermissive and p.polcmd = '*' and p.polroles && array[operator, 0::oid]
          and pg_get_expr(p.polqual, p.polrelid) = 'true');
  ok := wrong is null;
  detail := coalesce('row level security hides rows of ' || wrong || ' from it', 'a policy shows it every row');
  return next;
  select string_agg(format('%s on %s', p.polname, p.polrelid::regclass), ', ')
    into wrong
    from pg_policy p
   where p.polrelid = any (relations) and not p.polpermissive and p.polroles && array[operator, 0::oid];
  if wrong is not null then
    ok := false;
    detail := 'restrictive policies apply to it: ' || wrong || '. Limit each with: alter policy ... to authenticated';
    return next;
  end if;

  -- data
  "check" := 'one row per service';
  execute 'select string_agg(format(''%s/%s'', d.tenant_id, d.service_name), '', '')
             from (select s.tenant_id, s.service_name from public.tenant_services s
                    group by s.tenant_id, s.service_name having count(*) > 1 limit 20) d'
    into wrong;
  ok := wrong is null;
  detail := coalesce('more than one row: ' || wrong, 'no duplicates');
  return next;

  "check" := 'slugs';
  execute 'select string_agg(b.slug, '', '')
             from (select t.slug::text as slug from public.tenants t
                    where t.slug !~ ''^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$'' order by t.slug limit 20) b'
    into wrong;
  ok := wrong is null;
  detail := coalesce('no names in a cluster: ' || wrong, 'every slug can be a name in a cluster');
  return next;

  "check" := 'every tenant has a status';
  execute 'select string_agg(b.slug, '', '')
             from (select t.slug::text as slug from public.tenants t where t.status is null order by t.slug limit 20) b'
    into wrong;
  ok := wrong is null;
  detail := coalesce('none: ' || wrong, 'no row without one');
  return next;

  -- the hardened schema
  "check" := 'columns';
  ok := has_columns;
  detail := case when ok then 'generation, tenant_class, owner_subject and owner_issuer are there'
                 else 'missing: apply tenant_columns' end;
  return next;

  "check" := 'deleting a user';
  select string_agg(c.conname, ', ') into wrong
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attname = 'owner_id'
   where c.conrelid = tenants and c.contype = 'f' and c.conkey = array[a.attnum] and c.confdeltype <> 'n';
  ok := wrong is null;
  detail := case when ok then 'leaves the tenant, without an owner'
                 else format('is blocked by its tenant, or deletes it (%s): apply tenant_columns', wrong) end;
  return next;

  "check" := 'triggers';
  select string_agg(format('%s on %s', n, t), ', ' order by t::text, n)
    into wrong
    from unnest(relations) t, unnest(array['a_guard', 'b_touch', 'z_notify']) n
   where not exists (select from pg_trigger g
                      where g.tgrelid = t and g.tgname = n and g.tgenabled in ('O', 'A'));
  ok := wrong is null;
  detail := coalesce('missing or disabled: ' || wrong || '. Changes are then seen by a poll only',
                     'changes are guarded, counted and told');
  return next;

  "check" := 'owners by e-mail';
  ok := operator is not null and to_regprocedure('tenant_ops.find_owner(text)') is not null
    and has_schema_privilege(operator, 'tenant_ops', 'usage');
  if ok then
    ok := has_function_privilege(operator, 'tenant_ops.find_owner(text)', 'execute');
  end if;
  detail := case when ok then 'the operator finds them' else 'the operator cannot look them up' end;
  return next;

  "check" := 'row level security';
  select string_agg(c.oid::regclass::text, ', ') into wrong
    from pg_class c
   where c.oid = any (readable) and not c.relrowsecurity;
  ok := wrong is null;
  detail := coalesce('off: ' || wrong, 'on');
  return next;

  "check" := 'rights of users';
  select string_agg(format('%s %s on %s', w.who, w.rights, w.relation), '; ' order by w.who, w.relation::text)
    into wrong
    from (
      select coalesce(r.rolname, 'public') as who, l.relation,
             string_agg(acl.privilege_type || coalesce(' (' || quote_ident(l.attname) || ')', ''), ', '
                        order by acl.privilege_type, l.attname) as rights
        from (select c.oid::regclass as relation, null::name as attname, c.relacl as list
                from pg_class c
               where c.oid = any (readable)
              union all
              select a.attrelid::regclass, a.attname, a.attacl
                from pg_attribute a where a.attrelid = any (readable) and a.attacl is not null) l
       cross join lateral aclexplode(l.list) acl
        left join pg_roles r on r.oid = acl.grantee
       where coalesce(r.rolname, 'public') in ('public', 'anon', 'authenticated')
         and not (r.rolname is not distinct from 'authenticated' and acl.privilege_type = 'SELECT')
       group by 1, 2) w;
  ok := wrong is null;
  detail := coalesce('more than they need: ' || wrong, 'signed-in users read; others do nothing');
  return next;

  "check" := 'policies';
  select string_agg(format('%s on %s', p.policyname, p.tablename), ', ' order by p.tablename, p.policyname)
    into wrong
    from pg_policies p
   where p.schemaname = 'public' and p.tablename in ('tenants', 'tenant_services', 'tenant_status', 'tenant_members')
     and p.policyname not in (p.tablename || '_operator', p.tablename || '_owner_select');
  ok := wrong is null;
  detail := coalesce('not from these migrations, so read them: ' || wrong, 'only those of these migrations');
  return next;

  "check" := 'owners see their rows';
  select string_agg(t, ', ') into wrong
    from unnest(array['tenants', 'tenant_services']) t
   where not exists (select from pg_policies p
                      where p.schemaname = 'public' and p.tablename = t and p.policyname = t || '_owner_select');
  ok := wrong is null;
  detail := coalesce('no policy on ' || wrong || ': apply tenant_rights', 'by a policy on each table');
  return next;

  "check" := 'functions of tenant_ops';
  select string_agg(f.oid::regprocedure::text, ', ')
    into wrong
    from pg_proc f
   where f.pronamespace = 'tenant_ops'::regnamespace
     and (f.proacl is null
          or exists (select from aclexplode(f.proacl) acl where acl.grantee = 0)
          or f.proconfig is null);
  ok := wrong is null;
  detail := coalesce('callable by everybody, or without a search_path: ' || wrong,
                     'each may be called only by those it is for');
  return next;

  "check" := 'the Data API';
  select string_agg(format('%s: %s', r.rolname, setting), ', ')
    into wrong
    from pg_db_role_setting s
    join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) setting
   where r.rolname = 'authenticator' and setting ~ '^pgrst\.db_schemas=.*\mtenant_ops\M';
  ok := wrong is null;
  detail := coalesce('exposes tenant_ops (' || wrong || '): take it off the list of schemas',
                     'does not expose tenant_ops, as far as the database knows');
  return next;

  -- what pages use
  "check" := 'request_tenant';
  ok := to_regprocedure('public.request_tenant(text, text, text)') is not null
    and to_regprocedure('tenant_ops.request_tenant(text, text, text)') is not null;
  detail := case when ok then 'signed-in users can ask for a tenant' else 'not installed' end;
  return next;

  "check" := 'tenant_status';
  ok := to_regclass('public.tenant_status') is not null;
  detail := case when not ok then 'not installed'
    when not exists (select from pg_publication_tables p where p.pubname = 'supabase_realtime'
                        and p.schemaname = 'public' and p.tablename = 'tenant_status')
      then 'it is not in the publication supabase_realtime'
    when to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null
      then 'in the publication; there is no realtime.send, so changes are not broadcast'
    when not exists (select from pg_policies p where p.schemaname = 'realtime'
                        and p.tablename = 'messages' and p.policyname = 'tenant_channel_select')
      then 'no policy lets owners listen to the channel of their tenant'
    else 'in the publication, and broadcast on a private channel' end;
  ok := ok and detail ~ '^in the publication';
  return next;

  -- what may be left out
  "check" := 'tenant_members';
  ok := to_regclass('public.tenant_members') is null
     or exists (select from pg_proc f where f.oid = to_regprocedure('tenant_ops.my_tenants(text)')
                   and f.prosrc ~ 'tenant_members');
  detail := case when not ok then 'policies do not ask for members: apply tenant_members again'
                 when to_regclass('public.tenant_members') is null then 'not installed, which is no fault'
                 else 'members see their tenants' end;
  return next;

  "check" := 'tenant_login';
  ok := true;
  detail := 'not installed, which is no fault';
  if to_regprocedure('tenant_ops.login(uuid, text)') is not null then
    detail := 'off';
    execute 'select s.logins_enabled from tenant_ops.settings s' into is_on;
    if is_on then
      ok := to_regclass('vault.decrypted_secrets') is not null;
      detail := case when ok then 'on' else 'on, but Supabase Vault is not there' end;
    end if;
  end if;
  return next;

  "check" := 'tenant_files';
  select string_agg(n, ', ') into wrong
    from unnest(array['select', 'insert', 'update', 'delete']) n
   where not exists (select from pg_policies p where p.schemaname = 'storage' and p.tablename = 'objects'
                        and p.policyname = 'tenant_files_' || n);
  ok := wrong is null or wrong = 'select, insert, update, delete';
  detail := case when wrong is null then 'the files of a tenant are for its owner and members'
                 when ok then 'not installed, which is no fault' else 'no policy for ' || wrong end;
  return next;
end $$;
revoke all on function tenant_ops.self_test() from public;
