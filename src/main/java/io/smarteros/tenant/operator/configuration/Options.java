package io.smarteros.tenant.operator.configuration;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Every option of the operator. {@code docs/configuration.md} is generated from this list. */
final class Options {
  /** Whether tenants are mirrored in Supabase. */
  enum Sync {
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
          "Namespace of the operator: the tenants' records, the Secrets that classes name and the"
              + " lease live there. Default: the namespace of the operator's pod.");

  static final Option<String> INSTALLATION_ID =
      Option.of(
          "INSTALLATION_ID",
          Syntax.matching(
              "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?",
              "1 to 63 letters, digits, dots, dashes or underscores"),
          "Marks what this installation makes in databases that several clusters share. Set it"
              + " before the first tenant and never change it; keep it when you restore into a new"
              + " cluster. It stands in the COMMENT of every tenant's role. Default: the UID of the"
              + " namespace `kube-system`.");

  static final Option<Integer> RECONCILE_PARALLELISM =
      Option.of(
              "RECONCILE_PARALLELISM",
              Syntax.integer(1, 64),
              "How many tenants are worked on at the same time, and of all their services together as"
                  + " many: enough to keep an API server busy, too few to crowd out others.")
          .withDefault("8");

  static final Option<Duration> RESYNC_INTERVAL =
      Option.of(
              "RESYNC_INTERVAL",
              Syntax.duration(SECOND),
              "Pause between two full checks of a tenant that nothing happened to. Secrets are"
                  + " not watched, so this is how long a damaged one may stay.")
          .withDefault("10m");

  static final Option<InetAddress> HTTP_ADDRESS =
      Option.of(
              "HTTP_ADDRESS",
              Syntax.ipAddress(),
              "Address on which health and metrics are served. In a pod the kubelet must reach"
                  + " it; elsewhere use `127.0.0.1`.")
          .withDefault("0.0.0.0");

  static final Option<Integer> HTTP_PORT =
      Option.of(
              "HTTP_PORT",
              Syntax.integer(0, 65535),
              "Port of `/healthz/live`, `/healthz/ready` and `/metrics`. 0 takes a free one, which"
                  + " the log names.")
          .withDefault("8080");

  static final Option<LogFormat> LOG_FORMAT =
      Option.of(
              "LOG_FORMAT",
              Syntax.oneOf(LogFormat.class),
              "`text` for people, `json` (one object a line) for log collectors.")
          .withDefault("text");

  static final Option<String> HOSTNAME =
      Option.of(
              "HOSTNAME",
              Syntax.text(),
              "Name of this replica in the lease and in Events. Kubernetes sets it to the name of"
                  + " the pod.")
          .withDefault("tenant-operator");

  static final Option<Boolean> LEADER_ELECTION =
      Option.of(
              "LEADER_ELECTION",
              Syntax.bool(),
              "Whether replicas agree on one that acts. `false` only where a second replica never"
                  + " runs, not even during an upgrade.")
          .withDefault("true");

  static final Option<Duration> LEADER_ELECTION_LEASE_DURATION =
      Option.of(
              "LEADER_ELECTION_LEASE_DURATION",
              Syntax.duration(SECOND),
              "How long the others wait for a leader that no longer renews its lease.")
          .withDefault("15s");

  static final Option<Duration> LEADER_ELECTION_RENEW_DEADLINE =
      Option.of(
              "LEADER_ELECTION_RENEW_DEADLINE",
              Syntax.duration(SECOND),
              "A leader that could not renew for so long ends, to be restarted. Shorter than the"
                  + " lease.")
          .withDefault("10s");

  static final Option<Duration> LEADER_ELECTION_RETRY_PERIOD =
      Option.of(
              "LEADER_ELECTION_RETRY_PERIOD",
              Syntax.duration(Duration.ofMillis(100)),
              "Pause between two attempts to get or renew the lease. Less than 1/2.2 of the renew"
                  + " deadline.")
          .withDefault("2s");

  static final Option<Sync> SUPABASE_SYNC =
      Option.of(
              "SUPABASE_SYNC",
              Syntax.oneOf(Sync.class),
              "`disabled` runs the operator without Supabase; the other `SUPABASE_…` options are"
                  + " then not read. What rows say counts for nothing then: a tenant that was"
                  + " suspended in its row comes up, and a deletion leaves its row as it is.")
          .withDefault("enabled");

  static final Option<String> SUPABASE_DB_URL =
      Option.secret(
          "SUPABASE_DB_URL",
          "JDBC URL of the database, without user and password:"
              + " `jdbc:postgresql://db.<project-ref>.supabase.co:5432/postgres` (direct) or"
              + " `jdbc:postgresql://aws-<n>-<region>.pooler.supabase.com:5432/postgres` (session"
              + " pooler). Find it in the Supabase dashboard under Connect. Never port 6543: a"
              + " transaction pooler does not keep a session's settings. TLS is `verify-full` unless the URL's `sslmode`"
              + " says otherwise.");

  static final Option<String> SUPABASE_DB_USER =
      Option.of(
              "SUPABASE_DB_USER",
              Syntax.text(),
              "Role that the operator logs in as. On the session pooler"
                  + " `tenant_operator.<project-ref>`.")
          .withDefault("tenant_operator");

  static final Option<String> SUPABASE_DB_PASSWORD =
      Option.secret("SUPABASE_DB_PASSWORD", "Password of that role.");

  static final Option<Path> SUPABASE_DB_PASSWORD_FILE =
      Option.of(
          "SUPABASE_DB_PASSWORD_FILE",
          Syntax.path(),
          "File with the password, instead of `SUPABASE_DB_PASSWORD`. Read once at the start.");

  static final Option<Path> SUPABASE_DB_CA_FILE =
      Option.of(
          "SUPABASE_DB_CA_FILE",
          Syntax.path(),
          "PEM file with the certificate authorities that may sign the database's certificate."
              + " Required as long as TLS is verified. For Supabase: dashboard, Database settings,"
              + " SSL configuration, Download certificate. For a publicly trusted certificate: the"
              + " system's bundle, such as `/etc/ssl/certs/ca-certificates.crt`.");

  static final Option<URI> SUPABASE_URL =
      Option.of(
          "SUPABASE_URL",
          Syntax.httpUrl(),
          "URL of the project's HTTP APIs, `https://<project-ref>.supabase.co`. Not used yet, except"
              + " to say what `SUPABASE_DB_URL` may be where it is missing.");

  static final Option<String> SUPABASE_ANON_KEY =
      Option.secret("SUPABASE_ANON_KEY", "Public key of the project's HTTP APIs. Not used yet.");

  static final Option<String> SUPABASE_SERVICE_ROLE_KEY =
      Option.secret(
          "SUPABASE_SERVICE_ROLE_KEY",
          "Secret key of the project's HTTP APIs. Not used yet: leave it out.");

  static final Option<Path> SMARTEROS_ENV_FILE =
      Option.of(
          "SMARTEROS_ENV_FILE",
          Syntax.path(),
          "File with further options, one `NAME=value` a line, as secret stores render them. What"
              + " the process environment sets wins. Default: `/vault/secrets/smarteros.env` where"
              + " that exists.");

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
                  SUPABASE_URL,
                  SUPABASE_ANON_KEY,
                  SUPABASE_SERVICE_ROLE_KEY)),
          new Section(
              "Leader election",
              List.of(
                  LEADER_ELECTION,
                  LEADER_ELECTION_LEASE_DURATION,
                  LEADER_ELECTION_RENEW_DEADLINE,
                  LEADER_ELECTION_RETRY_PERIOD)));

  private Options() {}
}
