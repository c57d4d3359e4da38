package io.smarteros.tenant.postgres;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * Whose a role or a database is; stands in its COMMENT. Ours is what bears exactly this text.
 *
 * @param installation tells operators that share a server apart
 */
@JsonPropertyOrder({"installation", "tenant", "service"})
public record OwnershipMark(String installation, String tenant, String service) {

  private static final JsonMapper JSON = new JsonMapper();

  /** The mark that a comment holds, if it is one. */
  static Optional<OwnershipMark> in(String comment) {
    try {
      OwnershipMark mark = JSON.readValue(comment, OwnershipMark.class);
      return Optional.ofNullable(mark).filter(read -> read.toComment().equals(comment));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  boolean isOfTheSameService(OwnershipMark other) {
    return tenant.equals(other.tenant) && service.equals(other.service);
  }

  public String toComment() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Three strings can always be written as JSON", e);
    }
  }
}
