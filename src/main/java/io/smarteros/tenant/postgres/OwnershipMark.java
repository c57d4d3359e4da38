package io.smarteros.tenant.postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.Optional;

/**
 * Whose a role or a database is; stands in its COMMENT.
 *
 * @param installation tells operators that share a server apart
 * @param incarnation of the tenant's database in the record: one that was deleted and made anew is
 *     another. Marks of earlier operators have none
 */
@JsonPropertyOrder({"installation", "tenant", "service", "incarnation"})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OwnershipMark(
    String installation, String tenant, String service, Optional<String> incarnation) {

  private static final JsonMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();

  public OwnershipMark {
    incarnation = incarnation == null ? Optional.empty() : incarnation;
  }

  /** What a comment says about whose something is, seen from this mark. */
  enum Claim {
    OURS,
    /** Of this tenant and service, but another incarnation. */
    OF_ANOTHER_INCARNATION,
    FOREIGN
  }

  /** The mark that a comment holds, if it is one. */
  static Optional<OwnershipMark> in(String comment) {
    try {
      OwnershipMark mark = JSON.readValue(comment, OwnershipMark.class);
      return Optional.ofNullable(mark).filter(read -> read.toComment().equals(comment));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  Claim claim(Optional<String> comment) {
    Optional<OwnershipMark> theirs =
        comment
            .flatMap(OwnershipMark::in)
            .filter(mark -> mark.installation.equals(installation) && isOfTheSameService(mark));
    if (theirs.isEmpty()) {
      return Claim.FOREIGN;
    }
    Optional<String> its = theirs.get().incarnation;
    return its.isEmpty() || its.equals(incarnation) ? Claim.OURS : Claim.OF_ANOTHER_INCARNATION;
  }

  boolean isOfTheSameService(OwnershipMark other) {
    return tenant.equals(other.tenant) && service.equals(other.service);
  }

  public String toComment() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Four strings can always be written as JSON", e);
    }
  }
}
