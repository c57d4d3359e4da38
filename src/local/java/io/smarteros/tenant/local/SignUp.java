package io.smarteros.tenant.local;

import static io.smarteros.tenant.local.cluster.LocalCluster.ADMIN;

import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.database.ApiCaller;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.local.process.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A customer who signs up in the product: what he sees of his tenant, beside what the platform team
 * sees of it.
 */
final class SignUp {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String EMAIL = "pat@piedpiper.example";
  private static final String SLUG = "piedpiper";

  private final LocalCluster cluster;
  private final SupabaseDatabase database;
  private final Consumer<String> say;
  private String shown = "";

  SignUp(LocalCluster cluster, SupabaseDatabase database, Consumer<String> say) {
    this.cluster = cluster;
    this.database = database;
    this.say = say;
  }

  /** Shows the tenant come up, be suspended and run again. */
  void show() throws SQLException {
    UUID id = database.addUser(EMAIL, UserState.CONFIRMED);
    ApiCaller user = ApiCaller.user(database, id);
    String request = "select public.request_tenant('Pied Piper', '%s')".formatted(SLUG);
    say.accept("=> %s, signed in: %s".formatted(EMAIL, request));
    user.call(request);
    await(user, "ready");
    asPostgres("update tenants set status = 'suspended' where slug = '%s'".formatted(SLUG));
    await(user, "suspended");
    asPostgres("update tenants set status = 'active' where slug = '%s'".formatted(SLUG));
    await(user, "ready");
  }

  private void await(ApiCaller user, String state) {
    Await.until(
        "the tenant of %s to be %s".formatted(EMAIL, state),
        PATIENCE,
        () -> {
          String now = stateOf(user);
          showChange(now);
          return now.equals(state);
        });
  }

  private static String stateOf(ApiCaller user) {
    try {
      return String.join("", user.call("select state from tenant_status where service = 'tenant'"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void showChange(String state) {
    String row =
        cluster
            .kubectl(ADMIN, "get", "tn", SLUG, "--no-headers", "--ignore-not-found")
            .orFail()
            .strip();
    String line = "tenant_status: %-12s  kubectl get tn: %s".formatted(state, withoutAge(row));
    if (!line.equals(shown)) {
      shown = line;
      say.accept(line);
    }
  }

  private static String withoutAge(String row) {
    return row.replaceFirst("\\s+\\S+$", "");
  }

  private void asPostgres(String sql) throws SQLException {
    say.accept("=> " + sql);
    try (Connection connection = database.connect(database.owner());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
