package io.smarteros.tenant.local.benchmark;

import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From the edit of a Tenant to the operator's first write for it, shortest first. */
record EditLatencies(List<Duration> sorted) {
  EditLatencies {
    sorted = sorted.stream().sorted().toList();
  }

  /**
   * By the times of the API server. An edit without a write is left out.
   *
   * @param edits of Tenants, one for each
   * @param writes the operator's, in any order
   */
  static EditLatencies between(List<Entry> edits, List<Entry> writes) {
    Map<String, List<Instant>> writesOf = new HashMap<>();
    for (Entry write : writes) {
      TenantNames.tenantOf(write)
          .ifPresent(
              tenant -> writesOf.computeIfAbsent(tenant, _ -> new ArrayList<>()).add(write.at()));
    }
    List<Duration> latencies = new ArrayList<>();
    for (Entry edit : edits) {
      writesOf.getOrDefault(edit.name(), List.of()).stream()
          .filter(write -> write.isAfter(edit.at()))
          .min(Instant::compareTo)
          .ifPresent(write -> latencies.add(Duration.between(edit.at(), write)));
    }
    return new EditLatencies(latencies);
  }

  /** The shortest one that so many of them do not exceed; zero when there is none at all. */
  Duration percentile(int percent) {
    int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
    return sorted.isEmpty() ? Duration.ZERO : sorted.get(Math.max(0, rank - 1));
  }
}
