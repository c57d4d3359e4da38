package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.postgres.DatabaseFailure;
import io.smarteros.tenant.postgres.DatabaseIdentity;
import io.smarteros.tenant.postgres.DatabaseResult;
import io.smarteros.tenant.postgres.DatabaseSpec;
import io.smarteros.tenant.postgres.ServerAddress;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.Decisions.Loss;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.service.TenantService.DatabaseNeeds;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Makes sure that a service has its database, and that one that held data is never made again. */
public final class DatabaseStep {
  private final ClassDatabaseServers databases;
  private final Set<Seen> seen = ConcurrentHashMap.newKeySet();

  public DatabaseStep(ClassDatabaseServers databases) {
    this.databases = databases;
  }

  /** The intent, in the record. */
  StepResult<ServiceContext> plan(ServiceContext context) {
    return context.service().database().isEmpty()
            || context.recordSession().read().database().isPresent()
        ? StepResult.next(context)
        : open(context).then(opened -> plan(context, opened)).then(_ -> StepResult.next(context));
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    Optional<DatabaseNeeds> needs = context.service().database();
    return needs.isEmpty()
        ? StepResult.next(context)
        : open(context)
            .then(
                opened ->
                    plan(context, opened)
                        .then(record -> ensure(context, opened, record, needs.get())));
  }

  private StepResult<ClassDatabaseServers.Server> open(ServiceContext context) {
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
      case ClassDatabaseServers.Server opened -> StepResult.next(opened);
    };
  }

  private StepResult<ServiceContext> ensure(
      ServiceContext context,
      ClassDatabaseServers.Server opened,
      DatabaseRecord record,
      DatabaseNeeds needs) {
    String password = password(context, needs);
    ServiceContext found =
        context.withDatabase(Optional.of(access(opened.address(), record, password)));
    return !context.running() || isSettled(context, record)
        ? StepResult.next(found)
        : make(found, opened, record, password, needs);
  }

  private static String password(ServiceContext context, DatabaseNeeds needs) {
    String password = context.secrets().getOrDefault(needs.passwordSecret(), "");
    if (password.isEmpty()) {
      throw new IllegalStateException(
          "%s generates no secret %s, which is to be the password of its database"
              .formatted(context.name(), needs.passwordSecret()));
    }
    return password;
  }

  /** Created, and checked since the last full resync: the server is not asked. */
  private boolean isSettled(ServiceContext context, DatabaseRecord record) {
    return record.stage() == Stage.MADE && !context.fullResync() && seen.contains(seenOf(context));
  }

  /**
   * The intent, before the database is made. One that is there before the intent has outlived its
   * record: what is in it is somebody's, and its keys are lost.
   */
  private StepResult<DatabaseRecord> plan(
      ServiceContext context, ClassDatabaseServers.Server opened) {
    Optional<DatabaseRecord> known = context.recordSession().read().database();
    if (known.isPresent()) {
      return StepResult.next(known.get());
    }
    String name = DatabaseIdentity.nameFor(context.tenant().name(), context.name());
    DatabaseRecord planned =
        new DatabaseRecord(opened.address().hostAndPort(), name, name, Stage.PLANNED);
    DatabaseIdentity identity =
        databases.identity(context.tenant().name(), context.name(), planned);
    return switch (opened.databases().check(identity)) {
      case DatabaseResult.Missing _ -> {
        context.recordSession().prepare(service -> service.withDatabase(planned));
        yield StepResult.next(planned);
      }
      case DatabaseResult.Present _, DatabaseResult.Made _ ->
          StepResult.blocked(
              new Problem(
                  Reason.DATA_MISSING,
                  "Database %s on %s contains data of an earlier %s of this tenant, but the record does not mention it. Restore the record's Secret from a backup, or rename or drop the database to start again without the data"
                      .formatted(name, planned.server(), context.name())));
      case DatabaseFailure failure -> StepResult.stop(outcome(failure));
    };
  }

  private StepResult<ServiceContext> make(
      ServiceContext context,
      ClassDatabaseServers.Server opened,
      DatabaseRecord record,
      String password,
      DatabaseNeeds needs) {
    DatabaseSpec wanted =
        new DatabaseSpec(
            databases.identity(context.tenant().name(), context.name(), record),
            password,
            needs.extensions());
    context.recordSession().persist();
    // until it is well again, each reconciliation looks
    seen.remove(seenOf(context));
    return switch (opened.databases().ensure(wanted, record.stage())) {
      case DatabaseResult.Present _, DatabaseResult.Made _ -> {
        context.recordSession().prepare(known -> known.withDatabase(record.made()));
        context.decisions().lossIsOver(thing(context));
        seen.add(seenOf(context));
        yield StepResult.next(context);
      }
      case DatabaseResult.Missing missing -> missing(context, needs, missing);
      case DatabaseFailure failure -> StepResult.stop(outcome(failure));
    };
  }

  private static ServiceOutcome outcome(DatabaseFailure failure) {
    return switch (failure) {
      case DatabaseFailure.Taken taken ->
          new ServiceOutcome.Blocked(taken.problem(), RequeueDelays.WHEN_BLOCKED);
      case DatabaseFailure.Unreachable unreachable ->
          new ServiceOutcome.Failed(unreachable.problem(), unreachable.retryAfter());
      case DatabaseFailure.LoginRefused rejected ->
          new ServiceOutcome.Failed(rejected.problem(), rejected.retryAfter());
      case DatabaseFailure.Refused rejected ->
          new ServiceOutcome.Failed(rejected.problem(), rejected.retryAfter());
    };
  }

  private StepResult<ServiceContext> missing(
      ServiceContext context, DatabaseNeeds needs, DatabaseResult.Missing missing) {
    Loss loss =
        context
            .decisions()
            .lossOf(
                thing(context), "Create an empty database, and give up what was in the lost one?");
    return context.lost(
        missing.message(), loss, service -> service.begunAnew(secretsToKeep(context, needs)));
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

  private static DatabaseAccess access(
      ServerAddress address, DatabaseRecord record, String password) {
    return new DatabaseAccess(
        address.host(),
        address.port(),
        record.name(),
        record.role(),
        password,
        address.sslMode(),
        address.caCertificate());
  }

  /** Forgets that a tenant's databases were seen. */
  public void forget(String tenant) {
    seen.removeIf(one -> one.tenant().equals(tenant));
  }

  private static Seen seenOf(ServiceContext context) {
    return new Seen(context.tenant().name(), context.name());
  }

  private record Seen(String tenant, ServiceName service) {}
}
