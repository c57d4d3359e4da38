package io.smarteros.tenant.service.odoo;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.TenantService.DefaultResources;
import java.util.List;

/** What must be the same wherever Odoo is spoken of: in its objects, configuration and client. */
final class Odoo {
  /** Of the Deployment, the Service, the route, and of what they read. */
  static final String NAME = ServiceName.ODOO.id();

  static final String LOGIN_SECRET = ServiceName.ODOO.loginSecret();
  static final int PORT = 8069;
  static final String PORT_NAME = "http";

  /** Whoever guesses the master password makes and drops databases there. */
  static final Endpoint ENDPOINT =
      new Endpoint(PORT_NAME, PORT, true, List.of("/"), List.of("/web/database"));

  static final int WEBSOCKET_PORT = 8072;
  static final String WEBSOCKET_PORT_NAME = "websocket";

  /** Answers only where there are workers: otherwise the one process answers for everything. */
  static final Endpoint WEBSOCKET =
      new Endpoint(WEBSOCKET_PORT_NAME, WEBSOCKET_PORT, false, List.of("/websocket"), List.of());

  /** Of the image: files that users attach, and sessions. */
  static final String DATA = "/var/lib/odoo";

  /** Where the image looks for its configuration. */
  static final String CONFIGURATION = "/etc/odoo";

  static final String CONFIGURATION_FILE = "odoo.conf";
  static final String CA_FILE = "ca.crt";
  static final String VOLUME = "odoo-data";

  static final DefaultResources DEFAULT_RESOURCES =
      new DefaultResources("500m", "1Gi", "10Gi", VOLUME);

  private Odoo() {}
}
