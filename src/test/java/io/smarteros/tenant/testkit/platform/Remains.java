package io.smarteros.tenant.testkit.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.testkit.DatabaseAdministrator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is left of a tenant that was deleted. */
public final class Remains {
  private final Platform platform;
  private final DatabaseAdministrator postgres;

  public Remains(Platform platform) {
    this.platform = platform;
    this.postgres = new DatabaseAdministrator(platform.database());
  }

  /** The server on which most tenants have their databases. */
  public DatabaseAdministrator postgres() {
    return postgres;
  }

  public void assertNothingRuns(String tenant) {
    KubernetesClient client = platform.client();
    String namespace = Scene.namespace(tenant);
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

  public void assertNothingIsLeft(String tenant) {
    assertThat(namespace(tenant).get()).isNull();
    assertThat(platform.records().secret(tenant).get()).isNull();
    for (ServiceName service : ServiceName.values()) {
      String name = "t_%s_%s".formatted(tenant, service);
      assertThat(postgres.seesDatabase(name)).as("database " + name).isFalse();
      assertThat(postgres.seesRole(name)).as("role " + name).isFalse();
    }
  }

  /** Since when its data is only kept, as its namespace tells. */
  public Optional<String> retainedAt(String tenant) {
    return Optional.ofNullable(namespace(tenant).require().getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Names.RETAINED_AT_ANNOTATION));
  }

  public Resource<Namespace> namespace(String tenant) {
    return platform.client().namespaces().withName(Scene.namespace(tenant));
  }

  public Resource<PersistentVolumeClaim> volume(String tenant) {
    return platform
        .client()
        .persistentVolumeClaims()
        .inNamespace(Scene.namespace(tenant))
        .withName("n8n-data");
  }
}
