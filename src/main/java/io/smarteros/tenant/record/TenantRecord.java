package io.smarteros.tenant.record;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smarteros.tenant.api.service.ServiceName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What must be known of a tenant even when its status is erased: where it lives, its row, what was
 * generated or begun for each service. Every intent is here before the call that makes it real.
 *
 * @param version of this format
 * @param tenantUid of the Tenant object that the record serves now
 * @param placement fixed when the record is created
 * @param row the tenant's row in Supabase, once the operator intends to write it
 * @param services by service; stays when a service leaves the spec, since its data stays
 * @param losses the incident of each thing that held data and is gone, such as {@code n8n/key},
 *     until it is back or a person accepts that
 * @param usedDecisions answers of people that are spent: each is good once
 * @param retained the tenant was deleted and its data kept
 * @param domain custom domain that was given, with all hosts below it, from the first route on
 * @param restart the last restart of its pods that a person asked for
 * @param rotation the last replacement of a credential that a person asked for and that was begun
 *     or refused
 * @param classRevision name of the revision of its class that the tenant follows
 * @param changingSince when the tenant took its turn in a roll-out, until it is ready again
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TenantRecord(
    int version,
    String tenantUid,
    Placement placement,
    Optional<RowRecord> row,
    Map<ServiceName, ServiceRecord> services,
    Map<String, String> losses,
    Set<String> usedDecisions,
    boolean retained,
    Optional<String> domain,
    Optional<String> restart,
    Optional<String> rotation,
    Optional<String> classRevision,
    Optional<Instant> changingSince)
    implements TenantRecordBuilder.With {

  public static final int CURRENT_VERSION = 1;

  public TenantRecord {
    requireNonNull(tenantUid, "tenantUid");
    requireNonNull(placement, "placement");
    row = row == null ? Optional.empty() : row;
    services =
        services == null || services.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(services));
    losses = losses == null ? Map.of() : Map.copyOf(losses);
    usedDecisions =
        usedDecisions == null
            ? Set.of()
            : Collections.unmodifiableSet(new TreeSet<>(usedDecisions));
    domain = domain == null ? Optional.empty() : domain;
    restart = restart == null ? Optional.empty() : restart;
    rotation = rotation == null ? Optional.empty() : rotation;
    classRevision = classRevision == null ? Optional.empty() : classRevision;
    changingSince = changingSince == null ? Optional.empty() : changingSince;
  }

  public static TenantRecord begin(String tenantUid, Placement placement) {
    return TenantRecordBuilder.builder()
        .version(CURRENT_VERSION)
        .tenantUid(tenantUid)
        .placement(placement)
        .build();
  }

  public Optional<ServiceRecord> service(ServiceName name) {
    return Optional.ofNullable(services.get(name));
  }

  public TenantRecord withService(ServiceName name, UnaryOperator<ServiceRecord> change) {
    Map<ServiceName, ServiceRecord> changed = new EnumMap<>(ServiceName.class);
    changed.putAll(services);
    changed.put(name, change.apply(service(name).orElseGet(ServiceRecord::blank)));
    return withServices(changed);
  }

  /** The hosts that were given to its services. */
  public Set<String> hosts() {
    return services.values().stream()
        .flatMap(service -> service.hosts().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** All volumes were deleted with the namespace, and may be created again. */
  public TenantRecord withVolumesPlanned() {
    TenantRecord changed = this;
    for (ServiceName name : services.keySet()) {
      changed = changed.withService(name, ServiceRecord::withVolumesPlanned);
    }
    return changed;
  }

  public TenantRecord withRow(RowRecord changed) {
    return withRow(Optional.of(changed));
  }

  public TenantRecord withoutRow() {
    return withRow(Optional.empty());
  }

  /** The thing is gone; an incident that is known already stays. */
  public TenantRecord withLoss(String what, String incident) {
    Map<String, String> changed = new TreeMap<>(losses);
    changed.putIfAbsent(what, incident);
    return withLosses(changed);
  }

  /** The thing is back, or its loss accepted: another loss of it is another incident. */
  public TenantRecord withoutLoss(String what) {
    Map<String, String> changed = new TreeMap<>(losses);
    changed.remove(what);
    return withLosses(changed);
  }

  public TenantRecord withUsedDecision(String decision) {
    Set<String> changed = new TreeSet<>(usedDecisions);
    changed.add(decision);
    return withUsedDecisions(changed);
  }

  /** A person asks for this restart, or for none any more, which restarts nothing. */
  public TenantRecord restarted(Optional<String> asked) {
    return withRestart(asked.or(() -> restart));
  }

  /** Nothing of it was ever applied, so there is nothing that a new revision could disturb. */
  public boolean hasNeverRun() {
    return services.values().stream().allMatch(service -> service.version().isEmpty());
  }

  public TenantRecord following(String revision) {
    return withClassRevision(Optional.of(revision));
  }

  /** It takes its turn; one that has failed so far begins again. */
  public TenantRecord changing(Instant since) {
    return withChangingSince(Optional.of(since));
  }

  /** Its turn is over. */
  public TenantRecord changed() {
    return withChangingSince(Optional.empty());
  }

  /** The record serves a new Tenant object of the same name from now on. */
  public TenantRecord revivedFor(String newTenantUid) {
    return withTenantUid(newTenantUid).withRetained(false);
  }

  /** Only data is left: no route, so its hosts are free, and no pod, which a class could change. */
  public TenantRecord asRetained() {
    TenantRecord changed =
        withRetained(true)
            .withDomain(Optional.empty())
            .withClassRevision(Optional.empty())
            .withChangingSince(Optional.empty());
    for (ServiceName name : services.keySet()) {
      changed = changed.withService(name, ServiceRecord::unrouted);
    }
    return changed;
  }
}
