package io.smarteros.tenant.chart;

import static io.smarteros.tenant.local.cluster.LocalCluster.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.KubectlResult;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What somebody who holds the operator's token can do, and what not. */
@SharedPlatformTest
class FencesTest {
  private static final String BINDING =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: tenant-operator, namespace: %s}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: tenant-operator-tenant}
      subjects: [{kind: ServiceAccount, name: tenant-operator, namespace: smarteros-system}]
      """;

  private final LocalCluster cluster;

  FencesTest(LocalCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void install(LocalCluster cluster, Binaries binaries) {
    new OperatorChart(binaries).install(cluster);
    FencesTest admin = new FencesTest(cluster);
    // somebody's own, with a Secret in it
    admin.asAdmin("{apiVersion: v1, kind: Namespace, metadata: {name: foreign}}");
    admin.asAdmin("{apiVersion: v1, kind: Secret, metadata: {name: password, namespace: foreign}}");
    // given to a tenant by its owner
    admin.asAdmin(
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: adopted
          labels: {smarteros.io/tenant: fenced}
          annotations: {smarteros.io/adopt-by: fenced}
        """);
    // a tenant's, as the operator makes it
    admin.apply(namespace("fenced-in")).orFail();
    admin.apply(BINDING.formatted("fenced-in")).orFail();
  }

  @Test
  void whoever_deletes_without_a_confirmation_is_warned_and_told_the_value() {
    asAdmin(unfinished("Retain"));
    assertThat(deletion().stderr()).doesNotContain("Warning");

    asAdmin(unfinished("Delete"));
    String uid = admin("get", "tenant", "unfinished", "--output=jsonpath={.metadata.uid}").stdout();
    String confirmation = "unfinished@" + uid.substring(0, 8);
    KubectlResult unconfirmed = deletion();
    assertThat(unconfirmed.succeeded()).isTrue();
    assertThat(unconfirmed.stderr())
        .contains("Warning")
        .contains("confirm-delete is not " + confirmation);

    admin("annotate", "tenant", "unfinished", "smarteros.io/confirm-delete=unfinished");
    assertThat(deletion().stderr()).contains("confirm-delete is not " + confirmation);

    admin(
        "annotate",
        "--overwrite",
        "tenant",
        "unfinished",
        "smarteros.io/confirm-delete=" + confirmation);
    assertThat(deletion().stderr()).doesNotContain("Warning");
    admin("delete", "tenant", "unfinished", "--wait=false");
  }

  private KubectlResult deletion() {
    return admin("delete", "tenant", "unfinished", "--dry-run=server");
  }

  private KubectlResult admin(String... arguments) {
    return cluster.kubectl(ADMIN, arguments);
  }

  private static String unfinished(String deletionPolicy) {
    return """
        apiVersion: smarteros.io/v1alpha1
        kind: Tenant
        metadata: {name: unfinished}
        spec: {displayName: Unfinished, className: nowhere, deletionPolicy: %s}
        """
        .formatted(deletionPolicy);
  }

  @AfterAll
  static void leave_nothing_behind(LocalCluster cluster) {
    String ours =
        "--selector=smarteros.io/tenant=fenced,app.kubernetes.io/managed-by=tenant-operator";
    cluster.kubectl(ADMIN, "delete", "namespace", ours, "--wait=false").orFail();
    cluster.kubectl(ADMIN, "delete", "namespace", "foreign", "adopted", "--wait=false").orFail();
    cluster
        .kubectl(
            ADMIN,
            "patch",
            "tenant",
            "fenced",
            "--type=merge",
            "--patch=metadata: {finalizers: []}")
        .orFail();
    cluster.kubectl(ADMIN, "delete", "tenant", "fenced", "--ignore-not-found").orFail();
  }

  @Test
  void makes_a_namespace_works_in_it_and_deletes_it() {
    apply(namespace("fenced-passing")).orFail();
    apply(BINDING.formatted("fenced-passing")).orFail();
    Await.until(
        "the new binding to hold",
        Duration.ofSeconds(30),
        () ->
            operator("create", "secret", "generic", "key", "--namespace=fenced-passing")
                .succeeded());

    operator("get", "secret", "key", "--namespace=fenced-passing").orFail();
    operator("label", "secret", "key", "a=b", "--namespace=fenced-passing").orFail();
    operator("delete", "secret", "key", "--namespace=fenced-passing").orFail();
    operator("delete", "rolebinding", "tenant-operator", "--namespace=fenced-passing").orFail();
    operator("label", "namespace", "fenced-passing", "a=b").orFail();
    operator("delete", "namespace", "fenced-passing", "--wait=false").orFail();
  }

  @Test
  void reads_no_secret_elsewhere() {
    refusedByRbac(operator("get", "secret", "password", "--namespace=foreign"));
    refusedByRbac(operator("get", "secret", "password", "--namespace=kube-system"));
    refusedByRbac(operator("get", "secrets", "--all-namespaces"));
  }

  @Test
  void lists_no_secrets_of_a_tenant() {
    refusedByRbac(operator("get", "secrets", "--namespace=fenced-in"));
  }

  @Test
  void does_not_touch_the_platforms_namespaces() {
    refused(
        operator("label", "namespace", "kube-system", "smarteros.io/tenant=fenced"),
        "never touches kube-*");
    refused(
        operator("delete", "namespace", "kube-node-lease", "--dry-run=server"),
        "never touches kube-*");
  }

  @Test
  void does_not_touch_default_even_when_somebody_labelled_it() {
    whileLabelled(
        "default",
        () -> {
          refused(operator("label", "namespace", "default", "a=b"), "never touches kube-*");
          refused(apply(BINDING.formatted("default")), "binds roles only in namespaces");
        });
  }

  @Test
  void does_not_touch_its_own_namespace_even_when_somebody_labelled_it() {
    String own = OperatorChart.NAMESPACE;
    whileLabelled(
        own,
        () -> {
          refused(operator("label", "namespace", own, "a=b"), "never touches kube-*");
          refused(operator("delete", "namespace", own, "--dry-run=server"), "never touches kube-*");
          refused(
              operator("delete", "rolebinding", "tenant-operator", "--namespace=" + own),
              "binds roles only in namespaces");
        });
  }

  @Test
  void makes_no_namespace_of_the_platforms() {
    for (String reserved : new String[] {"kube-acme", "openshift-acme"}) {
      refused(apply(namespace(reserved)), "never touches kube-*");
    }
  }

  @Test
  void makes_no_namespace_without_its_labels() {
    refused(operator("create", "namespace", "fenced-new"), "creates a namespace only with");
    refused(
        apply(namespace("fenced-new").replace("managed-by: tenant-operator", "managed-by: Helm")),
        "creates a namespace only with");
    refused(
        apply(namespace("fenced-new").replace("smarteros.io/tenant: fenced", "a: b")),
        "creates a namespace only with");
  }

  @Test
  void takes_no_foreign_namespace() {
    refused(
        operator("label", "namespace", "foreign", "smarteros.io/tenant=fenced"),
        "only namespaces that have the label");
  }

  @Test
  void deletes_no_foreign_namespace() {
    refused(operator("delete", "namespace", "foreign"), "only namespaces that have the label");
  }

  @Test
  void neither_takes_off_nor_changes_the_label() {
    refused(
        operator("label", "namespace", "fenced-in", "smarteros.io/tenant-"),
        "never changes or removes");
    refused(
        operator("label", "namespace", "fenced-in", "smarteros.io/tenant=other", "--overwrite"),
        "never changes or removes");
  }

  @Test
  void changes_but_does_not_delete_what_is_lent() {
    operator("label", "--overwrite", "namespace", "adopted", "a=b").orFail();

    refused(operator("delete", "namespace", "adopted"), "never deletes an adopted namespace");
    refused(
        operator("annotate", "namespace", "adopted", "smarteros.io/adopt-by-"),
        "smarteros.io/adopt-by");
    refused(
        operator("annotate", "namespace", "adopted", "smarteros.io/adopt-by=x", "--overwrite"),
        "smarteros.io/adopt-by");
  }

  @Test
  void binds_itself_in_no_foreign_namespace() {
    for (String namespace : new String[] {"kube-system", "default", "foreign"}) {
      refused(apply(BINDING.formatted(namespace)), "binds roles only in namespaces");
    }
  }

  @Test
  void binds_under_no_other_name() {
    refused(
        apply(fencedIn("metadata: {name: tenant-operator", "metadata: {name: another")),
        "always named tenant-operator");
  }

  @Test
  void binds_no_other_role() {
    asOtherTenant("no-roles");
    for (String role : new String[] {"cluster-admin", "view", "tenant-operator"}) {
      assertThat(apply(BINDING.formatted("no-roles").replace("tenant-operator-tenant", role)))
          .as("binding " + role)
          .satisfies(result -> assertThat(result.succeeded()).isFalse())
          .satisfies(result -> assertThat(result.stderr()).contains("forbidden"));
    }
  }

  /** RBAC already refuses to make it; the fence also keeps one that somebody else has made. */
  @Test
  void does_not_touch_a_binding_to_another_role() {
    asOtherTenant("other-role");
    asAdmin(BINDING.formatted("other-role").replace("tenant-operator-tenant", "view"));

    refused(
        operator("delete", "rolebinding", "tenant-operator", "--namespace=other-role"),
        "binds no role but");
  }

  @Test
  void does_not_touch_the_bindings_of_others() {
    asOtherTenant("other-binding");
    asAdmin(BINDING.formatted("other-binding").replace("{name: tenant-operator,", "{name: team,"));

    refused(
        operator("delete", "rolebinding", "team", "--namespace=other-binding"),
        "always named tenant-operator");
    refused(
        operator("label", "rolebinding", "team", "a=b", "--namespace=other-binding"),
        "always named tenant-operator");
  }

  @Test
  void binds_nobody_else() {
    String subject = "{kind: ServiceAccount, name: tenant-operator, namespace: smarteros-system}";
    for (String attack :
        new String[] {
          subject.replace("name: tenant-operator", "name: default"),
          subject.replace("smarteros-system", "foreign"),
          "{apiGroup: rbac.authorization.k8s.io, kind: User, name: mallory}",
          subject + ", {apiGroup: rbac.authorization.k8s.io, kind: User, name: mallory}",
        }) {
      refused(apply(fencedIn(subject, attack)), "binds a role to nobody but");
    }
  }

  @Test
  void puts_its_binding_right_when_somebody_changed_it() {
    asOtherTenant("drift");
    asAdmin(
        BINDING
            .formatted("drift")
            .replace("name: tenant-operator, namespace", "name: x, namespace"));

    apply(BINDING.formatted("drift")).orFail();
  }

  @Test
  void writes_nothing_of_a_manifest_that_decides_what_becomes_of_it() {
    asAdmin(
        """
        apiVersion: smarteros.io/v1alpha1
        kind: Tenant
        metadata: {name: fenced}
        spec: {displayName: Fenced}
        """);

    String others = "metadata: {finalizers: [example.com/theirs], labels: {team: a}}";
    cluster
        .kubectl(ADMIN, "patch", "tenant", "fenced", "--type=merge", "--patch=" + others)
        .orFail();

    forbids("spec: {displayName: Mine}", "never writes the spec");
    forbids("metadata: {labels: {team: null}}", "never removes labels");
    for (String key :
        new String[] {
          "smarteros.io/confirm-delete",
          "app.kubernetes.io/instance",
          "kubectl.kubernetes.io/last-applied-configuration",
          "argocd.argoproj.io/tracking-id",
          "kustomize.toolkit.fluxcd.io/prune",
          "helm.sh/resource-policy",
        }) {
      forbids(
          "metadata: {annotations: {%s: x}}".formatted(key), "by which it or a deployment tool");
      forbids("metadata: {labels: {%s: x}}".formatted(key), "by which it or a deployment tool");
    }
    String owner = "{apiVersion: v1, kind: Node, name: none, uid: none}";
    forbids("metadata: {ownerReferences: [%s]}".formatted(owner), "never writes the ownerRef");
    forbids("metadata: {finalizers: []}", "never writes finalizers of others");
    forbids("metadata: {finalizers: [example.com/mine]}", "never writes finalizers of others");
    refused(operator("delete", "tenant", "fenced"), "no Tenants but those that it makes of rows");
  }

  /** What a mutating policy does on the way looks like the operator's own doing. */
  @Test
  void sets_and_removes_its_finalizer_whatever_a_policy_of_the_cluster_adds_meanwhile() {
    asAdmin(
        """
        apiVersion: smarteros.io/v1alpha1
        kind: Tenant
        metadata:
          name: fenced-mutated
          annotations: {audit.example.com/last-changed-by: admin, smarteros.io/paused: "true"}
          labels: {team: a}
        spec: {displayName: Fenced}
        """);
    String mutated =
        "annotations: {audit.example.com/last-changed-by: tenant-operator}, labels: {new: b}";

    patch("fenced-mutated", "metadata: {finalizers: [smarteros.io/tenant], " + mutated + "}")
        .orFail();
    patch("fenced-mutated", "metadata: {finalizers: [], " + mutated + "}").orFail();

    // an operator that runs here too may have put its finalizer back, and a paused one stays
    cluster.kubectl(ADMIN, "annotate", "tenant", "fenced-mutated", "smarteros.io/paused-").orFail();
    cluster.kubectl(ADMIN, "delete", "tenant", "fenced-mutated", "--wait=false").orFail();
  }

  @Test
  void touches_namespaces_whatever_a_policy_of_the_cluster_adds_meanwhile() {
    asOtherTenant("fenced-mutated");

    apply(
            namespace("fenced-mutated")
                .replace("labels:", "annotations: {audit: x}\n  labels:\n    cost-centre: b"))
        .orFail();
    apply(
            BINDING
                .formatted("fenced-mutated")
                .replace("metadata: {", "metadata: {labels: {audit: x}, "))
        .orFail();
  }

  @Test
  void makes_nobody_else_delete_a_namespace() {
    String owner = "{apiVersion: v1, kind: Node, name: none, uid: none}";
    refused(
        operator(
            "patch",
            "namespace",
            "adopted",
            "--type=merge",
            "--patch=metadata: {ownerReferences: [%s]}".formatted(owner)),
        "never writes the ownerReferences");
  }

  private void forbids(String patch, String rule) {
    refused(patch("fenced", patch), rule);
  }

  private KubectlResult patch(String tenant, String patch) {
    return operator("patch", "tenant", tenant, "--type=merge", "--patch=" + patch);
  }

  @Test
  void stands_in_nobody_elses_way() {
    asAdmin("{apiVersion: v1, kind: Namespace, metadata: {name: kube-mine}}");
    cluster.kubectl(ADMIN, "delete", "namespace", "kube-mine", "--wait=false").orFail();
  }

  private static String namespace(String name) {
    return """
    apiVersion: v1
    kind: Namespace
    metadata:
      name: %s
      labels:
        smarteros.io/tenant: fenced
        app.kubernetes.io/managed-by: tenant-operator
    """
        .formatted(name);
  }

  private static String fencedIn(String what, String instead) {
    String attack = BINDING.formatted("fenced-in").replace(what, instead);
    assertThat(attack).as("the attack differs from the legitimate way").doesNotContain("%s");
    return attack;
  }

  private void whileLabelled(String namespace, Runnable attack) {
    cluster.kubectl(ADMIN, "label", "namespace", namespace, "smarteros.io/tenant=fenced").orFail();
    try {
      attack.run();
    } finally {
      cluster.kubectl(ADMIN, "label", "namespace", namespace, "smarteros.io/tenant-").orFail();
    }
  }

  private void asOtherTenant(String namespace) {
    apply(namespace(namespace)).orFail();
  }

  private void asAdmin(String manifest) {
    cluster
        .kubectlWithInput(ADMIN, manifest, "apply", "--server-side", "--force-conflicts", "-f", "-")
        .orFail();
  }

  private KubectlResult apply(String manifest) {
    return cluster.kubectlWithInput(
        OperatorChart.user(), manifest, "apply", "--server-side", "--force-conflicts", "-f", "-");
  }

  private KubectlResult operator(String... arguments) {
    return cluster.kubectl(OperatorChart.user(), arguments);
  }

  private static void refused(KubectlResult result, String rule) {
    assertThat(result.succeeded()).as("allowed: " + result.stdout()).isFalse();
    assertThat(result.stderr()).contains("ValidatingAdmissionPolicy").contains(rule);
  }

  private static void refusedByRbac(KubectlResult result) {
    assertThat(result.succeeded()).as("allowed: " + result.stdout()).isFalse();
    assertThat(result.stderr()).contains("Forbidden").contains("cannot");
  }
}
