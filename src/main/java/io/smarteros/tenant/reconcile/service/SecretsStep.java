package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.Decisions.Loss;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Makes sure that the record holds every generated key and password of a service. */
public final class SecretsStep {

  StepResult<Map<String, String>> ensure(ServiceContext lane) {
    ServiceRecord record = lane.memory().read();
    Map<String, Supplier<String>> missing = lane.service().missingSecrets(record.secrets());
    boolean lost =
        missing.keySet().stream().anyMatch(lane.service().irreplaceableSecrets()::contains)
            && holdsData(record);
    if (!lost) {
      lane.decisions().isThere(thing(lane));
      return StepResult.go(
          missing.isEmpty() ? record.secrets() : generate(lane, missing, UnaryOperator.identity()));
    }
    Loss loss =
        lane.decisions()
            .lossOf(
                thing(lane),
                "Make a new key; what was encrypted with the lost one stays unreadable. An application that does not start on its old database with a new key needs an empty one: drop the database, and accept that loss too");
    if (lane.decisions().isAccepted(loss)) {
      return StepResult.go(generate(lane, missing, loss::acceptedIn));
    }
    return StepResult.blocked(
        new Problem(
            Reason.DATA_MISSING,
            "The key of %s is gone from the record; restore the record's Secret from a backup, or accept the loss as status.decisions says"
                .formatted(lane.resolved().name())),
        loss.decision());
  }

  private static String thing(ServiceContext lane) {
    return lane.resolved().name() + "/key";
  }

  private static Map<String, String> generate(
      ServiceContext lane,
      Map<String, Supplier<String>> missing,
      UnaryOperator<TenantRecord> also) {
    Map<String, String> generated = new TreeMap<>();
    missing.forEach((name, make) -> generated.put(name, make.get()));
    lane.memory()
        .tenant()
        .update(
            record ->
                also.apply(
                    record.withService(
                        lane.resolved().name(), service -> service.withSecrets(generated))));
    return lane.memory().read().secrets();
  }

  private static boolean holdsData(ServiceRecord record) {
    return record.database().map(database -> database.stage() == Stage.MADE).orElse(false)
        || record.volumes().values().stream().anyMatch(volume -> volume.stage() == Stage.MADE);
  }
}
