package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What the row of one service should say.
 *
 * @param serviceId of the tenant's account in the application, once it is known
 * @param config the keys that are known by now (url, mode, version), as a JSON object; never a
 *     secret. Keys that are missing here stay as they are
 */
public record DesiredService(boolean enabled, Optional<String> serviceId, JsonNode config) {}
