package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.TenantService.DefaultResources;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What must be the same wherever n8n is spoken of: in its objects, its environment, its client. */
final class N8n {
  /** Of the main process's Deployment, the Service, the route, and of what they read. */
  static final String NAME = "n8n";

  static final String LOGIN_SECRET = ServiceName.N8N.loginSecret();
  static final String VOLUME = "n8n-data";
  static final int PORT = 5678;
  static final String PORT_NAME = "http";
  static final Endpoint ENDPOINT = Endpoint.ofWholeHost(PORT_NAME, PORT);

  /** Where each process tells Prometheus of itself, once it is asked to. */
  static final String METRICS_PATH = "/metrics";

  /** Whoever may call it learns how much the tenant works. */
  static final Endpoint ENDPOINT_WITH_METRICS =
      new Endpoint(PORT_NAME, PORT, true, List.of("/"), List.of(METRICS_PATH));

  static final String READINESS_PATH = "/healthz/readiness";
  static final String HOME = "/home/node";
  static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

  /** Beyond what n8n takes itself, so that it ends by itself. */
  static final Duration GRACE = SHUTDOWN_TIMEOUT.plusSeconds(15);

  static final DefaultResources DEFAULT_RESOURCES =
      new DefaultResources("200m", "1536Mi", "5Gi", VOLUME);

  /** With them a Tenant gets nothing of the class's licence. */
  static final Predicate<String> OWN_LICENCE = Pattern.compile("N8N_LICENSE_.*").asMatchPredicate();

  private N8n() {}
}
