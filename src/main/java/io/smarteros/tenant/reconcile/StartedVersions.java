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
import java.util.List;
import java.util.Optional;

/**
 * Notes which versions came to run. An application may have migrated its data from then on, so that
 * there is no way back; one that never started, since its image does not exist, changed nothing.
 */
public final class StartedVersions {
  private final ClusterObjects cluster;

  public StartedVersions(ClusterObjects cluster) {
    this.cluster = cluster;
  }

  /** To be called before it is decided which version shall run. */
  void note(Tenant tenant, RecordSession recordSession) {
    TenantRef ref = TenantRef.of(tenant, recordSession.read().placement().namespace());
    recordSession
        .read()
        .services()
        .forEach(
            (name, record) -> {
              boolean isNews =
                  record
                      .version()
                      .filter(version -> !record.ranVersion().equals(Optional.of(version)))
                      .filter(version -> hasStarted(ref, name, version))
                      .isPresent();
              if (isNews) {
                recordSession.update(known -> known.withService(name, ServiceRecord::started));
              }
            });
  }

  private boolean hasStarted(TenantRef ref, ServiceName service, String version) {
    Scope scope = new Scope.OfService(service);
    List<ObservedObject> objects = cluster.in(ref).stream().filter(scope::covers).toList();
    return objects.stream()
        .filter(object -> object.key().kind().equals("Deployment"))
        .anyMatch(deployment -> DeploymentReadiness.hasStarted(deployment, version, objects));
  }
}
