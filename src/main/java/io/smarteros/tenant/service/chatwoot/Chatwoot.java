package io.smarteros.tenant.service.chatwoot;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.TenantService.DefaultResources;
import java.time.Duration;
import java.util.List;

/** What must be the same wherever Chatwoot is spoken of: in its objects, environment and client. */
final class Chatwoot {
  /** Of the web process's Deployment, the Service, the route, and of what they read. */
  static final String NAME = ServiceName.CHATWOOT.id();

  static final String WORKER = "worker";
  static final String VOLUME = "chatwoot-data";
  static final int PORT = 3000;
  static final String PORT_NAME = "http";

  /** Whoever reaches it first, while it is open, becomes super administrator. */
  static final String ONBOARDING_PATH = "/installation/onboarding";

  /** With his log-in: {@code config/routes.rb}. He decides over the whole installation. */
  private static final String SUPER_ADMIN_PATH = "/super_admin";

  static final Endpoint ENDPOINT =
      new Endpoint(PORT_NAME, PORT, true, List.of("/"), List.of("/installation", SUPER_ADMIN_PATH));

  /** Answers as soon as the process does, and looks at nothing. */
  static final String LIVENESS_PATH = "/health";

  /** Tells in its body how database and Redis are. */
  static final String STATES_PATH = "/api";

  /** In which the worker ends its jobs, or puts them back. */
  static final Duration WORKER_SHUTDOWN = Duration.ofSeconds(25);

  /** Of the web process and of the worker, each. */
  static final DefaultResources DEFAULT_RESOURCES =
      new DefaultResources("300m", "1536Mi", "10Gi", VOLUME);

  private Chatwoot() {}
}
