package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Intent;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.record.RowRecord.WrittenService;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the operator wrote into a row last, also if a crash left open whether it did. */
public final class LastWrites {
  private final RowRecord record;
  private final Optional<String> fingerprint;

  /**
   * Of a row as it is now.
   *
   * @param fingerprint empty when there is no row
   */
  public LastWrites(RowRecord record, Optional<String> fingerprint) {
    this.record = record;
    this.fingerprint = fingerprint;
  }

  /**
   * What was written last. A write that was begun counts once the row is not any more as it was
   * before: in doubt a hold is then taken for somebody else's, which a person can release.
   */
  public Optional<Written> last() {
    return record
        .intended()
        .filter(intent -> !intent.basis().equals(fingerprint))
        .map(Intent::values)
        .or(record::written);
  }

  /** Keys of metadata that the operator wrote and may still be there. */
  Set<String> metadataKeys() {
    Set<String> keys = new TreeSet<>();
    candidates().map(Written::metadata).map(Map::keySet).forEach(keys::addAll);
    record.intended().map(Intent::removes).ifPresent(keys::addAll);
    return keys;
  }

  /** All that the operator may have written. */
  Stream<Written> candidates() {
    return Stream.concat(record.written().stream(), record.intended().map(Intent::values).stream());
  }

  /** What the operator may have written of one service. */
  Stream<WrittenService> services(String name) {
    return candidates().flatMap(written -> Stream.ofNullable(written.services().get(name)));
  }

  /** Keys of a service's config that the operator wrote and may still be there. */
  public Set<String> configKeys(String service) {
    Set<String> keys = new TreeSet<>();
    services(service).forEach(written -> written.config().fieldNames().forEachRemaining(keys::add));
    return keys;
  }

  /** Whether the id of an account is one that the operator wrote. */
  public boolean isServiceId(String service, Optional<String> id) {
    return id.isPresent() && services(service).anyMatch(written -> written.serviceId().equals(id));
  }

  boolean switchedOff(String service) {
    return last()
        .map(written -> written.services().get(service))
        .map(WrittenService::switchedOff)
        .orElse(false);
  }

  /** At least one write is done: before that, a difference is not a change by others. */
  boolean wasFinished() {
    return record.written().isPresent();
  }

  /** Whether a value that is in the row now came from somebody else. */
  boolean isForeign(Predicate<Written> isThatValue) {
    return wasFinished() && candidates().noneMatch(isThatValue);
  }
}
