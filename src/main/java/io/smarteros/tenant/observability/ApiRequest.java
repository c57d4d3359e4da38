package io.smarteros.tenant.observability;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a request to the API server does, without names of objects.
 *
 * @param verb as in RBAC: get, list, watch, create, update, patch, delete, deletecollection
 * @param resource plural, with the subresource: {@code deployments}, {@code tenants/status}; {@code
 *     other} for what is no resource
 */
record ApiRequest(String verb, String resource) {
  private static final String OTHER = "other";
  private static final String GROUPS = "apis";
  private static final Set<String> ROOTS = Set.of("api", GROUPS);
  private static final Set<String> SUBRESOURCES_OF_NAMESPACES = Set.of("status", "finalize");

  static ApiRequest of(String method, URI uri) {
    return resourcePath(List.of(uri.getPath().split("/")))
        .map(
            path ->
                new ApiRequest(
                    verb(method, path.size() > 1, Optional.ofNullable(uri.getQuery()).orElse("")),
                    path.size() > 2 ? path.getFirst() + "/" + path.get(2) : path.getFirst()))
        .orElseGet(() -> new ApiRequest(verb(method, true, ""), OTHER));
  }

  /** Resource, name, subresource: as many as there are. Empty when it is no resource. */
  private static Optional<List<String>> resourcePath(List<String> segments) {
    int root = 0;
    // a proxy in front of the API server puts its own path before
    while (root < segments.size() && !ROOTS.contains(segments.get(root))) {
      root++;
    }
    int start = root + 2;
    if (root < segments.size() && segments.get(root).equals(GROUPS)) {
      start++;
    }
    if (start >= segments.size()) {
      return Optional.empty();
    }
    List<String> path = segments.subList(start, segments.size());
    return Optional.of(isNamespaced(path) ? path.subList(2, path.size()) : path);
  }

  private static boolean isNamespaced(List<String> path) {
    return path.size() > 2
        && path.getFirst().equals("namespaces")
        && !SUBRESOURCES_OF_NAMESPACES.contains(path.get(2));
  }

  private static String verb(String method, boolean named, String query) {
    return switch (method) {
      case "GET", "HEAD" -> isWatch(query) ? "watch" : named ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> named ? "delete" : "deletecollection";
      default -> OTHER;
    };
  }

  private static boolean isWatch(String query) {
    return Arrays.asList(query.split("&")).contains("watch=true");
  }
}
