package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.ManualClock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PullSecretCopiesTest {
  private static final String TENANT = "acme";
  private static final String NAMESPACE = "tenant-acme";

  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server = new InMemoryApiServer(clock).withNamespace(NAMESPACE);
  private final InMemoryCluster cluster = new InMemoryCluster(server, clock);
  private final PullSecretCopies copies = new PullSecretCopies(cluster);
  private final InMemoryRecordSession recordSession = new InMemoryRecordSession(NAMESPACE);

  @BeforeEach
  void copy_two() {
    copies.intend(recordSession, Set.of("registry", "mirror"));
    copy("registry");
    copy("mirror");
  }

  @Test
  void a_copy_that_is_to_be_made_is_remembered_together_with_those_that_are_there() {
    copies.intend(recordSession, Set.of("another"));

    assertThat(remembered()).containsExactlyInAnyOrder("registry", "mirror", "another");
  }

  @Test
  void a_copy_goes_when_its_class_no_longer_names_the_secret() {
    copies.removeOthers(TENANT, recordSession, Set.of("registry"));

    assertThat(server.has(key("mirror"))).as("the copy that is not wanted").isFalse();
    assertThat(server.has(key("registry"))).as("the copy that is wanted").isTrue();
    assertThat(remembered()).containsExactly("registry");
  }

  @Test
  void nothing_is_asked_and_nothing_written_while_all_are_wanted() {
    server.forgetCalls();
    int writes = recordSession.writes();

    copies.removeOthers(TENANT, recordSession, Set.of("registry", "mirror"));

    assertThat(server.calls()).isEmpty();
    assertThat(recordSession.writes()).isEqualTo(writes);
  }

  @Test
  void a_secret_that_somebody_gave_to_another_tenant_stays() {
    server.edit(
        "kubectl",
        secret("mirror"),
        secret -> secret.getMetadata().getLabels().put(Names.TENANT_LABEL, "globex"));

    copies.removeOthers(TENANT, recordSession, Set.of("registry"));

    assertThat(server.has(key("mirror"))).isTrue();
    assertThat(remembered()).as("it is no copy of ours any more").containsExactly("registry");
  }

  @Test
  void a_copy_that_somebody_deleted_already_is_forgotten() {
    server.end(key("mirror"));

    copies.removeOthers(TENANT, recordSession, Set.of("registry"));

    assertThat(remembered()).containsExactly("registry");
  }

  @Test
  void a_copy_that_cannot_be_removed_now_is_not_forgotten() {
    server.refuse(Verb.DELETE, key("mirror"), ApiErrors::unavailable);

    assertThatThrownBy(() -> copies.removeOthers(TENANT, recordSession, Set.of("registry")))
        .isInstanceOf(KubernetesClientException.class);

    assertThat(remembered()).containsExactlyInAnyOrder("registry", "mirror");
  }

  private void copy(String name) {
    GuardRails.pullSecrets(TENANT, NAMESPACE, List.of(secret(name)))
        .forEach(copy -> cluster.apply(copy, false));
  }

  private static Secret secret(String name) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withType("Opaque")
        .withData(Map.of("token", "YQ=="))
        .build();
  }

  private static ObjectKey key(String name) {
    return new ObjectKey("v1", "Secret", NAMESPACE, name);
  }

  private Set<String> remembered() {
    return recordSession.read().placement().pullSecrets();
  }
}
