package io.smarteros.tenant.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.chart.Right.Scope;
import io.smarteros.tenant.local.cluster.AuditLog;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The comparison itself, on made-up rights and requests. */
class RightsComparisonTest {
  private static final String WATCH_DEPLOYMENTS =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: robot}
      rules:
        - {apiGroups: [apps], resources: [deployments], verbs: [watch]}
      """;
  private static final String BIND =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: robot}
      rules:
        - {apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [patch, create]}
        - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: [inner], verbs: [bind]}
      """;
  private static final String BOUND_EVERYWHERE =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: robot}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: robot}
      subjects: [{kind: ServiceAccount, namespace: home, name: robot}]
      """;
  private static final String INNER =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: inner}
      rules:
        - {apiGroups: [""], resources: [secrets], verbs: [get]}
      """;
  private static final String LEASE =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: robot, namespace: home}
      rules:
        - {apiGroups: [coordination.k8s.io], resources: [leases], resourceNames: [robot], verbs: [patch]}
      """;
  private static final String BOUND_AT_HOME =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: robot, namespace: home}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: robot}
      subjects: [{kind: ServiceAccount, namespace: home, name: robot}]
      """;

  @Test
  void reads_where_each_right_holds() {
    assertThat(rights(BIND, BOUND_EVERYWHERE, INNER, LEASE, BOUND_AT_HOME).granted())
        .contains(
            new Right(
                "rbac.authorization.k8s.io",
                "clusterroles",
                "bind",
                Set.of("inner"),
                new Scope.Everywhere()),
            new Right(
                "coordination.k8s.io",
                "leases",
                "patch",
                Set.of("robot"),
                new Scope.InNamespace("home")),
            new Right("", "secrets", "get", Set.of(), new Scope.InTenantNamespaces()));
  }

  @Test
  void a_role_that_is_bound_to_somebody_else_grants_nothing() {
    assertThat(rights(WATCH_DEPLOYMENTS, BOUND_EVERYWHERE.replace("home", "elsewhere")).granted())
        .isEmpty();
  }

  @Test
  void is_content_when_every_right_is_used_and_every_use_granted() {
    assertThat(
            complaints(rights(WATCH_DEPLOYMENTS, BOUND_EVERYWHERE), watch("apps", "deployments")))
        .isEmpty();
  }

  @Test
  void complains_about_what_was_done_without_a_right() {
    assertThat(
            complaints(
                rights(WATCH_DEPLOYMENTS, BOUND_EVERYWHERE),
                watch("apps", "deployments"),
                watch("apps", "statefulsets")))
        .containsExactly("used but not granted: watch statefulsets.apps");
  }

  @Test
  void complains_about_a_right_that_nobody_used() {
    assertThat(complaints(rights(WATCH_DEPLOYMENTS, BOUND_EVERYWHERE)))
        .containsExactly(
            "granted but never used, and nothing excuses it: watch deployments.apps everywhere");
  }

  @Test
  void an_excuse_lets_an_unused_right_be() {
    Excuse excuse = new Excuse("apps", "deployments", Set.of("watch"), "for later");

    assertThat(
            rights(WATCH_DEPLOYMENTS, BOUND_EVERYWHERE)
                .complaints(Stream.of(), List.of(excuse), _ -> false))
        .isEmpty();
  }

  @Test
  void complains_about_an_excuse_for_nothing() {
    Excuse excuse = new Excuse("apps", "statefulsets", Set.of("watch"), "for later");

    assertThat(
            rights(WATCH_DEPLOYMENTS, BOUND_EVERYWHERE)
                .complaints(Stream.of(watch("apps", "deployments")), List.of(excuse), _ -> false))
        .containsExactly("excused but not granted: [watch] statefulsets.apps (for later)");
  }

  @Test
  void an_apply_that_makes_the_object_needs_create_as_well() {
    Rights rights = rights(BIND, BOUND_EVERYWHERE, INNER);

    assertThat(
            complaints(
                rights,
                request("patch", "rbac.authorization.k8s.io", "rolebindings", "tenant-a", "x", 201),
                request("get", "", "secrets", "tenant-a", "x", 200)))
        .as("patch, create and bind by one request")
        .isEmpty();
    assertThat(
            complaints(
                rights,
                request("patch", "rbac.authorization.k8s.io", "rolebindings", "tenant-a", "x", 200),
                request("get", "", "secrets", "tenant-a", "x", 200)))
        .containsExactly(
            "granted but never used, and nothing excuses it: create"
                + " rolebindings.rbac.authorization.k8s.io everywhere");
  }

  @Test
  void a_right_in_tenants_namespaces_holds_nowhere_else() {
    assertThat(
            complaints(
                rights(BIND, BOUND_EVERYWHERE, INNER),
                request("patch", "rbac.authorization.k8s.io", "rolebindings", "tenant-a", "x", 201),
                request("get", "", "secrets", "tenant-a", "x", 200),
                request("get", "", "secrets", "kube-system", "x", 403)))
        .containsExactly("used but not granted: get secrets in namespace kube-system");
  }

  @Test
  void a_right_to_one_object_does_not_reach_another() {
    assertThat(
            complaints(
                rights(LEASE, BOUND_AT_HOME),
                request("patch", "coordination.k8s.io", "leases", "home", "robot", 200),
                request("patch", "coordination.k8s.io", "leases", "home", "other", 403)))
        .containsExactly(
            "used but not granted: patch leases.coordination.k8s.io in namespace home");
  }

  private static List<String> complaints(Rights rights, AuditLog.Entry... requests) {
    return rights.complaints(
        Stream.of(requests), List.of(), namespace -> namespace.startsWith("tenant-"));
  }

  private static Rights rights(String... manifests) {
    return Rights.of(Manifests.parse(String.join("---\n", manifests)), "home:robot");
  }

  private static AuditLog.Entry watch(String group, String resource) {
    return request("watch", group, resource, "", "", 200);
  }

  private static AuditLog.Entry request(
      String verb, String group, String resource, String namespace, String name, int code) {
    return new AuditLog.Entry(
        "system:serviceaccount:home:robot",
        verb,
        group,
        resource,
        "",
        namespace,
        name,
        code,
        "",
        "ResponseComplete",
        Instant.EPOCH);
  }
}
