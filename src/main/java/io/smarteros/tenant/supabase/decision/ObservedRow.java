package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * A row of {@code tenants} with its services, as of one moment.
 *
 * @param metadata nothing where the row was looked at for its name alone
 * @param services by name, those that the operator knows; where a name stands twice (the seed's
 *     table allows it) the oldest row
 * @param generation counts the changes of the row, where the table does so
 * @param fingerprint differs whenever anything of this does
 * @param unreadable why metadata, or config of a service, is not known
 */
public record ObservedRow(
    String id,
    RowValues values,
    JsonNode metadata,
    Map<String, ObservedService> services,
    Optional<Long> generation,
    String fingerprint,
    Optional<String> unreadable) {

  boolean isDeleted() {
    return values.status().equals(RowStatus.DELETED);
  }

  /** A row of {@code tenant_services}. */
  public record ObservedService(
      String id, boolean enabled, Optional<String> serviceId, JsonNode config) {}
}
