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

  StepResult<ServiceContext> apply(ServiceContext context) {
    ServiceRecord record = context.recordSession().read();
    Map<String, Supplier<String>> missing = context.service().missingSecrets(record.secrets());
    boolean lost =
        missing.keySet().stream().anyMatch(context.service().irreplaceableSecrets()::contains)
            && holdsData(record);
    if (!lost) {
      context.decisions().lossIsOver(thing(context));
      return StepResult.next(
          context.withSecrets(
              missing.isEmpty()
                  ? record.secrets()
                  : generate(context, missing, UnaryOperator.identity())));
    }
    Loss loss =
        context
            .decisions()
            .lossOf(
                thing(context),
                "Create a new key? What was encrypted with the lost one stays unreadable. If the application does not start on its old database with a new key, drop the database and accept that loss too");
    if (context.decisions().isAccepted(loss)) {
      return StepResult.next(context.withSecrets(generate(context, missing, loss::acceptedIn)));
    }
    return StepResult.blocked(
        new Problem(
            Reason.DATA_MISSING,
            "The encryption key of %s is gone from the record. Restore the record's Secret from a backup, or accept the loss as status.decisions says"
                .formatted(context.name())),
        loss.decision());
  }

  private static String thing(ServiceContext context) {
    return context.name() + "/key";
  }

  private static Map<String, String> generate(
      ServiceContext context,
      Map<String, Supplier<String>> missing,
      UnaryOperator<TenantRecord> also) {
    Map<String, String> generated = new TreeMap<>();
    missing.forEach((name, make) -> generated.put(name, make.get()));
    context
        .recordSession()
        .tenant()
        .prepare(
            record ->
                also.apply(
                    record.withService(
                        context.name(), service -> service.withAddedSecrets(generated))));
    return context.recordSession().read().secrets();
  }

  private static boolean holdsData(ServiceRecord record) {
    return record.database().map(database -> database.stage() == Stage.MADE).orElse(false)
        || record.volumes().values().stream().anyMatch(volume -> volume.stage() == Stage.MADE);
  }
}
