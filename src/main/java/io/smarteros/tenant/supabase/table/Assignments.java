package io.smarteros.tenant.supabase.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns that a statement sets. Names and expressions are ours; values are parameters. */
final class Assignments {
  private record Assignment(String column, String expression, List<Object> parameters) {}

  private final List<Assignment> assignments = new ArrayList<>();

  /** Sets a column to a value of its own type. */
  Assignments set(String column, String type, Object value) {
    return compute(column, "?::" + type, value);
  }

  Assignments set(String column, String type, Optional<?> value) {
    if (value.isPresent()) {
      return set(column, type, value.get());
    }
    return compute(column, "null");
  }

  /** Sets a column to what an expression with parameters gives. */
  Assignments compute(String column, String expression, Object... parameters) {
    assignments.add(new Assignment(column, expression, List.of(parameters)));
    return this;
  }

  boolean isEmpty() {
    return assignments.isEmpty();
  }

  void insertInto(String table, Connection connection) throws SQLException {
    execute(
        connection,
        "insert into %s (%s) values (%s)"
            .formatted(
                table,
                assignments.stream().map(Assignment::column).collect(Collectors.joining(", ")),
                assignments.stream().map(Assignment::expression).collect(Collectors.joining(", "))),
        null);
  }

  /** The number of rows that were changed. */
  int update(String table, String id, Connection connection) throws SQLException {
    return execute(
        connection,
        "update %s set %s where id = ?::uuid"
            .formatted(
                table,
                assignments.stream()
                    .map(set -> set.column() + " = " + set.expression())
                    .collect(Collectors.joining(", "))),
        id);
  }

  private int execute(Connection connection, String sql, @Nullable String id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 0;
      for (Assignment assignment : assignments) {
        for (Object parameter : assignment.parameters()) {
          statement.setObject(++index, parameter);
        }
      }
      if (id != null) {
        statement.setString(++index, id);
      }
      return statement.executeUpdate();
    }
  }
}
