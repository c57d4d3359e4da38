package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.cluster.workload.DeploymentReadiness;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.Resolution;
import java.util.List;
import java.util.Optional;

/**
 * Which version the data of each service may be of. An application may have migrated its data since
 * a version was begun, so that there is no way back, unless it is certain that it never started:
 * its image does not exist, or the cluster refused it.
 */
public final class StartedVersions {
  private final ClusterObjects cluster;

  public StartedVersions(ClusterObjects cluster) {
    this.cluster = cluster;
  }

  /**
   * Notes which versions were seen to start.
   *
   * @return the record for the decision which version shall run: each version counts as one that
   *     ran unless it certainly never started
   */
  TenantRecord note(Tenant tenant, RecordSession recordSession) {
    TenantRef ref = TenantRef.of(tenant, recordSession.read().placement().namespace());
    TenantRecord counted = recordSession.read();
    for (ServiceName name : recordSession.read().services().keySet()) {
      ServiceRecord record = recordSession.read().service(name).orElseThrow();
      Optional<String> begun =
          record.version().filter(version -> !record.ranVersion().equals(Optional.of(version)));
      if (begun.isPresent()) {
        switch (evidence(ref, name, record, begun.get())) {
          case STARTED -> {
            recordSession.later(known -> known.withService(name, ServiceRecord::started));
            counted = counted.withService(name, ServiceRecord::started);
          }
          case UNKNOWN -> counted = counted.withService(name, ServiceRecord::started);
          case NEVER_STARTED -> {}
        }
      }
    }
    return counted;
  }

  /**
   * Evidence is looked for of the version that was begun last. Before another one is begun, the one
   * before counts for good as it was counted.
   *
   * @param counted what {@link #note} returned
   */
  static void settle(TenantRecord counted, Resolution next, RecordSession recordSession) {
    next.tenant()
        .services()
        .forEach(
            (name, service) ->
                counted
                    .service(name)
                    .filter(_ -> !next.rejected().containsKey(name))
                    .filter(before -> !before.version().equals(Optional.of(service.version())))
                    .map(ServiceRecord::ranVersion)
                    .ifPresent(
                        ran ->
                            recordSession.later(
                                record ->
                                    record.withService(name, known -> known.withRanVersion(ran)))));
  }

  private Evidence evidence(
      TenantRef ref, ServiceName service, ServiceRecord record, String version) {
    if (record.runs().values().stream()
        .anyMatch(run -> run.migratesTo().equals(Optional.of(version)))) {
      return Evidence.STARTED;
    }
    Scope scope = new Scope.OfService(service);
    List<ObservedObject> objects = cluster.in(ref).stream().filter(scope::covers).toList();
    List<ObservedObject> deployments =
        objects.stream().filter(object -> object.key().kind().equals("Deployment")).toList();
    if (deployments.stream()
        .anyMatch(each -> DeploymentReadiness.hasStarted(each, version, objects))) {
      return Evidence.STARTED;
    }
    boolean neverApplied = deployments.isEmpty() && record.ranVersion().isEmpty();
    boolean neverStarted =
        !deployments.isEmpty()
            && deployments.stream()
                .allMatch(each -> DeploymentReadiness.hasNeverStarted(each, version, objects));
    return neverApplied || neverStarted ? Evidence.NEVER_STARTED : Evidence.UNKNOWN;
  }

  private enum Evidence {
    STARTED,
    NEVER_STARTED,
    /** The operator may have been away while a pod ran. */
    UNKNOWN
  }
}
