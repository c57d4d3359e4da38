package io.smarteros.tenant.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.testkit.MockApiServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RecordStoreTest {
  private static final String NAMESPACE = "smarteros";
  private static final String SECRETS = "/api/v1/namespaces/smarteros/secrets";

  private final MockApiServer apiServer = new MockApiServer();
  private final RecordStore store = new RecordStore(apiServer.client(), NAMESPACE);
  private final RecordStore ofAnotherReplica = new RecordStore(apiServer.client(), NAMESPACE);

  @AfterEach
  void close() {
    apiServer.close();
  }

  @Test
  void a_record_is_a_secret_that_says_what_it_is_and_whose() {
    begin();

    Secret secret = secret().orElseThrow();
    assertThat(secret.getType()).isEqualTo("smarteros.io/record");
    assertThat(secret.getMetadata().getLabels())
        .containsEntry(Names.TENANT_LABEL, "acme")
        .containsEntry(Names.COMPONENT_LABEL, "record")
        .containsEntry(Names.MANAGED_BY_LABEL, Names.OPERATOR);
    assertThat(secret.getData()).containsOnlyKeys("record.json");
  }

  @Test
  void what_one_operator_remembers_the_next_one_knows() {
    RecordSession recordSession = begin();
    recordSession.update(record -> record.withDomain(Optional.of("acme.example")));

    assertThat(ofAnotherReplica.load("acme", false).map(RecordSession::read))
        .contains(recordSession.read());
    assertThat(ofAnotherReplica.load("nobody", false)).isEmpty();
  }

  @Test
  void all_records_are_found_those_aside_that_are_none_or_cannot_be_read() {
    store.begin("acme", record()).persist();
    store.begin("globex", record().withRetained(true)).persist();
    store.begin("damaged", record()).persist();
    Secret damaged =
        apiServer.client().secrets().inNamespace(NAMESPACE).withName("tenant-record-damaged").get();
    damaged.getData().put("record.json", "e30=");
    apiServer.client().resource(damaged).update();
    apiServer
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("class-secret")
                .withNamespace(NAMESPACE)
                .addToLabels(Names.CLASS_SECRET_LABEL, "true")
                .endMetadata()
                .build())
        .create();

    assertThat(ofAnotherReplica.all())
        .containsOnlyKeys("acme", "globex")
        .containsEntry("acme", record());
  }

  @Test
  void a_change_that_changes_nothing_is_not_written() {
    RecordSession recordSession = begin();
    int requests = requests();

    recordSession.update(record -> record);

    assertThat(requests()).isEqualTo(requests);
  }

  @Test
  void what_was_read_or_written_last_is_not_read_again() {
    RecordSession recordSession = begin();
    recordSession.update(record -> record.withDomain(Optional.of("acme.example")));
    int requests = requests();

    assertThat(store.load("acme", false).orElseThrow().read()).isEqualTo(recordSession.read());

    assertThat(requests()).isEqualTo(requests);
  }

  @Test
  void the_content_is_not_remembered_a_second_time_as_text() {
    RecordSession recordSession = begin();
    Secret written =
        new SecretBuilder(secret().orElseThrow())
            .editMetadata()
            .addNewManagedField()
            .withManager("tenant-operator")
            .endManagedField()
            .endMetadata()
            .build();

    Secret remembered = new RecordStore.Known(written, recordSession.read()).secret();

    assertThat(remembered.getData()).isNullOrEmpty();
    assertThat(remembered.getMetadata().getManagedFields()).isEmpty();
    assertThat(remembered.getMetadata().getResourceVersion())
        .isEqualTo(written.getMetadata().getResourceVersion());
  }

  @Test
  void a_fresh_look_sees_what_somebody_else_wrote() {
    begin();
    changeElsewhere();

    assertThat(store.load("acme", false).orElseThrow().read().domain()).as("known").isEmpty();
    assertThat(store.load("acme", true).orElseThrow().read().domain())
        .as("fresh")
        .contains("elsewhere.example");
  }

  @Test
  void of_two_that_begin_a_record_one_begins_again() {
    begin();

    assertThatThrownBy(() -> ofAnotherReplica.begin("acme", record()).flush())
        .isInstanceOf(RecordConflictException.class)
        .hasMessageContaining("acme");
  }

  @Test
  void of_two_that_change_a_record_one_begins_again_with_what_the_other_wrote() {
    begin();
    RecordSession slow = store.load("acme", false).orElseThrow();
    changeElsewhere();

    assertThatThrownBy(() -> slow.update(record -> record.withDomain(Optional.of("slow.example"))))
        .isInstanceOf(RecordConflictException.class);

    assertThat(slow.read().domain()).as("what was not persisted does not count").isEmpty();
    assertThat(store.load("acme", false).orElseThrow().read().domain())
        .contains("elsewhere.example");
  }

  @Test
  void a_record_that_somebody_deleted_is_not_made_again_by_a_change() {
    RecordSession recordSession = begin();
    ofAnotherReplica.delete("acme");

    assertThatThrownBy(
            () -> recordSession.update(record -> record.withDomain(Optional.of("acme.example"))))
        .isInstanceOf(RecordConflictException.class);

    assertThat(store.load("acme", false)).isEmpty();
  }

  @Test
  void what_the_api_server_refuses_is_told_and_read_anew() {
    RecordSession recordSession = begin();
    apiServer
        .server()
        .expect()
        .put()
        .withPath(SECRETS + "/" + RecordStore.secretName("acme"))
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("forbidden").build())
        .once();

    assertThatThrownBy(
            () -> recordSession.update(record -> record.withDomain(Optional.of("acme.example"))))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("forbidden");

    int requests = requests();
    store.load("acme", false);
    assertThat(requests()).as("read again").isEqualTo(requests + 1);
  }

  @Test
  void a_record_that_is_deleted_is_forgotten() {
    begin();

    store.delete("acme");

    assertThat(secret()).isEmpty();
    assertThat(store.load("acme", false)).isEmpty();
    begin();
  }

  @Test
  void the_record_of_a_tenant_that_is_gone_is_not_kept_in_memory() {
    begin();
    int requests = requests();

    store.forget("acme");

    assertThat(store.load("acme", false)).isPresent();
    assertThat(requests()).as("read again").isEqualTo(requests + 1);
  }

  @Test
  void a_late_deletion_does_not_hit_what_another_replica_wrote() throws InterruptedException {
    begin();
    String version = secret().orElseThrow().getMetadata().getResourceVersion();
    changeElsewhere();
    apiServer
        .server()
        .expect()
        .delete()
        .withPath(SECRETS + "/" + RecordStore.secretName("acme"))
        .andReturn(409, new StatusBuilder().withCode(409).withReason("Conflict").build())
        .once();

    assertThatThrownBy(() -> store.delete("acme")).isInstanceOf(RecordConflictException.class);

    assertThat(apiServer.server().getLastRequest().getBody().readUtf8())
        .as("the request to delete what was read before the other replica wrote")
        .contains("\"preconditions\":{\"resourceVersion\":\"%s\"}".formatted(version));
  }

  @Test
  void deleting_a_record_that_is_not_there_is_no_error() {
    store.delete("acme");

    assertThat(store.load("acme", true)).isEmpty();
  }

  @Test
  void a_secret_of_the_same_name_that_is_no_record_is_somebody_elses() {
    put("kubernetes.io/basic-auth", Map.of("password", encoded("hidden")));

    UnreadableRecordException unreadable = unreadable();

    assertThat(unreadable.isSomebodyElses()).isTrue();
    assertThat(unreadable.problem().message())
        .contains(RecordStore.secretName("acme"))
        .doesNotContain("hidden");
  }

  @Test
  void a_record_without_its_document_cannot_be_read() {
    put("smarteros.io/record", Map.of());

    assertThat(unreadable().problem().message()).contains("it has no key record.json");
    assertThat(unreadable().isSomebodyElses()).isFalse();
  }

  @Test
  void a_record_that_is_damaged_cannot_be_read_and_is_not_quoted() {
    put("smarteros.io/record", Map.of("record.json", encoded("{\"password\": \"hidden\"")));

    assertThat(unreadable().problem().message())
        .contains(RecordStore.secretName("acme"))
        .doesNotContain("hidden");
  }

  private RecordSession begin() {
    RecordSession recordSession = store.begin("acme", record());
    recordSession.flush();
    return recordSession;
  }

  private static TenantRecord record() {
    return new InMemoryRecordSession().read();
  }

  private void changeElsewhere() {
    ofAnotherReplica
        .load("acme", true)
        .orElseThrow()
        .update(record -> record.withDomain(Optional.of("elsewhere.example")));
  }

  private void put(String type, Map<String, String> data) {
    apiServer
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(RecordStore.secretName("acme"))
                .endMetadata()
                .withType(type)
                .withData(data)
                .build())
        .create();
  }

  private Optional<Secret> secret() {
    return Optional.ofNullable(
        apiServer
            .client()
            .secrets()
            .inNamespace(NAMESPACE)
            .withName(RecordStore.secretName("acme"))
            .get());
  }

  private UnreadableRecordException unreadable() {
    try {
      store.load("acme", true);
    } catch (UnreadableRecordException e) {
      return e;
    }
    throw new AssertionError("the record was read");
  }

  private int requests() {
    return apiServer.server().getRequestCount();
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
