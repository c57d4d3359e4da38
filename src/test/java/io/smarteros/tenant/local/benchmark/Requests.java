package io.smarteros.tenant.local.benchmark;

import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import java.time.Instant;

/** Entries of an audit log. */
final class Requests {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Requests() {}

  static Entry request(String verb, String resource, String namespace, String name) {
    return request(verb, resource, namespace, name, 0);
  }

  static Entry request(
      String verb, String resource, String namespace, String name, long milliseconds) {
    int slash = resource.indexOf('/');
    return new Entry(
        "somebody",
        verb,
        "",
        slash < 0 ? resource : resource.substring(0, slash),
        slash < 0 ? "" : resource.substring(slash + 1),
        namespace,
        name,
        200,
        "client",
        "ResponseComplete",
        START.plusMillis(milliseconds));
  }
}
