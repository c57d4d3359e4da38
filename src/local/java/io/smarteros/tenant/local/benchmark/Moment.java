package io.smarteros.tenant.local.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What had been used up at one time.
 *
 * @param auditMark the end of the audit log
 * @param reconciliations of Tenants, since the operator's start
 * @param used by whom; who does not run is not in it
 */
record Moment(
    Instant at,
    long auditMark,
    double reconciliations,
    DatabaseCounters database,
    Map<Actor, ProcessSample> used) {
  private static final double MEBIBYTE = 1 << 20;

  /** What was used from an earlier moment to this one, and the memory at this one. */
  Map<Figure, Double> since(Moment before) {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.LOGINS, (double) database.sessions() - before.database.sessions());
    figures.put(
        Figure.TRANSACTIONS, (double) database.transactions() - before.database.transactions());
    used.forEach(
        (actor, now) -> {
          ProcessSample then = before.used.getOrDefault(actor, ProcessSample.NONE);
          figures.put(actor.cpu(), now.cpuSeconds() - then.cpuSeconds());
          actor.memory().ifPresent(memory -> figures.put(memory, now.memory() / MEBIBYTE));
        });
    Optional.ofNullable(used.get(Actor.OPERATOR))
        .ifPresent(
            operator -> {
              figures.put(Figure.MEMORY_OPERATOR_PEAK, operator.peakMemory() / MEBIBYTE);
              figures.put(
                  Figure.CPU_SHARE_OPERATOR,
                  100 * figures.getOrDefault(Figure.CPU_OPERATOR, 0.0) / seconds(before));
              double reconciled = reconciliations - before.reconciliations;
              figures.put(Figure.RECONCILIATIONS, reconciled);
              if (reconciled > 0) {
                figures.put(
                    Figure.CPU_OF_ONE,
                    1000 * figures.getOrDefault(Figure.CPU_OPERATOR, 0.0) / reconciled);
              }
            });
    return figures;
  }

  private double seconds(Moment before) {
    return Duration.between(before.at, at).toMillis() / 1000.0;
  }
}
