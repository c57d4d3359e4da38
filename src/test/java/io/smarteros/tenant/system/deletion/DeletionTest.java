package io.smarteros.tenant.system.deletion;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.INSTANT;

import io.fabric8.kubernetes.client.dsl.Resource;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.Kstatus;
import io.smarteros.tenant.testkit.N8nUser;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Remains;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants that end while their data stays. All are made at once, to save time. */
@SharedPlatformTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DeletionTest {
  private static final String N8N = "services: {n8n: {}}";
  private static final String WITH_VOLUME = "services: {n8n: {settings: {binaryData: Volume}}}";
  private static final String DELETE = "deletionPolicy: Delete";

  private final Platform platform;
  private final Scene scene;
  private final Remains remains;

  DeletionTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.remains = new Remains(platform);
  }

  @BeforeAll
  void tenants_come_up() {
    scene.tenant("kept", WITH_VOLUME, "owner: {email: owner@kept.example}");
    scene.tenant("moved", N8N, "owner: {email: old@moved.example}");
    scene.tenant("unconfirmed", N8N, DELETE);
    for (String way : List.of("background", "foreground", "orphan")) {
      scene.tenant("by-" + way, N8N);
    }
    scene.tenantClass("used");
    scene.tenant("last-user", "className: used", N8N, DELETE);
    scene.tenant("paused-deletion", N8N);
    scene.tenant("damaged", N8N);
  }

  @AfterAll
  void clean_up() {
    scene.close();
  }

  @Test
  void by_default_the_data_is_kept_for_the_same_owner() {
    platform.awaitReady("kept");
    Map<String, String> keys = scene.secret("kept", "n8n");

    platform.deleteTenant("kept");

    assertThat(remains.retainedAt("kept").map(Instant::parse)).get(INSTANT).isBefore(Instant.now());
    assertThat(remains.postgres().seesDatabase("t_kept_n8n")).isTrue();
    assertThat(remains.volume("kept").get()).isNotNull();
    assertThat(platform.records().secret("kept").get()).isNotNull();
    remains.assertNothingRuns("kept");

    scene.tenant("kept", WITH_VOLUME, "owner: {email: owner@kept.example}");
    platform.awaitReady("kept");

    assertThat(scene.secret("kept", "n8n")).isEqualTo(keys);
    assertThat(remains.retainedAt("kept")).isEmpty();
    Map<String, String> login = scene.secret("kept", "n8n-login");
    N8nUser user = new N8nUser(platform.applications().n8n().addressOf(namespace("kept")));
    assertThat(user.logsIn(login)).isTrue();
  }

  @Test
  void another_owner_gets_kept_data_only_when_a_person_says_so() {
    platform.awaitReady("moved");
    Map<String, String> keys = scene.secret("moved", "n8n");
    platform.deleteTenant("moved");

    scene.tenant("moved", N8N, "owner: {email: new@moved.example}");
    Tenant refused = platform.awaitReason("moved", "Stalled", Reason.RETAINED_DATA_FOUND.id());

    assertThat(refused.getStatus().servicesReady()).isEqualTo("0/1");
    remains.assertNothingRuns("moved");
    scene.annotate("moved", "revive", "no-such-id");
    platform.lookAgain("moved");
    remains.assertNothingRuns("moved");

    platform.answer("moved", refused.getStatus().decisions().getFirst());
    platform.awaitReady("moved");
    assertThat(scene.secret("moved", "n8n")).isEqualTo(keys);
  }

  @Test
  void who_was_not_let_in_takes_nothing_along() {
    scene.tenant("inherited", N8N, "owner: {email: old@inherited.example}");
    platform.awaitReady("inherited");
    platform.deleteTenant("inherited");

    scene.tenant("inherited", N8N, DELETE, "owner: {email: new@inherited.example}");
    platform.awaitReason("inherited", "Stalled", Reason.RETAINED_DATA_FOUND.id());
    platform.confirmDeletion("inherited");
    platform.deleteTenant("inherited");

    assertThat(remains.postgres().seesDatabase("t_inherited_n8n")).isTrue();
    assertThat(platform.records().secret("inherited").get()).isNotNull();
    assertThat(remains.namespace("inherited").get()).isNotNull();
  }

  @Test
  void data_is_not_destroyed_without_a_confirmation() {
    platform.awaitReady("unconfirmed");

    platform.deleteTenant("unconfirmed");

    assertThat(remains.retainedAt("unconfirmed")).isPresent();
    assertThat(remains.postgres().seesDatabase("t_unconfirmed_n8n")).isTrue();
    Await.until(
        "an Event that says so",
        Platform.PATIENCE,
        () ->
            platform
                .client()
                .events()
                .v1()
                .events()
                .inNamespace("default")
                .list()
                .getItems()
                .stream()
                .filter(event -> event.getRegarding().getName().equals("unconfirmed"))
                .anyMatch(event -> event.getReason().equals("DataRetained")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"background", "foreground", "orphan"})
  void it_does_not_matter_how_dependents_are_to_go(String way) {
    String name = "by-" + way;
    platform.awaitReady(name);

    platform.kubectl("delete", "tenant", name, "--cascade=" + way, "--timeout=120s");

    remains.assertNothingRuns(name);
    assertThat(remains.retainedAt(name)).isPresent();
    assertThat(scene.secret(name, "n8n")).isNotEmpty();
  }

  @Test
  void a_class_stays_as_long_as_a_tenant_is_in_it() {
    platform.awaitReady("last-user");

    platform.kubectl("delete", "tenantclass", "used", "--wait=false");
    platform.lookAgain("last-user");

    assertThat(classNamed("used").get()).isNotNull();
    Await.until(
        "an Event that tells why",
        Platform.PATIENCE,
        () -> platform.kubectl("describe", "tenantclass", "used").contains("first: last-user"));
    platform.awaitReady("last-user");
    platform.confirmDeletion("last-user");
    platform.deleteTenant("last-user");
    Await.until("the class to go", Platform.PATIENCE, () -> classNamed("used").get() == null);
  }

  @Test
  void the_deletion_of_a_paused_tenant_waits() {
    platform.awaitReady("paused-deletion");
    scene.annotate("paused-deletion", "paused", "true");
    platform.awaitReason("paused-deletion", "Ready", Reason.PAUSED.id());

    platform.kubectl("delete", "tenant", "paused-deletion", "--wait=false");
    Tenant waiting =
        platform.await(
            "paused-deletion",
            "to say that its deletion waits",
            now ->
                now.getStatus()
                    .condition("Stalled")
                    .filter(stalled -> stalled.reason().equals(Reason.PAUSED.id()))
                    .filter(stalled -> stalled.message().contains("the deletion waits"))
                    .isPresent());

    assertThat(Kstatus.of(waiting)).isEqualTo(Kstatus.TERMINATING);
    assertThat(scene.pods("paused-deletion")).isNotEmpty();
    scene.unannotate("paused-deletion", "paused");
    platform.deleteTenant("paused-deletion");
    remains.assertNothingRuns("paused-deletion");
  }

  @Test
  void a_damaged_record_blocks_the_deletion_until_it_is_restored() {
    platform.awaitReady("damaged");
    platform.records().edit("damaged", record -> record.put("version", 99));

    platform.kubectl("delete", "tenant", "damaged", "--wait=false");
    platform.awaitReason("damaged", "Stalled", Reason.DELETION_BLOCKED.id());

    platform.records().edit("damaged", record -> record.put("version", 1));
    scene.annotate("damaged", "reconcile-at", "now");
    platform.deleteTenant("damaged");
    remains.assertNothingRuns("damaged");
  }

  private Resource<TenantClass> classNamed(String name) {
    return platform.client().resources(TenantClass.class).withName(name);
  }
}
