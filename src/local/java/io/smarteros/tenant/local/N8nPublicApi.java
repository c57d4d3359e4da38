package io.smarteros.tenant.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** The public API, {@code /api/v1}: for programs with a key. Lists are empty. */
final class N8nPublicApi {
  private static final Map<String, String> SCOPE_OF_LIST =
      Map.of(
          "/api/v1/workflows", "workflow:list",
          "/api/v1/credentials", "credential:list",
          "/api/v1/tags", "tag:list",
          "/api/v1/executions", "execution:list");

  private final N8nDatabase database;

  N8nPublicApi(N8nDatabase database) {
    this.database = database;
  }

  N8nAnswer answer(N8nRequest request) {
    boolean isDiscovery = request.line().equals("GET /api/v1/discover");
    Optional<String> scope =
        request.method().equals("GET")
            ? Optional.ofNullable(SCOPE_OF_LIST.get(request.path()))
            : Optional.empty();
    if (!isDiscovery && scope.isEmpty()) {
      return N8nAnswer.message(404, "not found");
    }
    Optional<String> secret = request.header("x-n8n-api-key");
    return secret
        .flatMap(database::key)
        .map(key -> isDiscovery ? discovery(key) : list(key, scope.orElseThrow()))
        .orElseGet(() -> N8nAnswer.message(401, isDiscovery ? noKey(secret) : "Unauthorized"));
  }

  /** The newer half of n8n's API says it in other words. */
  private static String noKey(Optional<String> secret) {
    return secret.isPresent() ? "unauthorized" : "'X-N8N-API-KEY' header required";
  }

  /** Open to every valid key: it says what the key may do. */
  private static N8nAnswer discovery(N8nApiKey key) {
    ObjectNode discovery = N8nAnswer.object();
    key.scopes().forEach(discovery.putArray("scopes")::add);
    return N8nAnswer.data(discovery);
  }

  private static N8nAnswer list(N8nApiKey key, String scope) {
    if (!key.scopes().contains(scope)) {
      return N8nAnswer.message(403, "Forbidden");
    }
    ObjectNode list = N8nAnswer.object();
    list.putArray("data");
    return N8nAnswer.json(200, list.putNull("nextCursor"));
  }
}
