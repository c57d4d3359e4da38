package io.smarteros.tenant.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.TenantSpec;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.resolve.Resolution;
import io.smarteros.tenant.status.ServiceResult.Facts;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.DesiredRow.DesiredService;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps the tenant's rows in Supabase: before the services it learns what they demand, and after
 * them it writes what came to be in force. At rest the two are the same.
 */
public final class RowStep {
  private final TenantRows rows;

  public RowStep(TenantRows rows) {
    this.rows = rows;
  }

  /**
   * What the rows demand of the services.
   *
   * @param desired what they were told to say for it
   */
  record Demands(DesiredRow desired, SyncResult result) {}

  /** Of the services the rows say what was in force when the reconciliation began. */
  Demands demands(
      Tenant tenant, Resolution resolution, RecordSession recordSession, boolean fullResync) {
    TenantSpec spec = tenant.getSpec();
    DesiredRow desired =
        new DesiredRow(
            resolution.tenant().name(),
            spec.importedRow(),
            spec.displayName(),
            resolution.tenant().domain(),
            Optional.ofNullable(spec.owner()),
            metadata(spec, resolution, recordSession),
            spec.isSuspended(),
            services(tenant, recordSession),
            answers(tenant));
    return new Demands(desired, rows.sync(desired, recordSession, fullResync));
  }

  /** To be called after the services, and before anybody else may have what they left. */
  SyncResult publish(Tenant tenant, Demands demands, RecordSession recordSession) {
    Map<ServiceName, DesiredService> services = services(tenant, recordSession);
    return services.equals(demands.desired().services())
        ? demands.result()
        : published(
            demands.result(),
            rows.sync(demands.desired().withServices(services), recordSession, false));
  }

  /** What was demanded only meanwhile is done in another reconciliation, at once. */
  private static SyncResult published(SyncResult before, SyncResult now) {
    SyncResult both =
        now.withCorrections(
            Stream.concat(before.corrections().stream(), now.corrections().stream()).toList());
    return now.demandsAs(before)
        ? both
        : both.withRetryAfter(Optional.of(RequeueDelays.AFTER_CONFLICT));
  }

  private static Map<ServiceName, DesiredService> services(
      Tenant tenant, RecordSession recordSession) {
    Map<ServiceName, DesiredService> services = new EnumMap<>(ServiceName.class);
    tenant
        .getSpec()
        .services()
        .inSpec()
        .forEach(
            (name, service) -> {
              Facts facts = facts(name, recordSession);
              services.put(
                  name, new DesiredService(service.isEnabled(), facts.accountId(), config(facts)));
            });
    return services;
  }

  private static Facts facts(ServiceName name, RecordSession recordSession) {
    return recordSession
        .read()
        .service(name)
        .map(record -> Facts.of(name, record))
        .orElse(Facts.NONE);
  }

  /** Too much of it is reported elsewhere; what was written last stays. */
  private static Map<String, JsonNode> metadata(
      TenantSpec spec, Resolution resolution, RecordSession recordSession) {
    boolean tooLarge =
        resolution.general().stream()
            .anyMatch(problem -> problem.reason() == Reason.METADATA_TOO_LARGE);
    return tooLarge
        ? recordSession
            .read()
            .row()
            .flatMap(RowRecord::written)
            .map(Written::metadata)
            .orElseGet(Map::of)
        : spec.rowMetadata();
  }

  /** Nothing of a service that is only begun. */
  private static ObjectNode config(Facts facts) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    if (facts.version().or(facts::url).or(facts::accountId).isPresent()) {
      facts
          .mode()
          .ifPresent(mode -> config.put("mode", mode == Mode.DEDICATED ? "Dedicated" : "Shared"));
      facts.url().ifPresent(url -> config.put(DesiredRow.URL, url));
      facts.version().ifPresent(version -> config.put("version", version));
    }
    return config;
  }

  private static Map<String, String> answers(Tenant tenant) {
    Map<String, String> answers = TenantAnnotations.of(tenant).ours();
    answers
        .keySet()
        .retainAll(Set.of(Names.ADOPT_ROW_ANNOTATION, Names.RELEASE_SUSPENSION_ANNOTATION));
    return answers;
  }
}
