package io.smarteros.tenant.deletion;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.cluster.ServiceTeardown.Left;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.dataloss.VolumesAtRisk;
import io.smarteros.tenant.deletion.DeletionProgress.Blocked;
import io.smarteros.tenant.deletion.DeletionProgress.Data;
import io.smarteros.tenant.deletion.DeletionProgress.Done;
import io.smarteros.tenant.deletion.DeletionProgress.Waiting;
import io.smarteros.tenant.namespace.RightsRestoration;
import io.smarteros.tenant.namespace.TenantNamespace;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.record.UnreadableRecordException;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What the finalizer does, from the record and not from the class: routes and compute away, wait
 * for the pods, then keep the data or, only when confirmed, destroy it. Every step may be repeated.
 */
public final class TenantCleanup {
  private final RecordStore records;
  private final ServiceTeardown teardown;
  private final EndlessPods endlessPods;
  private final VolumesAtRisk volumes;
  private final RightsRestoration rights;
  private final TenantNamespace namespaces;
  private final DataDestruction removal;
  private final TenantRows rows;
  private final Consumer<String> leaves;
  private final InstantSource clock;

  /**
   * Works with the rights of what it is given.
   *
   * @param leaves takes the name of a tenant for which nothing shall be waited any more
   */
  public TenantCleanup(
      RecordStore records,
      ServiceTeardown teardown,
      VolumesAtRisk volumes,
      RightsRestoration rights,
      TenantNamespace namespaces,
      DataDestruction removal,
      TenantRows rows,
      Consumer<String> leaves,
      InstantSource clock) {
    this.records = records;
    this.teardown = teardown;
    this.endlessPods = new EndlessPods(teardown, clock);
    this.volumes = volumes;
    this.rights = rights;
    this.namespaces = namespaces;
    this.removal = removal;
    this.rows = rows;
    this.leaves = leaves;
    this.clock = clock;
  }

  public DeletionProgress run(Tenant tenant) {
    String name = tenant.getMetadata().getName();
    leaves.accept(name);
    Optional<RecordSession> known = load(name);
    List<Blocked> kept = new ArrayList<>();
    Optional<Left> left = stopEverything(tenant, known, kept);
    if (left.isPresent()) {
      return left.get().refused()
          ? refused(tenant, known, left.get())
          : waiting(tenant, known, left.get());
    }
    if (!kept.isEmpty()) {
      return blockedBy(kept);
    }
    if (known.isEmpty()) {
      return withoutRecord(tenant);
    }
    RecordSession recordSession = known.get();
    if (!recordSession.read().tenantUid().equals(tenant.getMetadata().getUid())) {
      return new Done(Data.NONE);
    }
    return new DeletionConfirmation(tenant).isGiven()
        ? destroy(tenant, recordSession)
        : retain(tenant, recordSession);
  }

  private Optional<RecordSession> load(String name) {
    try {
      return records.load(name, true);
    } catch (UnreadableRecordException e) {
      if (e.isSomebodyElses()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Either nothing was ever made, or the record was lost and with it the list of what there is. */
  private DeletionProgress withoutRecord(Tenant tenant) {
    String name = tenant.getMetadata().getName();
    Optional<String> namespace = namespaces.madeFor(name);
    if (namespace.isEmpty()) {
      return new Done(Data.NONE);
    }
    return abandoned(tenant).contains("namespace")
        ? new Done(Data.KEPT)
        : new Blocked(
            DeletionProgress.blockedBy(
                "namespace",
                "namespace %s belongs to this tenant, but its record, Secret %s, is gone. Restore the Secret from a backup"
                    .formatted(namespace.get(), RecordStore.secretName(name))));
  }

  /**
   * All services at once: what one waits for must not hold up the others.
   *
   * @param kept filled with what must go on running, since data would be lost with its last pod
   */
  private Optional<Left> stopEverything(
      Tenant tenant, Optional<RecordSession> known, List<Blocked> kept) {
    List<Left> left = new ArrayList<>();
    for (TenantRef there : places(tenant, known)) {
      for (ServiceName service : ServiceName.values()) {
        known
            .map(recordSession -> atRisk(tenant, there, service, recordSession))
            .orElseGet(() -> atRiskWithoutRecord(tenant, there, service))
            .ifPresentOrElse(kept::add, () -> teardown.remove(there, service).ifPresent(left::add));
      }
    }
    return left.stream().filter(Left::refused).findFirst().or(() -> left.stream().findFirst());
  }

  private List<TenantRef> places(Tenant tenant, Optional<RecordSession> known) {
    return known
        .map(recordSession -> recordSession.read().placement().namespace())
        .map(namespace -> List.of(TenantRef.of(tenant, namespace)))
        .orElseGet(
            () -> teardown.placesOf(tenant.getMetadata().getName(), tenant.getMetadata().getUid()));
  }

  private DeletionProgress waiting(Tenant tenant, Optional<RecordSession> known, Left left) {
    return places(tenant, known).stream()
        .flatMap(there -> endlessPods.in(there).stream())
        .findFirst()
        .<DeletionProgress>map(Blocked::new)
        .orElseGet(() -> new Waiting(left.message(), RequeueDelays.WHEN_PROGRESSING));
  }

  private Optional<Blocked> atRisk(
      Tenant tenant, TenantRef there, ServiceName service, RecordSession recordSession) {
    if (new DeletionConfirmation(tenant).isGiven()
        || !recordSession.read().tenantUid().equals(tenant.getMetadata().getUid())) {
      return Optional.empty();
    }
    return volumes
        .beforeStop(there, service, recordSession, new Decisions(tenant, recordSession))
        .map(
            lost ->
                new Blocked(
                    new Problem(
                        Reason.DELETION_BLOCKED, "The deletion waits: " + lost.problem().message()),
                    List.of(lost.decision())));
  }

  private Optional<Blocked> atRiskWithoutRecord(
      Tenant tenant, TenantRef there, ServiceName service) {
    return new DeletionConfirmation(tenant).isGiven() || abandoned(tenant).contains("volume")
        ? Optional.empty()
        : volumes
            .beforeStopWithoutRecord(there, service)
            .map(message -> new Blocked(DeletionProgress.blockedBy("volume", message)));
  }

  private static Blocked blockedBy(List<Blocked> kept) {
    return new Blocked(
        kept.getFirst().problem(),
        kept.stream().flatMap(each -> each.decisions().stream()).toList());
  }

  /** Somebody may have taken the operator's rights in the namespace away. */
  private DeletionProgress refused(Tenant tenant, Optional<RecordSession> known, Left left) {
    boolean rightsAreBack =
        known
            .map(recordSession -> recordSession.read().placement().namespace())
            .filter(namespace -> rights.restore(tenant.getMetadata().getName(), namespace))
            .isPresent();
    return rightsAreBack
        ? new Waiting(left.message(), RequeueDelays.WHEN_PROGRESSING)
        : new Blocked(
            new Problem(
                Reason.DELETION_BLOCKED,
                "The deletion waits: the API server refuses to delete %s. Remove the cause. The operator tries again"
                    .formatted(left.message())));
  }

  private DeletionProgress retain(Tenant tenant, RecordSession recordSession) {
    String name = tenant.getMetadata().getName();
    Placement placement = recordSession.read().placement();
    if (placement.namespaceStage() == Stage.MADE && !abandoned(tenant).contains("namespace")) {
      Optional<Problem> refused = markRetained(placement.namespace(), name);
      if (refused.isPresent()) {
        return new Blocked(refused.get());
      }
    }
    Optional<Problem> row = release(tenant, DeletionPolicy.RETAIN, recordSession);
    if (row.isPresent()) {
      return new Blocked(row.get());
    }
    recordSession.update(TenantRecord::asRetained);
    return new Done(Data.KEPT);
  }

  private Optional<Problem> markRetained(String namespace, String tenant) {
    try {
      namespaces.markRetained(namespace, tenant, Optional.of(clock.instant()));
      return Optional.empty();
    } catch (KubernetesClientException e) {
      Problem refusal =
          ApiRefusal.needsPerson(ObjectKey.ofNamespace(namespace), e).orElseThrow(() -> e);
      return Optional.of(DeletionProgress.blockedBy("namespace", refusal.message()));
    }
  }

  private DeletionProgress destroy(Tenant tenant, RecordSession recordSession) {
    Set<String> abandoned = abandoned(tenant);
    DeletionProgress data = removal.run(tenant, recordSession, abandoned);
    if (!(data instanceof Done)) {
      return data;
    }
    Optional<Problem> row = release(tenant, DeletionPolicy.DELETE, recordSession);
    if (row.isPresent()) {
      return new Blocked(row.get());
    }
    records.delete(tenant.getMetadata().getName());
    return data;
  }

  private Optional<Problem> release(
      Tenant tenant, DeletionPolicy policy, RecordSession recordSession) {
    if (abandoned(tenant).contains("row")) {
      return Optional.empty();
    }
    SyncResult result = rows.release(tenant.getMetadata().getName(), policy, recordSession);
    return switch (result.reason()) {
      case SYNCED, SYNC_DISABLED -> Optional.empty();
      default ->
          Optional.of(
              DeletionProgress.blockedBy(
                  "row", "the row in Supabase cannot be updated: " + result.message()));
    };
  }

  private static Set<String> abandoned(Tenant tenant) {
    return Arrays.stream(
            TenantAnnotations.of(tenant).find(Names.ABANDON_ANNOTATION).orElse("").split(",", -1))
        .map(String::strip)
        .filter(step -> !step.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
