package io.smarteros.tenant.local.n8n;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.local.application.StandInAnswer;
import java.time.Instant;
import java.util.List;

/**
 * A key of the public API.
 *
 * @param secret what callers send; shown once
 */
record N8nApiKey(String id, String label, List<String> scopes, String secret, Instant createdAt) {
  private static final int VISIBLE = 4;

  /** As lists show it. */
  ObjectNode redacted(N8nOwner owner) {
    ObjectNode key =
        StandInAnswer.object()
            .put("updatedAt", createdAt.toString())
            .put("createdAt", createdAt.toString())
            .put("id", id)
            .put("userId", owner.id())
            .put("label", label);
    scopes.forEach(key.putArray("scopes")::add);
    return key.put("apiKey", "******" + secret.substring(secret.length() - VISIBLE))
        .put("audience", "public-api")
        .putNull("lastUsedAt")
        .putNull("expiresAt");
  }
}
