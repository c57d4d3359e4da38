package io.smarteros.tenant.local.n8n;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import io.smarteros.tenant.local.application.StandInRequest;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/** {@code /rest/api-keys}: the owner's keys for the public API. */
final class N8nApiKeys {
  private static final String PATH = "/rest/api-keys";
  private static final int LONGEST_LABEL = 50;
  private static final int DEFAULT_TAKE = 10;
  private static final int MAX_TAKE = 250;

  private final N8nDatabase database;
  private final InstantSource clock;

  N8nApiKeys(N8nDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Empty when the request is for something else. */
  Optional<Supplier<StandInAnswer>> route(StandInRequest request) {
    return switch (request.line()) {
      case "GET " + PATH -> Optional.of(() -> list(request));
      case "POST " + PATH -> Optional.of(() -> create(request.json().orElseThrow()));
      case "GET " + PATH + "/scopes" -> Optional.of(N8nApiKeys::scopes);
      default ->
          request.line().startsWith("DELETE " + PATH + "/")
              ? Optional.of(() -> delete(request.path().substring(PATH.length() + 1)))
              : Optional.empty();
    };
  }

  private static StandInAnswer scopes() {
    ArrayNode scopes = StandInAnswer.object().putArray("scopes");
    N8nScopes.OF_OWNER.forEach(scopes::add);
    return N8nAnswer.data(scopes);
  }

  private StandInAnswer list(StandInRequest request) {
    String label = request.query().getOrDefault("label", "").toLowerCase(Locale.ROOT);
    int take =
        Math.min(
            MAX_TAKE,
            Integer.parseInt(request.query().getOrDefault("take", String.valueOf(DEFAULT_TAKE))));
    List<N8nApiKey> matching =
        database.keys().stream()
            .filter(key -> key.label().toLowerCase(Locale.ROOT).contains(label))
            .sorted(Comparator.comparing(N8nApiKey::createdAt).reversed())
            .toList();
    ObjectNode list = StandInAnswer.object();
    ArrayNode items = list.putArray("items");
    matching.stream().limit(take).map(key -> key.redacted(database.owner())).forEach(items::add);
    list.putObject("counts").put("mine", matching.size()).put("all", matching.size());
    list.putObject("totals").put("mine", database.keys().size()).put("all", database.keys().size());
    list.putArray("owners");
    return N8nAnswer.data(list);
  }

  private StandInAnswer create(JsonNode body) {
    if (!body.path("label").isTextual()) {
      return N8nAnswer.required("label", "string");
    }
    if (!body.path("scopes").isArray()) {
      return N8nAnswer.required("scopes", "array");
    }
    if (body.path("expiresAt").isMissingNode()) {
      return N8nAnswer.required("expiresAt", "number");
    }
    String label = body.path("label").textValue();
    List<String> scopes =
        StreamSupport.stream(body.path("scopes").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    if (label.length() > LONGEST_LABEL) {
      return tooBig("String must contain at most 50 character(s)", "label");
    }
    if (scopes.isEmpty()) {
      return tooSmall("Array must contain at least 1 element(s)", "scopes");
    }
    if (!N8nScopes.OF_OWNER.containsAll(scopes)) {
      return N8nAnswer.error(400, "Invalid scopes for user role");
    }
    // the real one lets the unique index speak: 500, and code 0
    return database
        .addKey(label, scopes, clock.instant())
        .map(key -> N8nAnswer.data(key.redacted(database.owner()).put("rawApiKey", key.secret())))
        .orElseGet(() -> N8nAnswer.error(500, 0, "There is already an entry with this name"));
  }

  private StandInAnswer delete(String id) {
    return database.deleteKey(id) ? N8nAnswer.success() : N8nAnswer.error(404, "API key not found");
  }

  private static StandInAnswer tooBig(String message, String field) {
    return invalid("too_big", message, field);
  }

  private static StandInAnswer tooSmall(String message, String field) {
    return invalid("too_small", message, field);
  }

  private static StandInAnswer invalid(String code, String message, String field) {
    ObjectNode problem = StandInAnswer.object().put("code", code).put("message", message);
    problem.putArray("path").add(field);
    return StandInAnswer.json(400, problem);
  }
}
