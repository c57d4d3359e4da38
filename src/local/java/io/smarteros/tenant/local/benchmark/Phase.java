package io.smarteros.tenant.local.benchmark;

import java.util.EnumMap;
import java.util.Map;

/** A column of the tables: what was measured, and what was asked of the API server meanwhile. */
record Phase(String name, Map<Figure, Double> figures, RequestCounts requests) {
  Phase {
    figures = new EnumMap<>(figures);
    figures.put(Figure.WRITES, (double) requests.allWrites());
    figures.put(Figure.READS, (double) requests.reads());
  }

  /** The same with one more figure. */
  Phase with(Figure figure, double value) {
    Map<Figure, Double> more = new EnumMap<>(figures);
    more.put(figure, value);
    return new Phase(name, more, requests);
  }
}
