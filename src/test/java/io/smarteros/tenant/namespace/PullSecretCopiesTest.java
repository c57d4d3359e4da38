package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.GuardRailMetadata;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.ManualClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PullSecretCopiesTest {
  private static final String TENANT = "acme";
  private static final String NAMESPACE = "tenant-acme";

  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server = new InMemoryApiServer(clock).withNamespace(NAMESPACE);
  private final InMemoryCluster cluster = new InMemoryCluster(server, clock);
  private final Map<String, Secret> inOperatorNamespace = new HashMap<>();
  private final ClassSecrets sources =
      new ClassSecrets("smarteros", name -> Optional.ofNullable(inOperatorNamespace.get(name)));
  private final PullSecretCopies copies = new PullSecretCopies(cluster, sources);
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

  @Test
  void only_what_pulls_images_is_copied_and_nothing_of_its_metadata() {
    Secret source = secret("registry");
    source.getMetadata().setLabels(Map.of(Names.CLASS_SECRET_LABEL, "true"));
    source.getMetadata().setResourceVersion("7");
    source.setData(Map.of(".dockerconfigjson", "e30=", "password", "c2VjcmV0"));
    inOperatorNamespace.put("registry", source);

    assertThat(compiled("registry").copies())
        .singleElement()
        .satisfies(
            copy -> {
              assertThat(copy.getType()).isEqualTo("kubernetes.io/dockerconfigjson");
              assertThat(copy.getData()).isEqualTo(Map.of(".dockerconfigjson", "e30="));
              assertThat(copy.getMetadata().getNamespace()).isEqualTo(NAMESPACE);
              assertThat(copy.getMetadata().getResourceVersion()).isNull();
              assertThat(copy.getMetadata().getLabels())
                  .doesNotContainKey(Names.CLASS_SECRET_LABEL)
                  .containsEntry(Names.TENANT_LABEL, TENANT);
            });
  }

  @Test
  void the_older_type_of_docker_is_copied_too() {
    Secret source = secret("registry");
    source.setType("kubernetes.io/dockercfg");
    source.setData(Map.of(".dockercfg", "e30="));
    inOperatorNamespace.put("registry", source);

    assertThat(compiled("registry").copies()).singleElement().isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubernetes.io/basic-auth", "Opaque", "kubernetes.io/tls"})
  void a_secret_of_another_type_is_named_and_never_copied(String type) {
    inOperatorNamespace.put("postgres-admin", ofType(type, "postgres-admin"));

    PullSecretCopies.Compiled compiled = compiled("postgres-admin");

    assertThat(compiled.copies()).isEmpty();
    assertThat(compiled.troubles())
        .singleElement()
        .satisfies(
            trouble -> {
              assertThat(trouble.problem().reason()).isEqualTo(Reason.SECRET_KEY_MISSING);
              assertThat(trouble.problem().message())
                  .startsWith("Secret postgres-admin in namespace smarteros has type " + type)
                  .contains("kubernetes.io/dockerconfigjson or kubernetes.io/dockercfg");
              assertThat(trouble.harmless()).isFalse();
            });
  }

  @Test
  void a_copy_that_should_never_have_been_made_goes() {
    Secret leaked = ofType("kubernetes.io/basic-auth", "postgres-admin");
    leaked.setMetadata(GuardRailMetadata.of(TENANT, NAMESPACE, "postgres-admin"));
    cluster.apply(leaked, false);
    inOperatorNamespace.put("postgres-admin", ofType("kubernetes.io/basic-auth", "postgres-admin"));

    compiled("postgres-admin");

    assertThat(server.has(key("postgres-admin"))).isFalse();
  }

  @Test
  void a_copy_stays_while_its_source_is_gone_or_of_a_wrong_type() {
    inOperatorNamespace.put("registry", ofType("Opaque", "registry"));
    inOperatorNamespace.remove("mirror");

    assertThat(compiled("registry", "mirror").troubles())
        .hasSize(2)
        .allMatch(GuardRailTrouble::harmless);
    assertThat(server.has(key("registry"))).isTrue();
    assertThat(server.has(key("mirror"))).isTrue();
  }

  private PullSecretCopies.Compiled compiled(String... names) {
    return copies.compile(TENANT, NAMESPACE, List.of(names));
  }

  private static Secret ofType(String type, String name) {
    return new SecretBuilder(secret(name))
        .withType(type)
        .withData(
            Map.of("username", "YWRtaW4=", "password", "c2VjcmV0", ".dockerconfigjson", "e30="))
        .build();
  }

  private void copy(String name) {
    inOperatorNamespace.put(name, secret(name));
    copies
        .compile(TENANT, NAMESPACE, List.of(name))
        .copies()
        .forEach(copy -> cluster.apply(copy, false));
  }

  private static Secret secret(String name) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .withData(Map.of(".dockerconfigjson", "e30="))
        .build();
  }

  private static ObjectKey key(String name) {
    return new ObjectKey("v1", "Secret", NAMESPACE, name);
  }

  private Set<String> remembered() {
    return recordSession.read().placement().pullSecrets();
  }
}
