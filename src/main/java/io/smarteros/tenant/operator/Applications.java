package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.namespace.PodEndpoint;
import io.smarteros.tenant.resolve.ServiceDefaults;
import io.smarteros.tenant.service.TenantService;
import io.smarteros.tenant.service.botpress.BotpressService;
import io.smarteros.tenant.service.chatwoot.ChatwootService;
import io.smarteros.tenant.service.n8n.N8nService;
import io.smarteros.tenant.service.odoo.OdooService;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The applications that this operator can run. A further one is a line here. */
record Applications(Map<ServiceName, TenantService> byName) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /**
   * All of them.
   *
   * @param random for keys and passwords: a {@link java.security.SecureRandom}
   */
  static Applications all(RandomGenerator random, InstantSource clock) {
    HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    return new Applications(
        Map.of(
            ServiceName.CHATWOOT, new ChatwootService(http, random, clock),
            ServiceName.BOTPRESS, new BotpressService(http, random, clock),
            ServiceName.N8N, new N8nService(http, random, clock),
            ServiceName.ODOO, new OdooService(http, random, clock)));
  }

  /** On which users and the operator reach their pods. */
  Set<PodEndpoint> endpoints() {
    return byName.entrySet().stream()
        .flatMap(
            application ->
                application.getValue().endpoints().stream()
                    .map(
                        endpoint ->
                            new PodEndpoint(
                                application.getKey().id(),
                                endpoint.port(),
                                !endpoint.paths().isEmpty(),
                                endpoint.calledByOperator())))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Those that keep their data in one of PostgreSQL. */
  Set<ServiceName> withDatabase() {
    return byName.entrySet().stream()
        .filter(application -> application.getValue().database().isPresent())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What each of them gets where neither Tenant nor class says so. */
  Map<ServiceName, ServiceDefaults> defaults() {
    Map<ServiceName, ServiceDefaults> defaults = new EnumMap<>(ServiceName.class);
    byName.forEach(
        (name, service) ->
            defaults.put(
                name,
                new ServiceDefaults(
                    service.defaultVersion(),
                    service.imageRepository(),
                    service.defaultResources().cpu(),
                    service.defaultResources().memory(),
                    service.defaultResources().storage(),
                    service.defaultResources().volume(),
                    service::refusesVersion,
                    service::refusesUpgrade)));
    return defaults;
  }
}
