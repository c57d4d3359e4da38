package io.smarteros.tenant.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.resolve.ResolvedService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the operator knows of one application in mode Dedicated. Only {@link #provision} and {@link
 * #checkHealth} call the application and {@link #missingSecrets} draws random numbers; the rest is
 * pure.
 */
public interface TenantService {

  /** Used where neither the Tenant nor its class names a version. */
  String defaultVersion();

  /** Repository of the image, without registry and tag. */
  String imageRepository();

  /** On which it may answer, whatever its settings: the network rules let these ports through. */
  List<Endpoint> endpoints();

  /** What the service gets where neither the Tenant nor its class says so. */
  DefaultResources defaultResources();

  /** Environment names that the operator sets itself, so that nobody else may. */
  boolean ownsEnvironment(String variableName);

  /** Why a version cannot be run, such as one that is too old; empty when it can. */
  Optional<String> refusesVersion(String version);

  /**
   * Why it cannot run as planned, although each setting alone is good; empty when it can. Nothing
   * is applied then, and what runs goes on.
   */
  default Optional<Problem> refusesPlan(ServicePlan plan) {
    return Optional.empty();
  }

  /** Why a running version cannot be followed by another; empty when it can. */
  Optional<String> refusesUpgrade(String runningVersion, String wantedVersion);

  /**
   * Generated once, kept in the record for ever: by name, how each is made. Passing the present
   * ones allows a secret to be derived from another, such as the hash of a password.
   */
  Map<String, Supplier<String>> missingSecrets(Map<String, String> present);

  /** Those of them without which the data cannot be read: never made again by itself. */
  Set<String> irreplaceableSecrets();

  /** Empty when it has no database. */
  Optional<DatabaseNeeds> database();

  /** How the password of the first administrator is replaced. */
  default Rotation loginRotation(ResolvedService service) {
    return new Rotation.Impossible(
        "the account is its owner's since it was set up: change the password in the application");
  }

  /** How the operator's own key to the API is replaced. */
  default Rotation apiKeyRotation(ResolvedService service) {
    return new Rotation.Impossible("the operator has no API key of it that it could replace");
  }

  /**
   * What of its class it uses with these settings, and which variables of a Tenant stand for one of
   * its own. With one of these it gets nothing of the class's: else a Tenant could name a server of
   * its own, and be sent the platform's login.
   */
  default Map<ClassResource, Predicate<String>> classResources(ResolvedService service) {
    return Map.of();
  }

  /**
   * What its set-up makes for certain and can find by a natural key: the key by name. They are in
   * the record from the first start on, so that the set-up need not write that.
   */
  default Map<String, String> externals(ServicePlan plan) {
    return Map.of();
  }

  /** What should exist in the tenant's namespace. Pure: the same plan gives equal objects. */
  Blueprint compile(ServicePlan plan);

  /**
   * What a person should know of it although all is well, such as what a setting did not undo.
   *
   * @param record as the set-up left it
   */
  default Optional<String> remark(ServicePlan plan, ServiceRecord record) {
    return Optional.empty();
  }

  /** Whether the application itself says that it is ready. One cheap read. */
  HealthCheckResult checkHealth(ServicePlan plan);

  /** Sets the application up through its API, from wherever an earlier try got to. */
  Provisioning provision(ServicePlan plan, Ledger ledger);

  /**
   * What the service gets where neither the Tenant nor its class says so, as canonical quantities.
   *
   * @param storage of the volume that {@code storage.size} is about
   * @param volume name of that PersistentVolumeClaim; others have sizes that the application
   *     decides
   */
  record DefaultResources(String cpu, String memory, String storage, String volume) {}

  /**
   * What an application needs on the PostgreSQL server.
   *
   * @param passwordSecret which of the generated secrets is the password of its role
   * @param connections the most that it opens at once, with those that a lost node leaves behind
   * @param extensions that an administrator must make, since the owner of a database may not
   * @param collation that it must have, such as {@code C}; empty: the server's default
   * @param entersPostgres it connects to database {@code postgres} too
   */
  record DatabaseNeeds(
      String passwordSecret,
      int connections,
      Set<String> extensions,
      Optional<String> collation,
      boolean entersPostgres) {

    /** A database without wishes. */
    public static DatabaseNeeds plain(String passwordSecret, int connections) {
      return new DatabaseNeeds(passwordSecret, connections, Set.of(), Optional.empty(), false);
    }
  }
}
