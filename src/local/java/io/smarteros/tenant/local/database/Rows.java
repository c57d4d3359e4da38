package io.smarteros.tenant.local.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Rows of a database as text for a person. */
public final class Rows {
  private Rows() {}

  /** A line of column names and one for each row, in columns as wide as they need. */
  public static String asTable(Connection connection, String query) throws SQLException {
    List<List<String>> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      lines.add(names(rows.getMetaData()));
      while (rows.next()) {
        lines.add(values(rows));
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> line : lines) {
      for (int column = 0; column < line.size(); column++) {
        table.append(("%-" + width(lines, column) + "s  ").formatted(line.get(column)));
      }
      table.append(System.lineSeparator());
    }
    return table.toString();
  }

  private static List<String> names(ResultSetMetaData columns) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      names.add(columns.getColumnLabel(column));
    }
    return names;
  }

  private static List<String> values(ResultSet row) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
      values.add(Objects.requireNonNullElse(row.getString(column), "-"));
    }
    return values;
  }

  private static int width(List<List<String>> lines, int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(1);
  }
}
