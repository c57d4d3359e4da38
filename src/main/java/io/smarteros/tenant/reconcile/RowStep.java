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
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.resolve.Resolution;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.DesiredRow.DesiredService;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the tenant's rows in Supabase should say. */
public final class RowStep {
  private final TenantRows rows;

  public RowStep(TenantRows rows) {
    this.rows = rows;
  }

  SyncResult sync(
      Tenant tenant, Resolution resolution, RecordSession recordSession, boolean fullResync) {
    TenantSpec spec = tenant.getSpec();
    Map<ServiceName, DesiredService> services = new EnumMap<>(ServiceName.class);
    spec.services()
        .inSpec()
        .forEach(
            (name, service) ->
                services.put(
                    name,
                    new DesiredService(
                        service.isEnabled(),
                        Optional.empty(),
                        config(name, resolution, recordSession))));
    return rows.sync(
        new DesiredRow(
            resolution.tenant().name(),
            spec.displayName(),
            resolution.tenant().domain(),
            Optional.ofNullable(spec.owner()),
            metadata(spec, resolution, recordSession),
            spec.isSuspended(),
            services,
            answers(tenant)),
        recordSession,
        fullResync);
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

  /** Of a service that is left as it is, what is in force. */
  private static ObjectNode config(
      ServiceName name, Resolution resolution, RecordSession recordSession) {
    Optional<ResolvedService> followed =
        Optional.ofNullable(resolution.tenant().services().get(name))
            .filter(_ -> !resolution.rejected().containsKey(name));
    Optional<ServiceRecord> record = recordSession.read().service(name);
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    followed
        .map(ResolvedService::mode)
        .or(() -> record.flatMap(ServiceRecord::mode))
        .ifPresent(mode -> config.put("mode", mode == Mode.DEDICATED ? "Dedicated" : "Shared"));
    followed
        .map(ResolvedService::url)
        .or(() -> record.flatMap(ServiceRecord::url))
        .ifPresent(url -> config.put("url", url));
    followed
        .map(ResolvedService::version)
        .or(() -> record.flatMap(ServiceRecord::availableVersion))
        .ifPresent(version -> config.put("version", version));
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
