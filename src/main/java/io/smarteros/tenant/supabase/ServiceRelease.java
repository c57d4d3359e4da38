package io.smarteros.tenant.supabase;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.record.RowRecord.WrittenService;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.LastWrites;
import io.smarteros.tenant.supabase.decision.ObservedRow;
import io.smarteros.tenant.supabase.decision.ObservedRow.ObservedService;
import io.smarteros.tenant.supabase.decision.RowWrite.ServiceWrite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the operator takes out of the rows of services once their Tenant is gone. */
final class ServiceRelease {
  private static final Set<String> ADDRESS = Set.of(DesiredRow.URL);

  private final ObservedRow row;
  private final LastWrites own;

  ServiceRelease(ObservedRow row, LastWrites own) {
    this.row = row;
    this.own = own;
  }

  /** Of retained data: the addresses, which may lead to others from now on. */
  List<ServiceWrite> ofRetained() {
    return row.services().entrySet().stream()
        .map(there -> removal(there.getKey(), there.getValue(), ADDRESS, false))
        .filter(write -> !write.removedConfig().isEmpty())
        .toList();
  }

  /** Of destroyed data: all that the operator wrote. */
  List<ServiceWrite> ofDeleted() {
    return row.services().entrySet().stream()
        .map(
            there ->
                removal(
                    there.getKey(),
                    there.getValue(),
                    own.configKeys(there.getKey()),
                    own.isServiceId(there.getKey(), there.getValue().serviceId())))
        .filter(write -> write.removesServiceId() || !write.removedConfig().isEmpty())
        .toList();
  }

  /** What counts as written once the addresses are removed. */
  static Written withoutAddresses(Written written) {
    Map<String, WrittenService> services = new TreeMap<>(written.services());
    services.replaceAll((_, service) -> withoutAddress(service));
    return written.withServices(services);
  }

  private static WrittenService withoutAddress(WrittenService service) {
    if (!service.config().has(DesiredRow.URL)) {
      return service;
    }
    ObjectNode config = service.config().deepCopy();
    config.putNull(DesiredRow.URL);
    return new WrittenService(service.switchedOff(), service.serviceId(), config);
  }

  private ServiceWrite removal(
      String name, ObservedService there, Set<String> keys, boolean removesServiceId) {
    Set<String> removed = new TreeSet<>(own.configKeys(name));
    removed.retainAll(keys);
    removed.removeIf(key -> !there.config().has(key));
    return new ServiceWrite(
        name,
        Optional.of(there.id()),
        there.enabled(),
        Optional.empty(),
        removesServiceId,
        JsonNodeFactory.instance.objectNode(),
        removed);
  }
}
