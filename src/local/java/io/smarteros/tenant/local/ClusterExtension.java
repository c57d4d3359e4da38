package io.smarteros.tenant.local;

import io.smarteros.tenant.local.SupabaseDatabase.Schema;
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
    Binaries binaries = binaries(storeOf(context.getRoot()));
    if (type == Binaries.class) {
      return type.cast(binaries);
    }
    Store store = store(context);
    return type.cast(type == LocalCluster.class ? cluster(store, binaries) : database(store));
  }

  /** Keeps what was started to the end of the run, or of the class if that is its own. */
  public static Store store(ExtensionContext context) {
    boolean isOwn = AnnotationSupport.isAnnotated(context.getRequiredTestClass(), OwnCluster.class);
    return storeOf(isOwn ? ofClass(context) : context.getRoot());
  }

  private static ExtensionContext ofClass(ExtensionContext context) {
    return context.getTestMethod().isEmpty() ? context : ofClass(context.getParent().orElseThrow());
  }

  /** Of a name of its own: with one name a store would give out what that of the run holds. */
  private static Store storeOf(ExtensionContext context) {
    return context.getStore(Namespace.create(ClusterExtension.class, context.getUniqueId()));
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
