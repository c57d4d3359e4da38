package io.smarteros.tenant.supabase.connection;

import io.smarteros.tenant.api.Reason;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Supabase's connection pooler (Supavisor) says by a code in parentheses; its SQLSTATE is
 * mostly XX000, which says nothing.
 */
enum PoolerRefusal {
  ENOTFOUND(
      Reason.SUPABASE_LOGIN_REFUSED,
      "the pooler does not know the project or the user: take its host from the dashboard (it cannot"
          + " be guessed), and check that SUPABASE_DB_USER is <role>.<project-ref>"),
  ENOIDENTIFIER(
      Reason.SUPABASE_LOGIN_REFUSED,
      "SUPABASE_DB_USER does not name the project: on the pooler it is <role>.<project-ref>"),
  ECIRCUITBREAKER(
      Reason.SUPABASE_LOGIN_REFUSED,
      "the pooler blocks this address for some minutes after too many refused log-ins: correct"
          + " SUPABASE_DB_PASSWORD"),
  ESSLREQUIRED(
      Reason.SUPABASE_LOGIN_REFUSED,
      "the pooler requires TLS: remove sslmode=disable from SUPABASE_DB_URL"),
  EADDRNOTALLOWED(
      Reason.SUPABASE_UNREACHABLE,
      "the project's network restrictions do not allow this address: add the cluster's outgoing"
          + " address to them"),
  EMAXCONNSESSION(
      Reason.SUPABASE_UNREACHABLE,
      "all sessions of the pooler are in use: raise its pool size, or use the direct connection"),
  EMAXCONN(
      Reason.SUPABASE_UNREACHABLE,
      "the pooler accepts no more clients: close some, or use the direct connection"),
  ECHECKOUTTIMEOUT(
      Reason.SUPABASE_UNREACHABLE, "the pooler got no connection to the database in time"),
  EDBHANDLEREXITED(Reason.SUPABASE_UNREACHABLE, "the pooler lost its connection to the database");

  private static final Pattern CODE = Pattern.compile("\\((E[A-Z]+)\\)");

  /** As the pooler said it before it had codes. */
  private static final String NOT_FOUND = "Tenant or user not found";

  private final Reason reason;
  private final String message;

  PoolerRefusal(Reason reason, String message) {
    this.reason = reason;
    this.message = message;
  }

  static Optional<PoolerRefusal> in(String serverMessage) {
    if (serverMessage.contains(NOT_FOUND)) {
      return Optional.of(ENOTFOUND);
    }
    Matcher code = CODE.matcher(serverMessage);
    while (code.find()) {
      for (PoolerRefusal refusal : values()) {
        if (refusal.name().equals(code.group(1))) {
          return Optional.of(refusal);
        }
      }
    }
    return Optional.empty();
  }

  boolean isOfLogin() {
    return reason == Reason.SUPABASE_LOGIN_REFUSED;
  }

  String message() {
    return message;
  }
}
