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
 * @param importedRow id of the row that the Tenant was made of, which decides slug, name, domain
 *     and owner
 * @param metadata keys that follow the Tenant; other keys of the row belong to others
 * @param services in the spec, switched on or off; one that is missing here is switched off if the
 *     operator ever wrote it
 * @param answers annotations by which a person decided something, by their full name
 */
public record DesiredRow(
    String slug,
    Optional<String> importedRow,
    String displayName,
    Optional<String> domain,
    Optional<Owner> owner,
    Map<String, JsonNode> metadata,
    boolean suspended,
    Map<ServiceName, DesiredService> services,
    Map<String, String> answers) {

  /** The key of a service's config that says where users reach it. */
  public static final String URL = "url";

  public DesiredRow {
    metadata = Map.copyOf(metadata);
    services = Map.copyOf(services);
    answers = Map.copyOf(answers);
  }

  /** The same, but for what the services came to be. */
  public DesiredRow withServices(Map<ServiceName, DesiredService> changed) {
    return new DesiredRow(
        slug, importedRow, displayName, domain, owner, metadata, suspended, changed, answers);
  }

  /**
   * What the row of one service should say.
   *
   * @param serviceId of the tenant's account in the application, once it is known
   * @param config what is in force (url, mode, version), as a JSON object; never a secret. A key
   *     that is missing here is removed if the operator ever wrote it
   */
  public record DesiredService(boolean enabled, Optional<String> serviceId, JsonNode config) {}
}
