package io.smarteros.tenant.deletion;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.deletion.DeletionProgress.Blocked;
import io.smarteros.tenant.deletion.DeletionProgress.Data;
import io.smarteros.tenant.deletion.DeletionProgress.Done;
import io.smarteros.tenant.deletion.DeletionProgress.Waiting;
import io.smarteros.tenant.namespace.AdoptedNamespaceCleanup;
import io.smarteros.tenant.namespace.NamespaceRemoval;
import io.smarteros.tenant.namespace.TenantNamespace;
import io.smarteros.tenant.postgres.DatabaseFailure;
import io.smarteros.tenant.postgres.DropResult;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Destroys what holds a tenant's data: databases, volumes, namespace. */
public final class DataDestruction {
  private final ClassDatabaseServers databases;
  private final TenantNamespace namespaces;
  private final AdoptedNamespaceCleanup adoptedNamespace;

  public DataDestruction(
      ClassDatabaseServers databases,
      TenantNamespace namespaces,
      AdoptedNamespaceCleanup adoptedNamespace) {
    this.databases = databases;
    this.namespaces = namespaces;
    this.adoptedNamespace = adoptedNamespace;
  }

  DeletionProgress run(Tenant tenant, RecordSession recordSession, Set<String> abandoned) {
    String name = tenant.getMetadata().getName();
    for (Map.Entry<ServiceName, ServiceRecord> service :
        recordSession.read().services().entrySet()) {
      Optional<DatabaseRecord> database = service.getValue().database();
      if (database.isPresent() && !abandoned.contains("database")) {
        Optional<DeletionProgress> unfinished =
            drop(name, service.getKey(), database.get(), recordSession);
        if (unfinished.isPresent()) {
          return unfinished.get();
        }
      }
    }
    return removeFromCluster(tenant, recordSession.read(), abandoned);
  }

  /** Empty once the database is gone. */
  private Optional<DeletionProgress> drop(
      String tenant, ServiceName service, DatabaseRecord record, RecordSession recordSession) {
    Optional<Placement.Server> server = recordSession.read().placement().databaseServer();
    if (server.isEmpty()) {
      return Optional.empty();
    }
    return switch (databases.open(server.get())) {
      case ClassDatabaseServers.Closed closed ->
          Optional.of(
              blocked(
                  "database %s cannot be dropped: %s"
                      .formatted(record.name(), closed.problem().message())));
      case ClassDatabaseServers.Server opened ->
          switch (opened.databases().drop(databases.identity(tenant, service, record))) {
            case DropResult.Gone _ -> {
              // the namespace takes its time, and its server may be gone by then
              recordSession.update(
                  known -> known.withService(service, ServiceRecord::withoutDatabase));
              yield Optional.empty();
            }
            case DatabaseFailure.Busy(String message, Duration retryAfter) ->
                Optional.of(new Waiting(message, retryAfter));
            case DatabaseFailure failure -> Optional.of(blocked(failure.message()));
          };
    };
  }

  private static DeletionProgress blocked(String message) {
    return new Blocked(DeletionProgress.blockedBy("database", message));
  }

  private DeletionProgress removeFromCluster(
      Tenant tenant, TenantRecord record, Set<String> abandoned) {
    if (abandoned.contains("namespace")) {
      return new Done(Data.DESTROYED);
    }
    String name = tenant.getMetadata().getName();
    Placement placement = record.placement();
    if (placement.adopted()) {
      return progress(
          adoptedNamespace.leave(
              name, tenant.getMetadata().getUid(), record, abandoned.contains("volume")));
    }
    return progress(namespaces.delete(placement.namespace(), name, placement.namespaceStage()));
  }

  private static DeletionProgress progress(NamespaceRemoval removal) {
    return switch (removal) {
      case NamespaceRemoval.Gone _ -> new Done(Data.DESTROYED);
      case NamespaceRemoval.Going(String message) ->
          new Waiting(message, RequeueDelays.WHEN_PROGRESSING);
      case NamespaceRemoval.Blocked(String step, String why) ->
          new Blocked(DeletionProgress.blockedBy(step, why));
    };
  }
}
