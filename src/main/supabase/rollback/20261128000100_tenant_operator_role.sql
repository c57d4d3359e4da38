-- The last one. Stop the operator first. What else was granted to the role must be revoked before.
drop role if exists tenant_operator;
do $$
begin
  drop schema if exists tenant_ops;
exception when dependent_objects_still_exist then
  raise notice 'kept: the schema tenant_ops, which is not empty';
end $$;
