package io.smarteros.tenant.cluster.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.cluster.ClusterInternals;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.Samples;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.namespace.GuardRails;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The digest against what a real API server makes of objects and of those who change them. */
@ClusterTest
@TestInstance(Lifecycle.PER_CLASS)
class OwnedFieldsClusterTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final LocalCluster cluster;
  private final KubernetesClient client;
  private final Samples samples;

  OwnedFieldsClusterTest(LocalCluster cluster) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.samples = Samples.ownedBy(client.namespaces().withName("default").get(), "owned-fields");
  }

  @BeforeAll
  void applyAll() {
    samples.all().forEach(object -> ClusterInternals.apply(client, object));
  }

  @AfterAll
  void deleteAll() {
    client.namespaces().withName(samples.namespace()).delete();
  }

  List<HasMetadata> samples() {
    return samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void what_was_applied_is_what_is_owned(HasMetadata desired) {
    assertThat(differences(desired)).as("owned values of %s", ObjectKey.of(desired)).isEmpty();
    assertThat(OwnedFields.liveDigest(read(desired))).contains(OwnedFields.digest(desired));
  }

  /**
   * A change by somebody else.
   *
   * @param command of kubectl, in the namespace
   */
  private record Change(String what, HasMetadata object, List<String> command) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Change change(String what, HasMetadata object, String... command) {
    return new Change(what, object, List.of(command));
  }

  List<Change> drifts() {
    GuardRails rails = samples.guardRails();
    HasMetadata deployment = samples.deployment();
    return List.of(
        change("scaled", deployment, "scale", "deployment/n8n", "--replicas=3"),
        change("image set", deployment, "set", "image", "deployment/n8n", "n8n=n8nio/n8n:1.0.0"),
        change("env set", deployment, "set", "env", "deployment/n8n", "DB_TYPE=sqlite"),
        change("env unset", deployment, "set", "env", "deployment/n8n", "DB_TYPE-"),
        change(
            "resources set", deployment, "set", "resources", "deploy/n8n", "--limits=memory=4Gi"),
        change(
            "label changed",
            deployment,
            "label",
            "--overwrite",
            "deploy/n8n",
            "smarteros.io/tenant=evil"),
        change("label removed", deployment, "label", "deploy/n8n", "app.kubernetes.io/part-of-"),
        patch("owner removed", deployment, "[{'op':'remove','path':'/metadata/ownerReferences'}]"),
        patch(
            "volume removed",
            deployment,
            "[{'op':'remove','path':'/spec/template/spec/containers/0/volumeMounts/1'}]"),
        patch(
            "key changed",
            samples.policy(),
            "[{'op':'replace','path':'/metadata/annotations/example.com~1port','value':'80'}]"),
        patch("key removed", samples.secret(), "[{'op':'remove','path':'/data/encryptionKey'}]"),
        patch(
            "secret changed",
            samples.secret(),
            "[{'op':'replace','path':'/data/encryptionKey','value':'YQ=='}]"),
        patch(
            "port changed",
            samples.service(),
            "[{'op':'replace','path':'/spec/ports/0/port','value':80}]"),
        patch(
            "selector changed",
            samples.service(),
            "[{'op':'replace','path':'/spec/selector/app.kubernetes.io~1name','value':'x'}]"),
        patch(
            "host changed",
            samples.ingress(),
            "[{'op':'replace','path':'/spec/rules/0/host','value':'evil.example.com'}]"),
        change(
            "annotation changed",
            samples.ingress(),
            "annotate",
            "--overwrite",
            "ingress/n8n",
            "nginx.ingress.kubernetes.io/proxy-body-size=1m"),
        patch(
            "schedule changed",
            samples.cronJob(),
            "[{'op':'replace','path':'/spec/schedule','value':'* * * * *'}]"),
        patch(
            "retries changed",
            samples.job(),
            "[{'op':'replace','path':'/spec/backoffLimit','value':9}]"),
        patch(
            "volume relabelled",
            samples.volume(),
            "[{'op':'replace','path':'/metadata/labels/smarteros.io~1service','value':'x'}]"),
        patch("rule removed", policy("allow-dns"), "[{'op':'remove','path':'/spec/egress'}]"),
        patch(
            "rule widened",
            policy("allow-egress"),
            "[{'op':'remove','path':'/spec/egress/0/to/0/ipBlock/except/0'}]"),
        patch(
            "quota raised",
            object(rails, "ResourceQuota"),
            "[{'op':'replace','path':'/spec/hard/requests.cpu','value':'64'}]"),
        patch(
            "quota dropped",
            object(rails, "ResourceQuota"),
            "[{'op':'remove','path':'/spec/hard/services.nodeports'}]"),
        patch(
            "limit raised",
            object(rails, "LimitRange"),
            "[{'op':'replace','path':'/spec/limits/0/max/memory','value':'64Gi'}]"),
        patch(
            "subject added",
            rails.binding(),
            "[{'op':'add','path':'/subjects/-','value':{'kind':'User','name':'eve','apiGroup':'rbac.authorization.k8s.io'}}]"),
        patch(
            "token mounted",
            object(rails, "ServiceAccount"),
            "[{'op':'replace','path':'/automountServiceAccountToken','value':true}]"),
        change(
            "Pod Security lowered",
            rails.namespace(),
            "label",
            "--overwrite",
            "namespace/" + samples.namespace(),
            "pod-security.kubernetes.io/enforce=privileged"));
  }

  @ParameterizedTest
  @MethodSource("drifts")
  void a_change_of_what_is_owned_shows_and_applying_again_undoes_it(Change change) {
    makeAgain(change.object());
    kubectl(change);

    assertThat(OwnedFields.liveDigest(read(change.object())))
        .as("digest after: %s", change.what())
        .isPresent()
        .isNotEqualTo(Optional.of(OwnedFields.digest(change.object())));

    ClusterInternals.apply(client, change.object());
    assertThat(differences(change.object())).as("owned values after the repair").isEmpty();
  }

  List<Change> additions() {
    HasMetadata deployment = samples.deployment();
    return List.of(
        change("annotation", deployment, "annotate", "deploy/n8n", "team=blue"),
        change("label", samples.service(), "label", "service/n8n", "team=blue"),
        change("rollout restart", deployment, "rollout", "restart", "deploy/n8n"),
        change("variable", deployment, "set", "env", "deploy/n8n", "EXTRA=1"),
        patch(
            "sidecar",
            deployment,
            "[{'op':'add','path':'/spec/template/spec/containers/0','value':{'name':'sidecar','image':'x'}}]"),
        patch("key", samples.secret(), "[{'op':'add','path':'/data/EXTRA','value':'YQ=='}]"),
        change(
            "Namespace label",
            samples.guardRails().namespace(),
            "label",
            "namespace/" + samples.namespace(),
            "team=blue"));
  }

  @ParameterizedTest
  @MethodSource("additions")
  void what_somebody_adds_is_left_alone(Change change) {
    makeAgain(change.object());
    kubectl(change);

    assertThat(OwnedFields.liveDigest(read(change.object())))
        .as("digest after an added %s", change.what())
        .contains(OwnedFields.digest(change.object()));
  }

  @Test
  void an_object_that_the_operator_never_applied_has_no_digest() {
    assertThat(OwnedFields.liveDigest(client.namespaces().withName("kube-system").get())).isEmpty();
  }

  /** So that no case sees what another one did. */
  private void makeAgain(HasMetadata object) {
    if (!(object instanceof Namespace || object instanceof PersistentVolumeClaim)) {
      client.resource(object).delete();
    }
    ClusterInternals.apply(client, object);
  }

  private void kubectl(Change change) {
    List<String> command = new ArrayList<>(change.command());
    command.addAll(List.of("--namespace", samples.namespace()));
    cluster.kubectl(LocalCluster.ADMIN, command.toArray(String[]::new)).orFail();
  }

  /** A JSON patch, with single quotes. */
  private static Change patch(String what, HasMetadata object, String patch) {
    return change(
        what,
        object,
        "patch",
        object.getKind().toLowerCase(Locale.ROOT),
        object.getMetadata().getName(),
        "--type=json",
        "--patch=" + patch.replace('\'', '"'));
  }

  private HasMetadata policy(String name) {
    return samples.guardRails().objects().stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static HasMetadata object(GuardRails rails, String kind) {
    return rails.objects().stream()
        .filter(object -> object.getKind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private List<String> differences(HasMetadata desired) {
    JsonNode live = OwnedFields.liveValues(JSON.valueToTree(read(desired))).orElseThrow();
    return Differences.between(OwnedFields.desiredValues(desired), live);
  }

  private GenericKubernetesResource read(HasMetadata object) {
    var kind = client.genericKubernetesResources(object.getApiVersion(), object.getKind());
    String namespace = object.getMetadata().getNamespace();
    return (namespace == null ? kind : kind.inNamespace(namespace))
        .withName(object.getMetadata().getName())
        .get();
  }
}
