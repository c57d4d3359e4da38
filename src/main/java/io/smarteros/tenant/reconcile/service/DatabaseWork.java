package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.tenantclass.Database;
import io.smarteros.tenant.postgres.ServerAddress;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.service.TenantService.DatabaseNeeds;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be done to the database of one service.
 *
 * @param inClass the server as the class has it now; empty when the class left it
 */
record DatabaseWork(
    ServiceContext context,
    ClassDatabaseServers.Server opened,
    Optional<Database> inClass,
    DatabaseNeeds needs) {

  String password() {
    String password = context.secrets().getOrDefault(needs.passwordSecret(), "");
    if (password.isEmpty()) {
      throw new IllegalStateException(
          "%s generates no secret %s, which is to be the password of its database"
              .formatted(context.name(), needs.passwordSecret()));
    }
    return password;
  }

  int connections() {
    return inClass
        .flatMap(database -> Optional.ofNullable(database.connectionsPerService()))
        .map(ceiling -> Math.min(ceiling, needs.connections()))
        .orElse(needs.connections());
  }

  ServiceContext withAccess(DatabaseRecord record) {
    return context.withDatabase(Optional.of(access(record)));
  }

  /** Through the pooler of the class, if it has one. */
  DatabaseAccess access(DatabaseRecord record) {
    ServerAddress address = opened.address();
    Optional<Database.Applications> pooler =
        inClass.flatMap(database -> Optional.ofNullable(database.applications()));
    return new DatabaseAccess(
        pooler.map(Database.Applications::host).orElse(address.host()),
        pooler.map(Database.Applications::port).orElse(address.port()),
        record.name(),
        record.role(),
        password(),
        connections(),
        address.sslMode(),
        address.caCertificate());
  }

  /** What the application needs now may be more than what its database was made with. */
  Set<String> unknownExtensions(DatabaseRecord record) {
    Set<String> unknown = new TreeSet<>(needs.extensions());
    unknown.removeAll(record.extensions());
    return unknown;
  }
}
