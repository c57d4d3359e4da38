package io.smarteros.tenant.supabase.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
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

  /** Too slow, or locked by others. */
  private static final Set<String> SLOW = Set.of("57014", "55P03");

  /** In a deadlock with others, or overtaken by them. */
  private static final Set<String> IN_CONFLICT = Set.of("40P01", "40001", "25P03");

  /** A value, a constraint, a view's check option, or what a trigger raises. */
  private static final Set<String> CLASSES_OF_A_ROW = Set.of("22", "23", "44", "P0");

  private final String address;
  private final String user;

  SupabaseErrors(SupabaseLogin login) {
    this.address = login.address();
    this.user = login.user();
  }

  /** Whether the connection is of no use any more, as opposed to one statement. */
  static boolean isLost(SQLException e) {
    String state = state(e);
    return state.startsWith(CONNECTION_LOST)
        || state.startsWith(ENDED_BY_SERVER)
        || pooler(e).filter(refusal -> refusal == PoolerRefusal.EDBHANDLEREXITED).isPresent();
  }

  /** Whether the statement took longer than it may. */
  static boolean isSlow(SQLException e) {
    return SLOW.contains(state(e));
  }

  SyncFailure ofLogin(SQLException e, String password, ConnectionBackoff backOff) {
    Optional<PoolerRefusal> pooler = pooler(e);
    if (pooler.map(PoolerRefusal::isOfLogin).orElse(state(e).startsWith(LOGIN_REFUSED))) {
      return backOff.loginRefused(
          """
          Supabase at %s refuses the login of %s: %s. Correct SUPABASE_DB_USER and \
          SUPABASE_DB_PASSWORD. The operator tries again after ten minutes only, because wrong \
          passwords get its address banned"""
              .formatted(address, user, reason(e)),
          password);
    }
    return backOff.unreachable(unreachable(e));
  }

  SyncFailure ofStatement(SQLException e) {
    String state = state(e);
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
              and delete on public.tenants and public.tenant_services, with a policy for all rows"""
                  .formatted(address, user, reason(e)),
              LATER);
      default -> {
        String words = "(SQLSTATE %s): %s".formatted(state, reason(e));
        yield isOfTheRow(state)
            ? new SyncFailure(
                Reason.ROW_REFUSED,
                "Supabase at %s rejects the tenant's values %s. Correct the Tenant, or the rule of the table"
                    .formatted(address, words),
                LATER)
            : new SyncFailure(
                Reason.SUPABASE_UNREACHABLE,
                "Supabase at %s fails on the tenant's rows %s".formatted(address, words),
                LATER);
      }
    };
  }

  private static boolean isOfTheRow(String state) {
    return state.length() == 5 && CLASSES_OF_A_ROW.contains(state.substring(0, 2));
  }

  /** All connections of the operator are busy, or a new one takes too long. */
  String noneInTime() {
    return "Supabase at %s cannot be used: no connection in time".formatted(address);
  }

  String tooBusy(SQLException e) {
    return "Supabase at %s is too busy for the tenant's rows: %s".formatted(address, reason(e));
  }

  public static SyncFailure overtaken() {
    return new SyncFailure(
        Reason.SUPABASE_UNREACHABLE, "Others change the tenant's rows all the time", SOON);
  }

  public static SyncFailure unreadable(JsonProcessingException e) {
    return new SyncFailure(
        Reason.ROW_REFUSED,
        """
        A row in Supabase with the tenant's id, name or domain contains JSON that cannot be read \
        (%s). Correct its metadata, or the config of its services"""
            .formatted(e.getOriginalMessage()),
        LATER);
  }

  private String unreachable(SQLException e) {
    return "Supabase at %s cannot be used: %s".formatted(address, reason(e));
  }

  public static String state(SQLException e) {
    return Objects.requireNonNullElse(e.getSQLState(), "");
  }

  private static Optional<PoolerRefusal> pooler(SQLException e) {
    return PoolerRefusal.in(Objects.requireNonNullElse(e.getMessage(), ""));
  }

  /** The server's own words, or plain ones for what the pooler or the network says. */
  private static String reason(SQLException e) {
    return pooler(e)
        .map(PoolerRefusal::message)
        .or(() -> serverError(e).map(ServerErrorMessage::getMessage))
        .or(() -> causes(e).flatMap(cause -> networkReason(cause).stream()).findFirst())
        .orElseGet(() -> firstLine(e));
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
