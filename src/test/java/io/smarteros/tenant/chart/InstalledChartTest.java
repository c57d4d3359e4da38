package io.smarteros.tenant.chart;

import static io.smarteros.tenant.local.cluster.LocalCluster.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.KubectlResult;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server makes of the chart. */
@ClusterTest
class InstalledChartTest {
  private final LocalCluster cluster;
  private final OperatorChart chart;

  InstalledChartTest(LocalCluster cluster, Binaries binaries) {
    this.cluster = cluster;
    this.chart = new OperatorChart(binaries);
    chart.install(cluster);
  }

  @Test
  void the_api_server_takes_every_object() {
    KubectlResult result =
        dryRun(
            chart.render(
                "--set=installationId=here,imagePullSecrets={registry},priorityClassName=high",
                "--set=supabase.database.url=jdbc:postgresql://db:5432/postgres",
                "--set=supabase.database.user=tenant_operator,supabase.envFile=/etc/env",
                "--set=supabase.database.passwordSecret.name=y,supabase.database.ca.configMap=n",
                "--set=podLabels.a=b,podAnnotations.a=b,nodeSelector.a=b,reconcile.parallelism=4",
                "--set=service.annotations.a=b,serviceAccount.annotations.a=b"));

    assertThat(result.stderr()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void the_pod_meets_the_strictest_pod_security() {
    cluster
        .kubectl(
            ADMIN,
            "label",
            "--overwrite",
            "namespace",
            OperatorChart.NAMESPACE,
            "pod-security.kubernetes.io/warn=restricted")
        .orFail();

    assertThat(dryRun(chart.render()).stderr()).isEmpty();
  }

  @Test
  void the_fences_are_well_typed() {
    Await.until(
        "the controller manager to look at the policies",
        Duration.ofMinutes(1),
        () -> fences().stream().allMatch(InstalledChartTest::isChecked));

    assertThat(fences())
        .isNotEmpty()
        .allSatisfy(
            fence ->
                assertThat(fence.getStatus().getTypeChecking().getExpressionWarnings()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                      | has no application",
        "{n8n: }                                                 | Write the braces too",
        "{n8n: {storage: {size: 5Gi}}}                           | services.n8n.storage has no effect unless settings.binaryData is Volume",
        "{n8n: {storage: {size: 5Gi}, settings: {timezone: UTC}}} | services.n8n.storage has no effect unless settings.binaryData is Volume",
        "{n8n: {storage: {size: 5Gi}, settings: {mode: Queue}}}   | services.n8n.storage has no effect",
        "{n8n: {settings: {workers: 2}}}                          | services.n8n.settings.workers has no effect",
        "{odoo: {}, n8n: }                                        | an application without braces is not there",
        "{odoo: {settings: {workers: 4}}}                         | needs some 300Mi of memory",
        "{odoo: {settings: {workers: 4}, resources: {memory: 1200M}}} | needs some 300Mi of memory",
        "{botpress: {storage: {size: 5Gi}}}                      | services.botpress.storage has no"
      })
  void what_looks_like_a_mistake_is_told_and_taken(String services, String words) {
    Await.until(
        "the policy to be in force",
        Duration.ofMinutes(1),
        () -> applyTenant(services).stderr().contains(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{n8n: {}}",
        "{botpress: {}}",
        "{odoo: {storage: {size: 5Gi}}}",
        "{n8n: {storage: {size: 5Gi}, settings: {binaryData: Volume}}}",
        "{n8n: {settings: {workers: 2, mode: Queue}}}",
        "{odoo: {settings: {workers: 3}}}",
        "{odoo: {settings: {workers: 4}, resources: {memory: 1200Mi}}}",
        "{chatwoot: {storage: {size: 5Gi}, settings: {locale: el}}}"
      })
  void what_is_meant_so_is_taken_without_a_word(String services) {
    what_looks_like_a_mistake_is_told_and_taken("{}", "has no application");

    assertThat(applyTenant(services).stderr()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "it@warned.example  | {botpress: {settings: {language: el}}, chatwoot: {}, n8n: {}} | botpress.settings.language has no effect",
        "it@warned.example  | {botpress: {}, chatwoot: {settings: {locale: el}}, n8n: {}}   | chatwoot.settings.locale has no effect",
        "new@warned.example | {botpress: {}, n8n: {}}                                       | another administrator changes nothing"
      })
  void a_change_that_changes_nothing_is_told(String administrator, String services, String words) {
    cluster
        .kubectlWithInput(
            ADMIN,
            tenant("changed", "it@warned.example", "{botpress: {}, chatwoot: {}, n8n: {}}"),
            "apply",
            "--filename=-")
        .orFail();

    Await.until(
        "the policy to be in force",
        Duration.ofMinutes(1),
        () -> dryApply(tenant("changed", administrator, services)).contains(words));

    assertThat(dryApply(tenant("changed", "new@warned.example", "{n8n: {}}"))).isEmpty();
    assertThat(
            dryApply(
                tenant(
                    "changed",
                    "it@warned.example",
                    "{botpress: {}, chatwoot: {}, n8n: {}, odoo: {}}")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "services: {botpress: {storage: {size: 5Gi}}} | services.botpress.storage has no effect",
        "smtp: {host: smtp.example.com, from: no-reply@example.com}, services: {odoo: {}} | with which Odoo sends no mail",
        "objectStorage: {endpoint: 'https://s3.example.com', credentialsSecret: s3}, services: {chatwoot: {storage: {size: 5Gi}}} | services.chatwoot.storage has no effect"
      })
  void what_looks_like_a_mistake_in_a_class_is_told_and_taken(String fields, String words) {
    Await.until(
        "the policy to be in force",
        Duration.ofMinutes(1),
        () -> dryApply(tenantClass(fields)).contains(words));

    assertThat(dryApply(tenantClass("services: {chatwoot: {storage: {size: 5Gi}}}"))).isEmpty();
  }

  @Test
  void a_roll_out_that_is_resumed_at_no_time_is_told() {
    Await.until(
        "the policy to be in force",
        Duration.ofMinutes(1),
        () -> dryApply(resumedClass("yes")).contains("resume-rollout resumes nothing"));

    assertThat(dryApply(resumedClass("2026-11-28T06:08:06.773Z"))).isEmpty();
    assertThat(dryApply(resumedClass("2026-11-28T07:08:06+01:00"))).isEmpty();
  }

  private KubectlResult applyTenant(String services) {
    KubectlResult result =
        cluster.kubectlWithInput(
            ADMIN,
            tenant("warned", "it@warned.example", services),
            "apply",
            "--dry-run=server",
            "--filename=-");
    result.orFail();
    return result;
  }

  private String dryApply(String manifest) {
    KubectlResult result =
        cluster.kubectlWithInput(ADMIN, manifest, "apply", "--dry-run=server", "--filename=-");
    result.orFail();
    return result.stderr();
  }

  private static String tenant(String name, String administrator, String services) {
    return """
        apiVersion: smarteros.io/v1alpha1
        kind: Tenant
        metadata: {name: %s}
        spec: {displayName: Warned, adminEmail: %s, services: %s}
        """
        .formatted(name, administrator, services);
  }

  private static String resumedClass(String time) {
    return tenantClass(
        "warned, annotations: {smarteros.io/resume-rollout: '%s'}".formatted(time), "");
  }

  private static String tenantClass(String fields) {
    return tenantClass("warned", fields);
  }

  private static String tenantClass(String metadata, String fields) {
    return """
        apiVersion: smarteros.io/v1alpha1
        kind: TenantClass
        metadata: {name: %s}
        spec: {baseDomain: tenants.example.com, %s}
        """
        .formatted(metadata, fields);
  }

  private KubectlResult dryRun(String manifests) {
    return cluster.kubectlWithInput(
        ADMIN,
        manifests,
        "apply",
        "--server-side",
        "--force-conflicts",
        "--dry-run=server",
        "--filename=-");
  }

  private List<ValidatingAdmissionPolicy> fences() {
    return cluster
        .client()
        .resources(ValidatingAdmissionPolicy.class)
        .withLabel("app.kubernetes.io/name", "tenant-operator")
        .list()
        .getItems();
  }

  private static boolean isChecked(ValidatingAdmissionPolicy fence) {
    return fence.getStatus() != null && fence.getStatus().getTypeChecking() != null;
  }
}
