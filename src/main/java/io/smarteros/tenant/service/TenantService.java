package io.smarteros.tenant.service;

import io.smarteros.tenant.api.ServiceName;
import io.smarteros.tenant.api.ServiceSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the operator knows of one application in mode Dedicated. The lane of a service calls it in
 * the order of the methods here; everything but {@link #provision} and {@link #answers} is pure.
 */
public interface TenantService {

  ServiceName name();

  /** Used where neither the Tenant nor its class names a version. */
  String defaultVersion();

  /** Repository of the image, without registry and tag. */
  String imageRepository();

  /** What the service gets where neither the Tenant nor its class says so. */
  DefaultResources defaultResources();

  /** Whether the service with these settings keeps files on a volume. */
  boolean storesFiles(ServiceSpec spec);

  /** Environment names that the operator sets itself, so that nobody else may. */
  boolean ownsEnvironment(String variableName);

  /** Why a running version cannot be followed by another; empty when it can. */
  Optional<String> refusesUpgrade(String runningVersion, String wantedVersion);

  /**
   * Generated once, kept in the record for ever: by name, how each is made. Passing the present
   * ones allows a secret to be derived from another, such as the hash of a password.
   */
  Map<String, Supplier<String>> missingSecrets(Map<String, String> present);

  /** Those of them without which the data cannot be read: never made again by itself. */
  Set<String> irreplaceableSecrets();

  /** What the application needs on the PostgreSQL server; empty when it has no database. */
  Optional<DatabaseNeeds> database();

  /** What should exist in the tenant's namespace. Pure: the same plan gives equal objects. */
  Blueprint compile(ServicePlan plan);

  /** Whether the application itself says that it is ready. One cheap read. */
  Answer answers(ServicePlan plan);

  /** Sets the application up through its API, from wherever an earlier try got to. */
  Provisioning provision(ServicePlan plan, ServiceMemory memory);

  /** {@code requests} and limits as canonical quantities. */
  record DefaultResources(String cpu, String memory, String storage) {}

  /** Extensions that an administrator must make, since the owner of a database may not. */
  record DatabaseNeeds(Set<String> extensions) {}
}
