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
import io.smarteros.tenant.tenantclass.ClassSecrets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ClusterTest
final class PullSecretCopiesClusterTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final String JSON_A = "e30=";
  private static final String JSON_B = "eyJhdXRocyI6e319";
  private static final String TENANT = "acme";
  private static final String NAMESPACE = "pull-secret-copies";
  private static final String UID = "uid-of-the-tenant";

  private final KubernetesClient client;
  private final WatchedCluster watched;
  private final ClusterObjects objects;
  private final Map<String, Secret> sources = new HashMap<>();
  private final PullSecretCopies copies;
  private final InMemoryRecordSession recordSession = new InMemoryRecordSession(NAMESPACE);

  PullSecretCopiesClusterTest(LocalCluster cluster) {
    this.client = cluster.client();
    this.watched = new WatchedCluster(client);
    this.objects = watched.objects(client);
    this.copies =
        new PullSecretCopies(
            objects, new ClassSecrets("smarteros", name -> Optional.ofNullable(sources.get(name))));
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
    pass(Map.of("registry", JSON_A, "mirror", JSON_B));
    pass(Map.of("registry", JSON_A));

    assertThat(copy("mirror")).isNull();
    assertThat(copy("registry")).isNotNull();
    assertThat(recordSession.read().placement().pullSecrets()).containsExactly("registry");
  }

  @Test
  void a_copy_that_went_comes_again_when_its_class_names_the_secret_again() {
    pass(Map.of("registry", JSON_A));
    pass(Map.of());
    pass(Map.of("registry", JSON_A));

    assertThat(copy("registry")).isNotNull();
  }

  @Test
  void a_copy_follows_its_source() {
    pass(Map.of("registry", JSON_A));
    pass(Map.of("registry", JSON_B));

    assertThat(copy("registry"))
        .isNotNull()
        .extracting(Secret::getData)
        .isEqualTo(Map.of(".dockerconfigjson", JSON_B));
  }

  @Test
  void a_secret_of_somebody_else_stays() {
    pass(Map.of("registry", JSON_A));
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
    pass(Map.of("registry", JSON_A));
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
        new AdoptedNamespaceCleanup(
            objects,
            new Pruner(objects),
            new RightsRestoration(objects, "smarteros", Names.OPERATOR),
            Clock.systemUTC());

    Await.until(
        "the operator to leave",
        BOUND,
        () ->
            adopted.leave(TENANT, UID, recordSession.read(), false)
                instanceof NamespaceRemoval.Gone);

    assertThat(copy("registry")).isNull();
  }

  @Test
  void a_copy_follows_a_source_that_was_made_again_with_another_type() {
    pass(Map.of("registry", JSON_A));
    Secret anew = source("registry", JSON_B);
    anew.setType("kubernetes.io/dockercfg");
    anew.setData(Map.of(".dockercfg", "e30="));
    sources.put("registry", anew);

    copies
        .compile(TENANT, NAMESPACE, List.of("registry"))
        .copies()
        .forEach(copy -> objects.apply(copy, false));

    assertThat(copy("registry"))
        .isNotNull()
        .extracting(Secret::getType)
        .isEqualTo("kubernetes.io/dockercfg");
  }

  /** As one reconciliation with a class that names these pull secrets. */
  private void pass(Map<String, String> tokens) {
    copies.intend(recordSession, tokens.keySet());
    tokens.forEach((name, token) -> sources.put(name, source(name, token)));
    copies
        .compile(TENANT, NAMESPACE, List.copyOf(tokens.keySet()))
        .copies()
        .forEach(copy -> objects.apply(copy, false));
    copies.removeOthers(TENANT, recordSession, Set.copyOf(tokens.keySet()));
  }

  private static Secret source(String name, String token) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .withData(Map.of(".dockerconfigjson", token))
        .build();
  }

  private @Nullable Secret copy(String name) {
    return client.secrets().inNamespace(NAMESPACE).withName(name).get();
  }
}
