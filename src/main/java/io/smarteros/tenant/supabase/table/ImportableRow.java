package io.smarteros.tenant.supabase.table;

import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.service.ServiceName;
import java.util.Optional;
import java.util.Set;

/**
 * A row as far as a Tenant can be made of it. Nothing of it is what its owner may write, but what
 * he asked for once: name, slug and domain.
 *
 * @param owner empty also where the row names a user of an issuer that it does not name
 * @param ownerEmail of a user of Supabase who confirmed it
 * @param status as it stands there
 * @param generation counts the changes of the row
 * @param className empty where the row names none
 * @param services those of {@code tenant_services} that the operator knows
 */
public record ImportableRow(
    String id,
    String slug,
    String name,
    Optional<String> domain,
    Optional<Owner> owner,
    Optional<String> ownerEmail,
    String status,
    long generation,
    Optional<String> className,
    Set<ServiceName> services) {

  public ImportableRow {
    services = Set.copyOf(services);
  }
}
