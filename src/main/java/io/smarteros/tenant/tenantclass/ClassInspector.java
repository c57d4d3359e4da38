package io.smarteros.tenant.tenantclass;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.tenantclass.Database;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.postgres.DatabaseFailure;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.tenantclass.PeriodicChecks.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** Finds out whether what a class names is there. Never waits. */
public final class ClassInspector {
  private final ClassSecrets secrets;
  private final ClassDatabaseServers servers;
  private final InstantSource clock;
  private final PeriodicChecks<ClassDatabaseServers.Server> databaseChecks;
  private final PeriodicChecks<RoutingTarget> routingChecks;

  /**
   * Has looked at nothing yet.
   *
   * @param clock tells whether a certificate has expired
   * @param steady for intervals: nobody can set it
   * @param threads run what is waited for
   * @param interval between two looks at a database server that is well
   */
  public ClassInspector(
      ClassSecrets secrets,
      ClassDatabaseServers servers,
      KubernetesClient client,
      InstantSource clock,
      InstantSource steady,
      Executor threads,
      Duration interval) {
    this.secrets = secrets;
    this.servers = servers;
    this.clock = clock;
    this.databaseChecks = new PeriodicChecks<>(steady, threads, server -> lookAt(server, interval));
    this.routingChecks = new PeriodicChecks<>(steady, threads, target -> target.look(client));
  }

  /** How each part of the class stands that it has. */
  Map<ConditionType, Finding> parts(TenantClass tenantClass) {
    TenantClassSpec spec = tenantClass.getSpec();
    String uid = tenantClass.getMetadata().getUid();
    Map<ConditionType, Finding> parts = new EnumMap<>(ConditionType.class);
    List<NamedSecret> named = NamedSecret.of(spec);
    if (!named.isEmpty()) {
      parts.put(ConditionType.SECRETS_FOUND, secrets(named));
    }
    Optional.ofNullable(spec.database())
        .ifPresent(
            database -> parts.put(ConditionType.DATABASE_REACHABLE, database(uid, database)));
    RoutingTarget.of(spec)
        .ifPresent(
            target -> parts.put(ConditionType.ROUTING_FOUND, routingChecks.finding(uid, target)));
    return parts;
  }

  /** Drops what is remembered of any other class. */
  void retain(Set<String> uids) {
    databaseChecks.retain(uids);
    routingChecks.retain(uids);
  }

  private Finding secrets(List<NamedSecret> named) {
    List<NamedSecret> unusable =
        named.stream().filter(secret -> complaint(secret).isPresent()).toList();
    if (unusable.isEmpty()) {
      return new Finding.Holds("Found: " + names(named));
    }
    Problem first = complaint(unusable.getFirst()).orElseThrow();
    return new Finding.Fails(
        unusable.size() == 1
            ? first
            : new Problem(
                first.reason(),
                "%d Secrets are missing or cannot be used: %s. %s"
                    .formatted(unusable.size(), names(unusable), first.message())));
  }

  private Optional<Problem> complaint(NamedSecret secret) {
    return secrets.complaint(secret, clock.instant());
  }

  private static String names(List<NamedSecret> secrets) {
    return secrets.stream().map(NamedSecret::name).distinct().collect(Collectors.joining(", "));
  }

  private Finding database(String uid, Database database) {
    return switch (servers.open(Placement.Server.of(database))) {
      case ClassDatabaseServers.Closed(Problem problem) ->
          new Finding.Unclear(
              new Problem(problem.reason(), "The server is not asked. " + problem.message()));
      case ClassDatabaseServers.Server server -> databaseChecks.finding(uid, server);
    };
  }

  private static Result lookAt(ClassDatabaseServers.Server server, Duration interval) {
    return server
        .databases()
        .ping()
        .map(
            failure ->
                new Result(
                    Optional.of(new Finding.Fails(failure.problem())), pause(failure, interval)))
        .orElseGet(
            () ->
                new Result(
                    Optional.of(
                        new Finding.Holds(
                            "PostgreSQL at %s lets the administrator in"
                                .formatted(server.address()))),
                    interval));
  }

  private static Duration pause(DatabaseFailure failure, Duration interval) {
    return switch (failure) {
      case DatabaseFailure.Unreachable unreachable -> unreachable.retryAfter();
      case DatabaseFailure.Exhausted exhausted -> exhausted.retryAfter();
      case DatabaseFailure.LoginRefused refused -> refused.retryAfter();
      case DatabaseFailure.Refused refused -> refused.retryAfter();
      case DatabaseFailure.Busy busy -> busy.retryAfter();
      case DatabaseFailure.Taken _, DatabaseFailure.Unfit _ -> interval;
    };
  }
}
