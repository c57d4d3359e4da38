package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.operator.configuration.Configuration;
import io.smarteros.tenant.operator.configuration.ConfigurationReader;
import io.smarteros.tenant.operator.configuration.InvalidConfigurationException;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.rowimport.ImportPlan;
import io.smarteros.tenant.rowimport.ImportingCluster;
import io.smarteros.tenant.supabase.ImportSource;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Prints what {@code ROW_IMPORT=enabled} would do, with the configuration and the kubeconfig that
 * it finds. It reads only.
 */
final class PlanCommand {
  static final String NAME = "plan";

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int INVALID_CONFIGURATION = 2;

  private PlanCommand() {}

  /** Returns the exit code. */
  static int run(Map<String, String> environment) {
    Map<String, String> enabled = new HashMap<>(environment);
    enabled.put("ROW_IMPORT", "enabled");
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      return print(ConfigurationReader.read(enabled, ConfigurationReader::readFile), client)
          ? DONE
          : FAILED;
    } catch (InvalidConfigurationException e) {
      e.problems().forEach(System.err::println);
      return INVALID_CONFIGURATION;
    } catch (KubernetesClientException e) {
      System.err.println("The cluster cannot be read: " + ApiRefusal.message(e));
      return FAILED;
    }
  }

  private static boolean print(Configuration configuration, KubernetesClient client) {
    Map<String, Tenant> tenants =
        client.resources(Tenant.class).list().getItems().stream()
            .collect(Collectors.toMap(one -> one.getMetadata().getName(), Function.identity()));
    List<TenantClass> classes = client.resources(TenantClass.class).list().getItems();
    RecordStore records = new RecordStore(client, configuration.namespace());
    InstantSource clock = InstantSource.system();
    try (SupabaseConnection connection =
        new SupabaseConnection(
            TenantOperator.login(configuration.database().orElseThrow()), clock, new Random())) {
      return new ImportPlan(
              new ImportSource(connection),
              RowImportFactory.policy(configuration.rowImport().orElseThrow()),
              new ImportingCluster(
                  name -> Optional.ofNullable(tenants.get(name)),
                  tenants::values,
                  () -> classes,
                  name -> records.load(name, true).map(RecordSession::read)),
              clock,
              System.out::println)
          .print();
    }
  }
}
