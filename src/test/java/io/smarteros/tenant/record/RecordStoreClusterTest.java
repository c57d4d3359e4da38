package io.smarteros.tenant.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ClusterTest
final class RecordStoreClusterTest {
  private static final String NAMESPACE = "record-store";

  private final KubernetesClient client;
  private final RecordStore store;
  private final RecordStore ofAnotherReplica;

  RecordStoreClusterTest(LocalCluster cluster) {
    this.client = cluster.client();
    this.store = new RecordStore(client, NAMESPACE);
    this.ofAnotherReplica = new RecordStore(client, NAMESPACE);
  }

  @BeforeEach
  void make_a_namespace() {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .createOr(existing -> existing.patch());
  }

  @AfterEach
  void leave_no_record_behind() {
    client.secrets().inNamespace(NAMESPACE).delete();
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
  void of_two_that_begin_a_record_one_begins_again() {
    begin();

    assertThatThrownBy(() -> ofAnotherReplica.begin("acme", record()).persist())
        .isInstanceOf(RecordConflictException.class);
  }

  @Test
  void of_two_that_change_a_record_one_begins_again_with_what_the_other_wrote() {
    begin();
    RecordSession slow = ofAnotherReplica.load("acme", false).orElseThrow();
    store
        .load("acme", false)
        .orElseThrow()
        .update(record -> record.withDomain(Optional.of("first.example")));

    assertThatThrownBy(
            () -> slow.update(record -> record.withDomain(Optional.of("second.example"))))
        .isInstanceOf(RecordConflictException.class);
    assertThat(ofAnotherReplica.load("acme", false).orElseThrow().read().domain())
        .contains("first.example");
  }

  @Test
  void a_late_deletion_does_not_hit_what_another_replica_wrote() {
    begin();
    ofAnotherReplica
        .load("acme", false)
        .orElseThrow()
        .update(record -> record.revivedFor("another-uid"));

    assertThatThrownBy(() -> store.delete("acme")).isInstanceOf(RecordConflictException.class);

    assertThat(store.load("acme", true).orElseThrow().read().tenantUid()).isEqualTo("another-uid");
  }

  @Test
  void a_change_that_changes_nothing_is_not_written() {
    RecordSession recordSession = begin();
    String before = resourceVersion();

    recordSession.update(record -> record);

    assertThat(resourceVersion()).isEqualTo(before);
  }

  @Test
  void a_secret_of_the_same_name_that_is_no_record_is_told() {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("tenant-record-acme")
                .endMetadata()
                .withType("kubernetes.io/basic-auth")
                .withStringData(Map.of("username", "admin", "password", "hidden"))
                .build())
        .create();

    assertThatThrownBy(() -> store.load("acme", true))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("Secret tenant-record-acme in the operator's namespace")
        .hasMessageContainingAll("is not a record", "rename the Tenant");
  }

  private RecordSession begin() {
    RecordSession recordSession = store.begin("acme", record());
    recordSession.persist();
    return recordSession;
  }

  private String resourceVersion() {
    return client
        .secrets()
        .inNamespace(NAMESPACE)
        .withName("tenant-record-acme")
        .require()
        .getMetadata()
        .getResourceVersion();
  }

  private static TenantRecord record() {
    return new InMemoryRecordSession().read();
  }
}
