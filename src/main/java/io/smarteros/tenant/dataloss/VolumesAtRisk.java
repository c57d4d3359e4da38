package io.smarteros.tenant.dataloss;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.ResourceKind;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.Decisions.Loss;
import io.smarteros.tenant.record.RecordSession;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Volumes that somebody asked to delete and that pods still hold: they go with the last pod. So
 * before a service is stopped, a person has to accept that.
 */
public final class VolumesAtRisk {
  private final ClusterObjects cluster;
  private final ServiceTeardown teardown;

  public VolumesAtRisk(ClusterObjects cluster, ServiceTeardown teardown) {
    this.cluster = cluster;
    this.teardown = teardown;
  }

  /**
   * Why a service must not be stopped now.
   *
   * @param decision by which a person accepts the loss
   */
  public record AtRisk(Problem problem, Decision decision) {}

  /** The name of a volume's loss, of which a person may accept an incident. */
  public static String lossOf(ServiceName service, String volume) {
    return "%s/volume/%s".formatted(service, volume);
  }

  /** Of a service that runs, as the watches know it. */
  public Optional<AtRisk> ofRunning(
      TenantRef ref, ServiceName service, RecordSession recordSession, Decisions decisions) {
    return find(
        ref,
        service,
        recordSession,
        decisions,
        key -> cluster.find(key).or(() -> cluster.read(key)));
  }

  /**
   * Asks the API server before the service is stopped. What a person accepted may go, and the
   * record says so.
   *
   * @return empty when the service may be stopped
   */
  public Optional<AtRisk> beforeStop(
      TenantRef ref, ServiceName service, RecordSession recordSession, Decisions decisions) {
    return find(ref, service, recordSession, decisions, cluster::read);
  }

  /**
   * The same where no record tells which volumes there are: by those that the watches show.
   *
   * @return why the service must not be stopped, for a person who cannot accept it in a record
   */
  public Optional<String> beforeStopWithoutRecord(TenantRef ref, ServiceName service) {
    if (!teardown.runs(ref, service)) {
      return Optional.empty();
    }
    Scope scope = new Scope.OfService(service);
    return cluster.in(ref).stream()
        .filter(scope::covers)
        .map(ObservedObject::key)
        .filter(key -> ResourceKind.of(key) == ResourceKind.PERSISTENT_VOLUME_CLAIM)
        .map(ObjectKey::name)
        .sorted()
        .filter(volume -> isBeingDeleted(ref, volume, cluster::read))
        .findFirst()
        .map(volume -> leftRunning(service, volume));
  }

  private Optional<AtRisk> find(
      TenantRef ref,
      ServiceName service,
      RecordSession recordSession,
      Decisions decisions,
      Function<ObjectKey, Optional<ObservedObject>> lookUp) {
    if (!teardown.runs(ref, service)) {
      return Optional.empty();
    }
    List<AtRisk> found =
        made(recordSession, service).stream()
            .filter(volume -> isBeingDeleted(ref, volume, lookUp))
            .flatMap(volume -> ask(service, volume, recordSession, decisions).stream())
            .toList();
    return found.stream().findFirst();
  }

  private static List<String> made(RecordSession recordSession, ServiceName service) {
    return recordSession.read().service(service).stream()
        .flatMap(record -> record.madeVolumes().stream())
        .sorted()
        .toList();
  }

  private static boolean isBeingDeleted(
      TenantRef ref, String volume, Function<ObjectKey, Optional<ObservedObject>> lookUp) {
    return lookUp
        .apply(new ObjectKey("v1", "PersistentVolumeClaim", ref.namespace(), volume))
        .map(ObservedObject::deleting)
        .orElse(false);
  }

  private static Optional<AtRisk> ask(
      ServiceName service, String volume, RecordSession recordSession, Decisions decisions) {
    Loss loss =
        decisions.lossOf(
            lossOf(service, volume),
            "Stop %s, and give up what is on volume %s?".formatted(service, volume));
    if (decisions.isAccepted(loss)) {
      recordSession.update(
          record ->
              loss.acceptedIn(
                  record.withService(service, known -> known.withVolumePlanned(volume))));
      return Optional.empty();
    }
    return Optional.of(
        new AtRisk(
            new Problem(
                Reason.DATA_MISSING,
                leftRunning(service, volume) + ", then accept the loss as status.decisions says"),
            loss.decision()));
  }

  private static String leftRunning(ServiceName service, String volume) {
    return "PersistentVolumeClaim %s of %s is being deleted, and its data is gone once no pod uses it, so %s is left running. Copy what you need now"
        .formatted(volume, service, service);
  }
}
