package io.smarteros.tenant.operator.configuration;

import io.smarteros.tenant.operator.configuration.Configuration.LeaderElection;
import io.smarteros.tenant.operator.configuration.Configuration.RowImport;
import io.smarteros.tenant.operator.configuration.Configuration.SupabaseDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@link Configuration}. Says all that is wrong at once. */
public final class ConfigurationReader {
  private static final Path NAMESPACE_FILE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

  private final OptionValues values;
  private final SupabaseOptions supabase;
  private final Function<Path, Optional<String>> files;

  private ConfigurationReader(
      Map<String, String> environment, Function<Path, Optional<String>> files) {
    this.files = files;
    this.values = new OptionValues(environment, files);
    this.supabase = new SupabaseOptions(values);
  }

  /**
   * Reads the options from the environment and from the files that it names.
   *
   * @param files the content of a file, empty when there is none
   * @throws InvalidConfigurationException with all that is wrong, one line each
   */
  public static Configuration read(
      Map<String, String> environment, Function<Path, Optional<String>> files) {
    return new ConfigurationReader(environment, files).read();
  }

  /**
   * Reads only where Supabase's database is and how to log in there.
   *
   * @throws InvalidConfigurationException with all that is wrong, one line each
   */
  public static SupabaseDatabase readDatabase(
      Map<String, String> environment, Function<Path, Optional<String>> files) {
    ConfigurationReader reader = new ConfigurationReader(environment, files);
    Optional<SupabaseDatabase> database = reader.supabase.database();
    reader.requireNoProblem();
    return database.orElseThrow();
  }

  /** The content of a file, empty when there is none. */
  public static Optional<String> readFile(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Configuration read() {
    Optional<String> namespace = namespace();
    boolean syncEnabled = values.value(Options.SUPABASE_SYNC) == Options.Sync.ENABLED;
    var configuration =
        new Configuration(
            namespace.orElse(""),
            values.optional(Options.INSTALLATION_ID),
            values.value(Options.HOSTNAME),
            syncEnabled ? supabase.database() : Optional.empty(),
            rowImport(syncEnabled),
            syncEnabled ? supabase.api() : Optional.empty(),
            new InetSocketAddress(
                values.value(Options.HTTP_ADDRESS), values.value(Options.HTTP_PORT)),
            values.value(Options.LEADER_ELECTION) ? leaderElection() : Optional.empty(),
            values.value(Options.RESYNC_INTERVAL),
            values.value(Options.RECONCILE_PARALLELISM),
            values.value(Options.LOG_FORMAT));
    requireNoProblem();
    return configuration;
  }

  private void requireNoProblem() {
    if (!values.problems().isEmpty()) {
      throw new InvalidConfigurationException(values.problems());
    }
  }

  private Optional<String> namespace() {
    if (!values.isSet(Options.OPERATOR_NAMESPACE)) {
      Optional<String> ownNamespace = files.apply(NAMESPACE_FILE).map(String::strip);
      if (ownNamespace.isPresent()) {
        return ownNamespace;
      }
    }
    return values.required(
        Options.OPERATOR_NAMESPACE,
        "outside a cluster, set it to the namespace that holds the operator's Secrets");
  }

  private Optional<RowImport> rowImport(boolean syncEnabled) {
    if (values.value(Options.ROW_IMPORT) == Options.Import.DISABLED) {
      return Optional.empty();
    }
    if (!syncEnabled) {
      values.problem(
          "ROW_IMPORT=enabled needs SUPABASE_SYNC=enabled: without it there are no rows");
    }
    return Optional.of(
        new RowImport(
            values.value(Options.ROW_IMPORT_SERVICES),
            values.optional(Options.ROW_IMPORT_ADMIN_EMAIL),
            values.value(Options.ROW_IMPORT_PER_OWNER),
            values.value(Options.ROW_IMPORT_PER_HOUR),
            values.value(Options.ROW_IMPORT_TOTAL)));
  }

  private Optional<LeaderElection> leaderElection() {
    var election =
        new LeaderElection(
            values.value(Options.LEADER_ELECTION_LEASE_DURATION),
            values.value(Options.LEADER_ELECTION_RENEW_DEADLINE),
            values.value(Options.LEADER_ELECTION_RETRY_PERIOD));
    if (election.leaseDuration().compareTo(election.renewDeadline()) <= 0) {
      values.problem(
          "LEADER_ELECTION_LEASE_DURATION (%s) must be longer than LEADER_ELECTION_RENEW_DEADLINE (%s)"
              .formatted(
                  Syntax.text(election.leaseDuration()), Syntax.text(election.renewDeadline())));
    }
    if (election.renewDeadline().compareTo(election.longestAttempts()) <= 0) {
      values.problem(
          "LEADER_ELECTION_RENEW_DEADLINE (%s) must be longer than 2.2 x LEADER_ELECTION_RETRY_PERIOD (%s)"
              .formatted(
                  Syntax.text(election.renewDeadline()), Syntax.text(election.retryPeriod())));
    }
    return Optional.of(election);
  }
}
