package io.smarteros.tenant.local.benchmark;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.process.Await;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The floor: what it takes to make all objects, roles and databases when nothing is asked, decided,
 * remembered or waited for. As the operator does, it applies, so that the same fields are owned.
 */
final class BareClient {
  private static final String APPLY = "application/apply-patch+yaml";
  private static final String MANAGER = "?force=true&fieldManager=bare-client";

  private final BenchmarkSite site;
  private final TenantShape shape;

  BareClient(BenchmarkSite site, TenantShape shape) {
    this.site = site;
    this.shape = shape;
  }

  Phase run(int tenants, Consumer<String> progress) {
    progress.accept(
        "A bare client makes %d objects, a role and a database for each of %d tenants ..."
            .formatted(shape.size(), tenants));
    KubernetesClient client = site.client();
    try (SharedIndexInformer<Deployment> deployments =
        client.apps().deployments().inAnyNamespace().inform()) {
      Moment start = site.moment();
      Parallel.run(TenantNames.of(tenants), this::makeTenants);
      Instant made = Instant.now();
      Await.until(
          "all Deployments to be available",
          Bounds.allTenants(tenants),
          () -> ready(deployments) == tenants);
      Moment end = site.moment();
      List<Entry> requests = site.ownRequests(start);
      return new Phase("bare client", end.since(start), RequestCounts.of(requests))
          .with(Figure.OBJECTS_EXIST, seconds(start.at(), made))
          .with(Figure.ALL_READY, seconds(start.at(), end.at()));
    }
  }

  private void makeTenants(Queue<String> names) throws Exception {
    SupabaseDatabase database = site.database();
    try (Connection connection = database.connect(database.applications())) {
      for (String name = names.poll(); name != null; name = names.poll()) {
        makeDatabase(connection, name);
        for (TenantShape.Template object : shape.of(name)) {
          apply(object);
        }
      }
    }
  }

  /** The statements that the operator runs for a new database. */
  private static void makeDatabase(Connection connection, String tenant) throws SQLException {
    String name = '"' + tenant + '"';
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create role %s login password 'bare-%s'".formatted(name, tenant));
      statement.execute("comment on role %s is 'bare client'".formatted(name));
      statement.execute("grant %s to current_user with inherit true, set true".formatted(name));
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute(
          "create database %s owner %s template template0 encoding 'UTF8'".formatted(name, name));
      statement.execute("comment on database %s is 'bare client'".formatted(name));
      statement.execute("revoke connect on database %s from public".formatted(name));
    }
  }

  private void apply(TenantShape.Template object) throws Exception {
    HttpClient http = site.client().getHttpClient();
    URI uri = site.client().getMasterUrl().toURI().resolve(object.path() + MANAGER);
    HttpRequest request =
        http.newHttpRequestBuilder().uri(uri).method("PATCH", APPLY, object.body()).build();
    HttpResponse<String> response = http.sendAsync(request, String.class).get();
    if (!response.isSuccessful()) {
      throw new IllegalStateException(
          "%s: %d %s".formatted(object.path(), response.code(), response.bodyString()));
    }
  }

  private static long ready(SharedIndexInformer<Deployment> deployments) {
    return deployments.getStore().list().stream().filter(Readiness.getInstance()::isReady).count();
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
