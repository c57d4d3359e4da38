package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.cluster.fields.StatusView;
import io.smarteros.tenant.dataloss.VolumesAtRisk;
import io.smarteros.tenant.dataloss.VolumesAtRisk.AtRisk;
import io.smarteros.tenant.record.Decisions.Loss;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import io.smarteros.tenant.resolve.Quantities;
import java.util.Objects;
import java.util.Optional;

/** Makes sure that a service has its volumes, and that one that held data is never made again. */
public final class VolumesStep {
  private static final String STORAGE = "storage";

  private final ClusterObjects cluster;
  private final ObjectsStep objects;
  private final VolumesAtRisk atRisk;
  private final ServiceTeardown teardown;

  public VolumesStep(
      ClusterObjects cluster, ObjectsStep objects, VolumesAtRisk atRisk, ServiceTeardown teardown) {
    this.cluster = cluster;
    this.objects = objects;
    this.atRisk = atRisk;
    this.teardown = teardown;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    // also volumes that the service no longer has: new pods would not hold them
    Optional<AtRisk> lost =
        atRisk.ofRunning(
            context.ref(), context.name(), context.recordSession().tenant(), context.decisions());
    if (lost.isPresent()) {
      return StepResult.blocked(lost.get().problem(), lost.get().decision());
    }
    context.recordSession().update(record -> planned(context, record));
    StepResult<ServiceContext> result = StepResult.next(context);
    for (PersistentVolumeClaim volume : context.blueprint().volumes()) {
      result = result.then(made -> ensure(made, volume));
    }
    return result;
  }

  /** The intent, for the record. */
  StepResult<ServiceContext> plan(ServiceContext context) {
    context.recordSession().prepare(record -> planned(context, record));
    return StepResult.next(context);
  }

  private static ServiceRecord planned(ServiceContext context, ServiceRecord record) {
    ServiceRecord changed = record;
    for (PersistentVolumeClaim volume : context.blueprint().volumes()) {
      String name = volume.getMetadata().getName();
      if (!record.madeVolumes().contains(name)) {
        changed = changed.withVolume(name, new VolumeRecord(asked(volume), Stage.PLANNED));
      }
    }
    return changed;
  }

  private StepResult<ServiceContext> ensure(ServiceContext context, PersistentVolumeClaim volume) {
    String name = volume.getMetadata().getName();
    boolean wasMade = context.recordSession().read().madeVolumes().contains(name);
    Optional<ObservedObject> live = find(ObjectKey.of(volume));
    if (wasMade && live.isEmpty()) {
      return missing(context, name);
    }
    if (live.map(ObservedObject::deleting).orElse(false)) {
      return wasMade ? goingWithoutPods(context, name) : accepted(context, name);
    }
    String asked = asked(volume);
    PersistentVolumeClaim desired = notSmaller(volume, asked, live);
    Applied applied =
        wasMade ? cluster.adopt(desired) : cluster.apply(desired, context.fullResync());
    if (wasMade && applied instanceof Applied.Rejected rejected) {
      // the volume is there and serves, whatever is refused of it
      return StepResult.next(context.withUnfollowed(Optional.of(rejected.problem())));
    }
    return objects
        .result(context, applied)
        .then(
            made -> {
              context
                  .recordSession()
                  .prepare(known -> known.withVolume(name, new VolumeRecord(asked, Stage.MADE)));
              context.decisions().lossIsOver(thing(context, name));
              return StepResult.next(made);
            });
  }

  /** No pod holds it, so it cannot be saved. */
  private static StepResult<ServiceContext> goingWithoutPods(ServiceContext context, String name) {
    Loss loss = ask(context, name);
    return context.lost(
        "PersistentVolumeClaim %s of %s is being deleted, and its data with it. Copy what you need now, or restore it once it is gone"
            .formatted(name, context.name()),
        loss,
        service -> service.withVolumePlanned(name));
  }

  /** A person gave it up: it can be made again once no pod holds it. */
  private StepResult<ServiceContext> accepted(ServiceContext context, String name) {
    return StepResult.progressing(
        Reason.WAITING_FOR_VOLUME,
        teardown
            .removeCompute(context.ref(), context.name())
            .orElseGet(
                () ->
                    "Waiting for PersistentVolumeClaim %s to go, which is then created again, empty"
                        .formatted(name)));
  }

  private static Loss ask(ServiceContext context, String volume) {
    return context
        .decisions()
        .lossOf(
            thing(context, volume),
            "Create an empty volume %s, and give up what was on the lost one?".formatted(volume));
  }

  /** A volume cannot shrink, and one that somebody made larger is as good as what was asked for. */
  private static PersistentVolumeClaim notSmaller(
      PersistentVolumeClaim volume, String asked, Optional<ObservedObject> live) {
    return live.map(claim -> claim.status().path(StatusView.REQUESTED_STORAGE).asText())
        .filter(size -> !size.isEmpty() && Quantities.compare(size, asked) > 0)
        .map(
            size ->
                new PersistentVolumeClaimBuilder(volume)
                    .editSpec()
                    .editResources()
                    .addToRequests(STORAGE, new Quantity(size))
                    .endResources()
                    .endSpec()
                    .build())
        .orElse(volume);
  }

  private static String asked(PersistentVolumeClaim volume) {
    return Objects.requireNonNull(volume.getSpec().getResources().getRequests().get(STORAGE))
        .toString();
  }

  private static String thing(ServiceContext context, String volume) {
    return VolumesAtRisk.lossOf(context.name(), volume);
  }

  /** The watch sees only what bears our labels, which a restored volume may lack. */
  private Optional<ObservedObject> find(ObjectKey volume) {
    return cluster.find(volume).or(() -> cluster.read(volume));
  }

  private static StepResult<ServiceContext> missing(ServiceContext context, String volume) {
    Loss loss = ask(context, volume);
    return context.lost(
        "PersistentVolumeClaim %s of %s is gone from namespace %s. Restore it"
            .formatted(volume, context.name(), context.tenant().namespace()),
        loss,
        service -> service.withVolumePlanned(volume));
  }
}
