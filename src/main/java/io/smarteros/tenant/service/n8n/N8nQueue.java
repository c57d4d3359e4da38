package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.RedisServer;
import java.util.List;

/** What an n8n with a queue has beside its main process. */
final class N8nQueue {
  static final String WORKER = "worker";
  static final String WEBHOOK = "webhook";

  /** The Job that brings the database to a version. */
  static final String MIGRATE = "migrate";

  /**
   * What a webhook processor answers; calls of tests are the main process's. Source: {@code
   * packages/cli/src/abstract-server.ts} of n8n.
   */
  static final Endpoint WEBHOOKS =
      new Endpoint(
          WEBHOOK,
          N8n.PORT_NAME,
          N8n.PORT,
          false,
          List.of("/webhook", "/webhook-waiting", "/form", "/form-waiting", "/mcp"),
          List.of());

  private N8nQueue() {}

  /** It ends after the processes that may still have to tell it what became of an execution. */
  static RedisServer redis(ServicePlan plan) {
    return new RedisServer(plan, plan.secret(N8nSecrets.REDIS_PASSWORD), N8n.GRACE);
  }
}
