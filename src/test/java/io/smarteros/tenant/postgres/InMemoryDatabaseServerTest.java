package io.smarteros.tenant.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.testkit.InMemoryDatabaseServer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InMemoryDatabaseServerTest extends DatabaseServerContract {
  private final InMemoryDatabaseServer server = new InMemoryDatabaseServer();

  @Test
  void what_goes_wrong_goes_wrong_until_it_recovers() {
    server.breakDown();
    assertThat(server.check(acme.identity())).isInstanceOf(DatabaseFailure.Unreachable.class);

    server.recover();

    assertThat(server.ensure(acme, Stage.PLANNED)).isEqualTo(new DatabaseResult.Made());
    assertThat(server.calls()).containsExactly("check " + name, "ensure " + name);
  }

  @Test
  void extensions_are_added_and_stay() {
    server.ensure(acme.withExtensions(Set.of("vector")), Stage.PLANNED);
    server.ensure(acme.withExtensions(Set.of("pg_trgm")), Stage.MADE);

    assertThat(server.extensions(name)).containsExactlyInAnyOrder("vector", "pg_trgm");
  }

  @Override
  DatabaseServer server() {
    return server;
  }

  @Override
  DatabaseServer unreachable() {
    server.breakDown();
    return server;
  }

  @Override
  DatabaseServer refusingLogins() {
    server.refuseLogins();
    return server;
  }

  @Override
  DatabaseServer refusing(DatabaseSpec needy) {
    server.fail(new DatabaseFailure.Unfit("permission denied"));
    return server;
  }

  @Override
  DatabaseServer lacking(String extension) {
    server.lacks(extension);
    return server;
  }

  @Override
  void commentOnRole(String role, String comment) {
    server.markRole(role, comment);
  }

  @Override
  int connectionLimit(String role) {
    return server.connectionLimit(role);
  }

  @Override
  String collation(String database) {
    return server.collation(database);
  }

  @Override
  void createRole(String role) {
    server.createRole(role);
  }

  @Override
  void createDatabase(String database) {
    server.createDatabase(database, "postgres");
  }

  @Override
  void dropDatabase(String database) {
    server.dropDatabase(database);
  }

  @Override
  void fiveMinutesLater() {}

  @Override
  void changePassword(String role) {
    server.setPassword(role, "changed by hand");
  }

  @Override
  void removeComment(String database) {
    server.removeComment(database);
  }

  @Override
  Set<String> databases() {
    return server.databases();
  }

  @Override
  Set<String> roles() {
    return server.roles();
  }

  @Override
  Optional<String> commentOfRole(String role) {
    return server.commentOfRole(role);
  }

  @Override
  Optional<String> commentOfDatabase(String database) {
    return server.commentOfDatabase(database);
  }

  @Override
  boolean accepts(DatabaseSpec tenant) {
    return server.accepts(tenant.identity().role(), tenant.password());
  }

  @Override
  List<String> written() {
    return server.written();
  }
}
