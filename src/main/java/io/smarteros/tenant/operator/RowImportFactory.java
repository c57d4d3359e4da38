package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.operator.configuration.Configuration;
import io.smarteros.tenant.reconcile.TenantEventSources;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.rowimport.ImportPolicy;
import io.smarteros.tenant.rowimport.ImportingCluster;
import io.smarteros.tenant.rowimport.RowImport;
import io.smarteros.tenant.supabase.ImportSource;
import io.smarteros.tenant.supabase.brake.RowBrake;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Puts the import of rows together. */
record RowImportFactory(
    KubernetesClient client,
    TenantEventSources eventSources,
    RecordStore records,
    RowBrake brake,
    BooleanSupplier leading,
    InstantSource clock,
    InstantSource steady) {

  RowImport create(ImportSource source, Configuration.RowImport configured) {
    return new RowImport(
        source,
        policy(configured),
        new ImportingCluster(
            eventSources::tenant,
            eventSources::tenants,
            eventSources::classes,
            name -> records.load(name, true).map(RecordSession::read)),
        client,
        brake,
        leading,
        clock,
        steady);
  }

  static ImportPolicy policy(Configuration.RowImport configured) {
    return new ImportPolicy(
        configured.services().stream()
            .flatMap(name -> ServiceName.of(name).stream())
            .collect(Collectors.toUnmodifiableSet()),
        configured.adminEmail(),
        configured.perOwner(),
        configured.perHour(),
        configured.total());
  }
}
