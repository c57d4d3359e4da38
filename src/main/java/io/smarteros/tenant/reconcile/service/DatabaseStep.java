package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.postgres.CheckResult;
import io.smarteros.tenant.postgres.DatabaseFailure;
import io.smarteros.tenant.postgres.DatabaseIdentity;
import io.smarteros.tenant.postgres.DatabaseResult;
import io.smarteros.tenant.postgres.DatabaseSpec;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.Decisions.Loss;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.resolve.Placements;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.service.TenantService.DatabaseNeeds;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Makes sure that a service has its database, and that one that held data is never made again. */
public final class DatabaseStep {
  private final ClassDatabaseServers databases;
  private final Supplier<String> incarnations;

  /** As it was when the server was last asked, and all was well. */
  private final Map<Key, DatabaseSpec> seen = new ConcurrentHashMap<>();

  private final PasswordDoubts doubts;

  /**
   * Nothing was seen yet.
   *
   * @param incarnations an identifier that no other database ever had, at each call
   */
  public DatabaseStep(
      ClassDatabaseServers databases, Supplier<String> incarnations, PasswordDoubts doubts) {
    this.databases = databases;
    this.incarnations = incarnations;
    this.doubts = doubts;
  }

  /** The intent, in the record. */
  StepResult<ServiceContext> plan(ServiceContext context) {
    Optional<DatabaseNeeds> needs = context.service().database();
    return needs.isEmpty() || context.recordSession().read().database().isPresent()
        ? StepResult.next(context)
        : work(context, needs.get()).then(this::plan).then(_ -> StepResult.next(context));
  }

  /** How the application will log in to the database that is planned, once it has its password. */
  StepResult<ServiceContext> access(ServiceContext context) {
    Optional<DatabaseNeeds> needs = context.service().database();
    return needs.isEmpty()
        ? StepResult.next(context)
        : work(context, needs.get())
            .then(work -> plan(work).then(record -> StepResult.next(work.withAccess(record))));
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    Optional<DatabaseNeeds> needs = context.service().database();
    return needs.isEmpty()
        ? StepResult.next(context)
        : work(context, needs.get()).then(work -> plan(work).then(record -> ensure(work, record)));
  }

  private StepResult<DatabaseWork> work(ServiceContext context, DatabaseNeeds needs) {
    Optional<Placement.Server> server =
        context.recordSession().tenant().read().placement().databaseServer();
    if (server.isEmpty()) {
      return StepResult.blocked(
          new Problem(
              Reason.NO_DATABASE_IN_CLASS,
              "%s needs a database, and TenantClass %s has no database server. Set spec.database in the class"
                  .formatted(context.name(), context.tenant().className())));
    }
    return switch (databases.open(server.get())) {
      case ClassDatabaseServers.Closed closed -> StepResult.blocked(closed.problem());
      case ClassDatabaseServers.Server opened ->
          StepResult.next(
              new DatabaseWork(
                  context,
                  opened,
                  Placements.databaseOf(context.tenant().tenantClass(), server.get()),
                  needs));
    };
  }

  /**
   * The intent, before the database is made. One that is there before the intent has outlived its
   * record: what is in it is somebody's, and its keys are lost.
   */
  private StepResult<DatabaseRecord> plan(DatabaseWork work) {
    ServiceContext context = work.context();
    Optional<DatabaseRecord> known = context.recordSession().read().database();
    if (known.isPresent()) {
      return StepResult.next(known.get());
    }
    DatabaseIdentity identity = databases.unrecorded(context.tenant().name(), context.name());
    String name = identity.name();
    String server = work.opened().address().hostAndPort();
    return switch (work.opened().databases().check(identity)) {
      case CheckResult.Absent _ ->
          StepResult.next(
              remembered(context, DatabaseRecord.plan(server, name, incarnations.get())));
      case CheckResult.Found _ ->
          StepResult.blocked(
              new Problem(
                  Reason.DATA_MISSING,
                  "Database %s on %s contains data of an earlier %s of this tenant, but the record does not mention it. Restore the record's Secret from a backup, or rename or drop the database to start again without the data"
                      .formatted(name, server, context.name())));
      case DatabaseFailure failure -> StepResult.stop(outcome(failure));
    };
  }

  private StepResult<ServiceContext> ensure(DatabaseWork work, DatabaseRecord record) {
    ServiceContext context = work.context();
    ServiceContext found = work.withAccess(record);
    return !context.running() || isSettled(work, record)
        ? StepResult.next(found)
        : marked(work, record).then(marked -> make(work, marked).then(_ -> StepResult.next(found)));
  }

  /** Made, and asked for as it should be now since the last full resync. */
  private boolean isSettled(DatabaseWork work, DatabaseRecord record) {
    Key key = keyOf(work.context());
    return record.stage() == Stage.MADE
        && !work.context().fullResync()
        && !isDoubted(key)
        && Optional.of(spec(work, record)).equals(Optional.ofNullable(seen.get(key)));
  }

  /**
   * Records of earlier operators have no incarnation: they get the one on the server, or one, once
   * it is sure that the database is theirs.
   */
  private StepResult<DatabaseRecord> marked(DatabaseWork work, DatabaseRecord record) {
    if (record.incarnation().isPresent() || record.stage() == Stage.PLANNED) {
      return StepResult.next(record);
    }
    ServiceContext context = work.context();
    Optional<String> onServer;
    switch (work.opened().databases().check(identity(context, record))) {
      case CheckResult.Found(Optional<String> incarnation) -> onServer = incarnation;
      case CheckResult.Absent _ -> onServer = Optional.empty();
      case DatabaseFailure failure -> {
        return StepResult.stop(outcome(failure));
      }
    }
    String incarnation = onServer.orElseGet(incarnations);
    return StepResult.next(remembered(context, record.withIncarnation(Optional.of(incarnation))));
  }

  private static DatabaseRecord remembered(ServiceContext context, DatabaseRecord record) {
    context.recordSession().prepare(service -> service.withDatabase(record));
    return record;
  }

  private StepResult<DatabaseRecord> make(DatabaseWork work, DatabaseRecord record) {
    ServiceContext context = work.context();
    Key key = keyOf(context);
    DatabaseSpec wanted = spec(work, record);
    context.recordSession().persist();
    // until it is well again, each reconciliation looks
    seen.remove(key);
    boolean doubted = isDoubted(key);
    if (doubted) {
      doubts.tried(key.tenant(), key.service());
    }
    return switch (work.opened()
        .databases()
        .ensure(wanted.withPasswordDoubted(doubted), record.stage())) {
      case DatabaseResult.Present _, DatabaseResult.Made _ -> {
        DatabaseRecord made =
            remembered(
                context,
                record.made().withExtensions(work.needs().extensions()).withPasswordPending(false));
        context.decisions().lossIsOver(thing(context));
        seen.put(key, spec(work, made));
        yield StepResult.next(made);
      }
      case DatabaseResult.Missing missing -> missing(work, missing);
      case DatabaseFailure failure -> StepResult.stop(outcome(failure));
    };
  }

  private DatabaseSpec spec(DatabaseWork work, DatabaseRecord record) {
    return new DatabaseSpec(
        identity(work.context(), record),
        work.password(),
        work.connections(),
        work.unknownExtensions(record),
        work.needs().collation(),
        work.needs().entersPostgres(),
        false,
        record.passwordPending());
  }

  private DatabaseIdentity identity(ServiceContext context, DatabaseRecord record) {
    return databases.identity(context.tenant().name(), context.name(), record);
  }

  private static ServiceOutcome outcome(DatabaseFailure failure) {
    return switch (failure) {
      case DatabaseFailure.Taken taken -> blocked(taken);
      case DatabaseFailure.Unfit unfit -> blocked(unfit);
      case DatabaseFailure.Busy(String message, Duration retryAfter) ->
          new ServiceOutcome.Progressing(message, retryAfter);
      case DatabaseFailure.Unreachable unreachable ->
          new ServiceOutcome.Failed(unreachable.problem(), unreachable.retryAfter());
      case DatabaseFailure.Exhausted exhausted ->
          new ServiceOutcome.Failed(exhausted.problem(), exhausted.retryAfter());
      case DatabaseFailure.LoginRefused rejected ->
          new ServiceOutcome.Failed(rejected.problem(), rejected.retryAfter());
      case DatabaseFailure.Refused rejected ->
          new ServiceOutcome.Failed(rejected.problem(), rejected.retryAfter());
    };
  }

  private static ServiceOutcome blocked(DatabaseFailure failure) {
    return new ServiceOutcome.Blocked(failure.problem(), RequeueDelays.WHEN_BLOCKED);
  }

  private static StepResult<DatabaseRecord> missing(
      DatabaseWork work, DatabaseResult.Missing missing) {
    ServiceContext context = work.context();
    Loss loss =
        context
            .decisions()
            .lossOf(
                thing(context), "Create an empty database, and give up what was in the lost one?");
    return context.lost(
        missing.message(),
        loss,
        service -> service.begunAnew(secretsToKeep(context, work.needs())));
  }

  private static String thing(ServiceContext context) {
    return context.name() + "/database";
  }

  /**
   * Those that were generated, not those that the application gave out. A new password makes its
   * pods start again, which they must to fill the empty database.
   */
  private static Set<String> secretsToKeep(ServiceContext context, DatabaseNeeds needs) {
    Set<String> generated = new TreeSet<>(context.service().missingSecrets(Map.of()).keySet());
    generated.remove(needs.passwordSecret());
    return generated;
  }

  /** Where that lasts, a wrong password may be why. */
  void waitsForApplication(ServiceContext context) {
    if (context.database().isPresent()) {
      doubts.waits(context.tenant().name(), context.name());
    }
  }

  /** The application came up, or shall not. */
  void waitIsOver(ServiceContext context) {
    doubts.waitIsOver(context.tenant().name(), context.name());
  }

  private boolean isDoubted(Key key) {
    return doubts.isDoubted(key.tenant(), key.service());
  }

  /** Forgets that a tenant's databases were seen. */
  public void forget(String tenant) {
    seen.keySet().removeIf(one -> one.tenant().equals(tenant));
    doubts.forget(tenant);
  }

  private static Key keyOf(ServiceContext context) {
    return new Key(context.tenant().name(), context.name());
  }

  private record Key(String tenant, ServiceName service) {}
}
