-- Optional. Files of tenants in the buckets logos and uploads: the first folder of a name is the
-- tenant's id. Owners and members read; owners and admins of an active tenant write.
set local lock_timeout = '5s';

do $$
begin
  if to_regclass('storage.objects') is null then
    raise notice 'Supabase Storage is not there: no policy was made';
    return;
  end if;
  drop policy if exists tenant_files_select on storage.objects;
  create policy tenant_files_select on storage.objects for select to authenticated
    using (bucket_id in ('logos', 'uploads')
           and (storage.foldername(name))[1] = any (array(select mine::text from tenant_ops.my_tenants() mine)));
  drop policy if exists tenant_files_insert on storage.objects;
  create policy tenant_files_insert on storage.objects for insert to authenticated
    with check (bucket_id in ('logos', 'uploads')
                and (storage.foldername(name))[1] = any (array(
                  select t.id::text from public.tenants t
                   where t.status = 'active' and t.id = any (array(select tenant_ops.my_tenants('admin'))))));
  drop policy if exists tenant_files_update on storage.objects;
  create policy tenant_files_update on storage.objects for update to authenticated
    using (bucket_id in ('logos', 'uploads')
           and (storage.foldername(name))[1] = any (array(
             select t.id::text from public.tenants t
              where t.status = 'active' and t.id = any (array(select tenant_ops.my_tenants('admin'))))));
  drop policy if exists tenant_files_delete on storage.objects;
  create policy tenant_files_delete on storage.objects for delete to authenticated
    using (bucket_id in ('logos', 'uploads')
           and (storage.foldername(name))[1] = any (array(
             select t.id::text from public.tenants t
              where t.status = 'active' and t.id = any (array(select tenant_ops.my_tenants('admin'))))));
exception when insufficient_privilege then
  raise warning 'The policies of storage.objects were not made: %', sqlerrm;
end $$;
