package io.smarteros.tenant.local.benchmark;

import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often something was asked of the API server. Leases are left out, which are renewed for ever,
 * and questions that have the form of a create.
 *
 * @param writes by what they did, as {@code patch deployments}, whether or not it was granted
 * @param reads gets, lists and begun watches
 */
record RequestCounts(SortedMap<String, Long> writes, long reads) {
  RequestCounts {
    writes = new TreeMap<>(writes);
  }

  static RequestCounts of(Collection<Entry> entries) {
    SortedMap<String, Long> writes = new TreeMap<>();
    long reads = 0;
    for (Entry entry : entries) {
      if (entry.resource().equals("leases") || entry.group().equals("authorization.k8s.io")) {
        continue;
      }
      if (entry.isWrite()) {
        writes.merge(kind(entry), 1L, Long::sum);
      } else if (!entry.verb().equals("watch") || entry.stage().equals("ResponseStarted")) {
        reads++;
      }
    }
    return new RequestCounts(writes, reads);
  }

  long allWrites() {
    return writes.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String kind(Entry entry) {
    String resource =
        entry.subresource().isEmpty()
            ? entry.resource()
            : entry.resource() + "/" + entry.subresource();
    // a record is a Secret like those of the tenant
    return entry.name().startsWith("tenant-record-")
        ? "%s %s (record)".formatted(entry.verb(), resource)
        : "%s %s".formatted(entry.verb(), resource);
  }
}
