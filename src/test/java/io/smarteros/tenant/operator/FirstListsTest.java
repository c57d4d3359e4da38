package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.javaoperatorsdk.operator.Operator;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.health.HealthMonitor;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.observability.OperatorMetrics;
import io.smarteros.tenant.operator.configuration.Configuration;
import io.smarteros.tenant.operator.configuration.ConfigurationReader;
import io.smarteros.tenant.reconcile.ReconcileRateLimiter;
import io.smarteros.tenant.reconcile.ReconcileReporter;
import io.smarteros.tenant.reconcile.TenantEventSources;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.tenantclass.rollout.ClassRevisions;
import io.smarteros.tenant.tenantclass.rollout.Rollouts;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import io.smarteros.tenant.work.ReconcileExecutor;
import io.smarteros.tenant.work.RequeueTimers;
import io.smarteros.tenant.work.WorkPermits;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FirstListsTest {
  private static final String TENANTS = "/apis/smarteros.io/v1alpha1/tenants";

  /** Each has a template of a pod in it, or is one. */
  private static final List<String> LARGE = List.of("pods", "deployments", "jobs", "cronjobs");

  private final MockApiServer apiServer = new MockApiServer();
  private final KubernetesClient client = apiServer.client();
  private final OperatorMetrics metrics = new OperatorMetrics("1.2.3");
  private final ManualClock clock = new ManualClock();
  private final EventRecorder events = new EventRecorder(client, "tenant-operator-0", clock);
  private final TenantEventSources eventSources =
      new TenantEventSources("smarteros", new Inventory(client));

  /** Nothing is reconciled: they are never opened. */
  private final WorkPermits permits = new WorkPermits(1);

  private final ReconcileExecutor executor = new ReconcileExecutor(permits);
  private final RequeueTimers timers = new RequeueTimers(permits, eventSources::requeue);
  private final Operator operator =
      new Operator(
          sdk -> {
            TenantOperator.configure(sdk, client, executor);
            sdk.withCloseClientOnStop(false);
          });

  @AfterEach
  void close() {
    operator.stop();
    timers.close();
    events.close();
    metrics.close();
    apiServer.close();
  }

  @Test
  void no_kind_is_listed_in_one_answer() throws InterruptedException {
    start();

    List<String> lists =
        apiServer.requests().stream()
            .map(RecordedRequest::getPath)
            .filter(path -> path.contains("resourceVersion=") || path.contains("limit="))
            .filter(path -> !path.contains("watch=true"))
            .toList();
    assertThat(lists).hasSizeGreaterThan(10).allMatch(path -> path.contains("limit=50"));
  }

  @Test
  void the_objects_of_ten_thousand_tenants_may_take_their_time() {
    assertThat(operator.getConfigurationService().cacheSyncTimeout())
        .isGreaterThanOrEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void a_tenant_whose_objects_change_all_the_time_is_not_looked_at_all_the_time()
      throws InterruptedException {
    start();

    assertThat(operator.getRegisteredController("tenant"))
        .map(controller -> controller.getConfiguration().getRateLimiter())
        .containsInstanceOf(ReconcileRateLimiter.class);
  }

  @Test
  void what_is_large_is_listed_first_and_not_beside_all_the_rest() throws InterruptedException {
    start();

    List<String> lists =
        listedKinds().filter(kind -> !kind.startsWith("tenant")).distinct().toList();
    assertThat(lists.subList(0, LARGE.size())).containsExactlyInAnyOrderElementsOf(LARGE);
  }

  /** A page is ten times as large in memory as what is kept of it. */
  @Test
  void a_kind_is_read_to_its_last_page_before_the_next_one_is_asked_for()
      throws InterruptedException {
    pages("/apis/apps/v1/deployments");
    pages("/apis/batch/v1/jobs");
    pages("/apis/batch/v1/cronjobs");

    start();

    assertThat(pagesOf(LARGE))
        .as("pages in a row")
        .containsOnlyOnceElementsOf(List.of("deployments", "jobs", "cronjobs"));
  }

  /** Three, and nothing in them. */
  private void pages(String path) {
    String query = "labelSelector=app.kubernetes.io%2Fmanaged-by%3Dtenant-operator&limit=50";
    answer(path + "?" + query, page("second"));
    answer(path + "?continue=second&" + query, page("third"));
    answer(path + "?continue=third&" + query, page(""));
  }

  /** The kinds of the lists, one after the other; pages of one kind in a row count once. */
  private List<String> pagesOf(List<String> kinds) throws InterruptedException {
    List<String> pages = new ArrayList<>();
    listedKinds()
        .filter(kinds::contains)
        .filter(kind -> pages.isEmpty() || !pages.getLast().equals(kind))
        .forEach(pages::add);
    return pages;
  }

  @Test
  void all_pages_of_a_kind_are_read() throws InterruptedException {
    page("?limit=50&resourceVersion=0", "acme", "the-rest");
    page("?limit=50", "acme", "the-rest");
    page("?continue=the-rest&limit=50", "bravo", "");

    start();

    assertThat(eventSources.tenants())
        .extracting(tenant -> tenant.getMetadata().getName())
        .containsExactlyInAnyOrder("acme", "bravo");
  }

  /** One by request, in their order. */
  private Stream<String> listedKinds() throws InterruptedException {
    return apiServer.requests().stream()
        .map(RecordedRequest::getPath)
        .filter(path -> path.contains("limit="))
        .filter(path -> !path.contains("watch=true"))
        .map(path -> path.replaceFirst("[?].*", "").replaceFirst(".*/", ""));
  }

  private void page(String query, String tenant, String next) {
    answer(TENANTS + query, page(next, Manifests.tenant(tenant, "displayName: A tenant")));
  }

  private static DefaultKubernetesResourceList<Tenant> page(String next, Tenant... tenants) {
    DefaultKubernetesResourceList<Tenant> page = new DefaultKubernetesResourceList<>();
    page.setApiVersion("smarteros.io/v1alpha1");
    page.setKind("TenantList");
    page.setItems(List.of(tenants));
    page.setMetadata(new ListMetaBuilder().withResourceVersion("1").withContinue(next).build());
    return page;
  }

  private void answer(String path, DefaultKubernetesResourceList<Tenant> page) {
    apiServer.server().expect().get().withPath(path).andReturn(200, page).always();
  }

  private void start() {
    Configuration configuration =
        ConfigurationReader.read(
            Map.of(
                "OPERATOR_NAMESPACE",
                "smarteros",
                "INSTALLATION_ID",
                "test",
                "SUPABASE_SYNC",
                "disabled"),
            ConfigurationReader::readFile);
    ClassSecrets classSecrets = new ClassSecrets("smarteros", eventSources::classSecret);
    SecureRandom random = new SecureRandom();
    new TenantControllerFactory(
            configuration,
            Applications.all(random, clock),
            classSecrets,
            ClassServersFactory.create(
                configuration, classSecrets, () -> "test", permits, clock, clock, random),
            clock,
            clock,
            random)
        .register(
            operator,
            client,
            new Inventory(client),
            eventSources,
            new UnhurriedTenantRows(TenantRows.none(), permits),
            new HealthMonitor(clock, () -> 0, Runnable::run, _ -> {}),
            permits,
            timers,
            new SdkFailures(client, events, executor),
            new ReconcileReporter(metrics, events, clock),
            new ClassRevisions(client, "smarteros"),
            new Rollouts(Map::of, _ -> List.of(), _ -> {}, clock),
            () -> false);
    new TenantClassController(client, eventSources, events).register(operator, "smarteros");
    operator.start();
  }
}
