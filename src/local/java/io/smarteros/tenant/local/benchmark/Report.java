package io.smarteros.tenant.local.benchmark;

import java.util.List;
import java.util.Locale;

/** What is printed, as it goes into docs/performance.md. */
final class Report {
  private Report() {}

  static String of(int tenants, int others, int objects, String machine, List<Phase> phases) {
    return """
        %s
        %s tenants with n8n, %d objects each%s:

        %s
        Writes to the API server per tenant:

        %s"""
        .formatted(
            machine,
            String.format(Locale.ROOT, "%,d", tenants),
            objects,
            others == 0 ? "" : String.format(Locale.ROOT, ", beside %,d paused ones", others),
            figures(phases),
            writes(tenants, phases));
  }

  private static MarkdownTable figures(List<Phase> phases) {
    MarkdownTable table = new MarkdownTable(phases.stream().map(Phase::name).toList());
    for (Figure row : Figure.values()) {
      for (Phase phase : phases) {
        Double value = phase.figures().get(row);
        if (value != null) {
          table.put(row.title(), phase.name(), row.format(value));
        }
      }
    }
    return table;
  }

  private static MarkdownTable writes(int tenants, List<Phase> phases) {
    MarkdownTable table = new MarkdownTable(phases.stream().map(Phase::name).toList());
    for (Phase phase : phases) {
      table.put("all", phase.name(), perTenant(phase.requests().allWrites(), tenants));
    }
    for (Phase phase : phases) {
      phase
          .requests()
          .writes()
          .forEach((kind, count) -> table.put(kind, phase.name(), perTenant(count, tenants)));
    }
    return table;
  }

  private static String perTenant(long count, int tenants) {
    return String.format(Locale.ROOT, "%.2f", (double) count / tenants);
  }
}
