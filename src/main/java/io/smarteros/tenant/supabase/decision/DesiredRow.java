package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.service.ServiceName;
import java.util.Map;
import java.util.Optional;

/**
 * What the Tenant wants its rows in Supabase to say.
 *
 * @param slug the Tenant's name
 * @param metadata keys that follow the Tenant; other keys of the row belong to others
 * @param services in the spec, switched on or off; one that is missing here is switched off if the
 *     operator ever wrote it
 * @param answers annotations by which a person decided something, by their full name
 */
public record DesiredRow(
    String slug,
    String displayName,
    Optional<String> domain,
    Optional<Owner> owner,
    Map<String, JsonNode> metadata,
    boolean suspended,
    Map<ServiceName, DesiredService> services,
    Map<String, String> answers) {

  public DesiredRow {
    metadata = Map.copyOf(metadata);
    services = Map.copyOf(services);
    answers = Map.copyOf(answers);
  }

  /**
   * What the row of one service should say.
   *
   * @param serviceId of the tenant's account in the application, once it is known
   * @param config the keys that are known by now (url, mode, version), as a JSON object; never a
   *     secret. Keys that are missing here stay as they are
   */
  public record DesiredService(boolean enabled, Optional<String> serviceId, JsonNode config) {}
}
