-- Who may do what: every right of every role, as one table. Run it with: supabase test db
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = public, extensions;

-- Three tenants with an owner each, and one that was deleted ------------------------------------------
insert into auth.users (instance_id, id, aud, role, email, is_anonymous)
select '00000000-0000-0000-0000-000000000000', u.id::uuid, 'authenticated', 'authenticated', u.email, u.email is null
  from (values ('aaaaaaaa-0000-4000-8000-00000000000a', 'alice@pgtap.example'),
               ('aaaaaaaa-0000-4000-8000-00000000000b', 'bob@pgtap.example'),
               ('aaaaaaaa-0000-4000-8000-00000000000d', 'viewer@pgtap.example'),
               ('aaaaaaaa-0000-4000-8000-00000000000e', 'admin@pgtap.example'),
               ('aaaaaaaa-0000-4000-8000-00000000000f', null)) u (id, email);
insert into public.tenants (id, name, slug, owner_id)
values ('bbbbbbbb-0000-4000-8000-00000000000a', 'A', 'pgtap-a', 'aaaaaaaa-0000-4000-8000-00000000000a'),
       ('bbbbbbbb-0000-4000-8000-00000000000b', 'B', 'pgtap-b', 'aaaaaaaa-0000-4000-8000-00000000000b');
insert into public.tenants (id, name, slug, owner_subject, owner_issuer)
values ('bbbbbbbb-0000-4000-8000-00000000000c', 'C', 'pgtap-c', 'user_pgtap', 'https://clerk.pgtap.example');
insert into public.tenants (id, name, slug, status)
values ('bbbbbbbb-0000-4000-8000-00000000000d', 'D', 'pgtap-d', 'deleted');
insert into public.tenant_services (tenant_id, service_name)
select id, 'n8n' from public.tenants where slug in ('pgtap-a', 'pgtap-b', 'pgtap-c');
insert into public.tenant_status (tenant_id, service, state)
select id, 'n8n', 'ready' from public.tenants where slug in ('pgtap-a', 'pgtap-b', 'pgtap-c');
update tenant_ops.settings set tenants_per_owner = 1;
do $$
begin
  if to_regclass('public.tenant_members') is not null then
    insert into public.tenant_members (tenant_id, user_id, role)
    values ('bbbbbbbb-0000-4000-8000-00000000000a', 'aaaaaaaa-0000-4000-8000-00000000000d', 'viewer'),
           ('bbbbbbbb-0000-4000-8000-00000000000a', 'aaaaaaaa-0000-4000-8000-00000000000e', 'admin');
  end if;
  if to_regprocedure('tenant_ops.login(uuid, text)') is not null then
    update tenant_ops.settings set logins_enabled = false;
  end if;
  if to_regclass('storage.objects') is not null then
    insert into storage.buckets (id, name) values ('uploads', 'uploads') on conflict do nothing;
    insert into storage.objects (bucket_id, name)
    select 'uploads', id || '/pgtap.txt' from public.tenants where slug in ('pgtap-a', 'pgtap-b', 'pgtap-c');
    -- Storage itself refuses deletions by SQL; here they are asked of the policies
    perform set_config('storage.allow_delete_query', 'true', true);
  end if;
end $$;
grant tenant_operator to current_user;

-- Who asks: a role, and the claims of a token ----------------------------------------------------------
create temporary table askers (asker text primary key, role text, claims text, needs text);
insert into askers values
  ('anon',      'anon',            '{}', null),
  ('anonymous', 'authenticated',   '{"sub": "aaaaaaaa-0000-4000-8000-00000000000f", "is_anonymous": true}', null),
  ('owner A',   'authenticated',   '{"sub": "aaaaaaaa-0000-4000-8000-00000000000a", "is_anonymous": false}', null),
  ('owner B',   'authenticated',   '{"sub": "aaaaaaaa-0000-4000-8000-00000000000b"}', null),
  ('subject C', 'authenticated',   '{"sub": "user_pgtap", "iss": "https://clerk.pgtap.example"}', null),
  ('namesake',  'authenticated',   '{"sub": "user_pgtap", "iss": "https://other.pgtap.example"}', null),
  ('viewer',    'authenticated',   '{"sub": "aaaaaaaa-0000-4000-8000-00000000000d"}', 'public.tenant_members'),
  ('admin',     'authenticated',   '{"sub": "aaaaaaaa-0000-4000-8000-00000000000e"}', 'public.tenant_members'),
  ('service',   'service_role',    '{"role": "service_role"}', null),
  ('operator',  'tenant_operator', '{}', null);

-- What is asked, and how many rows each gets or writes, or the error. A minus is not asked. -------------
create temporary table rights (
  line integer generated always as identity, needs text, what text, statement text,
  anon text, anonymous text, owner_a text, owner_b text, subject_c text, namesake text, viewer text, admin text,
  service text, operator text);
insert into rights (needs, what, statement, anon, anonymous, owner_a, owner_b, subject_c, namesake, viewer, admin,
                    service, operator) values
  (null, 'tenants: select', $$ select id from public.tenants where slug like 'pgtap-%' $$,
   '42501', '0', '1', '1', '1', '0', '1', '1', '4', '4'),
  (null, 'tenants: insert', $$ insert into public.tenants (name, slug) values ('E', 'pgtap-e') $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '1', '1'),
  (null, 'tenants: update', $$ update public.tenants set name = 'X' where slug like 'pgtap-%' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '4', '4'),
  (null, 'tenants: update status', $$ update public.tenants set status = 'suspended' where slug = 'pgtap-a' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '1', '1'),
  (null, 'tenants: update tenant_class', $$ update public.tenants set tenant_class = 'x' where slug = 'pgtap-a' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '1', '1'),
  (null, 'tenants: delete', $$ delete from public.tenants where slug = 'pgtap-d' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '1', '1'),
  (null, 'tenants: delete one that is active', $$ delete from public.tenants where slug = 'pgtap-a' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '23001', '23001'),
  (null, 'tenants: truncate', $$ truncate public.tenants cascade $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),

  (null, 'tenant_services: select',
   $$ select s.id from public.tenant_services s where s.tenant_id::text like 'bbbbbbbb-0000-4000-8000-%' $$,
   '42501', '0', '1', '1', '1', '0', '1', '1', '3', '3'),
  (null, 'tenant_services: insert',
   $$ insert into public.tenant_services (tenant_id, service_name)
      values ('bbbbbbbb-0000-4000-8000-00000000000a', 'odoo') $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '1', '1'),
  (null, 'tenant_services: update',
   $$ update public.tenant_services set enabled = false where tenant_id::text like 'bbbbbbbb-0000-4000-8000-%' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '3', '3'),
  (null, 'tenant_services: delete',
   $$ delete from public.tenant_services where tenant_id::text like 'bbbbbbbb-0000-4000-8000-%' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '3', '3'),
  (null, 'tenant_services: truncate', $$ truncate public.tenant_services $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),

  (null, 'tenant_status: select',
   $$ select state from public.tenant_status where tenant_id::text like 'bbbbbbbb-0000-4000-8000-%' $$,
   '42501', '0', '1', '1', '1', '0', '1', '1', '3', '3'),
  (null, 'tenant_status: insert',
   $$ insert into public.tenant_status (tenant_id, service, state)
      values ('bbbbbbbb-0000-4000-8000-00000000000a', 'tenant', 'ready') $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '1'),
  (null, 'tenant_status: update',
   $$ update public.tenant_status set state = 'off' where tenant_id::text like 'bbbbbbbb-0000-4000-8000-%' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '3'),
  (null, 'tenant_status: delete',
   $$ delete from public.tenant_status where tenant_id::text like 'bbbbbbbb-0000-4000-8000-%' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '3'),
  (null, 'tenant_status: truncate', $$ truncate public.tenant_status $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),

  ('public.tenant_members', 'tenant_members: select',
   $$ select id from public.tenant_members where tenant_id::text like 'bbbbbbbb-0000-4000-8000-%' $$,
   '42501', '0', '2', '0', '0', '0', '2', '2', '2', '42501'),
  ('public.tenant_members', 'tenant_members: insert',
   $$ insert into public.tenant_members (tenant_id, user_id, role)
      values ('bbbbbbbb-0000-4000-8000-00000000000a', 'aaaaaaaa-0000-4000-8000-00000000000b', 'owner') $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '1', '42501'),
  ('public.tenant_members', 'tenant_members: update',
   $$ update public.tenant_members set role = 'owner' where tenant_id::text like 'bbbbbbbb-0000-4000-8000-%' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '2', '42501'),
  ('public.tenant_members', 'tenant_members: delete',
   $$ delete from public.tenant_members where tenant_id::text like 'bbbbbbbb-0000-4000-8000-%' $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '2', '42501'),
  ('public.tenant_members', 'tenant_members: truncate', $$ truncate public.tenant_members $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),

  (null, 'request_tenant', $$ select public.request_tenant('E', 'pgtap-e') $$,
   '42501', '42501', 'PT403', 'PT403', 'PT403', '1', '1', '1', '42501', '42501'),
  (null, 'tenant_ops.request_tenant', $$ select tenant_ops.request_tenant('E', 'pgtap-e') $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),
  (null, 'find_owner', $$ select user_id from tenant_ops.find_owner('alice@pgtap.example') $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '1'),
  (null, 'owner_email', $$ select tenant_ops.owner_email('aaaaaaaa-0000-4000-8000-00000000000a') $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '1'),
  (null, 'my_tenants', $$ select tenant_ops.my_tenants() $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),
  (null, 'settings: select', $$ select one_row from tenant_ops.settings $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),
  (null, 'settings: update', $$ update tenant_ops.settings set tenants_per_owner = 9 $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),
  (null, 'replaced: select', $$ select id from tenant_ops.replaced $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),
  ('tenant_ops.self_test()', 'self_test', $$ select * from tenant_ops.self_test() $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),

  ('tenant_ops.login(uuid,text)', 'tenant_login',
   $$ select public.tenant_login('bbbbbbbb-0000-4000-8000-00000000000a', 'n8n') $$,
   '42501', 'PT404', 'PT404', 'PT404', 'PT404', 'PT404', 'PT404', 'PT404', '42501', '42501'),
  ('tenant_ops.login(uuid,text)', 'tenant_ops.login',
   $$ select tenant_ops.login('bbbbbbbb-0000-4000-8000-00000000000a', 'n8n') $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),
  ('tenant_ops.login(uuid,text)', 'offer_login',
   $$ select tenant_ops.offer_login('bbbbbbbb-0000-4000-8000-00000000000a', 'n8n', 'x') $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '0A000'),
  ('tenant_ops.login(uuid,text)', 'login_offers: select', $$ select secret_id from tenant_ops.login_offers $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),
  ('tenant_ops.login(uuid,text)', 'login_audit: select', $$ select id from tenant_ops.login_audit $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'),

  ('tenant_files', 'files: select', $$ select name from storage.objects where name like '%/pgtap.txt' $$,
   '0', '0', '1', '1', '1', '0', '1', '1', '3', '42501'),
  ('tenant_files', 'files: insert into the folder of A',
   $$ insert into storage.objects (bucket_id, name)
      values ('uploads', 'bbbbbbbb-0000-4000-8000-00000000000a/pgtap2.txt') $$,
   '42501', '42501', '1', '42501', '42501', '42501', '42501', '1', '1', '42501'),
  ('tenant_files', 'files: update', $$ update storage.objects set version = 'x' where name like '%/pgtap.txt' $$,
   '0', '0', '1', '1', '1', '0', '0', '1', '3', '42501'),
  ('tenant_files', 'files: delete', $$ delete from storage.objects where name like '%/pgtap.txt' $$,
   '0', '0', '1', '1', '1', '0', '0', '1', '3', '42501'),

  (null, 'auth.users: select', $$ select email from auth.users $$,
   '42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501', '-', '42501');

-- Asks in a transaction of its own, of which nothing stays.
create function pg_temp.outcome(role text, claims text, statement text) returns text
language plpgsql as $$
declare
  seen bigint;
begin
  perform set_config('request.jwt.claims', outcome.claims, true);
  perform set_config('role', outcome.role, true);
  execute outcome.statement;
  get diagnostics seen = row_count;
  raise exception using errcode = 'UNDO1', message = seen::text;
exception
  when sqlstate 'UNDO1' then
    return sqlerrm;
  when others then
    return sqlstate;
end $$;

create temporary view cells as
  select r.line, a.asker, format('%s: %s', r.what, a.asker) as cell, a.role, a.claims, r.statement,
         case a.asker when 'anon' then r.anon when 'anonymous' then r.anonymous when 'owner A' then r.owner_a
                      when 'owner B' then r.owner_b when 'subject C' then r.subject_c when 'namesake' then r.namesake
                      when 'viewer' then r.viewer when 'admin' then r.admin when 'service' then r.service
                      else r.operator end as expected,
         not exists (select from unnest(array[r.needs, a.needs]) needed
                      where needed is not null
                        and case when needed = 'tenant_files'
                                 then not exists (select from pg_policies where policyname = 'tenant_files_select')
                                 when needed like '%(%' then to_regprocedure(needed) is null
                                 else to_regclass(needed) is null end) as is_there
    from rights r cross join askers a;

select plan((select count(*)::integer from cells where expected <> '-'));
select case when c.is_there then is(pg_temp.outcome(c.role, c.claims, c.statement), c.expected, c.cell)
            else skip(c.cell || ' is not installed', 1) end
  from cells c
 where c.expected <> '-'
 order by c.line, c.asker;
select * from finish();
rollback;
