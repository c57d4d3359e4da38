package io.smarteros.tenant.supabase.migration;

import io.smarteros.tenant.supabase.Tables;
import java.util.List;

/** All that a migration can change of a database's schema, one line each. */
final class SchemaListing {
  private static final String SCHEMAS = "('public', 'tenant_ops', 'storage', 'realtime')";

  private static final String LISTING =
      """
      select 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(atttypid, -1)
             || case when a.attnotnull then ' not null' else '' end
             || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
             || coalesce(' ' || a.attacl::text, '') as line
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       where c.relnamespace::regnamespace::text in %1$s and c.relkind in ('r', 'p', 'v')
         and a.attnum > 0 and not a.attisdropped
      union all
      select 'constraint ' || k.conrelid::regclass || ' ' || k.conname || ' '
             || pg_get_constraintdef(k.oid)
        from pg_constraint k
       where k.connamespace::regnamespace::text in %1$s and k.contype <> 'n'
      union all
      select 'index ' || i.indexdef from pg_indexes i where i.schemaname in %1$s
      union all
      select 'policy ' || p::text from pg_policies p where p.schemaname in %1$s
      union all
      select 'trigger ' || t.tgrelid::regclass || ' ' || t.tgname || ' ' || pg_get_triggerdef(t.oid)
        from pg_trigger t where not t.tgisinternal
      union all
      select 'function ' || f.oid::regprocedure || ' ' || md5(pg_get_functiondef(f.oid))
             || coalesce((select string_agg(acl::text, ' ' order by acl::text)
                            from unnest(f.proacl) acl), '')
        from pg_proc f
       where f.pronamespace::regnamespace::text in %1$s
         and not exists (select from pg_depend d where d.objid = f.oid and d.deptype = 'e')
      union all
      select 'right ' || c.oid::regclass || ' ' || a.privilege_type || ' '
             || coalesce(r.rolname, 'public') || case when a.is_grantable then ' grantable' else '' end
        from pg_class c
        cross join lateral aclexplode(c.relacl) a
        left join pg_roles r on r.oid = a.grantee
       where c.relnamespace::regnamespace::text in %1$s and c.relkind in ('r', 'p', 'v')
      union all
      select 'row level security ' || c.oid::regclass || ' ' || c.relrowsecurity
        from pg_class c where c.relnamespace::regnamespace::text in %1$s and c.relkind in ('r', 'p')
      union all
      select 'schema ' || n.nspname || coalesce(' ' || n.nspacl::text, '')
        from pg_namespace n where n.nspname in ('public', 'tenant_ops')
      union all
      select 'role ' || r.rolname from pg_roles r where r.rolname = 'tenant_operator'
      union all
      select 'publication ' || p::text from pg_publication_tables p
       order by 1
      """
          .formatted(SCHEMAS);

  private SchemaListing() {}

  static List<String> of(Tables tables) {
    return tables.ask(LISTING);
  }
}
