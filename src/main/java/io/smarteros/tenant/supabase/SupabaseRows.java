package io.smarteros.tenant.supabase;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SupabaseLogin;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.feed.RowFingerprints;
import io.smarteros.tenant.supabase.feed.RowPoll;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The rows in the Supabase database, polled for changes by others until closed. */
public final class SupabaseRows implements TenantRows {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(30);

  private final SupabaseConnection connection;
  private final RowSync rows;
  private final RowPoll poll;

  /**
   * Connects when it is first used.
   *
   * @param brake decides whether changes by others are followed
   * @param changed receives the name of each tenant whose rows somebody else changed
   */
  public SupabaseRows(
      SupabaseLogin login,
      RowBrake brake,
      InstantSource clock,
      RandomGenerator random,
      Consumer<String> changed) {
    RowFingerprints seen = new RowFingerprints();
    connection = new SupabaseConnection(login, clock, random);
    rows = new RowSync(connection, seen, brake, clock);
    poll = new RowPoll(connection, seen, changed, POLL_INTERVAL);
    poll.start();
  }

  /** The rows of which Tenants can be made. */
  public ImportSource importSource() {
    return new ImportSource(connection);
  }

  @Override
  public SyncResult sync(DesiredRow desired, RecordSession recordSession, boolean fullResync) {
    return fullResync ? rows.sync(desired, recordSession) : rows.keep(desired, recordSession);
  }

  @Override
  public SyncResult release(String tenant, DeletionPolicy policy, RecordSession recordSession) {
    return rows.release(tenant, policy, recordSession);
  }

  @Override
  public void forget(String tenant) {
    rows.forget(tenant);
  }

  @Override
  public void close() {
    poll.close();
    connection.close();
  }
}
