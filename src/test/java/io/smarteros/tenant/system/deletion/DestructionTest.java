package io.smarteros.tenant.system.deletion;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.cluster.AuditLog;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.DatabaseAdministrator;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Remains;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tenants that end with their data. All are made at once, to save time. */
@SharedPlatformTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DestructionTest {
  private static final String N8N = "services: {n8n: {}}";
  private static final String EVERYTHING =
      "services: {n8n: {settings: {binaryData: Volume}}, botpress: {}, odoo: {}, chatwoot: {}}";
  private static final String WITH_VOLUME = "services: {n8n: {settings: {binaryData: Volume}}}";
  private static final String DELETE = "deletionPolicy: Delete";

  private final Platform platform;
  private final Scene scene;
  private final Remains remains;
  private final SupabaseDatabase serverOfItsOwn = SupabaseDatabase.start(Schema.SEED);

  DestructionTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.remains = new Remains(platform);
  }

  @BeforeAll
  void tenants_come_up() {
    scene.tenantClass("rooted", "podSecurity: baseline");
    scene.tenant("confirmed", "className: rooted", EVERYTHING, DELETE);
    scene.tenantClass("vanishing");
    scene.tenant("classless", "className: vanishing", N8N, DELETE);
    scene.classSecret("own-server-of-deleted", Scene.login(serverOfItsOwn));
    scene.tenantClass("mortal", Scene.database("own-server-of-deleted", serverOfItsOwn.port()));
    scene.tenant("abandoned", "className: mortal", N8N, DELETE);
    scene.tenant("patient", "className: mortal", N8N, DELETE);
    scene.tenant("slow-end", "className: mortal", N8N, DELETE);
    scene.tenant("purged", "className: rooted", EVERYTHING);
    platform.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: tenant-guest
          labels: {smarteros.io/tenant: guest}
          annotations: {smarteros.io/adopt-by: guest}
        """);
    platform.kubectl(
        "create", "secret", "generic", "theirs", "--namespace=tenant-guest", "--from-literal=a=b");
    scene.tenant("guest", WITH_VOLUME, DELETE);
  }

  @AfterAll
  void clean_up() {
    scene.close();
    serverOfItsOwn.close();
  }

  @Test
  void a_confirmed_deletion_leaves_nothing() {
    platform.awaitReady("confirmed");
    platform.confirmDeletion("confirmed");

    platform.deleteTenant("confirmed");

    remains.assertNothingIsLeft("confirmed");

    scene.tenant(
        "confirmed",
        "className: rooted",
        "services: {n8n: {env: [{name: MAIL, secretRef: {name: nothing, key: nothing}}]}}");
    platform.awaitReason("confirmed", "N8nReady", Reason.TENANT_SECRET_NOT_FOUND.id());
    scene.tenant("confirmed", "className: rooted", N8N);
    platform.awaitReady("confirmed");
  }

  @Test
  void a_tenant_can_go_when_its_class_is_gone() {
    platform.awaitReady("classless");
    platform.kubectl("delete", "tenantclass", "vanishing", "--wait=false");
    platform.kubectl(
        "patch",
        "tenantclass",
        "vanishing",
        "--type=merge",
        "--patch={\"metadata\":{\"finalizers\":[]}}");
    platform.awaitReason("classless", "Stalled", Reason.CLASS_NOT_FOUND.id());
    assertThat(scene.pods("classless")).isNotEmpty();
    platform.confirmDeletion("classless");

    platform.deleteTenant("classless");

    remains.assertNothingIsLeft("classless");
  }

  @Test
  void a_database_that_was_dropped_is_not_asked_for_again_while_the_namespace_ends() {
    platform.awaitReady("slow-end");
    platform.confirmDeletion("slow-end");
    finalizersOfLogin("[\"example.com/stays\"]");
    platform.kubectl("delete", "tenant", "slow-end", "--wait=false");
    Await.until(
        "the database to go",
        Platform.PATIENCE,
        () -> !new DatabaseAdministrator(serverOfItsOwn).seesDatabase("t_slow-end_n8n"));
    Await.until(
        "the namespace to be going",
        Platform.PATIENCE,
        () -> remains.namespace("slow-end").require().getMetadata().getDeletionTimestamp() != null);

    serverOfItsOwn.stop();
    finalizersOfLogin("[]");
    platform.deleteTenant("slow-end");

    assertThat(remains.namespace("slow-end").get()).isNull();
    serverOfItsOwn.startAgain();
  }

  private void finalizersOfLogin(String finalizers) {
    platform.kubectl(
        "patch",
        "secret",
        "n8n-login",
        "--namespace=tenant-slow-end",
        "--type=merge",
        "--patch={\"metadata\":{\"finalizers\":%s}}".formatted(finalizers));
  }

  @Test
  void a_database_that_cannot_be_reached_blocks_a_deletion_until_it_is_given_up_or_back() {
    for (String name : List.of("abandoned", "patient")) {
      platform.awaitReady(name);
      platform.confirmDeletion(name);
    }
    serverOfItsOwn.stop();
    for (String name : List.of("abandoned", "patient")) {
      platform.kubectl("delete", "tenant", name, "--wait=false");
      Tenant blocked = platform.awaitReason(name, "Stalled", Reason.DELETION_BLOCKED.id());
      assertThat(blocked.getStatus().condition("Stalled").orElseThrow().message())
          .contains("annotation smarteros.io/abandon: database");
      remains.assertNothingRuns(name);
      assertThat(remains.namespace(name).get()).isNotNull();
    }

    scene.annotate("abandoned", "abandon", "database");
    platform.deleteTenant("abandoned");

    assertThat(remains.namespace("abandoned").get()).isNull();
    assertThat(platform.records().secret("abandoned").get()).isNull();
    serverOfItsOwn.startAgain();
    platform.deleteTenant("patient");
    DatabaseAdministrator administrator = new DatabaseAdministrator(serverOfItsOwn);
    assertThat(administrator.seesDatabase("t_patient_n8n")).isFalse();
    assertThat(administrator.seesDatabase("t_abandoned_n8n")).isTrue();
  }

  @Test
  void kept_data_can_be_destroyed_without_starting_anything() {
    platform.awaitReady("purged");
    platform.deleteTenant("purged");
    long mark = platform.cluster().auditLog().mark();

    scene.tenant("purged", "className: rooted", EVERYTHING, "suspended: true", DELETE);
    for (String service : List.of("N8n", "Botpress", "Odoo", "Chatwoot")) {
      platform.awaitReason("purged", service + "Ready", Reason.SUSPENDED.id());
    }
    platform.confirmDeletion("purged");
    platform.deleteTenant("purged");

    remains.assertNothingIsLeft("purged");
    assertThat(
            platform
                .cluster()
                .auditLog()
                .since(mark)
                .filter(entry -> entry.namespace().equals(namespace("purged")))
                .filter(entry -> entry.resource().equals("pods") && entry.subresource().isEmpty())
                .map(AuditLog.Entry::verb))
        .as("what was done with pods")
        .doesNotContain("create");
  }

  @Test
  void a_namespace_that_was_lent_is_given_back() {
    platform.awaitReady("guest");
    platform.confirmDeletion("guest");

    platform.deleteTenant("guest");

    Namespace adopted = remains.namespace("guest").require();
    assertThat(adopted.getMetadata().getDeletionTimestamp()).isNull();
    KubernetesClient client = platform.client();
    assertThat(remains.postgres().seesDatabase("t_guest_n8n")).isFalse();
    assertThat(remains.volume("guest").get()).isNull();
    assertThat(names(client.secrets().inNamespace("tenant-guest").list().getItems()))
        .containsExactly("theirs");
    assertThat(names(client.rbac().roleBindings().inNamespace("tenant-guest").list().getItems()))
        .isEmpty();
    assertThat(names(client.resourceQuotas().inNamespace("tenant-guest").list().getItems()))
        .isEmpty();
    assertThat(
            names(client.network().networkPolicies().inNamespace("tenant-guest").list().getItems()))
        .isEmpty();
    assertThat(platform.records().secret("guest").get()).isNull();
  }

  private static Stream<String> names(List<? extends HasMetadata> objects) {
    return objects.stream().map(object -> object.getMetadata().getName());
  }
}
