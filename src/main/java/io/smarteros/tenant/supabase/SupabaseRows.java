package io.smarteros.tenant.supabase;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.Shown;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.SyncResults;
import io.smarteros.tenant.supabase.feed.ChangeFeed;
import io.smarteros.tenant.supabase.feed.FeedListeners;
import io.smarteros.tenant.supabase.feed.FeedStatus;
import io.smarteros.tenant.supabase.feed.FeedTiming;
import io.smarteros.tenant.supabase.feed.RowFingerprints;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** The rows in the Supabase database. */
public final class SupabaseRows implements TenantRows {
  private final SupabaseConnection connection;
  private final RowFingerprints seen = new RowFingerprints();
  private final RowSync rows;
  private final CustomerStatusRows statuses;
  private final FeedStatus feedStatus;
  private final ChangeFeed feed;

  /**
   * Asks nothing yet.
   *
   * @param connection is closed with the rows
   * @param brake decides whether changes by others are followed
   * @param clock that nobody sets
   * @param changed receives the name of each tenant whose rows somebody else changed
   * @param hinted receives the ids of rows that anybody may have changed
   * @param fullCompare about the interval in which all rows are compared
   */
  public SupabaseRows(
      SupabaseConnection connection,
      RowBrake brake,
      InstantSource clock,
      RandomGenerator random,
      Consumer<String> changed,
      Consumer<Set<String>> hinted,
      Duration fullCompare) {
    this.connection = connection;
    rows = new RowSync(connection, seen, brake, clock);
    statuses = new CustomerStatusRows(connection);
    feedStatus = new FeedStatus(clock);
    feed =
        new ChangeFeed(
            connection,
            seen,
            new FeedListeners(
                census -> brake.compared(census.known(), census.missing()), changed, hinted),
            feedStatus,
            FeedTiming.withFullCompare(fullCompare),
            clock,
            random);
  }

  /** Watches the rows for changes by others until closed. Call it where this replica leads. */
  public void watch() {
    feed.start();
  }

  /** How changes by others are noticed. */
  public FeedStatus feedStatus() {
    return feedStatus;
  }

  @Override
  public SyncResult sync(DesiredRow desired, RecordSession recordSession, boolean fullResync) {
    if (fullResync || !seen.isUnchanged(desired.slug())) {
      statuses.forget(desired.slug());
    }
    return fullResync ? rows.sync(desired, recordSession) : rows.keep(desired, recordSession);
  }

  @Override
  public Shown show(String tenant, String rowId, UnaryOperator<CustomerStatus> change) {
    return statuses.show(tenant, rowId, change);
  }

  /** What pages show comes first: without the row, nobody knows whose they are. */
  @Override
  public SyncResult release(String tenant, DeletionPolicy policy, RecordSession recordSession) {
    Optional<RowRecord> row = recordSession.read().row();
    Optional<Shown> closed =
        row.filter(RowRecord::bound).map(bound -> statuses.close(tenant, bound.id(), policy));
    return closed.orElseGet(Shown.UpToDate::new) instanceof Shown.Away(SyncFailure failure)
        ? SyncResults.of(failure, row)
        : rows.release(tenant, policy, recordSession);
  }

  @Override
  public void forget(String tenant) {
    rows.forget(tenant);
    statuses.forget(tenant);
  }

  @Override
  public void close() {
    feed.close();
    connection.close();
  }
}
