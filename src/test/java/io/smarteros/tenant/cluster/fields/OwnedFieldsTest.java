package io.smarteros.tenant.cluster.fields;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The walk itself; what a real server makes of objects is in {@link OwnedFieldsClusterTest}. */
class OwnedFieldsTest {
  private static final String DESIRED =
      """
      apiVersion: v1
      kind: Example
      metadata: {name: a, namespace: b, labels: {ours: "1"}}
      spec:
        replicas: 2
        ports: [{name: http, port: 80}, {name: https, port: 443}]
        finalizers: [x]
        empty: {}
        off: false
        none: ""
      """;

  private static final String LIVE =
      """
      apiVersion: v1
      kind: Example
      metadata:
        name: a
        namespace: b
        uid: u
        resourceVersion: "5"
        labels: {ours: "1", theirs: "2"}
        managedFields:
        - manager: kubectl
          operation: Update
          fieldsV1: {"f:metadata": {"f:labels": {"f:theirs": {}}}}
        - manager: tenant-operator
          operation: Update
          fieldsV1: {"f:spec": {}}
        - manager: tenant-operator
          operation: Apply
          fieldsV1:
            f:metadata: {"f:labels": {"f:ours": {}}}
            f:spec:
              f:replicas: {}
              f:ports:
                k:{"name":"http","protocol":"TCP"}: {".": {}, "f:name": {}, "f:port": {}}
                k:{"name":"https","protocol":"TCP"}: {".": {}, "f:name": {}, "f:port": {}}
              f:finalizers: {'v:"x"': {}}
              f:empty: {}
              f:off: {}
              f:none: {}
      spec:
        replicas: 2
        strategy: defaulted
        ports:
        - {name: sidecar, port: 1, protocol: TCP}
        - {name: http, port: 80, protocol: TCP}
        - {name: https, port: 443, protocol: TCP}
        finalizers: [theirs, x]
        empty: {}
      status: {ready: true}
      """;

  @Test
  void what_others_added_and_what_was_defaulted_does_not_count() {
    assertThat(liveDigest(LIVE)).contains(digest(DESIRED));
  }

  @Test
  void a_value_of_ours_counts() {
    assertThat(liveDigest(LIVE.replace("port: 443", "port: 444"))).isNotEqualTo(wanted());
    assertThat(liveDigest(LIVE.replace("replicas: 2", "replicas: 3"))).isNotEqualTo(wanted());
  }

  @Test
  void a_field_that_somebody_took_counts_even_with_the_same_value() {
    assertThat(liveDigest(LIVE.replace("f:replicas: {}", ""))).isNotEqualTo(wanted());
    assertThat(liveDigest(LIVE.replace("f:off: {}", ""))).isNotEqualTo(wanted());
  }

  @Test
  void what_was_applied_by_nobody_or_by_others_has_no_digest() {
    assertThat(liveDigest(DESIRED)).isEmpty();
    assertThat(liveDigest(LIVE.replace("operation: Apply", "operation: Update"))).isEmpty();
    assertThat(liveDigest(LIVE.replace("manager: tenant-operator", "manager: helm"))).isEmpty();
  }

  @Test
  void the_order_of_members_does_not_count_and_that_of_items_does() {
    String members = DESIRED.replace("{name: http, port: 80}", "{port: 80, name: http}");
    String items =
        DESIRED.replace(
            "[{name: http, port: 80}, {name: https, port: 443}]",
            "[{name: https, port: 443}, {name: http, port: 80}]");

    assertThat(digest(members)).isEqualTo(digest(DESIRED));
    assertThat(digest(items)).isNotEqualTo(digest(DESIRED));
  }

  private static Optional<Digest> wanted() {
    return Optional.of(digest(DESIRED));
  }

  private static Digest digest(String yaml) {
    return OwnedFields.digest(parse(yaml));
  }

  private static Optional<Digest> liveDigest(String yaml) {
    return OwnedFields.liveDigest(parse(yaml));
  }

  private static GenericKubernetesResource parse(String yaml) {
    return new KubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
  }
}
