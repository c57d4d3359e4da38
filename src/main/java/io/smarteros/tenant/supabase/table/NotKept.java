package io.smarteros.tenant.supabase.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.supabase.decision.DnsName;
import io.smarteros.tenant.supabase.decision.JsonValues;
import io.smarteros.tenant.supabase.decision.ObservedRow;
import io.smarteros.tenant.supabase.decision.ObservedRow.ObservedService;
import io.smarteros.tenant.supabase.decision.RowValues;
import io.smarteros.tenant.supabase.decision.RowWrite.Insert;
import io.smarteros.tenant.supabase.decision.RowWrite.ServiceWrite;
import io.smarteros.tenant.supabase.decision.RowWrite.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Columns that do not hold what was written to them a moment before. */
final class NotKept {
  private final ObservedRow row;
  private final List<String> columns = new ArrayList<>();

  private NotKept(ObservedRow row) {
    this.row = row;
  }

  static List<String> of(Insert insert, ObservedRow row) {
    NotKept notKept = new NotKept(row);
    notKept.values(insert.values());
    notKept.json(insert.metadata(), Set.of(), insert.services());
    return List.copyOf(notKept.columns);
  }

  static List<String> of(Update update, ObservedRow row) {
    NotKept notKept = new NotKept(row);
    notKept.values(update.values());
    notKept.json(update.metadata(), update.removedMetadata(), update.services());
    return List.copyOf(notKept.columns);
  }

  private void values(RowValues wanted) {
    RowValues there = row.values();
    compare("slug", wanted.slug().equals(there.slug()));
    compare("name", wanted.name().equals(there.name()));
    compare("domain", wanted.domain().map(DnsName::of).equals(there.domain().map(DnsName::of)));
    compare("owner_id", wanted.ownerId().equals(there.ownerId()));
    compare("owner_subject", wanted.ownerSubject().equals(there.ownerSubject()));
    compare("status", wanted.status().equals(there.status()));
  }

  private void compare(String column, boolean isKept) {
    if (!isKept) {
      columns.add(column);
    }
  }

  private void json(
      Map<String, JsonNode> metadata, Set<String> removed, List<ServiceWrite> services) {
    if (row.unreadable().isPresent()) {
      return; // the next look says why
    }
    compare(
        "metadata",
        removed.stream().noneMatch(row.metadata()::has)
            && metadata.entrySet().stream()
                .allMatch(key -> JsonValues.sameKey(row.metadata(), key.getKey(), key.getValue())));
    for (ServiceWrite wanted : services) {
      service(wanted, Optional.ofNullable(row.services().get(wanted.name())));
    }
  }

  private void service(ServiceWrite wanted, Optional<ObservedService> there) {
    if (there.isEmpty()) {
      columns.add("the row of service " + wanted.name());
      return;
    }
    String ofService = " of service " + wanted.name();
    compare("enabled" + ofService, wanted.enabled() == there.get().enabled());
    compare(
        "service_id" + ofService,
        (wanted.serviceId().isEmpty() && !wanted.removesServiceId())
            || wanted.serviceId().equals(there.get().serviceId()));
    compare(
        "config" + ofService,
        wanted.removedConfig().stream().noneMatch(there.get().config()::has)
            && wanted.config().properties().stream()
                .allMatch(
                    key -> JsonValues.sameKey(there.get().config(), key.getKey(), key.getValue())));
  }
}
