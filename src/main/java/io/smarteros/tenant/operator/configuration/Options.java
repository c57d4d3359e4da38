package io.smarteros.tenant.operator.configuration;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Every option of the operator. {@code docs/configuration.md} is generated from this list. */
final class Options {
  /** Whether the operator keeps rows in Supabase. */
  enum Sync {
    ENABLED,
    DISABLED
  }

  /** Whether Tenants are made of rows. */
  enum Import {
    ENABLED,
    DISABLED
  }

  /** Options that belong together in the documentation. */
  record Section(String title, List<Option<?>> options) {}

  private static final Duration SECOND = Duration.ofSeconds(1);

  static final Option<String> OPERATOR_NAMESPACE =
      Option.of(
          "OPERATOR_NAMESPACE",
          Syntax.matching("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", "the name of a namespace"),
          "Namespace of the operator. It contains the records of the tenants, the"
              + " Secrets that classes name, and the lease. Default: the namespace of the"
              + " operator's pod.");

  static final Option<String> INSTALLATION_ID =
      Option.of(
          "INSTALLATION_ID",
          Syntax.matching(
              "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?",
              "1 to 63 letters, digits, dots, dashes or underscores"),
          "Marks the databases and roles of this installation, in case several clusters"
              + " share a server: it is part of the COMMENT of each role. Set it before the"
              + " first tenant and never change it. Keep it if you restore into a new"
              + " cluster. Default: the UID of the namespace `kube-system`.");

  static final Option<Integer> RECONCILE_PARALLELISM =
      Option.of(
              "RECONCILE_PARALLELISM",
              Syntax.integer(1, 64),
              "Number of tenants and services that are worked on at the same time. Those that"
                  + " wait for a database or an application do not count.")
          .withDefault("8");

  static final Option<Duration> RESYNC_INTERVAL =
      Option.of(
              "RESYNC_INTERVAL",
              Syntax.duration(SECOND),
              "Interval of the full resync of a tenant that does not change. Secrets in"
                  + " tenants' namespaces are not watched, so a damaged one is repaired after"
                  + " this time at the latest.")
          .withDefault("10m");

  static final Option<InetAddress> HTTP_ADDRESS =
      Option.of(
              "HTTP_ADDRESS",
              Syntax.ipAddress(),
              "Address of the HTTP server for health and metrics. In a pod, the kubelet"
                  + " must reach it; elsewhere use `127.0.0.1`.")
          .withDefault("0.0.0.0");

  static final Option<Integer> HTTP_PORT =
      Option.of(
              "HTTP_PORT",
              Syntax.integer(0, 65535),
              "Port of `/healthz/live`, `/healthz/ready` and `/metrics`. 0 takes a free"
                  + " port; the log names it.")
          .withDefault("8080");

  static final Option<LogFormat> LOG_FORMAT =
      Option.of(
              "LOG_FORMAT",
              Syntax.oneOf(LogFormat.class),
              "`text` for people, or `json` (one object per line) for log collectors.")
          .withDefault("text");

  static final Option<String> HOSTNAME =
      Option.of(
              "HOSTNAME",
              Syntax.text(),
              "Name of this replica in the lease and in Events. Kubernetes sets it to the"
                  + " name of the pod.")
          .withDefault("tenant-operator");

  static final Option<Import> ROW_IMPORT =
      Option.of(
              "ROW_IMPORT",
              Syntax.oneOf(Import.class),
              "`enabled` makes a Tenant of each row with the status `active` that no Tenant has. It"
                  + " needs the tables with all migrations.")
          .withDefault("disabled");

  static final Option<List<String>> ROW_IMPORT_SERVICES =
      Option.of(
              "ROW_IMPORT_SERVICES",
              Syntax.someOf(List.of("chatwoot", "botpress", "n8n", "odoo")),
              "The services of a Tenant whose row has none in `tenant_services`.")
          .withDefault("n8n");

  static final Option<String> ROW_IMPORT_ADMIN_EMAIL =
      Option.of(
          "ROW_IMPORT_ADMIN_EMAIL",
          Syntax.matching("[^@\\s]+@[^@\\s]+\\.[^@\\s]+", "an e-mail address"),
          "The first administrator of the applications where the row's owner has no confirmed"
              + " e-mail address. Without it, such a row waits.");

  static final Option<Integer> ROW_IMPORT_PER_OWNER =
      Option.of(
              "ROW_IMPORT_PER_OWNER",
              Syntax.integer(1, 1_000),
              "Most Tenants that are made of rows of one owner.")
          .withDefault("1");

  static final Option<Integer> ROW_IMPORT_PER_HOUR =
      Option.of(
              "ROW_IMPORT_PER_HOUR",
              Syntax.integer(1, 10_000),
              "Most Tenants that are made of rows within one hour. The others follow later.")
          .withDefault("20");

  static final Option<Integer> ROW_IMPORT_TOTAL =
      Option.of(
              "ROW_IMPORT_TOTAL",
              Syntax.integer(1, 100_000),
              "Most Tenants that are made of rows, in all.")
          .withDefault("1000");

  static final Option<Boolean> LEADER_ELECTION =
      Option.of(
              "LEADER_ELECTION",
              Syntax.bool(),
              "Whether one replica is elected to act. Set `false` only if a second replica"
                  + " never runs, not even during an upgrade.")
          .withDefault("true");

  static final Option<Duration> LEADER_ELECTION_LEASE_DURATION =
      Option.of(
              "LEADER_ELECTION_LEASE_DURATION",
              Syntax.duration(SECOND),
              "Time after which another replica takes over, if the leader does not renew"
                  + " its lease.")
          .withDefault("15s");

  static final Option<Duration> LEADER_ELECTION_RENEW_DEADLINE =
      Option.of(
              "LEADER_ELECTION_RENEW_DEADLINE",
              Syntax.duration(SECOND),
              "After this time without renewing the lease, the leader exits and its pod"
                  + " restarts. Must be shorter than the lease duration.")
          .withDefault("10s");

  static final Option<Duration> LEADER_ELECTION_RETRY_PERIOD =
      Option.of(
              "LEADER_ELECTION_RETRY_PERIOD",
              Syntax.duration(Duration.ofMillis(100)),
              "Interval between attempts to get or renew the lease. Must be less than the"
                  + " renew deadline divided by 2.2.")
          .withDefault("2s");

  static final Option<Sync> SUPABASE_SYNC =
      Option.of(
              "SUPABASE_SYNC",
              Syntax.oneOf(Sync.class),
              "`disabled` runs the operator without Supabase. It then does not read the"
                  + " other `SUPABASE_…` options, and ignores the rows: a tenant that was"
                  + " suspended in its row is started, and a deletion does not change its row.")
          .withDefault("enabled");

  static final Option<String> SUPABASE_DB_URL =
      Option.secret(
          "SUPABASE_DB_URL",
          "URL of the database, without a password:"
              + " `postgresql://db.<project-ref>.supabase.co:5432/postgres` (direct) or"
              + " `postgresql://aws-<n>-<region>.pooler.supabase.com:5432/postgres`"
              + " (session pooler). The Supabase dashboard shows it under Connect. It may name the"
              + " user before the host, `postgresql://<user>@…`, and may be a JDBC URL,"
              + " `jdbc:postgresql://…`. Port 6543"
              + " is refused: a transaction pooler does not keep a session's settings. TLS is"
              + " `verify-full`, unless the URL's `sslmode` is another one. The operator proves that it"
              + " knows the password by SCRAM only, unless the URL's `requireAuth` says otherwise.");

  static final Option<String> SUPABASE_DB_USER =
      Option.of(
              "SUPABASE_DB_USER",
              Syntax.text(),
              "Role that the operator logs in with, unless the URL names it. On the session"
                  + " pooler: `tenant_operator.<project-ref>`.")
          .withDefault("tenant_operator");

  static final Option<String> SUPABASE_DB_PASSWORD =
      Option.secret("SUPABASE_DB_PASSWORD", "Password of the role.");

  static final Option<Path> SUPABASE_DB_PASSWORD_FILE =
      Option.of(
          "SUPABASE_DB_PASSWORD_FILE",
          Syntax.path(),
          "File with the password, instead of `SUPABASE_DB_PASSWORD`. It is read once,"
              + " at the start.");

  static final Option<Path> SUPABASE_DB_CA_FILE =
      Option.of(
          "SUPABASE_DB_CA_FILE",
          Syntax.path(),
          "PEM file with the certificate authorities of the database. It is required"
              + " unless `sslmode` turns verification off. For Supabase, download it in the"
              + " dashboard: Database settings, SSL configuration. For a certificate of a"
              + " public authority, use the system's bundle, such as"
              + " `/etc/ssl/certs/ca-certificates.crt`.");

  static final Option<Duration> SUPABASE_FULL_COMPARE_INTERVAL =
      Option.of(
              "SUPABASE_FULL_COMPARE_INTERVAL",
              Syntax.duration(Duration.ofSeconds(10)),
              "Interval in which all rows are compared while notifications tell of changes, up to"
                  + " a fifth shorter or longer. It finds what no notification told of. Without"
                  + " notifications all rows are compared every 30 seconds.")
          .withDefault("5m");

  static final Option<URI> SUPABASE_URL =
      Option.of(
          "SUPABASE_URL",
          Syntax.httpUrl(),
          "URL of the project's HTTP APIs, `https://<project-ref>.supabase.co`. The"
              + " Storage step that is to come uses it. Today it only helps to say what is"
              + " wrong if `SUPABASE_DB_URL` is missing.");

  static final Option<String> SUPABASE_ANON_KEY =
      Option.secret(
          "SUPABASE_ANON_KEY",
          "Public key of the project's HTTP APIs. The Storage step that is to come uses"
              + " it; today it has no effect.");

  static final Option<String> SUPABASE_SERVICE_ROLE_KEY =
      Option.secret(
          "SUPABASE_SERVICE_ROLE_KEY",
          "Secret key of the project's HTTP APIs. The Storage step that is to come uses"
              + " it; today it has no effect.");

  static final Option<Path> SMARTEROS_ENV_FILE =
      Option.of(
          "SMARTEROS_ENV_FILE",
          Syntax.path(),
          "File with more options, one `NAME=value` per line, as secret stores write"
              + " them. The process environment takes precedence. Default:"
              + " `/vault/secrets/smarteros.env`, if that file exists.");

  static final List<Section> SECTIONS =
      List.of(
          new Section(
              "The operator",
              List.of(
                  OPERATOR_NAMESPACE,
                  INSTALLATION_ID,
                  SMARTEROS_ENV_FILE,
                  RESYNC_INTERVAL,
                  RECONCILE_PARALLELISM,
                  HTTP_ADDRESS,
                  HTTP_PORT,
                  LOG_FORMAT,
                  HOSTNAME)),
          new Section(
              "Supabase",
              List.of(
                  SUPABASE_SYNC,
                  SUPABASE_DB_URL,
                  SUPABASE_DB_USER,
                  SUPABASE_DB_PASSWORD,
                  SUPABASE_DB_PASSWORD_FILE,
                  SUPABASE_DB_CA_FILE,
                  SUPABASE_FULL_COMPARE_INTERVAL,
                  SUPABASE_URL,
                  SUPABASE_ANON_KEY,
                  SUPABASE_SERVICE_ROLE_KEY)),
          new Section(
              "Tenants from rows",
              List.of(
                  ROW_IMPORT,
                  ROW_IMPORT_SERVICES,
                  ROW_IMPORT_ADMIN_EMAIL,
                  ROW_IMPORT_PER_OWNER,
                  ROW_IMPORT_PER_HOUR,
                  ROW_IMPORT_TOTAL)),
          new Section(
              "Leader election",
              List.of(
                  LEADER_ELECTION,
                  LEADER_ELECTION_LEASE_DURATION,
                  LEADER_ELECTION_RENEW_DEADLINE,
                  LEADER_ELECTION_RETRY_PERIOD)));

  private Options() {}
}
