package io.smarteros.tenant.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.postgres.CheckResult.Absent;
import io.smarteros.tenant.postgres.CheckResult.Found;
import io.smarteros.tenant.postgres.DatabaseFailure.LoginRefused;
import io.smarteros.tenant.postgres.DatabaseFailure.Taken;
import io.smarteros.tenant.postgres.DatabaseFailure.Unfit;
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

  final DatabaseSpec acme = nextSpec("acme");
  final String name = acme.identity().name();

  abstract DatabaseServer server();

  /** Where nothing listens. */
  abstract DatabaseServer unreachable();

  /** The same server, whose administrator has another password by now. */
  abstract DatabaseServer refusingLogins();

  /** The same server, whose administrator may not make what the database needs. */
  abstract DatabaseServer refusing(DatabaseSpec needy);

  /** The same server, on which the packages of the extension are not installed. */
  abstract DatabaseServer lacking(String extension);

  abstract void createRole(String role);

  /** One that does not belong to a tenant. */
  abstract void createDatabase(String database);

  abstract void dropDatabase(String database);

  abstract void fiveMinutesLater();

  abstract void changePassword(String role);

  abstract void removeComment(String database);

  abstract void commentOnRole(String role, String comment);

  abstract int connectionLimit(String role);

  abstract String collation(String database);

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
    assertThat(server().check(acme.identity())).isEqualTo(new Found(Optional.of("life-1")));

    assertThat(written()).isEqualTo(written);
  }

  @Test
  void what_was_not_made_yet_is_missing() {
    List<String> written = written();

    assertThat(server().check(acme.identity())).isEqualTo(new Absent());

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
    fiveMinutesLater();

    assertThat(server().ensure(acme.withPasswordDoubted(true), Stage.MADE))
        .isEqualTo(new Present());

    assertThat(accepts(acme)).isTrue();
  }

  @Test
  void a_new_password_is_set_at_once_and_can_be_set_again() {
    server().ensure(acme, Stage.PLANNED);
    DatabaseSpec rotated = acme.withPassword("another one").withPasswordIsNew(true);

    assertThat(server().ensure(rotated, Stage.MADE)).isEqualTo(new Present());

    assertThat(accepts(rotated)).isTrue();
    assertThat(accepts(acme)).isFalse();
    DatabaseSpec again = acme.withPasswordIsNew(true);
    assertThat(server().ensure(again, Stage.MADE)).isEqualTo(new Present());
    assertThat(server().ensure(again, Stage.MADE)).isEqualTo(new Present());
    assertThat(accepts(again)).isTrue();
  }

  @Test
  void a_database_that_is_gone_is_reported_and_not_made_again() {
    server().ensure(acme, Stage.PLANNED);
    dropDatabase(name);

    assertThat(server().check(acme.identity())).isEqualTo(new Absent());
    assertThat(server().ensure(acme, Stage.MADE))
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
  void the_mark_of_an_earlier_operator_counts_and_gets_an_incarnation() {
    server().ensure(acme, Stage.PLANNED);
    commentOnRole(name, of(Optional.empty()).identity().mark().toComment());
    assertThat(commentOfRole(name).orElseThrow()).doesNotContain("incarnation");

    assertThat(server().check(acme.identity())).isEqualTo(new Found(Optional.empty()));
    assertThat(server().ensure(acme, Stage.MADE)).isEqualTo(new Present());

    assertThat(commentOfRole(name)).contains(acme.identity().mark().toComment());
  }

  @Test
  void one_that_an_earlier_operator_made_is_not_what_was_only_planned() {
    server().ensure(of(Optional.empty()), Stage.PLANNED);
    List<String> written = written();

    assertTaken(server().ensure(acme, Stage.PLANNED), "another life");

    assertThat(written()).isEqualTo(written);
    assertThat(server().ensure(of(Optional.empty()), Stage.PLANNED)).isEqualTo(new Present());
    assertThat(server().ensure(acme, Stage.MADE)).isEqualTo(new Present());
  }

  @Test
  void a_late_drop_meets_the_database_of_another_life_and_leaves_it() {
    DatabaseSpec before = of(Optional.of("life-0"));
    server().ensure(before, Stage.PLANNED);
    server().drop(before.identity());
    server().ensure(acme, Stage.PLANNED);

    assertThat(server().drop(before.identity()))
        .isInstanceOfSatisfying(
            Taken.class, taken -> assertThat(taken.message()).contains("another life"));
    assertThat(server().drop(of(Optional.empty()).identity())).isInstanceOf(Taken.class);

    assertThat(databases()).contains(name);
    assertThat(accepts(acme)).isTrue();
  }

  @Test
  void the_database_of_another_life_is_found_and_left_alone() {
    server().ensure(of(Optional.of("life-0")), Stage.PLANNED);
    List<String> written = written();

    assertThat(server().check(acme.identity())).isEqualTo(new Found(Optional.of("life-0")));
    assertTaken(server().ensure(acme, Stage.PLANNED), "another life");
    assertTaken(server().ensure(acme, Stage.MADE), "COMMENT ON ROLE");

    assertThat(written()).isEqualTo(written);
  }

  @Test
  void a_role_that_another_life_left_behind_is_used_again() {
    server().ensure(of(Optional.of("life-0")).withPassword("of another life"), Stage.PLANNED);
    dropDatabase(name);

    assertThat(server().check(acme.identity())).isEqualTo(new Absent());
    assertThat(server().ensure(acme, Stage.PLANNED)).isEqualTo(new Made());

    assertThat(commentOfRole(name)).contains(acme.identity().mark().toComment());
    assertThat(accepts(acme)).isTrue();
  }

  @Test
  void a_password_is_not_tried_at_each_look() {
    server().ensure(acme, Stage.PLANNED);
    changePassword(name);

    assertThat(server().ensure(acme, Stage.MADE)).isEqualTo(new Present());

    assertThat(accepts(acme)).isFalse();
  }

  @Test
  void a_role_may_open_as_many_connections_as_its_application_needs() {
    server().ensure(acme, Stage.PLANNED);
    assertThat(connectionLimit(name)).isEqualTo(20);

    assertThat(server().ensure(acme.withConnections(7), Stage.MADE)).isEqualTo(new Present());

    assertThat(connectionLimit(name)).isEqualTo(7);
  }

  @Test
  void a_collation_is_given_to_a_new_database_and_asked_of_one_that_is_there() {
    DatabaseSpec sorted = acme.withCollation(Optional.of("C"));
    server().ensure(sorted, Stage.PLANNED);
    assertThat(collation(name)).isEqualTo("C");
    assertThat(server().ensure(sorted, Stage.MADE)).isEqualTo(new Present());

    assertThat(server().ensure(acme.withCollation(Optional.of("POSIX")), Stage.MADE))
        .isInstanceOfSatisfying(
            Unfit.class,
            unfit -> {
              assertThat(unfit.message())
                  .contains("has the collation C, and the application needs POSIX")
                  .contains("dump it");
              assertThat(unfit.problem().reason()).isEqualTo(Reason.DATABASE_UNFIT);
            });
  }

  @Test
  void an_extension_that_the_server_lacks_is_told_before_anything_is_made() {
    List<String> written = written();
    DatabaseSpec needy = acme.withExtensions(Set.of("vector"));

    assertThat(lacking("vector").ensure(needy, Stage.PLANNED))
        .isInstanceOfSatisfying(
            Unfit.class,
            unfit -> {
              assertThat(unfit.message())
                  .contains("does not have the extension vector")
                  .contains("Install pgvector on ");
              assertThat(unfit.problem().reason()).isEqualTo(Reason.DATABASE_UNFIT);
            });

    assertThat(written()).isEqualTo(written);
  }

  @Test
  void an_administrator_who_lacks_a_right_is_refused() {
    DatabaseSpec needy = acme.withExtensions(Set.of("pg_stat_statements"));

    assertThat(refusing(needy).ensure(needy, Stage.PLANNED))
        .isInstanceOfSatisfying(
            Unfit.class,
            unfit -> {
              assertThat(unfit.message()).contains("permission denied");
              assertThat(unfit.problem().reason()).isEqualTo(Reason.DATABASE_UNFIT);
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
    assertThat(down.ping()).get().isInstanceOf(Unreachable.class);
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
    assertThat(shut.ping()).get().isInstanceOf(LoginRefused.class);
  }

  @Test
  void a_server_that_lets_the_administrator_in_is_well_and_nothing_is_written() {
    List<String> written = written();

    assertThat(server().ping()).isEmpty();

    assertThat(written()).isEqualTo(written);
  }

  private DatabaseSpec of(Optional<String> incarnation) {
    OwnershipMark ours = acme.identity().mark();
    return acme.withIdentity(
        new DatabaseIdentity(
            name,
            name,
            new OwnershipMark(ours.installation(), ours.tenant(), ours.service(), incarnation)));
  }

  private DatabaseSpec ofAnotherInstallation() {
    OwnershipMark ours = acme.identity().mark();
    return DatabaseSpec.plain(
        new DatabaseIdentity(
            name,
            name,
            new OwnershipMark("cluster-2", ours.tenant(), ours.service(), ours.incarnation())),
        "their password",
        20);
  }

  /** Of a tenant that no other test has. */
  static DatabaseSpec nextSpec(String tenant) {
    return specOf(tenant + TENANTS.incrementAndGet());
  }

  static DatabaseSpec specOf(String tenant) {
    String name = DatabaseIdentity.nameFor(tenant + "-co", ServiceName.N8N);
    return DatabaseSpec.plain(
        new DatabaseIdentity(
            name,
            name,
            new OwnershipMark("cluster-1", tenant + "-co", "n8n", Optional.of("life-1"))),
        "it's the password of " + tenant,
        20);
  }

  private static void assertTaken(Object result, String inMessage) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Taken.class,
            taken -> {
              assertThat(taken.message()).contains(inMessage);
              assertThat(taken.problem().reason()).isEqualTo(Reason.DATABASE_TAKEN);
            });
  }
}
