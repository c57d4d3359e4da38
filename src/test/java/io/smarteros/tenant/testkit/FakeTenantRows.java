package io.smarteros.tenant.testkit;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Intent;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.record.RowRecord.WrittenService;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.Shown;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Rows in Supabase that are whatever a test says; what is asked of them is kept. */
public final class FakeTenantRows implements TenantRows {
  public static final SyncResult SYNCED = result(Reason.SYNCED, "The row says what it should");

  private final List<DesiredRow> desired = new ArrayList<>();
  private final List<Boolean> fullResyncs = new ArrayList<>();
  private final List<DeletionPolicy> released = new ArrayList<>();
  private SyncResult answer = SYNCED;
  private boolean noted;
  private int writes;
  private Optional<RuntimeException> failure = Optional.empty();
  private CustomerStatus status = CustomerStatus.NONE;
  private Shown shown = new Shown.UpToDate();

  /** One that asks for nothing else. */
  public static SyncResult result(Reason reason, String message) {
    return new SyncResult(
        reason,
        message,
        Optional.of("0d5b1c9e-0000-4000-8000-000000000001"),
        false,
        Set.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** From now on they are in the record, as real ones. */
  public void noteInRecord() {
    noted = true;
  }

  public void answerWith(SyncResult result) {
    answer = result;
    failure = Optional.empty();
  }

  /** As where a write of the record fails meanwhile. */
  public void failWith(RuntimeException exception) {
    failure = Optional.of(exception);
  }

  /** What the rows should say by the last call. */
  public DesiredRow desired() {
    return desired.getLast();
  }

  /** What they were told to say, by each call. */
  public List<DesiredRow> allDesired() {
    return List.copyOf(desired);
  }

  /** How often they were written, where they are in the record. */
  public int writes() {
    return writes;
  }

  /** For each call whether the rows were to be looked at anew. */
  public List<Boolean> fullResyncs() {
    return List.copyOf(fullResyncs);
  }

  /** What pages show. */
  public CustomerStatus status() {
    return status;
  }

  /** From now on what is to be shown ends so. */
  public void showEndsWith(Shown outcome) {
    shown = outcome;
  }

  public List<DeletionPolicy> released() {
    return List.copyOf(released);
  }

  @Override
  public SyncResult sync(DesiredRow wanted, RecordSession recordSession, boolean fullResync) {
    desired.add(wanted);
    fullResyncs.add(fullResync);
    if (noted) {
      note(wanted, recordSession);
    }
    return answer();
  }

  private void note(DesiredRow wanted, RecordSession recordSession) {
    RowRecord row =
        recordSession
            .read()
            .row()
            .orElseGet(() -> RowRecord.unbound(SYNCED.tenantId().orElseThrow()));
    Written written = written(wanted);
    if (row.written().equals(Optional.of(written))) {
      return;
    }
    Intent intent = new Intent(written, Optional.of("basis"), Set.of(), Set.of());
    recordSession.update(record -> record.withRow(row.writing(row.written(), intent)));
    writes++;
    recordSession.later(record -> record.withRow(row.wrote(written)));
  }

  private static Written written(DesiredRow wanted) {
    Map<String, WrittenService> services = new TreeMap<>();
    wanted
        .services()
        .forEach(
            (name, service) ->
                services.put(
                    name.id(),
                    new WrittenService(!service.enabled(), service.serviceId(), service.config())));
    return new Written(
        wanted.displayName(),
        wanted.domain(),
        Optional.empty(),
        wanted.metadata(),
        wanted.suspended(),
        services);
  }

  @Override
  public Shown show(String tenant, String rowId, UnaryOperator<CustomerStatus> change) {
    if (shown instanceof Shown.UpToDate) {
      status = change.apply(status);
    }
    return shown;
  }

  @Override
  public SyncResult release(String tenant, DeletionPolicy policy, RecordSession recordSession) {
    released.add(policy);
    return answer();
  }

  private SyncResult answer() {
    if (failure.isPresent()) {
      throw failure.get();
    }
    return answer;
  }

  @Override
  public void forget(String tenant) {}

  @Override
  public void close() {}
}
