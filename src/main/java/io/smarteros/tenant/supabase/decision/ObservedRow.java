package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * A row of {@code tenants} with its services, as of one moment.
 *
 * @param services by name; where a name stands twice (the seed's table allows it) the oldest row
 * @param fingerprint differs whenever anything of the row or of its services does
 */
public record ObservedRow(
    String id,
    RowValues values,
    JsonNode metadata,
    Map<String, ObservedService> services,
    String fingerprint) {

  /** A row of {@code tenant_services}. */
  public record ObservedService(
      String id, boolean enabled, Optional<String> serviceId, JsonNode config) {}
}
