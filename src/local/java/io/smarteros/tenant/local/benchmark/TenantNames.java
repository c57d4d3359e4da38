package io.smarteros.tenant.local.benchmark;

import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How the tenants of the benchmark are called, and which of them a request is about. */
final class TenantNames {
  private static final String PREFIX = "bench-";
  private static final String OTHERS = "other-";
  private static final String NAMESPACE = "tenant-";
  private static final String RECORD = "tenant-record-";

  private TenantNames() {}

  /** Of one length, so that one can stand for the other in any text. */
  static List<String> of(int count) {
    return numbered(PREFIX, count);
  }

  /** Of those that are only there. */
  static List<String> ofOthers(int count) {
    return numbered(OTHERS, count);
  }

  private static List<String> numbered(String prefix, int count) {
    return IntStream.range(0, count).mapToObj((prefix + "%05d")::formatted).toList();
  }

  static String namespace(String tenant) {
    return NAMESPACE + tenant;
  }

  /** Empty for what is about no tenant of the benchmark. */
  static Optional<String> tenantOf(Entry entry) {
    return switch (entry.resource()) {
      case "tenants" -> ours(entry.name(), "");
      case "namespaces" -> ours(entry.name(), NAMESPACE);
      default -> ours(entry.namespace(), NAMESPACE).or(() -> ours(entry.name(), RECORD));
    };
  }

  private static Optional<String> ours(String name, String before) {
    return name.startsWith(before + PREFIX)
        ? Optional.of(name.substring(before.length()))
        : Optional.empty();
  }
}
