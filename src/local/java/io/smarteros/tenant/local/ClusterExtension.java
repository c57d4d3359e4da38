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
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * One cluster and one database per run, started when the first test asks for them. They are kept in
 * the root store, which JUnit closes after the last test. A class that is an {@link OwnCluster} has
 * its own.
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

  /** What the tests of a run or of an {@link OwnCluster} share, for extensions that build on it. */
  public static <T> T shared(ExtensionContext context, Class<T> type) {
    Binaries binaries = binaries(store(context.getRoot()));
    if (type == Binaries.class) {
      return type.cast(binaries);
    }
    Store shared = store(scope(context));
    return type.cast(type == LocalCluster.class ? cluster(shared, binaries) : database(shared));
  }

  /** At the end of which everything that was started ends: that of the run or of the class. */
  public static ExtensionContext scope(ExtensionContext context) {
    boolean isOwn = AnnotationSupport.isAnnotated(context.getRequiredTestClass(), OwnCluster.class);
    return isOwn ? ofClass(context) : context.getRoot();
  }

  private static ExtensionContext ofClass(ExtensionContext context) {
    return context.getTestMethod().isEmpty() ? context : ofClass(context.getParent().orElseThrow());
  }

  /** Of the scope alone: JUnit looks for what is not in a store in those of its parents too. */
  private static Store store(ExtensionContext scope) {
    return storeOf(scope, ClusterExtension.class);
  }

  /** For extensions that build on this one: a store that shares nothing with that of the run. */
  public static Store storeOf(ExtensionContext scope, Class<?> extension) {
    return scope.getStore(Namespace.create(extension, scope.getUniqueId()));
  }

  private static LocalCluster cluster(Store shared, Binaries binaries) {
    return shared.computeIfAbsent(
        LocalCluster.class,
        _ -> LocalCluster.start(binaries, System.out::println, USERS),
        LocalCluster.class);
  }

  private static Binaries binaries(Store run) {
    return run.computeIfAbsent(
        Binaries.class, _ -> Binaries.build(System.out::println), Binaries.class);
  }

  private static SupabaseDatabase database(Store shared) {
    return shared.computeIfAbsent(
        SupabaseDatabase.class,
        _ -> SupabaseDatabase.start(Schema.HARDENED),
        SupabaseDatabase.class);
  }
}
