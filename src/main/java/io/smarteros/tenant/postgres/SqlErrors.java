package io.smarteros.tenant.postgres;

import io.smarteros.tenant.postgres.DatabaseFailure.Refused;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a failure of the driver means to a person. */
final class SqlErrors {
  private static final Duration AFTER_REFUSED_STATEMENT = Duration.ofMinutes(1);
  private static final String LOGIN_REFUSED = "28";

  /** Lost connection, no resources, operator intervention (shut-down, start-up). */
  private static final Set<String> SERVER_TROUBLE = Set.of("08", "53", "57");

  private SqlErrors() {}

  static DatabaseFailure ofLogin(
      SQLException e, ServerAddress server, AdminLogin admin, ServerBackoff backOff) {
    if (stateClass(e).equals(LOGIN_REFUSED)) {
      return backOff.loginRefused(
          "PostgreSQL at %s refuses the login of %s: %s. Correct the class's adminSecret"
              .formatted(server, admin, reason(e)));
    }
    return backOff.unreachable(unreachable(e, server));
  }

  static DatabaseFailure ofStatement(SQLException e, ServerAddress server, ServerBackoff backOff) {
    if (SERVER_TROUBLE.contains(stateClass(e))) {
      return backOff.unreachable(unreachable(e, server));
    }
    return new Refused(
        "PostgreSQL at %s refuses a statement of the operator (SQLSTATE %s): %s"
            .formatted(server, e.getSQLState(), reason(e)),
        AFTER_REFUSED_STATEMENT);
  }

  private static String unreachable(SQLException e, ServerAddress server) {
    return "PostgreSQL at %s cannot be used: %s".formatted(server, reason(e));
  }

  private static String stateClass(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state.substring(0, 2);
  }

  /** The server's own words, or plain ones for what the network says. */
  private static String reason(SQLException e) {
    return serverMessage(e)
        .or(() -> causes(e).flatMap(cause -> networkReason(cause).stream()).findFirst())
        .orElseGet(() -> firstLine(e));
  }

  private static Optional<String> serverMessage(SQLException e) {
    return e instanceof PSQLException psql
        ? Optional.ofNullable(psql.getServerErrorMessage()).map(ServerErrorMessage::getMessage)
        : Optional.empty();
  }

  private static Optional<String> networkReason(Throwable cause) {
    return switch (cause) {
      case UnknownHostException _ -> Optional.of("its host name does not resolve");
      case SocketTimeoutException _ -> Optional.of("it does not answer");
      case ConnectException _ -> Optional.of("nothing listens there");
      case SSLException _ ->
          Optional.of(
              "TLS fails, check sslMode and caSecret of the class (%s)"
                  .formatted(firstLine(cause)));
      default -> Optional.empty();
    };
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
  }

  private static String firstLine(Throwable e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName())
        .lines()
        .findFirst()
        .orElse("");
  }
}
