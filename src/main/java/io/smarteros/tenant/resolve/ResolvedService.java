package io.smarteros.tenant.resolve;

import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.service.ServiceSpec;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Optional;

/**
 * One service with everything decided.
 *
 * @param enabled switched on in the spec
 * @param pinned the version is that of the image's own tag or digest
 * @param image full reference, the class's registry and the version included
 * @param host DNS name under which users reach it
 * @param cpu request, canonical quantity
 * @param memory request and limit, canonical quantity
 * @param storage size of the volume, canonical quantity, when the service is to have one
 * @param env of the class and of the Tenant
 * @param spec as the Tenant has it, with the settings of the class where it has none of its own
 */
@RecordBuilder
public record ResolvedService(
    ServiceName name,
    boolean enabled,
    Mode mode,
    String version,
    boolean pinned,
    String image,
    int replicas,
    String host,
    String cpu,
    String memory,
    Optional<String> storage,
    List<EnvironmentVariable> env,
    ServiceSpec spec)
    implements ResolvedServiceBuilder.With {

  /** {@code https://} and the host: what users open. */
  public String url() {
    return "https://" + host;
  }
}
