package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A row of {@code tenant_services} to insert or to change.
 *
 * @param rowId empty for a new one
 * @param serviceId empty leaves what is there
 * @param config keys to set; others stay
 */
public record ServiceWrite(
    String name,
    Optional<String> rowId,
    boolean enabled,
    Optional<String> serviceId,
    JsonNode config) {}
