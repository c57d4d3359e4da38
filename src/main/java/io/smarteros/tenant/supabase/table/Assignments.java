package io.smarteros.tenant.supabase.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The columns that a statement sets. Names and expressions are ours; values are parameters. */
final class Assignments {
  private record Assignment(String column, String expression, List<Object> parameters) {}

  private final List<Assignment> assignments = new ArrayList<>();

  /** Sets a column to a value, which takes the type of the column. */
  Assignments set(String column, Object value) {
    return compute(column, "?", value);
  }

  Assignments set(String column, Optional<?> value) {
    if (value.isPresent()) {
      return set(column, value.get());
    }
    return compute(column, "null");
  }

  /** Sets a column to what an expression with parameters gives. */
  Assignments compute(String column, String expression, Object... parameters) {
    assignments.add(new Assignment(column, expression, List.of(parameters)));
    return this;
  }

  /**
   * Changes keys of an object in a column of JSON; the others stay. What is no object counts as an
   * empty one.
   *
   * @param changed a JSON object
   */
  Assignments changeKeys(String column, Set<String> removed, String changed) {
    return compute(
        column,
        "(case when jsonb_typeof(%1$s::jsonb) = 'object' then %1$s::jsonb else '{}' end)"
                .formatted(column)
            + " - ?::text[] || ?::jsonb",
        removed.toArray(String[]::new),
        changed);
  }

  boolean isEmpty() {
    return assignments.isEmpty();
  }

  /** The number of rows that were inserted: none where a trigger or rule discards them. */
  int insertInto(String table, Connection connection) throws SQLException {
    return execute(
        connection,
        "insert into %s (%s) values (%s)"
            .formatted(
                table,
                assignments.stream().map(Assignment::column).collect(Collectors.joining(", ")),
                assignments.stream().map(Assignment::expression).collect(Collectors.joining(", "))),
        List.of());
  }

  /**
   * The number of rows that were changed.
   *
   * @param condition with as many parameters as keys
   */
  int update(String table, String condition, List<String> keys, Connection connection)
      throws SQLException {
    return execute(
        connection,
        "update %s set %s where %s"
            .formatted(
                table,
                assignments.stream()
                    .map(set -> set.column() + " = " + set.expression())
                    .collect(Collectors.joining(", ")),
                condition),
        keys);
  }

  private int execute(Connection connection, String sql, List<String> keys) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 0;
      for (Assignment assignment : assignments) {
        for (Object parameter : assignment.parameters()) {
          index++;
          if (parameter instanceof String text) {
            statement.setObject(index, text, Types.OTHER); // of no type, so it takes the column's
          } else {
            statement.setObject(index, parameter);
          }
        }
      }
      for (String key : keys) {
        statement.setString(++index, key);
      }
      return statement.executeUpdate();
    }
  }
}
