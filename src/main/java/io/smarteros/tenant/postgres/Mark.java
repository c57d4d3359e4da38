package io.smarteros.tenant.postgres;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Whose a role or a database is; stands in its COMMENT. Ours is what bears exactly this text.
 *
 * @param installation tells operators that share a server apart
 */
@JsonPropertyOrder({"installation", "tenant", "service"})
public record Mark(String installation, String tenant, String service) {

  private static final JsonMapper JSON = new JsonMapper();

  public String toComment() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Three strings can always be written as JSON", e);
    }
  }
}
