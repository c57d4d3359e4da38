package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.PlacementBuilder;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.ServiceRecordSession;
import io.smarteros.tenant.testkit.Manifests;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A record that survives, with an operator that may die just before it is written. */
final class FragileRecordSession implements RecordSession {
  private TenantRecord record;
  private int writesUntilDeath = Integer.MAX_VALUE;

  FragileRecordSession(Map<String, String> secrets) {
    Placement placement =
        PlacementBuilder.builder()
            .className("standard")
            .namespace("tenant-acme")
            .namespaceStage(Stage.MADE)
            .build();
    record =
        TenantRecord.begin("uid", placement)
            .withService(ServiceName.N8N, service -> service.withAddedSecrets(secrets));
  }

  void dieAfterWrites(int writes) {
    writesUntilDeath = writes;
  }

  void restart() {
    writesUntilDeath = Integer.MAX_VALUE;
  }

  ServiceRecordSession ofN8n() {
    return new ServiceRecordSession(this, ServiceName.N8N);
  }

  Ledger ledger() {
    return new Ledger(ofN8n(), new Decisions(Manifests.tenant("acme", "displayName: Acme"), this));
  }

  @Override
  public TenantRecord read() {
    return record;
  }

  @Override
  public TenantRecord update(UnaryOperator<TenantRecord> change) {
    if (writesUntilDeath-- == 0) {
      throw new RecordConflictException("acme");
    }
    record = change.apply(record);
    return record;
  }
}
