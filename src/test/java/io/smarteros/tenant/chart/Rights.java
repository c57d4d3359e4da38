package io.smarteros.tenant.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.smarteros.tenant.chart.Right.Scope;
import io.smarteros.tenant.local.cluster.AuditLog;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the chart grants to a ServiceAccount, to be held against what the audit log says that it
 * did.
 */
final class Rights {
  private static final String RBAC = "rbac.authorization.k8s.io";

  private final Set<Right> granted;

  private Rights(Set<Right> granted) {
    this.granted = granted;
  }

  /**
   * Reads the roles and bindings among the objects.
   *
   * @param account namespace and name, as {@code smarteros-system:tenant-operator}
   */
  static Rights of(List<? extends HasMetadata> objects, String account) {
    var granted = new LinkedHashSet<Right>();
    for (HasMetadata object : objects) {
      switch (object) {
        case ClusterRoleBinding binding when names(binding.getSubjects(), account) ->
            granted.addAll(
                rights(rules(objects, binding.getRoleRef(), ""), new Scope.Everywhere()));
        case RoleBinding binding when names(binding.getSubjects(), account) -> {
          String namespace = binding.getMetadata().getNamespace();
          granted.addAll(
              rights(
                  rules(objects, binding.getRoleRef(), namespace),
                  new Scope.InNamespace(namespace)));
        }
        default -> {}
      }
    }
    // what it may bind, it binds to itself in the namespaces of its tenants
    Set<String> bindable = new TreeSet<>();
    granted.stream()
        .filter(right -> right.verb().equals("bind"))
        .forEach(right -> bindable.addAll(right.names()));
    for (HasMetadata object : objects) {
      if (object instanceof ClusterRole role && bindable.contains(role.getMetadata().getName())) {
        granted.addAll(rights(role.getRules(), new Scope.InTenantNamespaces()));
      }
    }
    return new Rights(granted);
  }

  Set<Right> granted() {
    return Set.copyOf(granted);
  }

  /**
   * One sentence for every difference between what was granted and what was done: a request that no
   * right covers, a right that no request needed and nothing excuses, an excuse for no right.
   *
   * @param requests those of the ServiceAccount alone
   * @param isTenantNamespace whether the operator has bound the role to itself in this namespace
   */
  List<String> complaints(
      Stream<AuditLog.Entry> requests, List<Excuse> excuses, Predicate<String> isTenantNamespace) {
    var complaints = new TreeSet<String>();
    var unused = new LinkedHashSet<>(granted);
    requests
        .flatMap(Rights::needs)
        .distinct()
        .forEach(
            need -> {
              List<Right> covering =
                  granted.stream().filter(right -> covers(right, need, isTenantNamespace)).toList();
              unused.removeAll(covering);
              if (covering.isEmpty()) {
                complaints.add("used but not granted: " + need);
              }
            });
    unused.stream()
        .filter(right -> excuses.stream().noneMatch(excuse -> excuse.covers(right)))
        .map(right -> "granted but never used, and nothing excuses it: " + right)
        .forEach(complaints::add);
    excuses.stream()
        .filter(excuse -> granted.stream().noneMatch(excuse::covers))
        .map(excuse -> "excused but not granted: " + excuse)
        .forEach(complaints::add);
    return List.copyOf(complaints);
  }

  /** What a request needs; an empty name or namespace is none. */
  private record Need(String group, String resource, String verb, String namespace, String name) {
    @Override
    public String toString() {
      String what = group.isEmpty() ? resource : resource + "." + group;
      return namespace.isEmpty()
          ? "%s %s".formatted(verb, what)
          : "%s %s in namespace %s".formatted(verb, what, namespace);
    }
  }

  private static Stream<Need> needs(AuditLog.Entry request) {
    String resource =
        request.subresource().isEmpty()
            ? request.resource()
            : request.resource() + "/" + request.subresource();
    Need asked =
        new Need(request.group(), resource, request.verb(), request.namespace(), request.name());
    // an apply that makes the object is authorized twice, as a patch and as a create
    Stream<Need> create =
        request.verb().equals("patch") && request.code() == 201
            ? Stream.of(
                new Need(asked.group, asked.resource, "create", asked.namespace, asked.name))
            : Stream.empty();
    // the log does not say which role was bound
    Stream<Need> bind =
        request.group().equals(RBAC) && request.resource().equals("rolebindings") && wrote(request)
            ? Stream.of(new Need(RBAC, "clusterroles", "bind", "", ""))
            : Stream.empty();
    return Stream.of(Stream.of(asked), create, bind).flatMap(needs -> needs);
  }

  private static boolean wrote(AuditLog.Entry request) {
    return switch (request.verb()) {
      case "create", "update", "patch" -> request.code() < 300;
      default -> false;
    };
  }

  private static boolean covers(Right right, Need need, Predicate<String> isTenantNamespace) {
    boolean where =
        switch (right.scope()) {
          case Scope.Everywhere() -> true;
          case Scope.InNamespace(String namespace) -> namespace.equals(need.namespace);
          case Scope.InTenantNamespaces() ->
              !need.namespace.isEmpty() && isTenantNamespace.test(need.namespace);
        };
    return where
        && right.group().equals(need.group)
        && right.resource().equals(need.resource)
        && right.verb().equals(need.verb)
        && (right.names().isEmpty()
            || need.verb.equals("bind")
            || right.names().contains(need.name));
  }

  private static boolean names(List<Subject> subjects, String account) {
    return subjects.stream()
        .anyMatch(
            subject ->
                subject.getKind().equals("ServiceAccount")
                    && account.equals(subject.getNamespace() + ":" + subject.getName()));
  }

  private static List<PolicyRule> rules(
      List<? extends HasMetadata> objects, RoleRef ref, String namespace) {
    return objects.stream()
        .filter(object -> object.getMetadata().getName().equals(ref.getName()))
        .filter(object -> object.getKind().equals(ref.getKind()))
        .flatMap(
            object ->
                switch (object) {
                  case ClusterRole role -> Stream.of(role.getRules());
                  case Role role when namespace.equals(role.getMetadata().getNamespace()) ->
                      Stream.of(role.getRules());
                  default -> Stream.<List<PolicyRule>>empty();
                })
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "bound but not there: " + ref.getKind() + " " + ref.getName()));
  }

  private static Set<Right> rights(List<PolicyRule> rules, Scope scope) {
    var rights = new LinkedHashSet<Right>();
    for (PolicyRule rule : rules) {
      for (String group : rule.getApiGroups()) {
        for (String resource : rule.getResources()) {
          for (String verb : rule.getVerbs()) {
            rights.add(
                new Right(group, resource, verb, Set.copyOf(rule.getResourceNames()), scope));
          }
        }
      }
    }
    return rights;
  }
}
