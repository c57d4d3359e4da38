package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Samples;
import io.smarteros.tenant.cluster.WatchedCluster;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.record.Stage;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@ClusterTest
class TenantNamespaceClusterTest {
  private final LocalCluster cluster;
  private final KubernetesClient client;
  private final WatchedCluster watched;
  private final TenantNamespace namespaces;
  private final Samples samples;
  private final String tenant;
  private final String name;

  TenantNamespaceClusterTest(LocalCluster cluster, TestInfo test) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.watched = new WatchedCluster(client);
    this.namespaces = new TenantNamespace(watched.objects(client), Clock.systemUTC());
    this.tenant = "place-" + Integer.toHexString(test.getDisplayName().hashCode());
    this.samples = Samples.of(tenant);
    this.name = samples.namespace();
  }

  @AfterEach
  void cleanUp() {
    watched.close();
    client.namespaces().withName(name).delete();
  }

  @Test
  void a_planned_namespace_is_made_once() {
    assertThat(namespaces.ensure(desired(tenant), tenant, Stage.PLANNED))
        .isEqualTo(new NamespaceState.Made());
    long mark = cluster.auditLog().mark();
    assertThat(namespaces.ensure(desired(tenant), tenant, Stage.MADE))
        .isEqualTo(new NamespaceState.Present(false));
    assertThat(cluster.auditLog().since(mark).filter(entry -> entry.name().equals(name)))
        .as("requests about it")
        .isEmpty();
  }

  @Test
  void a_namespace_that_was_made_and_is_gone_is_data_missing() {
    assertThat(namespaces.ensure(desired(tenant), tenant, Stage.MADE))
        .isInstanceOf(NamespaceState.Lost.class);
    assertThat(client.namespaces().withName(name).get()).isNull();
  }

  @Test
  void a_namespace_of_somebody_else_is_never_taken() {
    kubectl("create", "namespace", name);

    assertThat(problem(namespaces.ensure(desired(tenant), tenant, Stage.PLANNED)))
        .isEqualTo(Reason.NAMESPACE_TAKEN);
    assertThat(problem(namespaces.ensure(desired(tenant), tenant, Stage.MADE)))
        .isEqualTo(Reason.NAMESPACE_TAKEN);

    kubectl("label", "namespace", name, "smarteros.io/tenant=" + tenant);
    assertThat(problem(namespaces.ensure(desired(tenant), tenant, Stage.PLANNED)))
        .as("labelled, but not given")
        .isEqualTo(Reason.NAMESPACE_TAKEN);
  }

  @Test
  void a_namespace_of_another_tenant_is_never_taken() {
    namespaces.ensure(desired("another"), "another", Stage.PLANNED);

    assertThat(problem(namespaces.ensure(desired(tenant), tenant, Stage.PLANNED)))
        .isEqualTo(Reason.NAMESPACE_TAKEN);
  }

  @Test
  void a_namespace_that_is_given_to_the_tenant_is_adopted_and_not_deleted() {
    kubectl("create", "namespace", name);
    kubectl("label", "namespace", name, "smarteros.io/tenant=" + tenant);
    kubectl("annotate", "namespace", name, "smarteros.io/adopt-by=" + tenant);

    assertThat(namespaces.ensure(desired(tenant), tenant, Stage.PLANNED))
        .isEqualTo(new NamespaceState.Present(true));
    assertThat(namespaces.delete(name, tenant, Stage.MADE))
        .isInstanceOf(NamespaceRemoval.Blocked.class);
    assertThat(client.namespaces().withName(name).get().getMetadata().getDeletionTimestamp())
        .isNull();
  }

  @Test
  void a_namespace_that_was_never_ours_does_not_hold_up_a_deletion() {
    kubectl("create", "namespace", name);

    assertThat(namespaces.delete(name, tenant, Stage.PLANNED))
        .isEqualTo(new NamespaceRemoval.Gone());
    assertThat(client.namespaces().withName(name).get().getMetadata().getDeletionTimestamp())
        .isNull();
  }

  @Test
  void a_namespace_that_lost_its_label_is_for_a_person_to_decide() {
    kubectl("create", "namespace", name);

    assertThat(namespaces.delete(name, tenant, Stage.MADE))
        .isInstanceOf(NamespaceRemoval.Blocked.class);
    assertThat(client.namespaces().withName(name).get().getMetadata().getDeletionTimestamp())
        .isNull();
  }

  @Test
  void a_namespace_on_its_way_out_is_waited_for() {
    namespaces.ensure(desired(tenant), tenant, Stage.PLANNED);
    kubectl("create", "configmap", "slow", "-n", name);
    kubectl(
        "patch", "cm/slow", "-n", name, "--type=merge", "-p", finalizers("[\"example.com/slow\"]"));

    assertThat(namespaces.delete(name, tenant, Stage.MADE))
        .isEqualTo(new NamespaceRemoval.Going("Namespace %s is being deleted".formatted(name)));
    watched.await(
        "on its way out", new ObjectKey("v1", "Namespace", "", name), ObservedObject::deleting);
    assertThat(problem(namespaces.ensure(desired(tenant), tenant, Stage.MADE)))
        .isEqualTo(Reason.DATA_MISSING);
    assertThat(namespaces.ensure(desired(tenant), tenant, Stage.PLANNED))
        .isInstanceOf(NamespaceState.Waiting.class);

    kubectl("patch", "cm/slow", "-n", name, "--type=merge", "-p", finalizers("null"));
  }

  @Test
  void it_notes_since_when_data_is_only_kept_and_forgets_it_again() {
    Instant since = Instant.parse("2026-11-22T10:00:00Z");
    namespaces.ensure(desired(tenant), tenant, Stage.PLANNED);

    namespaces.markRetained(name, tenant, Optional.of(since));
    assertThat(annotation()).isEqualTo("2026-11-22T10:00:00Z");
    long mark = cluster.auditLog().mark();
    namespaces.markRetained(name, tenant, Optional.of(since));
    assertThat(cluster.auditLog().since(mark).filter(entry -> entry.name().equals(name))).isEmpty();

    namespaces.markRetained(name, tenant, Optional.empty());
    assertThat(annotation()).isNull();
  }

  private @Nullable String annotation() {
    return client
        .namespaces()
        .withName(name)
        .get()
        .getMetadata()
        .getAnnotations()
        .get("smarteros.io/retained-at");
  }

  private static Reason problem(NamespaceState state) {
    assertThat(state).isInstanceOf(NamespaceState.Refused.class);
    return ((NamespaceState.Refused) state).problem().reason();
  }

  private Namespace desired(String of) {
    return new NamespaceBuilder(samples.guardRails().namespace())
        .editMetadata()
        .addToLabels(Names.TENANT_LABEL, of)
        .endMetadata()
        .build();
  }

  private static String finalizers(String value) {
    return "{\"metadata\":{\"finalizers\":%s}}".formatted(value);
  }

  private void kubectl(String... arguments) {
    cluster.kubectl(LocalCluster.ADMIN, arguments).orFail();
  }
}
