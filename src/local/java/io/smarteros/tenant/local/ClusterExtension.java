package io.smarteros.tenant.local;

import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One cluster and one database per run, started when the first test asks for them. They are kept in
 * the root store, which JUnit closes after the last test.
 */
public final class ClusterExtension implements ParameterResolver {
  /** Log-ins beside the administrator, for tests of what a person may do. */
  private static final String[] USERS = {"alice", "bob"};

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == LocalCluster.class || type == Binaries.class || type == SupabaseDatabase.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context, parameter.getParameter().getType());
  }

  /** What the tests of a run share, for extensions that build on it. */
  public static <T> T shared(ExtensionContext context, Class<T> type) {
    Store shared = context.getRoot().getStore(Namespace.create(ClusterExtension.class));
    if (type == LocalCluster.class) {
      return type.cast(cluster(shared));
    }
    return type.cast(type == Binaries.class ? binaries(shared) : database(shared));
  }

  private static LocalCluster cluster(Store shared) {
    return shared.computeIfAbsent(
        LocalCluster.class,
        _ -> LocalCluster.start(binaries(shared), System.out::println, USERS),
        LocalCluster.class);
  }

  private static Binaries binaries(Store shared) {
    return shared.computeIfAbsent(
        Binaries.class, _ -> Binaries.build(System.out::println), Binaries.class);
  }

  private static SupabaseDatabase database(Store shared) {
    return shared.computeIfAbsent(
        SupabaseDatabase.class,
        _ -> SupabaseDatabase.start(Schema.HARDENED),
        SupabaseDatabase.class);
  }
}
