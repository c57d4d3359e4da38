package io.smarteros.tenant.postgres;

import io.smarteros.tenant.postgres.DatabaseFailure.Exhausted;
import io.smarteros.tenant.postgres.DatabaseFailure.Refused;
import io.smarteros.tenant.postgres.DatabaseFailure.Unfit;
import io.smarteros.tenant.postgres.DatabaseFailure.Unreachable;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
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
  private static final String CONNECTION_LOST = "08";
  private static final String FORBIDDEN = "42501";

  private static final String RIGHTS =
      "The class's administrator needs CREATEROLE and CREATEDB, and must be a member with ADMIN"
          + " OPTION of roles that somebody else made: grant what is missing";

  /** What the server is out of, and what a person does about it. */
  private static final Map<String, String> EXHAUSTED =
      Map.of(
          "53300",
          "It has no connection left: end sessions that nobody uses, or raise max_connections, or"
              + " the limit of the role or database that it names",
          "53100",
          "Make room on its disk",
          "25006",
          "It takes no writes: name its primary in spec.database.host of the class. If this is the"
              + " primary, let it write again, and make room if its disk is full");

  /** The server stops, crashed or starts: no other session is better off. */
  private static final Set<String> SERVER_GOES_DOWN = Set.of("57P01", "57P02", "57P03");

  /**
   * Another transaction, no resources, a lock, a cancellation, the disk, the server's own error.
   */
  private static final Set<String> OF_THIS_MOMENT =
      Set.of(CONNECTION_LOST, "25", "40", "53", "55", "57", "XX");

  /** Somebody else made or dropped it a moment ago. */
  private static final Set<String> OVERTAKEN = Set.of("42P04", "42710", "3D000", "42704");

  private SqlErrors() {}

  /** Of the administrator's log-in to the maintenance database: it concerns all tenants. */
  static DatabaseFailure ofLogin(
      SQLException e, ServerAddress server, AdminLogin admin, ServerBackoff backOff) {
    if (stateClass(e).equals(LOGIN_REFUSED)) {
      return backOff.loginRefused(
          "PostgreSQL at %s refuses the login of %s: %s. Correct the class's adminSecret"
              .formatted(server, admin, reason(e)));
    }
    if (state(e).equals(FORBIDDEN)) {
      return backOff.loginRefused(
          """
          PostgreSQL at %s does not let %s into database postgres: %s. Run there: \
          GRANT CONNECT ON DATABASE postgres TO "%s\""""
              .formatted(server, admin, reason(e), admin.user()));
    }
    Optional<String> remedy = remedyOfExhausted(e);
    return remedy.isPresent()
        ? backOff.exhausted("%s. %s".formatted(unreachable(e, server), remedy.get()))
        : backOff.unreachable(unreachable(e, server));
  }

  /** Of a statement of the administrator in the maintenance database, about one tenant. */
  static DatabaseFailure ofStatement(SQLException e, ServerAddress server, ServerBackoff backOff) {
    return concernsServer(e) ? backOff.unreachable(unreachable(e, server)) : ofOne(e, server);
  }

  /** Of what one tenant's role or database answered: it says nothing about the server. */
  static DatabaseFailure ofOne(SQLException e, ServerAddress server) {
    if (stateClass(e).equals(CONNECTION_LOST)) {
      return new Unreachable(unreachable(e, server), AFTER_REFUSED_STATEMENT);
    }
    String message =
        "PostgreSQL at %s refuses a statement of the operator (SQLSTATE %s): %s"
            .formatted(server, e.getSQLState(), reason(e));
    Optional<String> remedy = remedyOfExhausted(e);
    if (remedy.isPresent()) {
      return new Exhausted("%s. %s".formatted(message, remedy.get()), AFTER_REFUSED_STATEMENT);
    }
    if (isOfThisMoment(e)) {
      return new Refused(message, AFTER_REFUSED_STATEMENT);
    }
    return new Unfit(state(e).equals(FORBIDDEN) ? "%s. %s".formatted(message, RIGHTS) : message);
  }

  private static Optional<String> remedyOfExhausted(SQLException e) {
    return Optional.ofNullable(EXHAUSTED.get(state(e)));
  }

  /** Whether trying again may help; otherwise only a person does. */
  static boolean isOfThisMoment(SQLException e) {
    return OF_THIS_MOMENT.contains(stateClass(e)) || OVERTAKEN.contains(state(e));
  }

  private static boolean concernsServer(SQLException e) {
    return stateClass(e).equals(CONNECTION_LOST) || SERVER_GOES_DOWN.contains(state(e));
  }

  private static String unreachable(SQLException e, ServerAddress server) {
    return "PostgreSQL at %s cannot be used: %s".formatted(server, reason(e));
  }

  private static String state(SQLException e) {
    return Objects.requireNonNullElse(e.getSQLState(), "");
  }

  private static String stateClass(SQLException e) {
    String state = state(e);
    return state.length() < 2 ? "" : state.substring(0, 2);
  }

  /** The server's own words, or plain ones for what the network says. */
  static String reason(SQLException e) {
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
