package io.smarteros.tenant.operator.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smarteros.tenant.operator.configuration.Configuration.LeaderElection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  private static final String VAULT_FILE = "/vault/secrets/smarteros.env";
  private static final String CA = "-----BEGIN CERTIFICATE-----\n";

  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "OPERATOR_NAMESPACE", "smarteros",
              "SUPABASE_DB_URL", "jdbc:postgresql://db.abc.supabase.co:5432/postgres",
              "SUPABASE_DB_PASSWORD", "hunter2",
              "SUPABASE_DB_CA_FILE", "/etc/supabase/ca.pem"));
  private final Map<String, String> files = new HashMap<>(Map.of("/etc/supabase/ca.pem", CA));

  @Test
  void needs_little_and_has_defaults_for_the_rest() {
    Configuration configuration = read();

    assertThat(configuration.namespace()).isEqualTo("smarteros");
    assertThat(configuration.installationId()).isEmpty();
    assertThat(configuration.instance()).isEqualTo("tenant-operator");
    assertThat(configuration.api()).isEmpty();
    assertThat(configuration.http().getAddress().isAnyLocalAddress()).isTrue();
    assertThat(configuration.http().getPort()).isEqualTo(8080);
    assertThat(configuration.leaderElection())
        .contains(
            new LeaderElection(
                Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2)));
    assertThat(configuration.resyncInterval()).isEqualTo(Duration.ofMinutes(10));
    assertThat(configuration.reconcileParallelism()).isEqualTo(8);
    assertThat(configuration.logFormat()).isEqualTo(LogFormat.TEXT);
    assertThat(configuration.database().orElseThrow().user()).isEqualTo("tenant_operator");
    assertThat(configuration.database().orElseThrow().password().value()).isEqualTo("hunter2");
  }

  @Test
  void takes_what_it_is_told() {
    environment.putAll(
        Map.of(
            "INSTALLATION_ID", "eu-1",
            "HOSTNAME", "tenant-operator-5d9f-x2",
            "HTTP_ADDRESS", "127.0.0.1",
            "HTTP_PORT", "9090",
            "LEADER_ELECTION", "false",
            "RESYNC_INTERVAL", "1h30m",
            "RECONCILE_PARALLELISM", "3",
            "LOG_FORMAT", "json",
            "SUPABASE_DB_USER", "robot",
            "SUPABASE_URL", "https://abc.supabase.co"));
    Configuration configuration = read();

    assertThat(configuration.installationId()).contains("eu-1");
    assertThat(configuration.instance()).isEqualTo("tenant-operator-5d9f-x2");
    assertThat(configuration.http().toString()).isEqualTo("/127.0.0.1:9090");
    assertThat(configuration.leaderElection()).isEmpty();
    assertThat(configuration.resyncInterval()).isEqualTo(Duration.ofMinutes(90));
    assertThat(configuration.reconcileParallelism()).isEqualTo(3);
    assertThat(configuration.logFormat()).isEqualTo(LogFormat.JSON);
    assertThat(configuration.database().orElseThrow().user()).isEqualTo("robot");
    assertThat(configuration.api().orElseThrow().url())
        .isEqualTo(URI.create("https://abc.supabase.co"));
  }

  @Test
  void in_a_pod_the_namespace_is_known() {
    environment.remove("OPERATOR_NAMESPACE");
    files.put("/var/run/secrets/kubernetes.io/serviceaccount/namespace", "operators\n");
    assertThat(read().namespace()).isEqualTo("operators");
  }

  @Test
  void elsewhere_the_namespace_must_be_said() {
    environment.remove("OPERATOR_NAMESPACE");
    assertThat(problems()).singleElement().asString().startsWith("OPERATOR_NAMESPACE is missing: ");
  }

  @Test
  void the_env_file_of_a_secret_store_is_found_by_itself_and_the_environment_wins() {
    environment.remove("SUPABASE_DB_PASSWORD");
    files.put(
        VAULT_FILE,
        """
        SUPABASE_DB_PASSWORD=from-vault
        SUPABASE_DB_URL=jdbc:postgresql://elsewhere:5432/postgres
        SUPABASE_URL=https://abc.supabase.co
        SUPABASE_ANON_KEY=anon
        SUPABASE_SERVICE_ROLE_KEY=service
        """);
    Configuration configuration = read();

    assertThat(configuration.database().orElseThrow().password().value()).isEqualTo("from-vault");
    assertThat(configuration.database().orElseThrow().url()).contains("db.abc.supabase.co");
    assertThat(configuration.api().orElseThrow().anonKey()).contains(new Secret("anon"));
    assertThat(configuration.api().orElseThrow().serviceRoleKey()).contains(new Secret("service"));
  }

  @Test
  void an_env_file_that_is_named_must_be_there() {
    environment.put("SMARTEROS_ENV_FILE", "/run/mine.env");
    assertThat(problems()).containsExactly("SMARTEROS_ENV_FILE: there is no file /run/mine.env");
  }

  @Test
  void an_env_file_that_is_not_understood_is_a_problem() {
    files.put(VAULT_FILE, "A=1\nhunter2\n");
    assertThat(problems())
        .containsExactly("SMARTEROS_ENV_FILE: in " + VAULT_FILE + ", line 2 is not NAME=value");
  }

  @Test
  void without_a_database_url_it_says_what_to_add_and_where_to_find_it() {
    environment.remove("SUPABASE_DB_URL");
    files.put(VAULT_FILE, "SUPABASE_URL=https://abc.supabase.co\n");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("SUPABASE_DB_URL is missing: ")
        .contains(
            VAULT_FILE,
            "Supabase dashboard under Connect",
            "session pooler",
            "never port 6543",
            "probably postgresql://db.abc.supabase.co:5432/postgres",
            "SUPABASE_SYNC=disabled");
  }

  @Test
  void without_sync_nothing_of_supabase_is_needed_or_read() {
    environment.remove("SUPABASE_DB_PASSWORD");
    environment.put("SUPABASE_SYNC", "disabled");
    environment.put("SUPABASE_DB_URL", "nonsense");
    assertThat(read().database()).isEmpty();
  }

  @Test
  void tls_is_verified_in_full_unless_the_url_says_otherwise() {
    assertThat(tls())
        .isEqualTo(Map.of("sslmode", "verify-full", "sslrootcert", "/etc/supabase/ca.pem"));

    environment.put("SUPABASE_DB_URL", "jdbc:postgresql://db:5432/postgres?sslmode=disable");
    environment.remove("SUPABASE_DB_CA_FILE");
    assertThat(tls()).isEmpty();

    environment.put("SUPABASE_DB_URL", "jdbc:postgresql://db:5432/postgres?sslrootcert=/ca.pem");
    assertThat(tls()).isEqualTo(Map.of("sslmode", "verify-full"));
  }

  private Map<String, String> tls() {
    return read().database().orElseThrow().properties();
  }

  @Test
  void verified_tls_needs_certificate_authorities() {
    environment.remove("SUPABASE_DB_CA_FILE");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("SUPABASE_DB_CA_FILE is missing: ");

    environment.put("SUPABASE_DB_CA_FILE", "/etc/nothing.pem");
    assertThat(problems())
        .containsExactly("SUPABASE_DB_CA_FILE: there is no file /etc/nothing.pem");

    files.put("/etc/nothing.pem", "<html>");
    assertThat(problems())
        .containsExactly("SUPABASE_DB_CA_FILE: the file contains no PEM certificate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mysql://postgres:hunter2@db.abc.supabase.co:5432/postgres          | must have the form postgresql:
          jdbc:postgres://db.abc.supabase.co:5432/postgres                   | must have the form postgresql:
          jdbc:postgresql:postgres                                           | must have the form postgresql:
          jdbc:postgresql://db.abc.supabase.co:5432                          | must have the form postgresql:
          postgresql://db.abc.supabase.co:5432                               | must have the form postgresql:
          postgresql:///postgres                                             | must have the form postgresql:
          postgresql://%2Fvar%2Frun/postgres                                 | must have the form postgresql:
          postgresql://db:5432/postgres?sslmode=%zz                          | must have the form postgresql:
          postgresql://postgres:hunter2/3@db                                 | must have the form postgresql:
          postgresql://postgres:hunter2?3@db/postgres                        | must have the form postgresql:
          jdbc:postgresql://db:hunter2/postgres                              | must have the form postgresql:
          postgresql://postgres:hunter2@db.abc.supabase.co:5432/postgres     | must not contain a password
          postgres://postgres:hun@ter2hunter2@db:5432/postgres               | must not contain a password
          postgresql://a.b:[YOUR-PASSWORD]@aws-1-eu.pooler.supabase.com:5432/postgres | must not contain a password
          postgresql://db:5432/postgres?user=postgres&password=hunter2       | must not contain user and password
          postgresql://aws-1-eu.pooler.supabase.com:6543/postgres            | 6543, a transaction pooler
          postgresql://robot@aws-1-eu.pooler.supabase.com:5432/postgres      | <role>.<project-ref>
          postgres://db:5432/postgres?sslmode=verify_full                    | unknown sslmode
          jdbc:postgresql://db:5432/postgres?user=postgres&password=hunter2  | must not contain user and password
          jdbc:postgresql://db:5432/postgres?password=[YOUR-PASSWORD]        | must not contain user and password
          jdbc:postgresql://postgres:hunter2@db:5432/postgres                | must not contain user and password
          jdbc:postgresql://aws-1-eu.pooler.supabase.com:6543/postgres       | 6543, a transaction pooler
          jdbc:postgresql://aws-1-eu.pooler.supabase.com:5432/postgres       | <role>.<project-ref>
          jdbc:postgresql://db:5432/postgres?sslmode=verify_full             | unknown sslmode
          """)
  void a_database_url_that_cannot_work_is_refused_and_not_shown(String url, String problem) {
    environment.put("SUPABASE_DB_URL", url);
    assertThat(problems())
        .anySatisfy(line -> assertThat(line).contains(problem))
        .allSatisfy(line -> assertThat(line).doesNotContain("hunter2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgresql://db:5432/postgres                      | tenant_operator | jdbc:postgresql://db:5432/postgres
          postgres://robot.abc@db/postgres                   | robot.abc       | jdbc:postgresql://db/postgres
          postgresql://o%40x%3Ay@[::1]:5432/my%20data        | o@x:y           | jdbc:postgresql://[::1]:5432/my%20data
          postgresql://db/p?sslmode=require&sslrootcert=%2Fa | tenant_operator | jdbc:postgresql://db/p?sslmode=require&sslrootcert=%2Fa
          postgresql://db/p?require_auth=none                | tenant_operator | jdbc:postgresql://db/p?requireAuth=none
          jdbc:postgresql://db:5432/p?options=-c%20a%3D1+2   | tenant_operator | jdbc:postgresql://db:5432/p?options=-c%20a%3D1%2B2
          """)
  void a_database_url_may_be_of_libpq_or_of_the_driver(String url, String user, String jdbc) {
    environment.put("SUPABASE_DB_URL", url);

    assertThat(read().database().orElseThrow().user()).isEqualTo(user);
    assertThat(read().database().orElseThrow().url()).isEqualTo(jdbc);
  }

  @Test
  void the_user_is_named_once() {
    environment.put("SUPABASE_DB_URL", "postgresql://robot@db:5432/postgres");
    environment.put("SUPABASE_DB_USER", "postgres");
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("another user")
        .doesNotContain("robot");

    environment.put("SUPABASE_DB_USER", "robot");
    assertThat(read().database().orElseThrow().user()).isEqualTo("robot");
  }

  @Test
  void several_database_servers_are_fine() {
    environment.put("SUPABASE_DB_URL", "jdbc:postgresql://a:5432,b:5433/postgres");
    assertThat(read().database()).isPresent();
  }

  @Test
  void the_password_may_be_in_a_file() {
    environment.remove("SUPABASE_DB_PASSWORD");
    environment.put("SUPABASE_DB_PASSWORD_FILE", "/run/password");
    files.put("/run/password", "hunter2\n");
    assertThat(read().database().orElseThrow().password().value()).isEqualTo("hunter2");

    files.put("/run/password", "\n");
    assertThat(problems()).containsExactly("SUPABASE_DB_PASSWORD_FILE: the file is empty");
  }

  @Test
  void the_password_is_needed_once() {
    environment.put("SUPABASE_DB_PASSWORD_FILE", "/run/password");
    files.put("/run/password", "hunter3");
    assertThat(problems())
        .containsExactly(
            "SUPABASE_DB_PASSWORD and SUPABASE_DB_PASSWORD_FILE are both set: remove one of them");

    environment.remove("SUPABASE_DB_PASSWORD");
    environment.remove("SUPABASE_DB_PASSWORD_FILE");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("SUPABASE_DB_PASSWORD is missing: ");
  }

  @Test
  void a_file_that_cannot_be_read_is_a_problem_like_others() {
    environment.remove("SUPABASE_DB_PASSWORD");
    environment.put("SUPABASE_DB_PASSWORD_FILE", "/forbidden");
    assertThat(problems())
        .containsExactly("SUPABASE_DB_PASSWORD_FILE: the file /forbidden cannot be read");
  }

  @Test
  void an_empty_variable_counts_as_absent() {
    environment.put("HTTP_PORT", "");
    environment.put("SUPABASE_DB_PASSWORD_FILE", " ");
    assertThat(read().http().getPort()).isEqualTo(8080);
  }

  @Test
  void says_everything_that_is_wrong_at_once_each_on_one_line() {
    environment.putAll(
        Map.of(
            "HTTP_PORT", "eighty",
            "HTTP_ADDRESS", "localhost",
            "RESYNC_INTERVAL", "10",
            "RECONCILE_PARALLELISM", "0",
            "LEADER_ELECTION", "yes",
            "LOG_FORMAT", "xml",
            "SUPABASE_SYNC", "on",
            "INSTALLATION_ID", "two\nlines",
            "SUPABASE_URL", "abc"));
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "HTTP_PORT must be a number from 0 to 65535, but is 'eighty'",
            "HTTP_ADDRESS must be an IP address, but is 'localhost'",
            "RESYNC_INTERVAL must be a duration such as 15s, 10m or 1h30m, at least 1s, but is '10'",
            "RECONCILE_PARALLELISM must be a number from 1 to 64, but is '0'",
            "LEADER_ELECTION must be true or false, but is 'yes'",
            "LOG_FORMAT must be text or json, but is 'xml'",
            "SUPABASE_SYNC must be enabled or disabled, but is 'on'",
            "INSTALLATION_ID must be 1 to 63 letters, digits, dots, dashes or underscores, but is"
                + " 'two lines'",
            "SUPABASE_URL must be a URL such as https://abcdefghijklmnopqrst.supabase.co, but is"
                + " 'abc'");
  }

  @ParameterizedTest
  @CsvSource({
    "10s, 10s, 2s, LEADER_ELECTION_LEASE_DURATION (10s) must be longer",
    "15s, 4s, 2s, LEADER_ELECTION_RENEW_DEADLINE (4s) must be longer than 2.2 x",
    "1m30s, 2m, 2s, LEADER_ELECTION_LEASE_DURATION (1m30s) must be longer"
  })
  void leader_election_times_must_fit(String lease, String renew, String retry, String problem) {
    environment.put("LEADER_ELECTION_LEASE_DURATION", lease);
    environment.put("LEADER_ELECTION_RENEW_DEADLINE", renew);
    environment.put("LEADER_ELECTION_RETRY_PERIOD", retry);
    assertThat(problems()).singleElement().asString().startsWith(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"15s", "10m", "1h30m", "1h1m1s1ms"})
  void durations_are_written_as_in_go(String text) {
    Duration duration = Syntax.duration(Duration.ZERO).parse(text).orElseThrow();
    assertThat(Syntax.text(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "PT10M", "-1s", "1.5h", "10 m", "m", "s10"})
  void other_durations_are_refused(String text) {
    assertThat(Syntax.duration(Duration.ZERO).parse(text)).isEmpty();
  }

  @Test
  void printing_a_configuration_shows_no_secret() {
    assertThat(read().toString()).contains("tenant_operator").doesNotContain("hunter2");
  }

  private Configuration read() {
    return ConfigurationReader.read(environment, this::file);
  }

  private List<String> problems() {
    var refused = catchThrowableOfType(InvalidConfigurationException.class, this::read);
    assertThat(refused).as("the configuration was accepted").isNotNull();
    assertThat(refused.problems()).noneMatch(line -> line.contains("\n"));
    return refused.problems();
  }

  private Optional<String> file(Path path) {
    if (path.toString().equals("/forbidden")) {
      throw new UncheckedIOException(new IOException("permission denied"));
    }
    return Optional.ofNullable(files.get(path.toString()));
  }
}
