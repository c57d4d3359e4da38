package io.smarteros.tenant.local.n8n;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The public API, {@code /api/v1}: for programs with a key. Lists are empty. */
final class N8nPublicApi {
  private static final String KEY_HEADER = "x-n8n-api-key";
  private static final Map<String, String> SCOPE_OF_LIST =
      Map.of(
          "/api/v1/workflows", "workflow:list",
          "/api/v1/credentials", "credential:list",
          "/api/v1/tags", "tag:list",
          "/api/v1/executions", "execution:list");

  private final N8nDatabase database;
  private final N8nSessions sessions;

  N8nPublicApi(N8nDatabase database, N8nSessions sessions) {
    this.database = database;
    this.sessions = sessions;
  }

  StandInAnswer answer(StandInRequest request) {
    boolean isDiscovery = request.line().equals("GET /api/v1/discover");
    Optional<String> scope =
        request.method().equals("GET")
            ? Optional.ofNullable(SCOPE_OF_LIST.get(request.path()))
            : Optional.empty();
    if (!isDiscovery && scope.isEmpty()) {
      return N8nAnswer.message(404, "not found");
    }
    return scopesOf(request)
        .map(scopes -> isDiscovery ? discovery(scopes) : list(scopes, scope.orElseThrow()))
        .orElseGet(() -> N8nAnswer.message(401, isDiscovery ? noKey(request) : "Unauthorized"));
  }

  /** A key decides, also a wrong one; without a key the owner's cookie opens everything. */
  private Optional<List<String>> scopesOf(StandInRequest request) {
    Optional<String> secret = request.header(KEY_HEADER);
    if (secret.isPresent()) {
      return secret.flatMap(database::key).map(N8nApiKey::scopes);
    }
    return sessions.isIn(request) ? Optional.of(N8nScopes.OF_OWNER) : Optional.empty();
  }

  /** The newer half of n8n's API says it in other words. */
  private static String noKey(StandInRequest request) {
    return request.header(KEY_HEADER).isPresent()
        ? "unauthorized"
        : "'X-N8N-API-KEY' header required";
  }

  /** Open to every valid key: it says what the key may do. */
  private static StandInAnswer discovery(List<String> scopes) {
    ObjectNode discovery = StandInAnswer.object();
    scopes.forEach(discovery.putArray("scopes")::add);
    return N8nAnswer.data(discovery);
  }

  private static StandInAnswer list(List<String> scopes, String scope) {
    if (!scopes.contains(scope)) {
      return N8nAnswer.message(403, "Forbidden");
    }
    ObjectNode list = StandInAnswer.object();
    list.putArray("data");
    return StandInAnswer.json(200, list.putNull("nextCursor"));
  }
}
