package io.smarteros.tenant.supabase.migration;

import io.smarteros.tenant.local.database.ApiCaller;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.supabase.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Two calls, of which the second has to wait until the first one commits. */
final class AtOnce {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private AtOnce() {}

  /** What becomes of the second one. */
  static ThrowingCallable of(Tables tables, ApiCaller caller, String first, ThrowingCallable second)
      throws SQLException {
    CompletableFuture<Void> waiting;
    try (Connection connection = caller.begin();
        Statement statement = connection.createStatement()) {
      statement.execute(first);
      waiting = CompletableFuture.runAsync(() -> run(second));
      Await.until(
          "the second call to wait",
          BOUND,
          () ->
              !tables
                  .ask("select pid from pg_stat_activity where wait_event_type = 'Lock'")
                  .isEmpty());
      connection.commit();
    }
    return () -> {
      try {
        waiting.join();
      } catch (CompletionException e) {
        throw e.getCause();
      }
    };
  }

  private static void run(ThrowingCallable call) {
    try {
      call.call();
    } catch (Throwable e) {
      throw new CompletionException(e);
    }
  }
}
