package io.smarteros.tenant.testkit;

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
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The record of tenant {@code acme} with one service: it survives, with an operator that may die
 * just before it is written.
 */
public final class FragileRecordSession implements RecordSession {
  private final ServiceName service;
  private TenantRecord record;
  private int writesUntilDeath = Integer.MAX_VALUE;

  /**
   * Of a service that was not set up yet.
   *
   * @param secrets that were generated for it
   */
  public FragileRecordSession(ServiceName service, Map<String, String> secrets) {
    this.service = service;
    Placement placement =
        PlacementBuilder.builder()
            .className("standard")
            .namespace("tenant-acme")
            .namespaceStage(Stage.MADE)
            .build();
    record =
        TenantRecord.begin("uid", placement)
            .withService(service, known -> known.withAddedSecrets(secrets));
  }

  /** The next writes but so many are the last. */
  public void dieAfterWrites(int writes) {
    writesUntilDeath = writes;
  }

  public void restart() {
    writesUntilDeath = Integer.MAX_VALUE;
  }

  public ServiceRecordSession ofService() {
    return new ServiceRecordSession(this, service);
  }

  public Ledger ledger() {
    return new Ledger(
        ofService(), new Decisions(Manifests.tenant("acme", "displayName: Acme"), this));
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
