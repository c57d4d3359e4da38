package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.record.RowRecord.WrittenService;
import io.smarteros.tenant.supabase.decision.ObservedRow.ObservedService;
import io.smarteros.tenant.supabase.decision.RowWrite.ServiceWrite;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names the changes by others that a write reverts. */
final class RowCorrections {
  private final RowWrite.Update write;
  private final LastWrites own;
  private final Schema schema;
  private final List<String> sentences = new ArrayList<>();

  private RowCorrections(RowWrite.Update write, LastWrites own, Schema schema) {
    this.write = write;
    this.own = own;
    this.schema = schema;
  }

  static List<String> of(RowWrite.Update write, LastWrites own, Schema schema) {
    RowCorrections corrections = new RowCorrections(write, own, schema);
    corrections.columns();
    corrections.metadata();
    write.services().forEach(corrections::service);
    return List.copyOf(corrections.sentences);
  }

  private void columns() {
    RowValues there = write.basis().values();
    RowValues values = write.values();
    if (!values.slug().equals(there.slug())) {
      sentences.add("Reverted the slug to %s".formatted(values.slug()));
    }
    if (!values.name().equals(there.name())
        && own.isForeign(written -> written.name().equals(there.name()))) {
      sentences.add("Reverted the name to \"%s\"".formatted(values.name()));
    }
    if (!values.domain().equals(there.domain())
        && own.isForeign(written -> written.domain().equals(there.domain()))) {
      sentences.add("Reverted the domain to %s".formatted(values.domain().orElse("none")));
    }
    if (ownerDiffers(there, values) && own.isForeign(written -> isOwner(written, there))) {
      sentences.add("Reverted the owner");
    }
    if (values.status().equals(RowStatus.SUSPENDED)
        && there.status().equals(RowStatus.ACTIVE)
        && own.last().map(Written::suspendedByOperator).orElse(false)) {
      sentences.add("Reverted the status to suspended, as the Tenant says");
    }
  }

  private static boolean ownerDiffers(RowValues there, RowValues values) {
    return !values.ownerId().equals(there.ownerId())
        || !values.ownerSubject().equals(there.ownerSubject());
  }

  private boolean isOwner(Written written, RowValues there) {
    return written
        .owner()
        .map(
            owner ->
                owner.userId().equals(there.ownerId())
                    && RowMerge.subjectColumn(owner, schema).equals(there.ownerSubject()))
        // never wrote one: whoever stands there, he is replaced for the first time
        .orElse(true);
  }

  private void metadata() {
    for (String key : write.metadata().keySet()) {
      JsonNode there = write.basis().metadata().path(key);
      boolean wasOurs = own.candidates().anyMatch(written -> written.metadata().containsKey(key));
      if (wasOurs && own.isForeign(written -> isValue(written.metadata().get(key), there))) {
        sentences.add("Reverted metadata key %s".formatted(key));
      }
    }
  }

  private void service(ServiceWrite change) {
    String name = change.name();
    List<WrittenService> ours = own.services(name).toList();
    if (!own.wasFinished() || ours.isEmpty()) {
      return;
    }
    ObservedService there = write.basis().services().get(name);
    if (there == null) {
      boolean wasThere = own.last().filter(last -> last.services().containsKey(name)).isPresent();
      if (wasThere) {
        sentences.add("Wrote the row of service %s again".formatted(name));
      }
      return;
    }
    if (!change.enabled() && there.enabled() && own.switchedOff(name)) {
      sentences.add("Switched service %s off again, as the Tenant says".formatted(name));
    }
    if (change.serviceId().isPresent()
        && ours.stream().noneMatch(service -> service.serviceId().equals(there.serviceId()))) {
      sentences.add("Reverted service_id of %s".formatted(name));
    }
    change
        .config()
        .fieldNames()
        .forEachRemaining(key -> configKey(name, key, there.config(), ours));
    change.removedConfig().forEach(key -> configKey(name, key, there.config(), ours));
  }

  private void configKey(
      String service, String key, JsonNode there, List<WrittenService> candidates) {
    boolean wasOurs = candidates.stream().anyMatch(candidate -> candidate.config().has(key));
    boolean isOurs =
        candidates.stream()
            .anyMatch(candidate -> isConfigValue(candidate.config().path(key), there.path(key)));
    if (wasOurs && !isOurs) {
      sentences.add("Reverted config key %s of service %s".formatted(key, service));
    }
  }

  /** A key that was removed is remembered as null. */
  private static boolean isConfigValue(JsonNode ours, JsonNode there) {
    return ours.isNull() ? there.isMissingNode() : JsonValues.same(ours, there);
  }

  private static boolean isValue(@Nullable JsonNode ours, JsonNode there) {
    return ours == null ? there.isMissingNode() : JsonValues.same(ours, there);
  }
}
