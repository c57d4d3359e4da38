package io.smarteros.tenant.operator.configuration;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of the operator.
 *
 * @param namespace where the operator runs: records, class secrets and the lease live there
 * @param installationId overrides the UID of kube-system as the mark in databases
 * @param instance the name of this replica, in the lease and in Events
 * @param database the Supabase database; empty with {@code SUPABASE_SYNC=disabled}
 * @param rowImport empty when no Tenant is made of a row
 * @param api Supabase's HTTP APIs, where they are known
 * @param leaderElection empty when this is the only replica there ever is
 * @param resyncInterval pause between two full resyncs of one tenant
 * @param reconcileParallelism how many tenants are worked on at the same time
 */
public record Configuration(
    String namespace,
    Optional<String> installationId,
    String instance,
    Optional<SupabaseDatabase> database,
    Optional<RowImport> rowImport,
    Optional<SupabaseApi> api,
    InetSocketAddress http,
    Optional<LeaderElection> leaderElection,
    Duration resyncInterval,
    int reconcileParallelism,
    LogFormat logFormat) {

  /**
   * Where the rows are.
   *
   * @param url a JDBC URL without user and password
   * @param properties of the driver, beside those in the URL: how TLS is checked
   * @param fullCompareInterval between two comparisons of all rows while notifications come
   */
  public record SupabaseDatabase(
      String url,
      String user,
      Secret password,
      Map<String, String> properties,
      Duration fullCompareInterval) {}

  /**
   * Which rows become Tenants.
   *
   * @param services ids of the services of a Tenant whose row has none
   * @param adminEmail the first administrator where the owner has no confirmed e-mail address
   */
  public record RowImport(
      List<String> services, Optional<String> adminEmail, int perOwner, int perHour, int total) {
    public RowImport {
      services = List.copyOf(services);
    }
  }

  /** Supabase's HTTP APIs. */
  public record SupabaseApi(URI url, Optional<Secret> anonKey, Optional<Secret> serviceRoleKey) {}

  /** How long a leader stays leader without renewing its lease, and how it renews it. */
  public record LeaderElection(
      Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {

    /** Two attempts, the pause between them stretched by the client's jitter of up to 120 %. */
    public Duration longestAttempts() {
      return retryPeriod.multipliedBy(22).dividedBy(10);
    }
  }
}
