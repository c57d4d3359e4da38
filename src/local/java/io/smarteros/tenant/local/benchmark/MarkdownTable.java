package io.smarteros.tenant.local.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** A table with a name before each row. A cell that nobody filled is empty. */
final class MarkdownTable {
  private final List<String> columns;
  private final SequencedMap<String, Map<String, String>> rows = new LinkedHashMap<>();

  MarkdownTable(List<String> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Adds the cell, and its row behind those that are there. */
  void put(String row, String column, String value) {
    rows.computeIfAbsent(row, _ -> new LinkedHashMap<>()).put(column, value);
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    table.append(columns.stream().collect(Collectors.joining(" | ", "| | ", " |\n")));
    table.append(columns.stream().map(_ -> "--:").collect(Collectors.joining("|", "|---|", "|\n")));
    rows.forEach(
        (row, cells) ->
            table.append(
                columns.stream()
                    .map(column -> cells.getOrDefault(column, ""))
                    .collect(Collectors.joining(" | ", "| " + row + " | ", " |\n"))));
    return table.toString();
  }
}
