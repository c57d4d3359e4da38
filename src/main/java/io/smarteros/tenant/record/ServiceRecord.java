package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smarteros.tenant.api.service.Mode;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The record of one service of a tenant.
 *
 * @param version begun last: noted before anything is applied that can bring the data to it
 * @param pinned the version in force is that of an image with a tag or digest of its own, which
 *     says nothing about any other image
 * @param ranVersion that a pod was last seen to start with: the data is of that version
 * @param secrets generated keys and passwords, by a name that the application chooses
 * @param volumes by name of the PersistentVolumeClaim
 * @param externals objects made through the application's API, by a name that the operator chooses
 * @param routeAllowed the first-run page was seen closed, so a route may exist
 * @param runs what runs once, by the name that the application gives it
 * @param host DNS name of the route that was applied last; the service's own while it is here
 * @param scheme of the route that was applied last; empty while nothing is routed
 * @param nextHost DNS name of the route that is about to be applied; given as well
 * @param availableVersion that last answered
 * @param accountId of the tenant's account in the application, where it has accounts
 * @param projectedSecrets names of all Secrets in the tenant's namespace that were ever applied:
 *     nothing else lists them there
 * @param appliedFor what people had asked of the tenant when its pods were applied last: pods that
 *     differ although nothing else is asked are changed by the platform
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceRecord(
    Optional<Mode> mode,
    Optional<String> version,
    boolean pinned,
    Optional<String> ranVersion,
    Map<String, String> secrets,
    Optional<DatabaseRecord> database,
    Map<String, VolumeRecord> volumes,
    Map<String, ExternalRecord> externals,
    boolean routeAllowed,
    Map<String, RunRecord> runs,
    Optional<String> host,
    Optional<Scheme> scheme,
    Optional<String> nextHost,
    Optional<String> availableVersion,
    Optional<String> accountId,
    Set<String> projectedSecrets,
    Optional<String> appliedFor)
    implements ServiceRecordBuilder.With {

  public ServiceRecord {
    mode = mode == null ? Optional.empty() : mode;
    version = version == null ? Optional.empty() : version;
    ranVersion = ranVersion == null ? Optional.empty() : ranVersion;
    secrets = secrets == null ? Map.of() : Map.copyOf(secrets);
    database = database == null ? Optional.empty() : database;
    volumes = volumes == null ? Map.of() : Map.copyOf(volumes);
    externals = externals == null ? Map.of() : Map.copyOf(externals);
    runs = runs == null ? Map.of() : Map.copyOf(runs);
    host = host == null ? Optional.empty() : host;
    scheme = scheme == null ? Optional.empty() : scheme;
    nextHost = nextHost == null ? Optional.empty() : nextHost;
    availableVersion = availableVersion == null ? Optional.empty() : availableVersion;
    accountId = accountId == null ? Optional.empty() : accountId;
    projectedSecrets =
        projectedSecrets == null
            ? Set.of()
            : Collections.unmodifiableSet(new TreeSet<>(projectedSecrets));
    appliedFor = appliedFor == null ? Optional.empty() : appliedFor;
  }

  public static ServiceRecord blank() {
    return ServiceRecordBuilder.builder().build();
  }

  /** The version to go on with where nobody names one: what ran, rather than what never started. */
  public Optional<String> versionToGoOnWith() {
    return pinned
        ? ranVersion.filter(ran -> !version.equals(Optional.of(ran)))
        : ranVersion.or(() -> version);
  }

  public ServiceRecord begun(Mode newMode, String newVersion, boolean isPinned) {
    return withMode(Optional.of(newMode)).withVersion(Optional.of(newVersion)).withPinned(isPinned);
  }

  /** A pod of the version in force was seen to start. */
  public ServiceRecord started() {
    return withRanVersion(version);
  }

  public ServiceRecord withAddedSecrets(Map<String, String> added) {
    Map<String, String> changed = new TreeMap<>(secrets);
    changed.putAll(added);
    return withSecrets(changed);
  }

  public ServiceRecord withDatabase(DatabaseRecord changed) {
    return withDatabase(Optional.of(changed));
  }

  /** The database was dropped for good. */
  public ServiceRecord withoutDatabase() {
    return withDatabase(Optional.empty());
  }

  /** Names of the volumes that may hold data. */
  public Set<String> madeVolumes() {
    return volumes.entrySet().stream()
        .filter(volume -> volume.getValue().stage() == Stage.MADE)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  public ServiceRecord withVolume(String name, VolumeRecord volume) {
    Map<String, VolumeRecord> changed = new TreeMap<>(volumes);
    changed.put(name, volume);
    return withVolumes(changed);
  }

  /** A person gave up what was on the volume: it may be made again, empty. */
  public ServiceRecord withVolumePlanned(String name) {
    Map<String, VolumeRecord> changed = new TreeMap<>(volumes);
    changed.computeIfPresent(name, (_, volume) -> volume.planned());
    return withVolumes(changed);
  }

  ServiceRecord withVolumesPlanned() {
    Map<String, VolumeRecord> changed = new TreeMap<>(volumes);
    changed.replaceAll((_, volume) -> volume.planned());
    return withVolumes(changed);
  }

  /**
   * The application begins again on an empty database: what was made in the old one, its first
   * account included, is gone with it.
   *
   * @param secretsToKeep by name
   */
  public ServiceRecord begunAnew(Set<String> secretsToKeep) {
    Map<String, String> kept = new TreeMap<>(secrets);
    kept.keySet().retainAll(secretsToKeep);
    return withRanVersion(Optional.empty())
        .withSecrets(kept)
        .withDatabase(database.map(DatabaseRecord::planned))
        .withExternals(Map.of())
        .withRouteAllowed(false)
        .withRuns(Map.of())
        .withAccountId(Optional.empty());
  }

  public ServiceRecord withExternal(String name, ExternalRecord external) {
    Map<String, ExternalRecord> changed = new TreeMap<>(externals);
    changed.put(name, external);
    return withExternals(changed);
  }

  /**
   * They are about to be made, unless they are known.
   *
   * @param naturalKeys by name
   */
  public ServiceRecord withIntents(Map<String, String> naturalKeys) {
    Map<String, ExternalRecord> changed = new TreeMap<>(externals);
    naturalKeys.forEach((name, key) -> changed.putIfAbsent(name, ExternalRecord.pending(key)));
    return withExternals(changed);
  }

  /** It is made again, in the place of the one that is there. */
  public ServiceRecord remaking(String external) {
    return withExternal(external, ExternalRecord.pending());
  }

  public ServiceRecord withoutExternal(String name) {
    Map<String, ExternalRecord> changed = new TreeMap<>(externals);
    changed.remove(name);
    return withExternals(changed);
  }

  public ServiceRecord withRouteAllowed() {
    return withRouteAllowed(true);
  }

  public Optional<RunRecord> run(String name) {
    return Optional.ofNullable(runs.get(name));
  }

  public ServiceRecord withRun(String name, RunRecord run) {
    Map<String, RunRecord> changed = new TreeMap<>(runs);
    changed.put(name, run);
    return withRuns(changed);
  }

  /** Its pods are as was asked. */
  public ServiceRecord appliedFor(String asked) {
    return withAppliedFor(Optional.of(asked));
  }

  /** Secrets of these names are about to be applied. */
  public ServiceRecord projecting(Set<String> names) {
    Set<String> changed = new TreeSet<>(projectedSecrets);
    changed.addAll(names);
    return withProjectedSecrets(changed);
  }

  /** The hosts that were given to the service. */
  public Set<String> hosts() {
    return Stream.concat(host.stream(), nextHost.stream()).collect(Collectors.toUnmodifiableSet());
  }

  /** A route for this host is about to be applied. */
  public ServiceRecord routing(String newHost) {
    return withNextHost(Optional.of(newHost).filter(name -> !host.equals(Optional.of(name))));
  }

  /**
   * The route for this host is applied, and there is none for another.
   *
   * @param newScheme empty where the class routes nothing: the host is the service's own all the
   *     same
   */
  public ServiceRecord routed(String newHost, Optional<Scheme> newScheme) {
    return withHost(Optional.of(newHost)).withScheme(newScheme).withNextHost(Optional.empty());
  }

  /** There is no route any more. */
  public ServiceRecord unrouted() {
    return withHost(Optional.empty()).withScheme(Optional.empty()).withNextHost(Optional.empty());
  }

  public ServiceRecord available(String atVersion) {
    return withAvailableVersion(Optional.of(atVersion));
  }

  /** Where users reach the service: empty where there is no route. */
  public Optional<String> url() {
    return host.filter(_ -> routeAllowed).flatMap(name -> scheme.map(by -> by.url(name)));
  }

  /** Without the values of the secrets. */
  @Override
  public String toString() {
    return ("ServiceRecord[mode=%s, version=%s, pinned=%s, ranVersion=%s, secrets=%s, database=%s,"
            + " volumes=%s, externals=%s, routeAllowed=%s, runs=%s, host=%s,"
            + " scheme=%s, nextHost=%s, availableVersion=%s, accountId=%s, projectedSecrets=%s,"
            + " appliedFor=%s]")
        .formatted(
            mode,
            version,
            pinned,
            ranVersion,
            secrets.keySet(),
            database,
            volumes,
            externals,
            routeAllowed,
            runs,
            host,
            scheme,
            nextHost,
            availableVersion,
            accountId,
            projectedSecrets,
            appliedFor);
  }
}
