package io.smarteros.tenant.testkit.platform;

import io.smarteros.tenant.local.ClusterExtension;
import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.operator.OperatorJvm;
import io.smarteros.tenant.local.process.TemporaryFolder;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the platform when the first test asks for it. */
final class PlatformExtension implements ParameterResolver {
  /** One replica only, so a restart need not wait for a lease; the full resync comes soon. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("LEADER_ELECTION", "false", "RESYNC_INTERVAL", "20s");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Platform.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return ClusterExtension.storeOf(ClusterExtension.scope(context), PlatformExtension.class)
        .computeIfAbsent(
            Platform.class,
            _ ->
                Platform.start(
                    ClusterExtension.shared(context, LocalCluster.class),
                    ClusterExtension.shared(context, SupabaseDatabase.class),
                    ClusterExtension.shared(context, Binaries.class),
                    ENVIRONMENT,
                    jvm(context.getRoot())),
            Platform.class);
  }

  /** One for all operators of a run, so that they share the archive of their classes. */
  private static OperatorJvm jvm(ExtensionContext run) {
    Store store = ClusterExtension.storeOf(run, PlatformExtension.class);
    TemporaryFolder folder =
        store.computeIfAbsent(
            TemporaryFolder.class,
            _ -> TemporaryFolder.create("tenant-operator"),
            TemporaryFolder.class);
    return store.computeIfAbsent(
        OperatorJvm.class, _ -> OperatorJvm.brief(folder.path()), OperatorJvm.class);
  }
}
