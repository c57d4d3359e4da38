package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * An object made through an application's API.
 *
 * @param id absent while the creation is pending: it was intended, and may have happened
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExternalRecord(Optional<String> id) {
  public ExternalRecord {
    id = id == null ? Optional.empty() : id;
  }

  public static ExternalRecord pending() {
    return new ExternalRecord(Optional.empty());
  }

  public static ExternalRecord made(String id) {
    return new ExternalRecord(Optional.of(id));
  }
}
