package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.record.Decisions.Loss;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import java.util.Objects;
import java.util.Optional;

/** Makes sure that a service has its volumes, and that one that held data is never made again. */
public final class VolumesStep {
  private static final String STORAGE = "storage";

  private final ClusterObjects cluster;
  private final ObjectsStep objects;

  public VolumesStep(ClusterObjects cluster, ObjectsStep objects) {
    this.cluster = cluster;
    this.objects = objects;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    StepResult<ServiceContext> result = StepResult.next(context);
    for (PersistentVolumeClaim volume : context.blueprint().volumes()) {
      result = result.then(made -> ensure(made, volume));
    }
    return result;
  }

  private StepResult<ServiceContext> ensure(ServiceContext context, PersistentVolumeClaim volume) {
    String name = volume.getMetadata().getName();
    Optional<VolumeRecord> record =
        Optional.ofNullable(context.recordSession().read().volumes().get(name));
    boolean wasMade = record.map(known -> known.stage() == Stage.MADE).orElse(false);
    Optional<ObservedObject> live = find(ObjectKey.of(volume));
    if (wasMade && live.isEmpty()) {
      return missing(context, name, record.orElseThrow());
    }
    if (live.map(ObservedObject::deleting).orElse(false)) {
      return StepResult.blocked(
          new Problem(
              Reason.DATA_MISSING,
              "PersistentVolumeClaim %s of %s is being deleted, and its data with it once no pod uses it. Copy what you need now"
                  .formatted(name, context.name())));
    }
    String size =
        Objects.requireNonNull(volume.getSpec().getResources().getRequests().get(STORAGE))
            .toString();
    if (!wasMade) {
      context
          .recordSession()
          .prepare(known -> known.withVolume(name, new VolumeRecord(size, Stage.PLANNED)));
    }
    context.recordSession().persist();
    return objects
        .apply(context, volume)
        .then(
            applied -> {
              context
                  .recordSession()
                  .prepare(known -> known.withVolume(name, new VolumeRecord(size, Stage.MADE)));
              context.decisions().lossIsOver(thing(context, name));
              return StepResult.next(applied);
            });
  }

  private static String thing(ServiceContext context, String volume) {
    return "%s/volume/%s".formatted(context.name(), volume);
  }

  /** The watch sees only what bears our labels, which a restored volume may lack. */
  private Optional<ObservedObject> find(ObjectKey volume) {
    return cluster.find(volume).or(() -> cluster.read(volume));
  }

  private static StepResult<ServiceContext> missing(
      ServiceContext context, String volume, VolumeRecord record) {
    Loss loss =
        context
            .decisions()
            .lossOf(
                thing(context, volume),
                "Create an empty volume %s, and give up what was on the lost one?"
                    .formatted(volume));
    return context.lost(
        "PersistentVolumeClaim %s of %s is gone from namespace %s. Restore it"
            .formatted(volume, context.name(), context.tenant().namespace()),
        loss,
        service -> service.withVolume(volume, new VolumeRecord(record.size(), Stage.PLANNED)));
  }
}
