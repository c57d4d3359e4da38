package io.smarteros.tenant.system.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.local.chatwoot.ChatwootStandIn;
import io.smarteros.tenant.local.database.SupabaseDatabase.Login;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Records;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What held data and is gone is never made again, empty, by itself: a person restores it, or
 * accepts the loss.
 */
@SharedPlatformTest
@TestInstance(Lifecycle.PER_CLASS)
final class DataLossTest {
  private static final String VOLUME = "n8n-data";
  private static final List<String> TENANTS =
      List.of("lost-namespace", "lost-volume", "lost-key", "lost-database", "lost-record");

  private final Platform platform;
  private final Records records;

  DataLossTest(Platform platform) {
    this.platform = platform;
    this.records = platform.records();
  }

  @BeforeAll
  void tenants_with_data() {
    TENANTS.forEach(this::apply);
    TENANTS.forEach(platform::awaitReady);
  }

  private void apply(String tenant) {
    platform.applyTenant(
        tenant,
        """
        displayName: Lost
        adminEmail: it@lost.example
        services: {n8n: {settings: {binaryData: Volume}}}
        """);
  }

  @AfterAll
  void delete_tenants() {
    TENANTS.forEach(platform::deleteTenant);
  }

  @Test
  void a_lost_namespace_is_made_again_once_that_is_accepted() {
    JsonNode secrets = secretsOf("lost-namespace");
    platform.kubectl("delete", "namespace", "tenant-lost-namespace", "--timeout=120s");

    Decision decision = awaitDataMissing("lost-namespace", "NamespaceReady");
    platform.lookAgain("lost-namespace");
    assertThat(platform.client().namespaces().withName("tenant-lost-namespace").get()).isNull();

    platform.answer("lost-namespace", decision);
    platform.awaitReady("lost-namespace");
    assertThat(secretsOf("lost-namespace")).isEqualTo(secrets);
    assertThat(platform.client().secrets().inNamespace("tenant-lost-namespace").withName("n8n"))
        .extracting(Resource::get)
        .isNotNull();
  }

  @Test
  void a_lost_volume_is_made_again_once_that_is_accepted() {
    loseVolume();

    Decision decision = awaitDataMissing("lost-volume", "N8nReady");
    platform.lookAgain("lost-volume");
    assertThat(volume().get()).isNull();
    assertThat(deployments("lost-volume")).as("what still runs is left alone").isEqualTo(1);

    platform.answer("lost-volume", decision);
    platform.awaitReady("lost-volume");
    assertThat(volume().get()).isNotNull();

    loseVolume();
    Decision notNeeded = awaitDataMissing("lost-volume", "N8nReady", decision);
    platform.lookAgain("lost-volume");
    assertThat(volume().get()).isNull();

    restoreVolume();
    platform.lookAgain("lost-volume");
    platform.awaitReady("lost-volume");
    platform.answer("lost-volume", notNeeded);
    platform.lookAgain("lost-volume");
    loseVolume();
    awaitDataMissing("lost-volume", "N8nReady", decision, notNeeded);
    platform.lookAgain("lost-volume");
    assertThat(volume().get()).as("an answer that came too late approves nothing").isNull();

    restoreVolume();
    platform.lookAgain("lost-volume");
    platform.awaitReady("lost-volume");
  }

  @Test
  void each_volume_of_every_application_is_made_again_once_its_loss_is_accepted() {
    try (Scene scene = new Scene(platform)) {
      scene.tenantClass("lost-files", "podSecurity: baseline");
      scene.tenant(
          "lost-volumes",
          "className: lost-files",
          "services: {odoo: {}, chatwoot: {}, n8n: {settings: {mode: Queue}}, botpress: {}}");
      platform.awaitReady("lost-volumes");

      assertIsMadeAgain("odoo-data", "OdooReady");
      assertIsMadeAgain("chatwoot-data", "ChatwootReady");
      assertIsMadeAgain("chatwoot-redis", "ChatwootReady");
      assertIsMadeAgain("n8n-redis", "N8nReady");
    }
  }

  private void assertIsMadeAgain(String name, String condition) {
    lose(volume("lost-volumes", name));

    Decision decision = awaitDataMissing("lost-volumes", condition);
    platform.awaitReason("lost-volumes", "BotpressReady", "Ready");
    platform.lookAgain("lost-volumes");
    assertThat(volume("lost-volumes", name).get()).as(name).isNull();

    platform.answer("lost-volumes", decision);
    platform.awaitReady("lost-volumes");
    assertThat(volume("lost-volumes", name).get()).as(name).isNotNull();
  }

  @Test
  void a_lost_key_comes_back_with_the_backup_of_the_record() {
    ObjectNode backup = (ObjectNode) records.read("lost-key");
    loseKey();

    awaitDataMissing("lost-key", "N8nReady");
    platform.lookAgain("lost-key");
    assertThat(secretsOf("lost-key").has("encryptionKey")).isFalse();
    assertThat(deployments("lost-key")).as("what still runs is left alone").isEqualTo(1);

    records.edit("lost-key", record -> record.setAll(backup));
    platform.lookAgain("lost-key");
    platform.awaitReady("lost-key");
    assertThat(secretsOf("lost-key")).isEqualTo(backup.at("/services/n8n/secrets"));
  }

  @Test
  void a_lost_key_is_made_again_once_that_is_accepted() throws SQLException {
    JsonNode lost = secretsOf("lost-key").path("encryptionKey");
    loseKey();
    Decision first = awaitDataMissing("lost-key", "N8nReady");
    platform.answer("lost-key", first);
    awaitKey("lost-key");
    assertThat(secretsOf("lost-key").path("encryptionKey")).isNotEqualTo(lost);

    loseKey();
    Decision second = awaitDataMissing("lost-key", "N8nReady", first);
    platform.lookAgain("lost-key");
    assertThat(secretsOf("lost-key").has("encryptionKey")).as("an answer is good once").isFalse();

    platform.answer("lost-key", second);
    awaitKey("lost-key");
    // n8n does not start on a database that it cannot decrypt
    dropDatabase(databaseOf("lost-key"));
    platform.answer("lost-key", awaitDataMissing("lost-key", "N8nReady", first, second));
    platform.awaitReady("lost-key");
  }

  @Test
  void a_lost_database_is_made_again_once_that_is_accepted() throws SQLException {
    String name = databaseOf("lost-database");
    dropDatabase(name);

    Decision decision = awaitDataMissing("lost-database", "N8nReady");
    platform.lookAgain("lost-database");
    assertThat(databases(name)).isZero();

    platform.answer("lost-database", decision);
    platform.awaitReady("lost-database");
    assertThat(databases(name)).isEqualTo(1);

    dropDatabase(name);
    awaitDataMissing("lost-database", "N8nReady", decision);
    platform.lookAgain("lost-database");
    assertThat(databases(name)).isZero();
  }

  @Test
  void a_bot_that_was_lost_with_its_database_is_made_again_once_that_is_accepted()
      throws SQLException {
    try (Scene scene = new Scene(platform)) {
      scene.tenant("lost-bot", "services: {botpress: {}}");
      platform.awaitReady("lost-bot");
      dropDatabase("t_lost-bot_botpress");

      Decision decision = awaitDataMissing("lost-bot", "BotpressReady");

      platform.answer("lost-bot", decision);
      platform.awaitReady("lost-bot");
      assertThat(platform.applications().botpress().bots("tenant-lost-bot"))
          .containsExactly("lost-bot-bot");
    }
  }

  @Test
  void tables_that_were_lost_with_their_database_are_made_again_once_that_is_accepted()
      throws SQLException {
    try (Scene scene = new Scene(platform)) {
      scene.tenant("lost-erp", "services: {odoo: {settings: {modules: [crm]}}}");
      platform.awaitReady("lost-erp");
      dropDatabase("t_lost-erp_odoo");

      Decision decision = awaitDataMissing("lost-erp", "OdooReady");

      platform.answer("lost-erp", decision);
      platform.awaitReady("lost-erp");
      assertThat(platform.applications().odoo().modules("tenant-lost-erp"))
          .containsExactlyInAnyOrder("base", "web", "crm");
    }
  }

  @Test
  void an_account_that_was_lost_with_its_database_is_made_again_once_that_is_accepted()
      throws SQLException {
    try (Scene scene = new Scene(platform)) {
      scene.tenantClass("lost-support", "podSecurity: baseline");
      scene.tenant("lost-talk", "className: lost-support", "services: {chatwoot: {}}");
      platform.awaitReady("lost-talk");
      dropDatabase("t_lost-talk_chatwoot");

      Decision decision = awaitDataMissing("lost-talk", "ChatwootReady");

      platform.answer("lost-talk", decision);
      platform.awaitReady("lost-talk");
      ChatwootStandIn chatwoot = platform.applications().chatwoot();
      assertThat(chatwoot.accounts("tenant-lost-talk"))
          .hasSize(1)
          .allSatisfy(
              (account, name) -> {
                assertThat(name).isEqualTo("lost-talk");
                assertThat(chatwoot.administrators("tenant-lost-talk", account))
                    .containsExactly("it@lost-talk.example");
                assertThat(chatwoot.inboxes("tenant-lost-talk", account))
                    .containsExactly("Website");
              });
    }
  }

  @Test
  void a_lost_record_is_not_begun_anew() {
    Secret backup = records.secret("lost-record").require();
    records.secret("lost-record").delete();
    platform.lookAgain("lost-record");

    Tenant tenant = platform.awaitReason("lost-record", "Stalled", "DataMissing");
    assertThat(tenant.getStatus().decisions()).isEmpty();
    platform.lookAgain("lost-record");
    assertThat(records.secret("lost-record").get()).isNull();
    assertThat(deployments("lost-record")).as("what still runs is left alone").isEqualTo(1);

    restore(backup);
    platform.lookAgain("lost-record");
    platform.awaitReady("lost-record");
  }

  @Test
  void a_lost_record_is_not_begun_anew_in_another_class() {
    try (Scene scene = new Scene(platform)) {
      scene.tenantClass("lost-class", "namespacePrefix: elsewhere-");
      scene.tenant("lost-place", "className: lost-class", "services: {n8n: {}}");
      platform.awaitReady("lost-place");
      scene.tenant("lost-place", "className: standard", "services: {n8n: {}}");
      platform.awaitReason("lost-place", "Stalled", "PlacementDiffers");
      Secret backup = records.secret("lost-place").require();
      records.secret("lost-place").delete();
      platform.lookAgain("lost-place");

      platform.awaitReason("lost-place", "Stalled", "DataMissing");

      assertThat(platform.client().namespaces().withName("tenant-lost-place").get()).isNull();
      restore(backup);
      platform.lookAgain("lost-place");
      platform.awaitReason("lost-place", "Stalled", "PlacementDiffers");
    }
  }

  private void restore(Secret backup) {
    platform
        .client()
        .resource(
            new SecretBuilder(backup)
                .editMetadata()
                .withResourceVersion(null)
                .withUid(null)
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void a_database_of_which_no_record_is_left_is_not_taken_over() throws SQLException {
    apply("lost-all");
    platform.awaitReady("lost-all");
    String database = databaseOf("lost-all");
    records.secret("lost-all").delete();
    platform.kubectl("delete", "namespace", "tenant-lost-all", "--timeout=120s");

    platform.awaitReason("lost-all", "Stalled", "DataMissing");

    dropDatabase(database);
    platform.lookAgain("lost-all");
    platform.awaitReady("lost-all");
    platform.deleteTenant("lost-all");
  }

  /** Waits for the question that comes with a loss; each loss has its own. */
  private Decision awaitDataMissing(String tenant, String condition, Decision... earlier) {
    platform.lookAgain(tenant);
    Predicate<Decision> isNew = decision -> !List.of(earlier).contains(decision);
    platform.await(
        tenant,
        "to ask what to do",
        found -> found.getStatus().decisions().stream().anyMatch(isNew));
    platform.awaitReason(tenant, condition, "DataMissing");
    return platform
        .awaitReason(tenant, "Stalled", "DataMissing")
        .getStatus()
        .decisions()
        .getFirst();
  }

  private JsonNode secretsOf(String tenant) {
    return records.read(tenant).at("/services/n8n/secrets");
  }

  private void loseKey() {
    records.edit(
        "lost-key",
        record -> ((ObjectNode) record.at("/services/n8n/secrets")).remove("encryptionKey"));
  }

  private void awaitKey(String tenant) {
    Await.until(
        "a new key in the record", Platform.PATIENCE, () -> secretsOf(tenant).has("encryptionKey"));
  }

  private String databaseOf(String tenant) {
    return records.read(tenant).at("/services/n8n/database/name").asText();
  }

  private int deployments(String tenant) {
    return platform
        .client()
        .apps()
        .deployments()
        .inNamespace("tenant-" + tenant)
        .list()
        .getItems()
        .size();
  }

  private Resource<PersistentVolumeClaim> volume() {
    return volume("lost-volume", VOLUME);
  }

  private Resource<PersistentVolumeClaim> volume(String tenant, String name) {
    return platform
        .client()
        .persistentVolumeClaims()
        .inNamespace(Scene.namespace(tenant))
        .withName(name);
  }

  private void loseVolume() {
    lose(volume());
  }

  /** By force: otherwise it stays as long as the pod has it. */
  private static void lose(Resource<PersistentVolumeClaim> volume) {
    volume.delete();
    volume.edit(
        claim ->
            new PersistentVolumeClaimBuilder(claim)
                .editMetadata()
                .withFinalizers()
                .endMetadata()
                .build());
    Await.until("the volume to be gone", Platform.PATIENCE, () -> volume.get() == null);
  }

  /** As a person does from a snapshot, who thinks of no label. */
  private void restoreVolume() {
    platform
        .client()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace("tenant-lost-volume")
                .withName(VOLUME)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("standard")
                .withNewResources()
                .addToRequests("storage", new Quantity("5Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  private void dropDatabase(String name) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute("drop database \"%s\" with (force)".formatted(name));
    }
  }

  private int databases(String name) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "select count(*) from pg_database where datname = '%s'".formatted(name))) {
      count.next();
      return count.getInt(1);
    }
  }

  private Connection superuser() throws SQLException {
    Login superuser = platform.database().superuser();
    return platform.database().connect(superuser);
  }
}
