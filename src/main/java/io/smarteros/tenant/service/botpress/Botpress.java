package io.smarteros.tenant.service.botpress;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.TenantService.DefaultResources;

/** What must be the same wherever Botpress is spoken of: in its objects, environment and client. */
final class Botpress {
  /** Of the Deployment, the Service, the route, and of what they read. */
  static final String NAME = ServiceName.BOTPRESS.id();

  static final String LOGIN_SECRET = ServiceName.BOTPRESS.loginSecret();
  static final int PORT = 3000;
  static final String PORT_NAME = "http";
  static final Endpoint ENDPOINT = Endpoint.ofWholeHost(PORT_NAME, PORT);

  /** Answers with text once all bots are loaded, and with 503 before. */
  static final String VERSION_PATH = "/version";

  /** Of the image: it keeps a copy of its pages there, and everything else in the database. */
  static final String DATA = "/botpress/data";

  static final String APP_DATA = "/botpress/appdata";

  /** Nothing is stored on a volume; the name is that of one it would have. */
  static final DefaultResources DEFAULT_RESOURCES =
      new DefaultResources("500m", "2Gi", "1Gi", "botpress-data");

  private Botpress() {}
}
