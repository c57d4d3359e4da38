package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * An object made through an application's API.
 *
 * @param id absent while the creation is pending: it was intended, and may have happened
 * @param naturalKey by which one whose creation is pending can be found, where there is one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExternalRecord(Optional<String> id, Optional<String> naturalKey) {
  public ExternalRecord {
    id = id == null ? Optional.empty() : id;
    naturalKey = naturalKey == null ? Optional.empty() : naturalKey;
  }

  public static ExternalRecord pending() {
    return new ExternalRecord(Optional.empty(), Optional.empty());
  }

  public static ExternalRecord pending(String naturalKey) {
    return new ExternalRecord(Optional.empty(), Optional.of(naturalKey));
  }

  public static ExternalRecord made(String id) {
    return new ExternalRecord(Optional.of(id), Optional.empty());
  }
}
