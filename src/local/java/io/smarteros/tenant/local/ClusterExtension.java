package io.smarteros.tenant.local;

import io.smarteros.tenant.local.SupabaseDatabase.Schema;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One cluster and one database per run, started when the first test asks for them. They are kept in
 * the root store, which JUnit closes after the last test.
 */
final class ClusterExtension implements ParameterResolver {
  /** Log-ins beside the administrator, for tests of what a person may do. */
  private static final String[] USERS = {"alice", "bob"};

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == LocalCluster.class || type == Binaries.class || type == SupabaseDatabase.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Store shared = context.getRoot().getStore(Namespace.create(ClusterExtension.class));
    Class<?> type = parameter.getParameter().getType();
    if (type == LocalCluster.class) {
      return cluster(shared);
    }
    return type == Binaries.class ? binaries(shared) : database(shared);
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
