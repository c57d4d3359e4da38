package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.record.RowRecord.WrittenService;
import io.smarteros.tenant.supabase.decision.DesiredRow.DesiredService;
import io.smarteros.tenant.supabase.decision.ObservedRow.ObservedService;
import io.smarteros.tenant.supabase.decision.RowWrite.ServiceWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the rows of {@code tenant_services} should say: those of the spec, and those that the
 * operator wrote for services that left the spec. Others are not looked at.
 *
 * @param written to be remembered
 * @param holds by service name
 */
record ServiceMerge(
    Map<String, WrittenService> written,
    Map<String, SuspensionHold> holds,
    List<ServiceWrite> writes) {

  static ServiceMerge of(
      RowSituation situation,
      RowRecord base,
      Map<String, ObservedService> observed,
      LastWrites own,
      SuspensionReleases releases) {
    Map<String, DesiredService> desired = new TreeMap<>();
    situation.desired().services().forEach((name, service) -> desired.put(name.id(), service));
    Set<String> names = new TreeSet<>(desired.keySet());
    own.candidates().map(Written::services).map(Map::keySet).forEach(names::addAll);

    ServiceMerge merge = new ServiceMerge(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
    for (String name : names) {
      Optional<DesiredService> wanted = Optional.ofNullable(desired.get(name));
      Optional<ObservedService> row = Optional.ofNullable(observed.get(name));
      if (wanted.isEmpty() && row.isEmpty()) {
        continue; // it left the spec and its row is gone: forgotten
      }
      SuspensionHold hold =
          SuspensionHold.decide(
              name,
              !wanted.map(DesiredService::enabled).orElse(false),
              row.map(service -> !service.enabled()),
              own.switchedOff(name),
              Optional.ofNullable(base.holds().switchedOff().get(name)),
              situation.newIncident(),
              releases);
      merge.add(name, hold, own, wanted, row);
    }
    return merge;
  }

  private void add(
      String name,
      SuspensionHold hold,
      LastWrites own,
      Optional<DesiredService> wanted,
      Optional<ObservedService> row) {
    JsonNode config = wanted.map(DesiredService::config).orElseGet(ServiceMerge::noKeys);
    Optional<String> serviceId = wanted.flatMap(DesiredService::serviceId);
    Set<String> obsolete = new TreeSet<>(own.configKeys(name));
    obsolete.removeIf(config::has);
    holds.put(name, hold);
    written.put(
        name, new WrittenService(hold.byOperator(), serviceId, withNulls(config, obsolete)));

    JsonNode there = row.map(ObservedService::config).orElseGet(ServiceMerge::noKeys);
    JsonNode differing = differing(there, config);
    obsolete.removeIf(key -> !there.has(key));
    Optional<String> differingId =
        serviceId.filter(id -> !row.flatMap(ObservedService::serviceId).equals(Optional.of(id)));
    // an account that is gone, or is not the Tenant's any more
    boolean obsoleteId =
        serviceId.isEmpty() && own.isServiceId(name, row.flatMap(ObservedService::serviceId));
    boolean enabledDiffers = row.map(ObservedService::enabled).orElse(hold.down()) == hold.down();
    if (row.isEmpty()
        || enabledDiffers
        || differingId.isPresent()
        || obsoleteId
        || !differing.isEmpty()
        || !obsolete.isEmpty()) {
      writes.add(
          new ServiceWrite(
              name,
              row.map(ObservedService::id),
              !hold.down(),
              differingId,
              obsoleteId,
              differing,
              obsolete));
    }
  }

  private static ObjectNode noKeys() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode withNulls(JsonNode config, Set<String> removed) {
    ObjectNode all = noKeys();
    config.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
    removed.forEach(all::putNull);
    return all;
  }

  private static ObjectNode differing(JsonNode there, JsonNode wanted) {
    ObjectNode differing = noKeys();
    wanted.properties().stream()
        .filter(entry -> !JsonValues.sameKey(there, entry.getKey(), entry.getValue()))
        .forEach(entry -> differing.set(entry.getKey(), entry.getValue()));
    return differing;
  }
}
