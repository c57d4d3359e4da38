package io.smarteros.tenant.observability;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.supabase.feed.FeedStatus;
import io.smarteros.tenant.testkit.MockApiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {
  private final OperatorMetrics metrics = new OperatorMetrics("1.2.3");
  private final MockApiServer apiServer = new MockApiServer();
  private final KubernetesClient client = apiServer.client();

  @AfterEach
  void close() {
    metrics.close();
    apiServer.close();
  }

  @Test
  void tenants_are_counted_by_condition_when_asked() {
    metrics.countTenants(
        () ->
            List.of(
                tenant("acme", Condition.Status.TRUE),
                tenant("umbrella", Condition.Status.TRUE),
                tenant("initech", Condition.Status.FALSE),
                new Tenant()));
    assertThat(metrics.scrape())
        .contains(
            "tenant_operator_tenants{condition=\"Ready\",status=\"True\"} 2.0\n",
            "tenant_operator_tenants{condition=\"Ready\",status=\"False\"} 1.0\n",
            "tenant_operator_tenants{condition=\"Ready\",status=\"Unknown\"} 0.0\n",
            "tenant_operator_tenants{condition=\"N8nReady\",status=\"True\"} 0.0\n");
  }

  @Test
  void each_class_is_measured_until_it_is_gone() {
    metrics.measureClasses(
        () ->
            List.of(
                new ClassMeasures(
                    "gold",
                    10,
                    List.of(
                        condition("Ready", Condition.Status.FALSE),
                        condition("Stalled", Condition.Status.TRUE)),
                    Optional.of(new ClassMeasures.Rollout(4, 2, 1, true))),
                new ClassMeasures("silver", 3, List.of(), Optional.empty())));
    assertThat(metrics.scrape())
        .contains(
            "tenant_operator_class_tenants{class=\"gold\"} 10.0\n",
            "tenant_operator_class_tenants{class=\"silver\"} 3.0\n",
            "tenant_operator_class_condition{class=\"gold\",condition=\"Ready\"} 0.0\n",
            "tenant_operator_class_condition{class=\"gold\",condition=\"Stalled\"} 1.0\n",
            "tenant_operator_class_rollout_tenants{class=\"gold\",state=\"waiting\"} 4.0\n",
            "tenant_operator_class_rollout_tenants{class=\"gold\",state=\"changing\"} 2.0\n",
            "tenant_operator_class_rollout_tenants{class=\"gold\",state=\"failed\"} 1.0\n",
            "tenant_operator_class_rollout_tenants{class=\"gold\",state=\"updated\"} 3.0\n",
            "tenant_operator_class_rollout_halted{class=\"gold\"} 1.0\n")
        .doesNotContain("rollout_halted{class=\"silver\"}");

    metrics.measureClasses(
        () ->
            List.of(
                new ClassMeasures(
                    "silver",
                    5,
                    List.of(),
                    Optional.of(new ClassMeasures.Rollout(0, 0, 0, false)))));
    assertThat(metrics.scrape())
        .contains(
            "tenant_operator_class_tenants{class=\"silver\"} 5.0\n",
            "tenant_operator_class_rollout_tenants{class=\"silver\",state=\"updated\"} 5.0\n",
            "tenant_operator_class_rollout_halted{class=\"silver\"} 0.0\n")
        .doesNotContain("gold");
  }

  @Test
  void counts_what_happens() {
    metrics.statusNotWritten();
    metrics.driftCorrected("Deployment");
    metrics.driftCorrected("Deployment");
    metrics.serviceOutcome(ServiceName.N8N, new ServiceOutcome.Ready());
    metrics.serviceOutcome(
        ServiceName.N8N,
        new ServiceOutcome.Blocked(
            new Problem(Reason.VERSION_REFUSED, "no"), Duration.ofMinutes(1)));
    metrics.supabaseSync(Reason.SLUG_TAKEN);
    metrics.tenantBecameReady(Duration.ofSeconds(42));
    metrics.reportLeadership(() -> true);
    metrics.reportFeed(new FeedStatus(InstantSource.system()));

    assertThat(metrics.scrape())
        .contains(
            "tenant_operator_drift_corrections_total{kind=\"Deployment\"} 2.0\n",
            "tenant_operator_service_outcomes_total{outcome=\"ready\",service=\"n8n\"} 1.0\n",
            "tenant_operator_service_outcomes_total{outcome=\"blocked\",service=\"n8n\"} 1.0\n",
            "tenant_operator_supabase_sync_total{result=\"SlugTaken\"} 1.0\n",
            "tenant_operator_tenant_ready_seconds_bucket{le=\"30.0\"} 0\n",
            "tenant_operator_tenant_ready_seconds_bucket{le=\"60.0\"} 1\n",
            "tenant_operator_tenant_ready_seconds_sum 42.0\n",
            "tenant_operator_supabase_mode{mode=\"unknown\"} 1.0\n",
            "tenant_operator_supabase_mode{mode=\"read-only\"} 0.0\n",
            "tenant_operator_supabase_feed{state=\"none\"} 1.0\n",
            "tenant_operator_supabase_feed{state=\"listening\"} 0.0\n",
            "tenant_operator_supabase_feed_full_compare_age_seconds NaN\n",
            "tenant_operator_supabase_feed_reconnects_total 0.0\n",
            "tenant_operator_supabase_feed_hints_total 0.0\n",
            "tenant_operator_leader 1.0\n")
        .containsPattern(
            "tenant_operator_build_info\\{java=\"25[^\"]*\",version=\"1.2.3\"} 1(\\.0)?\n");
  }

  @Test
  void the_jvm_is_measured_under_the_usual_names() {
    assertThat(metrics.scrape())
        .contains(
            "\njvm_memory_used_bytes{",
            "\njvm_threads_live_threads ",
            "\nprocess_cpu_usage ",
            "\nprocess_uptime_seconds ");
  }

  @Test
  void requests_to_the_api_server_are_counted() {
    try (KubernetesClient counted = countingClient()) {
      counted.namespaces().withName("tenant-acme").get();
      counted.secrets().inNamespace("tenant-acme").list();
    }
    assertThat(metrics.scrape())
        .contains(
            "tenant_operator_api_requests_total{code=\"404\",resource=\"namespaces\",verb=\"get\"} 1.0\n",
            "tenant_operator_api_requests_total{code=\"200\",resource=\"secrets\",verb=\"list\"} 1.0\n")
        .doesNotContain("acme");
  }

  @Test
  void the_sdk_measures_under_our_prefix_and_without_names() throws InterruptedException {
    runOperator();
    assertThat(metrics.scrape())
        .contains(
            "tenant_operator_reconciliations_success_total{controller_name=",
            "tenant_operator_reconciliations_execution_duration_seconds_bucket{controller_name=",
            "tenant_operator_api_requests_total{code=\"101\",resource=\"tenants\",verb=\"watch\"} 1.0\n")
        .doesNotContain("tenant_operator_tenant_operator", "acme");
  }

  @Test
  void docs_metrics_md_lists_exactly_what_there_is() throws Exception {
    runOperator();
    counts_what_happens();
    measureOneClass();
    assertThat(documented(Files.readString(Path.of("docs/metrics.md"))))
        .containsExactlyInAnyOrderElementsOf(measured(metrics.scrape()));
  }

  private void measureOneClass() {
    metrics.measureClasses(
        () ->
            List.of(
                new ClassMeasures(
                    "gold",
                    1,
                    List.of(condition("Ready", Condition.Status.TRUE)),
                    Optional.of(new ClassMeasures.Rollout(0, 0, 0, false)))));
  }

  private record Row(String name, String type, Set<String> labels) {}

  private static List<Row> documented(String page) {
    return page.lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|"))
        .map(cells -> new Row(cells[1].strip().replace("`", ""), cells[2].strip(), words(cells[3])))
        .toList();
  }

  private static Set<String> words(String cell) {
    return Pattern.compile("\\w+").matcher(cell).results().map(MatchResult::group).collect(toSet());
  }

  private static List<Row> measured(String scrape) {
    return Pattern.compile("# TYPE (tenant_operator_\\w+(?<!_max)) (\\w+)\n[^{\n]+(?:\\{(.*)})?")
        .matcher(scrape)
        .results()
        .map(match -> new Row(match.group(1), match.group(2), labels(match.group(3))))
        .toList();
  }

  private static Set<String> labels(@Nullable String labels) {
    return Pattern.compile("(\\w+)=\"[^\"]*\"")
        .matcher(labels == null ? "" : labels)
        .results()
        .map(match -> match.group(1))
        .filter(label -> !label.equals("le"))
        .collect(toSet());
  }

  /** One reconciliation fails, its repetition succeeds. */
  private void runOperator() throws InterruptedException {
    client.resource(tenant("acme", Condition.Status.TRUE)).create();
    var succeeded = new CountDownLatch(1);
    var operator =
        new Operator(
            sdk ->
                sdk.withKubernetesClient(countingClient())
                    .withMetrics(
                        new AggregatedMetrics(
                            List.of(metrics.ofSdk(), new CountingSuccesses(succeeded))))
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(10)));
    operator.register(new FailingOnce());
    operator.start();
    assertThat(succeeded.await(30, TimeUnit.SECONDS)).as("reconciled within 30 s").isTrue();
    operator.stop();
  }

  private record CountingSuccesses(CountDownLatch successes) implements Metrics {
    @Override
    public void reconciliationSucceeded(HasMetadata resource, Map<String, Object> metadata) {
      successes.countDown();
    }
  }

  @GradualRetry(initialInterval = 1)
  private static final class FailingOnce implements Reconciler<Tenant> {
    private final AtomicBoolean failed = new AtomicBoolean();

    @Override
    public UpdateControl<Tenant> reconcile(Tenant tenant, Context<Tenant> context) {
      if (failed.compareAndSet(false, true)) {
        throw new IllegalStateException("the first reconciliation fails");
      }
      return UpdateControl.noUpdate();
    }
  }

  private KubernetesClient countingClient() {
    return new KubernetesClientBuilder()
        .withConfig(client.getConfiguration())
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor("metrics", new ApiRequestInterceptor(metrics)))
        .build();
  }

  private static Condition condition(String type, Condition.Status status) {
    return new Condition(type, status, 1, "2026-01-01T00:00:00Z", "Some", "");
  }

  private static Tenant tenant(String name, Condition.Status ready) {
    var tenant = new Tenant();
    tenant.getMetadata().setName(name);
    tenant.setStatus(
        new TenantStatus(
            1L,
            List.of(condition("Ready", ready)),
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            null));
    return tenant;
  }
}
