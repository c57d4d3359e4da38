-- The members are lost; owners stay.
set local lock_timeout = '5s';
do $$
begin
  if to_regprocedure('tenant_ops.my_tenants(text)') is not null then
    create or replace function tenant_ops.my_tenants(at_least text default 'viewer') returns setof uuid
    language sql stable security definer set search_path = '' as $function$
  select t.id
    from public.tenants t
   where t.owner_id = (select tenant_ops.uid_or_null())
      or (t.owner_subject = ((select auth.jwt()) ->> 'sub')
          and (t.owner_issuer is null or t.owner_issuer = ((select auth.jwt()) ->> 'iss')))
$function$;
  end if;
end $$;
drop table if exists public.tenant_members;
