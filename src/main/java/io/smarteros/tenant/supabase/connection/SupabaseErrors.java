package io.smarteros.tenant.supabase.connection;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
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

/** Turns errors of the driver into messages for a person. */
public final class SupabaseErrors {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofMinutes(1);

  private static final String LOGIN_REFUSED = "28";
  private static final String CONNECTION_LOST = "08";

  /** Ended by an administrator or by a shut-down: 57P01, 57P02, 57P03, 57P05. */
  private static final String ENDED_BY_SERVER = "57P";

  static final String TOO_SLOW = "57014";

  /** Too slow, or locked by others. */
  private static final Set<String> SLOW = Set.of(TOO_SLOW, "55P03");

  /** In a deadlock with others, or overtaken by them. */
  private static final Set<String> IN_CONFLICT = Set.of("40P01", "40001", "25P03");

  /** Other trouble of the server than with what it was given: none of it is the row's. */
  private static final Set<String> CLASSES_OF_THE_SERVER =
      Set.of("08", "25", "26", "2D", "34", "3D", "53", "57", "58", "F0", "HV", "XX");

  /** Another kind of object or column than a statement needs. */
  private static final Set<String> CLASSES_OF_THE_TABLE = Set.of("42", "0A", "55");

  /** Where a function of PL/pgSQL raises an error, which may have any SQLSTATE. */
  private static final String RAISE = "exec_stmt_raise";

  private static final int LONGEST_WORDS = 600;

  private final String address;
  private final String user;

  SupabaseErrors(SupabaseLogin login) {
    this.address = login.address();
    this.user = login.user();
  }

  /** Whether the connection is of no use any more, as opposed to one statement. */
  static boolean isLost(SQLException e) {
    String state = state(e);
    return !isRaised(e)
        && (state.startsWith(CONNECTION_LOST)
            || state.startsWith(ENDED_BY_SERVER)
            || pooler(e).filter(refusal -> refusal == PoolerRefusal.EDBHANDLEREXITED).isPresent());
  }

  /** Whether the statement took longer than it may. */
  static boolean isSlow(SQLException e) {
    return !isRaised(e) && SLOW.contains(state(e));
  }

  /**
   * Of a log-in.
   *
   * @param refusals where a refused password is noted
   * @param outages where anything else is
   */
  SyncFailure ofLogin(
      SQLException e, String password, ConnectionBackoff refusals, ConnectionBackoff outages) {
    Optional<PoolerRefusal> pooler = pooler(e);
    if (pooler.map(PoolerRefusal::isOfLogin).orElse(state(e).startsWith(LOGIN_REFUSED))) {
      return refusals.loginRefused(
          """
          Supabase at %s refuses the login of %s: %s. Correct SUPABASE_DB_USER and \
          SUPABASE_DB_PASSWORD. The operator tries again after ten minutes only, because wrong \
          passwords get its address banned"""
              .formatted(address, user, reason(e)),
          password);
    }
    return outages.unreachable(unreachable(e));
  }

  SyncFailure ofStatement(SQLException e) {
    String state = state(e);
    if (isRaised(e)) {
      return rejected(e);
    }
    if (isLost(e)) {
      return new SyncFailure(Reason.SUPABASE_UNREACHABLE, unreachable(e), SOON);
    }
    if (isSlow(e) || IN_CONFLICT.contains(state)) {
      return new SyncFailure(Reason.SUPABASE_UNREACHABLE, tooBusy(e), SOON);
    }
    return switch (state) {
      case "25006" ->
          new SyncFailure(
              Reason.READ_ONLY,
              """
              Supabase at %s accepts no writes. A full disk makes a project read-only: free disk \
              space"""
                  .formatted(address),
              LATER);
      case "22P05" ->
          refused(
              "Supabase at %s stores no character \\u0000. Remove it from spec.rowMetadata"
                  .formatted(address));
      case "42P01", "42703" ->
          new SyncFailure(
              Reason.TABLE_MISSING,
              "Supabase at %s does not have a table or column: %s. Apply the product's migrations"
                  .formatted(address, reason(e)),
              LATER);
      case "42501" ->
          new SyncFailure(
              Reason.GRANT_MISSING,
              """
              Supabase at %s refuses a statement of role %s: %s. Grant it select, insert, update \
              and delete on that table, with a policy for all rows"""
                  .formatted(address, user, reason(e)),
              LATER);
      default -> {
        if (serverError(e).isEmpty() || isOf(CLASSES_OF_THE_SERVER, state)) {
          yield new SyncFailure(
              Reason.SUPABASE_UNREACHABLE,
              "Supabase at %s fails on the tenant's rows (SQLSTATE %s): %s"
                  .formatted(address, state, reason(e)),
              LATER);
        }
        yield isOf(CLASSES_OF_THE_TABLE, state)
            ? new SyncFailure(
                Reason.TABLE_UNFIT,
                """
                Supabase at %s cannot do with public.tenants or public.tenant_services what the \
                operator needs (SQLSTATE %s): %s. Change the table"""
                    .formatted(address, state, reason(e)),
                LATER)
            : rejected(e);
      }
    };
  }

  /** A constraint, trigger or type of the table does not take the values. */
  SyncFailure rejected(SQLException e) {
    return refused(
        "Supabase at %s rejects the tenant's values (SQLSTATE %s): %s. Correct the Tenant, or the rule of the table"
            .formatted(address, state(e), reason(e)));
  }

  public static SyncFailure refused(String message) {
    return new SyncFailure(Reason.ROW_REFUSED, message, LATER);
  }

  private static boolean isOf(Set<String> classes, String state) {
    return state.length() == 5 && classes.contains(state.substring(0, 2));
  }

  /** All connections of the operator are busy, or a new one takes too long. */
  String noneInTime() {
    return "Supabase at %s cannot be used: no connection in time".formatted(address);
  }

  /** The log-in could not even be tried. */
  String unexpected(RuntimeException e) {
    return "Supabase at %s cannot be used: %s".formatted(address, firstLine(e));
  }

  String tooBusy(SQLException e) {
    return "Supabase at %s is too busy for the tenant's rows: %s".formatted(address, reason(e));
  }

  public static SyncFailure overtaken() {
    return new SyncFailure(
        Reason.SUPABASE_UNREACHABLE, "Others change the tenant's rows all the time", SOON);
  }

  String unreachable(SQLException e) {
    return "Supabase at %s cannot be used: %s".formatted(address, reason(e));
  }

  /** Whether the server itself says this, and not a trigger that borrows its code. */
  public static boolean isOfServer(SQLException e, String state) {
    return state(e).equals(state) && !isRaised(e);
  }

  /** The name of the constraint that is violated; empty if none is. */
  public static String constraint(SQLException e) {
    return serverError(e).map(ServerErrorMessage::getConstraint).orElse("");
  }

  private static boolean isRaised(SQLException e) {
    return serverError(e).map(ServerErrorMessage::getRoutine).filter(RAISE::equals).isPresent();
  }

  private static String state(SQLException e) {
    return Objects.requireNonNullElse(e.getSQLState(), "");
  }

  private static Optional<PoolerRefusal> pooler(SQLException e) {
    return isRaised(e)
        ? Optional.empty()
        : PoolerRefusal.in(Objects.requireNonNullElse(e.getMessage(), ""));
  }

  /** The server's own words, or plain ones for what the pooler or the network says. */
  private static String reason(SQLException e) {
    return pooler(e)
        .map(PoolerRefusal::message)
        .or(() -> serverError(e).map(SupabaseErrors::words))
        .or(() -> causes(e).flatMap(cause -> networkReason(cause).stream()).findFirst())
        .orElseGet(() -> firstLine(e));
  }

  /** With the constraint and the hint, on one line, and no longer than a person reads. */
  private static String words(ServerErrorMessage error) {
    String message = Objects.requireNonNullElse(error.getMessage(), "");
    String constraint = Objects.requireNonNullElse(error.getConstraint(), "");
    String hint = Objects.requireNonNullElse(error.getHint(), "");
    String words =
        message
            + (message.contains(constraint) ? "" : " [%s]".formatted(constraint))
            + (hint.isEmpty() ? "" : " (%s)".formatted(hint));
    String line = words.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_WORDS ? line : line.substring(0, LONGEST_WORDS) + "…";
  }

  private static Optional<ServerErrorMessage> serverError(SQLException e) {
    return e instanceof PSQLException psql
        ? Optional.ofNullable(psql.getServerErrorMessage())
        : Optional.empty();
  }

  private static Optional<String> networkReason(Throwable cause) {
    return switch (cause) {
      case UnknownHostException _ -> Optional.of("its host name does not resolve");
      case SocketTimeoutException _ -> Optional.of("it does not answer");
      case NoRouteToHostException _ ->
          Optional.of(
              "no route leads there; the direct connection has IPv6 only, use the session pooler"
                  + " where the cluster has none");
      case ConnectException _ ->
          Optional.of("nothing listens there, or it has banned this address after wrong passwords");
      case SSLException _ ->
          Optional.of("TLS fails, check SUPABASE_DB_CA_FILE (%s)".formatted(firstLine(cause)));
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
