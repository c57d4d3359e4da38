package io.smarteros.tenant.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.postgres.DatabaseFailure.LoginRefused;
import io.smarteros.tenant.postgres.DatabaseFailure.Refused;
import io.smarteros.tenant.postgres.DatabaseFailure.Taken;
import io.smarteros.tenant.postgres.DatabaseFailure.Unreachable;
import io.smarteros.tenant.postgres.DatabaseResult.Made;
import io.smarteros.tenant.postgres.DatabaseResult.Missing;
import io.smarteros.tenant.postgres.DatabaseResult.Present;
import io.smarteros.tenant.postgres.DropResult.Gone;
import io.smarteros.tenant.record.Stage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What holds for any database server: for a real PostgreSQL and for the one in memory. */
abstract class DatabaseServerContract {
  private static final AtomicInteger TENANTS = new AtomicInteger();

  final DatabaseSpec acme = specOf("acme" + TENANTS.incrementAndGet());
  final String name = acme.identity().name();

  abstract DatabaseServer server();

  /** Where nothing listens. */
  abstract DatabaseServer unreachable();

  /** The same server, whose administrator has another password by now. */
  abstract DatabaseServer refusingLogins();

  /** The same server, whose administrator may not make what the database needs. */
  abstract DatabaseServer refusing(DatabaseSpec needy);

  abstract void createRole(String role);

  /** One that does not belong to a tenant. */
  abstract void createDatabase(String database);

  abstract void dropDatabase(String database);

  abstract void changePassword(String role);

  abstract void removeComment(String database);

  abstract Set<String> databases();

  abstract Set<String> roles();

  abstract Optional<String> commentOfRole(String role);

  abstract Optional<String> commentOfDatabase(String database);

  /** Whether the tenant can log in to its database. */
  abstract boolean accepts(DatabaseSpec tenant);

  /** All that is on the server, to see whether something was written. */
  abstract List<String> written();

  @Test
  void a_database_and_its_role_are_made_and_marked() {
    assertThat(server().ensure(acme, Stage.PLANNED)).isEqualTo(new Made());

    String mark = acme.identity().mark().toComment();
    assertThat(mark).contains("\"installation\":\"cluster-1\"").contains("\"service\":\"n8n\"");
    assertThat(commentOfRole(name)).contains(mark);
    assertThat(commentOfDatabase(name)).contains(mark);
    assertThat(accepts(acme)).isTrue();
  }

  @Test
  void a_second_pass_writes_nothing() {
    server().ensure(acme, Stage.PLANNED);
    List<String> written = written();

    assertThat(server().ensure(acme, Stage.MADE)).isEqualTo(new Present());
    assertThat(server().ensure(acme, Stage.PLANNED)).isEqualTo(new Present());
    assertThat(server().check(acme.identity())).isEqualTo(new Present());

    assertThat(written()).isEqualTo(written);
  }

  @Test
  void what_was_not_made_yet_is_missing() {
    List<String> written = written();

    assertThat(server().check(acme.identity())).isInstanceOf(Missing.class);

    assertThat(written()).isEqualTo(written);
  }

  @Test
  void what_was_cut_off_after_the_role_is_continued() {
    server().ensure(acme, Stage.PLANNED);
    dropDatabase(name);

    assertThat(server().ensure(acme, Stage.PLANNED)).isEqualTo(new Made());

    assertThat(commentOfDatabase(name)).contains(acme.identity().mark().toComment());
  }

  @Test
  void a_database_without_its_mark_is_marked_again() {
    server().ensure(acme, Stage.PLANNED);
    removeComment(name);

    assertThat(server().ensure(acme, Stage.MADE)).isEqualTo(new Present());

    assertThat(commentOfDatabase(name)).contains(acme.identity().mark().toComment());
  }

  @Test
  void a_password_that_differs_is_set() {
    server().ensure(acme, Stage.PLANNED);
    changePassword(name);
    assertThat(accepts(acme)).isFalse();

    assertThat(server().ensure(acme, Stage.MADE)).isEqualTo(new Present());

    assertThat(accepts(acme)).isTrue();
  }

  @Test
  void a_database_that_is_gone_is_reported_and_not_made_again() {
    server().ensure(acme, Stage.PLANNED);
    dropDatabase(name);

    assertThat(server().ensure(acme, Stage.MADE)).isInstanceOf(Missing.class);
    assertThat(server().check(acme.identity()))
        .isInstanceOfSatisfying(
            Missing.class,
            missing ->
                assertThat(missing.message())
                    .startsWith("Database %s is gone from ".formatted(name))
                    .endsWith("Restore it, with role %s as its owner".formatted(name)));
    assertThat(databases()).doesNotContain(name);
  }

  @Test
  void a_role_without_a_mark_is_left_alone() {
    createRole(name);
    List<String> written = written();

    assertTaken(server().ensure(acme, Stage.PLANNED), "COMMENT ON ROLE");
    assertTaken(server().check(acme.identity()), name);
    assertThat(server().drop(acme.identity())).isInstanceOf(Taken.class);

    assertThat(written()).isEqualTo(written);
  }

  @Test
  void a_role_of_another_installation_is_left_alone() {
    server().ensure(ofAnotherInstallation(), Stage.PLANNED);
    List<String> written = written();

    assertTaken(server().ensure(acme, Stage.MADE), "cluster-2");
    assertTaken(server().check(acme.identity()), "If INSTALLATION_ID was changed, set it back");
    assertThat(server().drop(acme.identity())).isInstanceOf(Taken.class);

    assertThat(written()).isEqualTo(written);
  }

  @Test
  void a_database_that_belongs_to_somebody_else_is_left_alone() {
    createDatabase(name);
    List<String> written = written();

    assertTaken(server().ensure(acme, Stage.PLANNED), "belongs to postgres");
    assertTaken(server().check(acme.identity()), "belongs to postgres");
    assertThat(server().drop(acme.identity())).isInstanceOf(Taken.class);

    assertThat(written()).isEqualTo(written);
  }

  @Test
  void drop_removes_database_and_role_and_may_be_repeated() {
    server().ensure(acme, Stage.PLANNED);

    assertThat(server().drop(acme.identity())).isEqualTo(new Gone());

    assertThat(databases()).doesNotContain(name);
    assertThat(roles()).doesNotContain(name);
    assertThat(server().drop(acme.identity())).isEqualTo(new Gone());
  }

  @Test
  void a_drop_that_was_cut_off_after_the_database_is_continued() {
    server().ensure(acme, Stage.PLANNED);
    dropDatabase(name);

    assertThat(server().drop(acme.identity())).isEqualTo(new Gone());

    assertThat(roles()).doesNotContain(name);
  }

  @Test
  void an_administrator_who_lacks_a_right_is_refused() {
    DatabaseSpec needy =
        new DatabaseSpec(acme.identity(), acme.password(), Set.of("pg_stat_statements"));

    assertThat(refusing(needy).ensure(needy, Stage.PLANNED))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.message()).contains("permission denied");
              assertThat(refused.retryAfter()).isPositive();
              assertThat(refused.problem().reason()).isEqualTo(Reason.DATABASE_UNREACHABLE);
            });
  }

  @Test
  void a_server_that_is_down_is_asked_again_later() {
    DatabaseServer down = unreachable();

    assertThat(down.ensure(acme, Stage.PLANNED))
        .isInstanceOfSatisfying(
            Unreachable.class,
            unreachable -> {
              assertThat(unreachable.message()).contains("cannot be used");
              assertThat(unreachable.retryAfter()).isPositive();
            });
    assertThat(down.check(acme.identity())).isInstanceOf(Unreachable.class);
    assertThat(down.drop(acme.identity())).isInstanceOf(Unreachable.class);
  }

  @Test
  void an_administrator_who_is_not_let_in_is_told() {
    DatabaseServer shut = refusingLogins();

    assertThat(shut.ensure(acme, Stage.PLANNED))
        .isInstanceOfSatisfying(
            LoginRefused.class,
            refused -> {
              assertThat(refused.message()).contains("refuses the login");
              assertThat(refused.retryAfter()).isPositive();
            });
    assertThat(shut.check(acme.identity())).isInstanceOf(LoginRefused.class);
    assertThat(shut.drop(acme.identity())).isInstanceOf(LoginRefused.class);
  }

  private DatabaseSpec ofAnotherInstallation() {
    OwnershipMark ours = acme.identity().mark();
    return new DatabaseSpec(
        new DatabaseIdentity(
            name, name, new OwnershipMark("cluster-2", ours.tenant(), ours.service())),
        "their password",
        Set.of());
  }

  static DatabaseSpec specOf(String tenant) {
    String name = DatabaseIdentity.nameFor(tenant + "-co", ServiceName.N8N);
    return new DatabaseSpec(
        new DatabaseIdentity(name, name, new OwnershipMark("cluster-1", tenant + "-co", "n8n")),
        "it's the password of " + tenant,
        Set.of());
  }

  private static void assertTaken(DatabaseResult result, String inMessage) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Taken.class,
            taken -> {
              assertThat(taken.message()).contains(inMessage);
              assertThat(taken.problem().reason()).isEqualTo(Reason.DATABASE_TAKEN);
            });
  }
}
