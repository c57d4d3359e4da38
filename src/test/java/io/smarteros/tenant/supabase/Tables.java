package io.smarteros.tenant.supabase;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Login;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SupabaseLogin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** A real database, seen and edited by others than the operator. */
public record Tables(SupabaseDatabase database) {

  public static Tables start(SupabaseDatabase.Schema schema) {
    return new Tables(SupabaseDatabase.start(schema));
  }

  /** The operator's way in. */
  public SupabaseConnection connect() {
    return new SupabaseConnection(login(), InstantSource.system(), new Random(1));
  }

  public SupabaseLogin login() {
    Login operator = database.operator();
    return new SupabaseLogin(database.jdbcUrl(), operator.user(), operator::password, Map.of());
  }

  /** As the superuser. */
  public void run(String sql, Object... parameters) {
    try (Connection connection = database.connect(database.superuser());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** As the owner of the tables, with as many statements as there are. */
  public void alter(String sql) {
    try (Connection connection = database.connect(database.owner());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Each row's columns, joined by a bar; null is empty. */
  public List<String> ask(String sql, Object... parameters) {
    try (Connection connection = database.connect(database.superuser());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int column = 1; column <= columns; column++) {
            String value = result.getString(column);
            row.add(value == null ? "" : value);
          }
          rows.add(String.join("|", row));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public String one(String sql, Object... parameters) {
    List<String> rows = ask(sql, parameters);
    if (rows.size() != 1) {
      throw new IllegalStateException("%d rows instead of one: %s".formatted(rows.size(), sql));
    }
    return rows.getFirst();
  }

  /**
   * All rows ever inserted, updated and deleted, rolled back or not, since the server started.
   *
   * @param ending ends the connections that write, since only then their counts are complete
   */
  String writesWhenSettled(Runnable ending) {
    ending.run();
    Await.until(
        "the operator's connections to end",
        Duration.ofSeconds(10),
        () ->
            ask("select pid from pg_stat_activity where usename = ?", database.operator().user())
                .isEmpty());
    return one(
        """
        select string_agg(relname || ' ' || n_tup_ins || ' ' || n_tup_upd || ' ' || n_tup_del, ', '
                          order by relname)
          from pg_stat_all_tables
         where schemaname in ('public', 'auth')
        """);
  }

  /** Undoes that new connections are read-only, which applies to the superuser too. */
  public void writable() {
    try (Connection connection = database.connect(database.superuser());
        Statement statement = connection.createStatement()) {
      statement.execute("set default_transaction_read_only = off");
      statement.execute("alter database postgres reset default_transaction_read_only");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public UUID addUser(String email, UserState state) {
    try {
      return database.addUser(email, state);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public void addUser(UUID id, String email) {
    UUID made = addUser(email, UserState.CONFIRMED);
    run("update auth.users set id = ? where id = ?", id, made);
  }
}
