package io.smarteros.tenant.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.Decisions.Loss;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.record.ServiceRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was made of one service outside the cluster, such as an account in an application. The
 * intent is in the record before the call that makes something, so that after a crash nothing is
 * made twice. Names are the application's own.
 */
public final class Ledger {
  private final ServiceRecordSession recordSession;
  private final Decisions decisions;

  public Ledger(ServiceRecordSession recordSession, Decisions decisions) {
    this.recordSession = recordSession;
    this.decisions = decisions;
  }

  /** What is known of an object. */
  public sealed interface Entry {}

  /** It was never begun, or is gone. */
  public record Absent() implements Entry {}

  /**
   * It was begun, and may or may not exist.
   *
   * @param naturalKey by which the application can be asked for it, where there is one
   */
  public record Open(Optional<String> naturalKey) implements Entry {}

  public record Made(String id) implements Entry {}

  public Entry find(String name) {
    return Optional.ofNullable(recordSession.read().externals().get(name))
        .<Entry>map(
            known -> known.id().<Entry>map(Made::new).orElseGet(() -> new Open(known.naturalKey())))
        .orElseGet(Absent::new);
  }

  /** All that is known of the service. */
  public ServiceRecord record() {
    return recordSession.read();
  }

  /** A generated secret, or one that an application gave out. */
  public Optional<String> secret(String name) {
    return Optional.ofNullable(recordSession.read().secrets().get(name));
  }

  /** It is about to be made, and cannot be found by anything but its id. */
  public void intend(String name) {
    recordSession.update(known -> known.withExternal(name, ExternalRecord.pending()));
  }

  /** It is about to be made, and can be found by a key of its own. */
  public void intend(String name, String naturalKey) {
    recordSession.update(known -> known.withExternal(name, ExternalRecord.pending(naturalKey)));
  }

  /**
   * It was made.
   *
   * @param secrets that the application gave out with it, and does not show again
   */
  public void made(String name, String id, Map<String, String> secrets) {
    recordSession.update(
        known -> known.withExternal(name, ExternalRecord.made(id)).withAddedSecrets(secrets));
    decisions.lossIsOver(thing(name));
  }

  /** The same, of what would be found or made anew if this were lost: persisted at the end. */
  public void noted(String name, String id, Map<String, String> secrets) {
    recordSession.later(
        known -> known.withExternal(name, ExternalRecord.made(id)).withAddedSecrets(secrets));
  }

  public void gone(String name) {
    recordSession.update(known -> known.withoutExternal(name));
  }

  /**
   * For a mark that is open, and of which the application cannot say whether the object exists: it
   * is not made again before a person has looked. Empty once one has said that it is not there.
   *
   * @param what it is and where to look, for a person
   */
  public Optional<Provisioning.Refused> doubt(String name, String what) {
    Loss doubt =
        decisions.doubtOver(thing(name), "Is %s not there, so that it is made?".formatted(what));
    if (decisions.isAccepted(doubt)) {
      recordSession
          .tenant()
          .update(
              record ->
                  doubt.acceptedIn(
                      record.withService(
                          recordSession.service(), known -> known.withoutExternal(name))));
      return Optional.empty();
    }
    return Optional.of(
        new Provisioning.Refused(
            new Problem(
                Reason.CREATION_UNCERTAIN,
                "The operator was interrupted while it made %s of %s, and cannot find out whether it exists. Look, delete it if it is there, and then let it be made as status.decisions says"
                    .formatted(what, recordSession.service())),
            List.of(doubt.decision())));
  }

  private String thing(String name) {
    return "%s/%s".formatted(recordSession.service(), name);
  }
}
