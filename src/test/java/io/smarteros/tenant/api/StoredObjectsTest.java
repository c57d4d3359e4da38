package io.smarteros.tenant.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.tenantclass.BrakeStatus;
import io.smarteros.tenant.api.tenantclass.RolloutStatus;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.local.cluster.KubectlResult;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server keeps of Tenants and classes, and what it lets nobody change. */
@PlatformTest
class StoredObjectsTest {
  private static final String TENANT = "stored-tenant";
  private static final String CLASS = "stored-class";

  private final LocalCluster cluster;

  StoredObjectsTest(LocalCluster cluster) {
    this.cluster = cluster;
  }

  /** Nobody acts on what is made here. */
  @BeforeAll
  static void stop_the_operator(Platform platform) {
    platform.operator().stop();
  }

  @AfterAll
  static void start_the_operator(Platform platform) {
    platform.operator().restart();
  }

  @AfterEach
  void removeWhatWasMade() {
    kubectl("delete", "tenant/" + TENANT, "tenantclass/" + CLASS, "--ignore-not-found").orFail();
  }

  @Test
  void the_client_reads_a_tenant_as_the_server_keeps_it() {
    apply(Manifests.tenant(TENANT, "displayName: Acme, rowMetadata: {seats: 5}")).orFail();

    Tenant tenant = client().resources(Tenant.class).withName(TENANT).get();

    assertThat(tenant.getSpec().deletionPolicy()).isEqualTo(DeletionPolicy.RETAIN);
    assertThat(tenant.getSpec().rowMetadata()).hasToString("{seats=5}");
    assertThat(tenant.getStatus().observedGeneration()).isEqualTo(-1);
  }

  @Test
  void a_status_is_kept_as_it_was_written() {
    apply(Manifests.tenant(TENANT, "displayName: Acme")).orFail();
    TenantStatus status = fullStatus();

    client()
        .resources(Tenant.class)
        .withName(TENANT)
        .editStatus(
            tenant -> {
              tenant.setStatus(status);
              return tenant;
            });

    assertThat(client().resources(Tenant.class).withName(TENANT).get().getStatus())
        .isEqualTo(status);
    assertThat(kubectl("get", "tn", TENANT, "-o", "wide", "--no-headers").orFail())
        .matches(
            "stored-tenant +standard +3/4 +False +Progressing +True +\\S+ +acme[.]example"
                + " +https://n8n[.]acme[.]example +tenant-acme"
                + " +3f2b6c1e-8f0d-4a57-9d2e-1c5b7a9e4d60 +n8n is starting\\s*");
  }

  private static TenantStatus fullStatus() {
    return new TenantStatus(
        1L,
        List.of(
            new Condition(
                ConditionType.READY.id(),
                Condition.Status.FALSE,
                1,
                "2026-11-22T10:00:00Z",
                Reason.PROGRESSING.id(),
                "n8n is starting"),
            new Condition(
                ConditionType.SUPABASE_SYNCED.id(),
                Condition.Status.TRUE,
                1,
                "2026-11-22T10:00:00Z",
                Reason.SYNCED.id(),
                "Rows in Supabase are up to date")),
        "3f2b6c1e-8f0d-4a57-9d2e-1c5b7a9e4d60",
        "tenant-acme",
        "acme.example",
        "standard",
        "standard-0123456789",
        "3/4",
        List.of(
            new TenantStatus.ServiceStatus(
                "n8n",
                false,
                Mode.DEDICATED,
                "2.41.1",
                "https://n8n.acme.example",
                "n8n-login",
                "1",
                "n8n is starting")),
        List.of(
            new TenantStatus.Retained("Database", "acme_odoo", "odoo"),
            new TenantStatus.Retained("Volume", "acme_odoo", "odoo")),
        List.of(
            new TenantStatus.Decision(
                Names.ACCEPT_DATA_LOSS_ANNOTATION, "n8n/key@1", "The key is lost; accept it?")),
        "2026-11-22T09:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "namespacePrefix: other-, database: {host: db.example.com, adminSecret: admin}",
        "database: {host: other.example.com, adminSecret: admin}",
        "rollout: {}"
      })
  void where_the_tenants_of_a_class_are_cannot_change(String fields) {
    apply(aClass("database: {host: db.example.com, adminSecret: admin}")).orFail();

    assertThat(apply(aClass(fields)).stderr())
        .contains("make another TenantClass")
        .containsAnyOf("spec.namespacePrefix", "spec.database");
  }

  @Test
  void a_class_that_nobody_has_seen_is_in_progress_and_its_status_is_kept_as_it_was_written() {
    apply(aClass("rollout: {}")).orFail();
    assertThat(storedClass().getStatus().observedGeneration()).isEqualTo(-1);
    TenantClassStatus status =
        new TenantClassStatus(
            1L,
            List.of(
                new Condition(
                    ConditionType.READY.id(),
                    Condition.Status.TRUE,
                    1,
                    "2026-11-22T10:00:00Z",
                    Reason.READY.id(),
                    "Ready for Tenants")),
            new TenantClassStatus.Tenants(7, 4, 2, 1, 0),
            new RolloutStatus(
                RolloutStatus.Phase.HALTED,
                3,
                List.of("acme"),
                List.of(
                    new RolloutStatus.FailedTenant(
                        "beta", "2026-11-22T10:00:00.123Z", "n8n does not start"))),
            new BrakeStatus(
                "EmptyTable", "1f2e3d4c", "2026-11-22T10:00:00.123Z", 1, List.of("acme")));

    client()
        .resources(TenantClass.class)
        .withName(CLASS)
        .editStatus(
            tenantClass -> {
              tenantClass.setStatus(status);
              return tenantClass;
            });

    assertThat(storedClass().getStatus()).isEqualTo(status);
    assertThat(kubectl("get", "tenantclasses", CLASS, "-o", "wide", "--no-headers").orFail())
        .matches(
            "stored-class +tenants[.]example[.]com +True +7 +Halted +\\S+ +Ready for Tenants\\s*");
  }

  private TenantClass storedClass() {
    return client().resources(TenantClass.class).withName(CLASS).get();
  }

  @Test
  void a_class_can_get_a_database_later() {
    apply(aClass("rollout: {}")).orFail();

    assertThat(apply(aClass("database: {host: db.example.com, adminSecret: admin}")).stderr())
        .isEmpty();
  }

  private static String aClass(String fields) {
    return Manifests.tenantClass(CLASS, "baseDomain: tenants.example.com, " + fields);
  }

  private KubernetesClient client() {
    return cluster.client();
  }

  private KubectlResult apply(String manifest) {
    return cluster.kubectlWithInput(LocalCluster.ADMIN, manifest, "apply", "-f", "-");
  }

  private KubectlResult kubectl(String... arguments) {
    return cluster.kubectl(LocalCluster.ADMIN, arguments);
  }
}
