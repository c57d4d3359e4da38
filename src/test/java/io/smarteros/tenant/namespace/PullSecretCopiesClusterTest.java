package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.Applier;
import io.smarteros.tenant.cluster.ClusterInternals;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.OperatorRoleBinding;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.WatchedCluster;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.record.InMemoryRecordSession;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ClusterTest
final class PullSecretCopiesClusterTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final String TENANT = "acme";
  private static final String NAMESPACE = "pull-secret-copies";
  private static final String UID = "uid-of-the-tenant";

  private final KubernetesClient client;
  private final WatchedCluster watched;
  private final ClusterObjects objects;
  private final PullSecretCopies copies;
  private final InMemoryRecordSession recordSession = new InMemoryRecordSession(NAMESPACE);

  PullSecretCopiesClusterTest(LocalCluster cluster) {
    this.client = cluster.client();
    this.watched = new WatchedCluster(client);
    this.objects = watched.objects(client);
    this.copies = new PullSecretCopies(objects);
  }

  @BeforeEach
  void makeNamespace() {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .createOr(existing -> existing.patch());
  }

  @AfterEach
  void cleanUp() {
    watched.close();
    client.secrets().inNamespace(NAMESPACE).delete();
  }

  @AfterAll
  static void deleteNamespace(LocalCluster cluster) {
    cluster.client().namespaces().withName(NAMESPACE).delete();
  }

  @Test
  void a_copy_goes_when_its_class_no_longer_names_the_secret() {
    pass(Map.of("registry", "YQ==", "mirror", "Yg=="));
    pass(Map.of("registry", "YQ=="));

    assertThat(copy("mirror")).isNull();
    assertThat(copy("registry")).isNotNull();
    assertThat(recordSession.read().placement().pullSecrets()).containsExactly("registry");
  }

  @Test
  void a_copy_that_went_comes_again_when_its_class_names_the_secret_again() {
    pass(Map.of("registry", "YQ=="));
    pass(Map.of());
    pass(Map.of("registry", "YQ=="));

    assertThat(copy("registry")).isNotNull();
  }

  @Test
  void a_copy_follows_its_source() {
    pass(Map.of("registry", "YQ=="));
    pass(Map.of("registry", "Yg=="));

    assertThat(copy("registry"))
        .isNotNull()
        .extracting(Secret::getData)
        .isEqualTo(Map.of("token", "Yg=="));
  }

  @Test
  void a_secret_of_somebody_else_stays() {
    pass(Map.of("registry", "YQ=="));
    client
        .secrets()
        .inNamespace(NAMESPACE)
        .withName("registry")
        .edit(
            secret ->
                new SecretBuilder(secret)
                    .editMetadata()
                    .addToLabels(Names.TENANT_LABEL, "another")
                    .endMetadata()
                    .build());

    pass(Map.of());

    assertThat(copy("registry")).isNotNull();
  }

  @Test
  void the_copies_go_when_the_operator_leaves_a_lent_namespace() {
    pass(Map.of("registry", "YQ=="));
    new Applier(client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals())
        .apply(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(Names.OPERATOR)
                .withNamespace(NAMESPACE)
                .addToLabels(Names.TENANT_LABEL, TENANT)
                .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
                .endMetadata()
                .withNewRoleRef(
                    "rbac.authorization.k8s.io", "ClusterRole", OperatorRoleBinding.CLUSTER_ROLE)
                .build());
    AdoptedNamespaceCleanup adopted =
        new AdoptedNamespaceCleanup(client, objects, new Pruner(objects));

    Await.until(
        "the operator to leave",
        BOUND,
        () -> adopted.leave(TENANT, UID, recordSession.read(), false).isEmpty());

    assertThat(copy("registry")).isNull();
  }

  @Test
  void a_copy_follows_a_source_that_was_made_again_with_another_type() {
    pass(Map.of("registry", "YQ=="));
    Secret anew =
        new SecretBuilder(source("registry", "Yg==")).withType("example.com/token").build();

    GuardRails.pullSecrets(TENANT, NAMESPACE, List.of(anew))
        .forEach(copy -> objects.apply(copy, false));

    assertThat(copy("registry"))
        .isNotNull()
        .extracting(Secret::getType)
        .isEqualTo("example.com/token");
  }

  /** As one reconciliation with a class that names these pull secrets. */
  private void pass(Map<String, String> tokens) {
    copies.intend(recordSession, tokens.keySet());
    tokens.forEach(
        (name, token) ->
            GuardRails.pullSecrets(TENANT, NAMESPACE, List.of(source(name, token)))
                .forEach(copy -> objects.apply(copy, false)));
    copies.removeOthers(TENANT, recordSession, Set.copyOf(tokens.keySet()));
  }

  private static Secret source(String name, String token) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withType("Opaque")
        .withData(Map.of("token", token))
        .build();
  }

  private @Nullable Secret copy(String name) {
    return client.secrets().inNamespace(NAMESPACE).withName(name).get();
  }
}
