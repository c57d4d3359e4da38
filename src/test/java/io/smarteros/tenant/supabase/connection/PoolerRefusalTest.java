package io.smarteros.tenant.supabase.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import io.smarteros.tenant.testkit.ListeningSocket;
import io.smarteros.tenant.testkit.ManualClock;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolerRefusalTest {
  private final ManualClock clock = new ManualClock();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "XX000|(ENOTFOUND) tenant/user tenant_operator.ref not found|SUPABASE_LOGIN_REFUSED|does not know the"
            + " project",
        "XX000|Tenant or user not found|SUPABASE_LOGIN_REFUSED|does not know the project",
        "XX000|(ENOIDENTIFIER) no tenant identifier provided|SUPABASE_LOGIN_REFUSED|<role>.<project-ref>",
        "XX000|(ECIRCUITBREAKER) too many authentication failures|SUPABASE_LOGIN_REFUSED|blocks this address",
        "XX000|(ESSLREQUIRED) SSL connection is required|SUPABASE_LOGIN_REFUSED|requires TLS",
        "28P01|password authentication failed for user x|SUPABASE_LOGIN_REFUSED|password authentication failed",
        "28000|role x is not permitted to log in|SUPABASE_LOGIN_REFUSED|not permitted to log in",
        "XX000|(EMAXCONNSESSION) max clients reached in session mode|SUPABASE_UNREACHABLE|all sessions",
        "XX000|(EMAXCONN) max client connections reached|SUPABASE_UNREACHABLE|no more clients",
        "XX000|(ECHECKOUTTIMEOUT) unable to check out connection|SUPABASE_UNREACHABLE|in time",
        "XX000|(EADDRNOTALLOWED) address not in tenant allow_list|SUPABASE_UNREACHABLE|network"
            + " restrictions",
        "XX000|(EDBHANDLEREXITED) connection to database closed|SUPABASE_UNREACHABLE|lost its"
            + " connection",
        "53300|too many connections for role x|SUPABASE_UNREACHABLE|too many connections",
        "57P03|the database system is starting up|SUPABASE_UNREACHABLE|starting up",
        "XX000|(ENEWCODE) something new|SUPABASE_UNREACHABLE|(ENEWCODE) something new",
      })
  void says_what_is_wrong_and_waits_accordingly(
      String sqlState, String message, Reason reason, String words) {
    try (RefusingServer server = new RefusingServer(sqlState, message);
        SupabaseConnection connection =
            new SupabaseConnection(
                new SupabaseLogin(server.jdbcUrl(), "tenant_operator", () -> "secret", Map.of()),
                clock,
                new Random(1))) {
      SyncFailure trouble = SupabaseConnectionTest.trouble(connection);

      assertThat(trouble.reason()).isEqualTo(reason);
      assertThat(trouble.message()).contains(words).doesNotContain("secret");
      assertThat(trouble.retryAfter())
          .isBetween(
              reason == Reason.SUPABASE_LOGIN_REFUSED
                  ? Duration.ofMinutes(5)
                  : Duration.ofMillis(500),
              reason == Reason.SUPABASE_LOGIN_REFUSED
                  ? Duration.ofMinutes(30)
                  : Duration.ofMinutes(1));
      SyncFailure next = SupabaseConnectionTest.trouble(connection);
      assertThat(next.reason()).isEqualTo(trouble.reason());
      assertThat(next.message()).isEqualTo(trouble.message());
      assertThat(server.logins()).isEqualTo(1);
    }
  }

  @Test
  void whatever_asks_for_the_password_in_clear_does_not_get_it() throws IOException {
    try (ListeningSocket curious = ListeningSocket.thatAsksForThePasswordInClear();
        SupabaseConnection connection =
            new SupabaseConnection(
                new SupabaseLogin(
                    "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable"
                        .formatted(curious.port()),
                    "tenant_operator",
                    () -> "secret",
                    Map.of()),
                clock,
                new Random(1))) {
      assertThat(SupabaseConnectionTest.trouble(connection).message()).doesNotContain("secret");

      assertThat(curious.received()).contains("tenant_operator").doesNotContain("secret");
    }
  }

  @Test
  void a_connection_behind_which_the_pooler_lost_the_database_is_given_up() {
    assertThat(SupabaseErrors.isLost(fatal("(EDBHANDLEREXITED) connection to database closed")))
        .isTrue();
    assertThat(SupabaseErrors.isLost(fatal("(EMAXCONN) max client connections reached"))).isFalse();
  }

  private static SQLException fatal(String message) {
    return new SQLException(message, "XX000");
  }
}
