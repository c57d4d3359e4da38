set local lock_timeout = '5s';
do $$
begin
  if to_regclass('storage.objects') is not null then
    drop policy if exists tenant_files_select on storage.objects;
    drop policy if exists tenant_files_insert on storage.objects;
    drop policy if exists tenant_files_update on storage.objects;
    drop policy if exists tenant_files_delete on storage.objects;
  end if;
end $$;
