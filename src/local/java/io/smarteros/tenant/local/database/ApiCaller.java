package io.smarteros.tenant.local.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Somebody who calls the Data API of the project: PostgREST runs each call in a transaction, with
 * the role and the claims of the token.
 */
public record ApiCaller(SupabaseDatabase database, String role, String claims) {

  /** Without a token of a user. */
  public static ApiCaller anon(SupabaseDatabase database) {
    return new ApiCaller(database, "anon", "{\"role\": \"anon\"}");
  }

  /** Whom Supabase Auth signed in. */
  public static ApiCaller user(SupabaseDatabase database, UUID id) {
    return subject(database, "https://project.supabase.example/auth/v1", id.toString());
  }

  /** Whom an issuer signed in that the project trusts. */
  public static ApiCaller subject(SupabaseDatabase database, String issuer, String subject) {
    return signedIn(database, "{\"iss\": \"%s\", \"sub\": \"%s\"}".formatted(issuer, subject));
  }

  /** With claims as they are, in JSON. */
  public static ApiCaller signedIn(SupabaseDatabase database, String claims) {
    return new ApiCaller(database, "authenticated", claims);
  }

  /** A back end with the secret key. */
  public static ApiCaller service(SupabaseDatabase database) {
    return new ApiCaller(database, "service_role", "{\"role\": \"service_role\"}");
  }

  /** In a transaction that the caller of this method ends. */
  public Connection begin() throws SQLException {
    Connection connection = database.connect(database.owner());
    connection.setAutoCommit(false);
    try (PreparedStatement claimed =
            connection.prepareStatement("select set_config('request.jwt.claims', ?, true)");
        Statement statement = connection.createStatement()) {
      claimed.setString(1, claims);
      claimed.execute();
      statement.execute("set local role " + role);
    }
    return connection;
  }

  /** The first column of what a statement returns; none if it returns nothing. */
  public List<String> call(String sql) throws SQLException {
    try (Connection connection = begin();
        Statement statement = connection.createStatement()) {
      List<String> values = new ArrayList<>();
      if (statement.execute(sql)) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            values.add(rows.getString(1));
          }
        }
      }
      connection.commit();
      return values;
    }
  }
}
