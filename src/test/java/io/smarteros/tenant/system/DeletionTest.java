package io.smarteros.tenant.system;

import static io.smarteros.tenant.testkit.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.INSTANT;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantClass;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.local.AuditLog;
import io.smarteros.tenant.local.Await;
import io.smarteros.tenant.local.SupabaseDatabase;
import io.smarteros.tenant.local.SupabaseDatabase.Schema;
import io.smarteros.tenant.testkit.DatabaseAdministrator;
import io.smarteros.tenant.testkit.Kstatus;
import io.smarteros.tenant.testkit.N8nUser;
import io.smarteros.tenant.testkit.Platform;
import io.smarteros.tenant.testkit.Scene;
import io.smarteros.tenant.testkit.SharedPlatformTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How tenants end, and what is left of them. All tenants are made at once, to save time. */
@SharedPlatformTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DeletionTest {
  private static final String N8N = "services: {n8n: {}}";
  private static final String WITH_VOLUME = "services: {n8n: {settings: {binaryData: Volume}}}";
  private static final String DELETE = "deletionPolicy: Delete";

  private final Platform platform;
  private final Scene scene;
  private final DatabaseAdministrator postgres;
  private final SupabaseDatabase serverOfItsOwn = SupabaseDatabase.start(Schema.SEED);

  DeletionTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.postgres = new DatabaseAdministrator(platform.database());
  }

  @BeforeAll
  void tenants_come_up() {
    scene.tenant("kept", WITH_VOLUME, "owner: {email: owner@kept.example}");
    scene.tenant("moved", N8N, "owner: {email: old@moved.example}");
    scene.tenant("unconfirmed", N8N, DELETE);
    scene.tenant("confirmed", WITH_VOLUME, DELETE);
    for (String way : List.of("background", "foreground", "orphan")) {
      scene.tenant("by-" + way, N8N);
    }
    scene.tenantClass("vanishing");
    scene.tenant("classless", "className: vanishing", N8N, DELETE);
    scene.tenantClass("used");
    scene.tenant("last-user", "className: used", N8N);
    scene.classSecret("own-server-of-deleted", Scene.login(serverOfItsOwn));
    scene.tenantClass("mortal", Scene.database("own-server-of-deleted", serverOfItsOwn.port()));
    scene.tenant("abandoned", "className: mortal", N8N, DELETE);
    scene.tenant("patient", "className: mortal", N8N, DELETE);
    scene.tenant("paused-deletion", N8N);
    scene.tenant("purged", WITH_VOLUME);
    scene.tenant("damaged", N8N);
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
  void by_default_the_data_is_kept_for_the_same_owner() {
    platform.awaitReady("kept");
    Map<String, String> keys = scene.secret("kept", "n8n");

    platform.deleteTenant("kept");

    assertThat(retainedAt("kept").map(Instant::parse)).get(INSTANT).isBefore(Instant.now());
    assertThat(postgres.seesDatabase("t_kept_n8n")).isTrue();
    assertThat(volume("kept").get()).isNotNull();
    assertThat(platform.records().secret("kept").get()).isNotNull();
    assertNothingRuns("kept");

    scene.tenant("kept", WITH_VOLUME, "owner: {email: owner@kept.example}");
    platform.awaitReady("kept");

    assertThat(scene.secret("kept", "n8n")).isEqualTo(keys);
    assertThat(retainedAt("kept")).isEmpty();
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
    assertNothingRuns("moved");
    scene.annotate("moved", "revive", "no-such-id");
    platform.lookAgain("moved");
    assertNothingRuns("moved");

    Decision revive = refused.getStatus().decisions().getFirst();
    platform.kubectl(
        "annotate",
        "--overwrite",
        "tenant",
        "moved",
        "%s=%s".formatted(revive.annotation(), revive.value()));
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
    scene.annotate("inherited", "confirm-delete", "inherited");
    platform.deleteTenant("inherited");

    assertThat(postgres.seesDatabase("t_inherited_n8n")).isTrue();
    assertThat(platform.records().secret("inherited").get()).isNotNull();
    assertThat(namespaceOf("inherited").get()).isNotNull();
  }

  @Test
  void data_is_not_destroyed_without_a_confirmation() {
    platform.awaitReady("unconfirmed");

    platform.deleteTenant("unconfirmed");

    assertThat(retainedAt("unconfirmed")).isPresent();
    assertThat(postgres.seesDatabase("t_unconfirmed_n8n")).isTrue();
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

  @Test
  void a_confirmed_deletion_leaves_nothing() {
    platform.awaitReady("confirmed");
    scene.annotate("confirmed", "confirm-delete", "confirmed");

    platform.deleteTenant("confirmed");

    assertNothingIsLeft("confirmed");

    scene.tenant(
        "confirmed",
        "services: {n8n: {env: [{name: MAIL, secretRef: {name: n8n-login, key: nothing}}]}}");
    platform.awaitReason("confirmed", "N8nReady", Reason.WAITING_FOR_SECRET.id());
    scene.tenant("confirmed", N8N);
    platform.awaitReady("confirmed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"background", "foreground", "orphan"})
  void it_does_not_matter_how_dependents_are_to_go(String way) {
    String name = "by-" + way;
    platform.awaitReady(name);

    platform.kubectl("delete", "tenant", name, "--cascade=" + way, "--timeout=120s");

    assertNothingRuns(name);
    assertThat(retainedAt(name)).isPresent();
    assertThat(scene.secret(name, "n8n")).isNotEmpty();
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
    scene.annotate("classless", "confirm-delete", "classless");

    platform.deleteTenant("classless");

    assertNothingIsLeft("classless");
  }

  @Test
  void a_class_stays_as_long_as_a_tenant_is_in_it() {
    platform.awaitReady("last-user");

    platform.kubectl("delete", "tenantclass", "used", "--wait=false");
    platform.lookAgain("last-user");

    assertThat(classNamed("used").get()).isNotNull();
    platform.awaitReady("last-user");
    platform.deleteTenant("last-user");
    Await.until("the class to go", Platform.PATIENCE, () -> classNamed("used").get() == null);
  }

  @Test
  void a_database_that_cannot_be_reached_blocks_a_deletion_until_it_is_given_up_or_back() {
    for (String name : List.of("abandoned", "patient")) {
      platform.awaitReady(name);
      scene.annotate(name, "confirm-delete", name);
    }
    serverOfItsOwn.stop();
    for (String name : List.of("abandoned", "patient")) {
      platform.kubectl("delete", "tenant", name, "--wait=false");
      Tenant blocked = platform.awaitReason(name, "Stalled", Reason.DELETION_BLOCKED.id());
      assertThat(blocked.getStatus().condition("Stalled").orElseThrow().message())
          .contains("annotate smarteros.io/abandon: database");
      assertNothingRuns(name);
      assertThat(namespaceOf(name).get()).isNotNull();
    }

    scene.annotate("abandoned", "abandon", "database");
    platform.deleteTenant("abandoned");

    assertThat(namespaceOf("abandoned").get()).isNull();
    assertThat(platform.records().secret("abandoned").get()).isNull();
    serverOfItsOwn.startAgain();
    platform.deleteTenant("patient");
    DatabaseAdministrator administrator = new DatabaseAdministrator(serverOfItsOwn);
    assertThat(administrator.seesDatabase("t_patient_n8n")).isFalse();
    assertThat(administrator.seesDatabase("t_abandoned_n8n")).isTrue();
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
    assertNothingRuns("paused-deletion");
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
    assertNothingRuns("damaged");
  }

  @Test
  void kept_data_can_be_destroyed_without_starting_anything() {
    platform.awaitReady("purged");
    platform.deleteTenant("purged");
    long mark = platform.cluster().auditLog().mark();

    scene.tenant("purged", WITH_VOLUME, "suspended: true", DELETE);
    platform.awaitReason("purged", "N8nReady", Reason.SUSPENDED.id());
    scene.annotate("purged", "confirm-delete", "purged");
    platform.deleteTenant("purged");

    assertNothingIsLeft("purged");
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
    scene.annotate("guest", "confirm-delete", "guest");

    platform.deleteTenant("guest");

    Namespace lent = namespaceOf("guest").require();
    assertThat(lent.getMetadata().getDeletionTimestamp()).isNull();
    KubernetesClient client = platform.client();
    assertThat(postgres.seesDatabase("t_guest_n8n")).isFalse();
    assertThat(volume("guest").get()).isNull();
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

  private void assertNothingRuns(String tenant) {
    KubernetesClient client = platform.client();
    String namespace = namespace(tenant);
    Stream<HasMetadata> left =
        Stream.of(
                client.pods().inNamespace(namespace).list().getItems(),
                client.apps().deployments().inNamespace(namespace).list().getItems(),
                client.services().inNamespace(namespace).list().getItems(),
                client.network().v1().ingresses().inNamespace(namespace).list().getItems())
            .flatMap(List::stream);
    assertThat(left.map(object -> object.getKind() + " " + object.getMetadata().getName()))
        .as("what is left of %s", tenant)
        .isEmpty();
  }

  private void assertNothingIsLeft(String tenant) {
    assertThat(namespaceOf(tenant).get()).isNull();
    assertThat(platform.records().secret(tenant).get()).isNull();
    assertThat(postgres.seesDatabase("t_" + tenant + "_n8n")).isFalse();
    assertThat(postgres.seesRole("t_" + tenant + "_n8n")).isFalse();
  }

  private Optional<String> retainedAt(String tenant) {
    return Optional.ofNullable(namespaceOf(tenant).require().getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Names.RETAINED_AT_ANNOTATION));
  }

  private Resource<Namespace> namespaceOf(String tenant) {
    return platform.client().namespaces().withName(namespace(tenant));
  }

  private Resource<PersistentVolumeClaim> volume(String tenant) {
    return platform
        .client()
        .persistentVolumeClaims()
        .inNamespace(namespace(tenant))
        .withName("n8n-data");
  }

  private Resource<TenantClass> classNamed(String name) {
    return platform.client().resources(TenantClass.class).withName(name);
  }

  private static Stream<String> names(List<? extends HasMetadata> objects) {
    return objects.stream().map(object -> object.getMetadata().getName());
  }
}
