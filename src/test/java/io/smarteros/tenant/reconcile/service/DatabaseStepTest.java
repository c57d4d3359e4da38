package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.DATABASE;
import static io.smarteros.tenant.reconcile.service.StepResults.blocked;
import static io.smarteros.tenant.reconcile.service.StepResults.decision;
import static io.smarteros.tenant.reconcile.service.StepResults.failed;
import static io.smarteros.tenant.reconcile.service.StepResults.next;
import static io.smarteros.tenant.reconcile.service.StepResults.progressing;
import static io.smarteros.tenant.testkit.FakeApplication.DATABASE_CONNECTIONS;
import static io.smarteros.tenant.testkit.FakeApplication.DATABASE_PASSWORD;
import static io.smarteros.tenant.testkit.FakeApplication.KEY;
import static io.smarteros.tenant.testkit.FakeApplication.SESSION_SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.postgres.DatabaseFailure;
import io.smarteros.tenant.postgres.OwnershipMark;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.service.ServiceRecordSession;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryDatabaseServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DatabaseStepTest {
  private static final DatabaseFailure.Taken TAKEN =
      new DatabaseFailure.Taken("Role t_acme_n8n exists");

  private final FakeApplication application = new FakeApplication().withDatabase("vector");
  private final ServiceUnderTest service = new ServiceUnderTest(application);
  private final InMemoryDatabaseServer postgres = service.postgres;

  @Test
  void an_application_without_a_database_needs_none() {
    ServiceUnderTest plain = new ServiceUnderTest(new FakeApplication());

    assertThat(next(plain.database.apply(plain.withSecrets())).database()).isEmpty();

    assertThat(plain.postgres.calls()).isEmpty();
  }

  @Test
  void a_class_without_a_server_cannot_have_the_application() {
    service.removeDatabaseServer();

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.NO_DATABASE_IN_CLASS);
    assertThat(blocked(apply()).message())
        .contains("n8n needs a database, and TenantClass standard");
  }

  @Test
  void without_the_administrators_secret_nothing_can_be_done() {
    service.classSecrets.clear();
    assertThat(blocked(apply()).reason()).isEqualTo(Reason.CLASS_SECRET_NOT_FOUND);

    service.putClassSecret("postgres-admin", "username", "dGVuYW50cw==");
    assertThat(blocked(apply()).reason()).isEqualTo(Reason.SECRET_KEY_MISSING);

    assertThat(postgres.calls()).isEmpty();
  }

  @Test
  void the_authority_that_the_class_trusts_is_handed_to_the_application() throws IOException {
    service.trustAuthorityOf("postgres-ca");
    assertThat(blocked(apply()).message()).contains("postgres-ca");

    String pem = Files.readString(Path.of("src/test/resources/certificates/authority.pem"));
    service.putClassSecret(
        "postgres-ca",
        "ca.crt",
        Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)));

    assertThat(access(apply()).caCertificate()).contains(pem);
  }

  @Test
  void a_database_is_made_with_what_the_application_needs_and_remembered() {
    ServiceContext context = next(apply());

    String password = context.secrets().getOrDefault(DATABASE_PASSWORD, "");
    assertThat(context.database())
        .contains(
            new DatabaseAccess(
                "db.example.com",
                5432,
                DATABASE,
                DATABASE,
                password,
                DATABASE_CONNECTIONS,
                SslMode.REQUIRE,
                Optional.empty()));
    assertThat(postgres.accepts(DATABASE, password)).isTrue();
    assertThat(postgres.extensions(DATABASE)).containsExactly("vector");
    assertThat(service.remembered().database())
        .contains(
            DatabaseRecord.plan("db.example.com:5432", DATABASE, "incarnation-1")
                .made()
                .withExtensions(Set.of("vector")));
  }

  @Test
  void the_intent_is_remembered_before_anything_is_made() {
    postgres.failToMake(unreachable());

    assertThat(failed(apply()).problem().reason()).isEqualTo(Reason.DATABASE_UNREACHABLE);

    assertThat(stage()).isEqualTo(Stage.PLANNED);
    postgres.recover();
    postgres.forgetCalls();
    next(apply());
    assertThat(postgres.calls()).as("not checked again").containsExactly("ensure " + DATABASE);
    assertThat(stage()).isEqualTo(Stage.MADE);
  }

  @Test
  void a_database_that_is_there_before_the_record_knows_it_is_left_alone() {
    next(apply());
    service.changeRecord(known -> known.withoutDatabase());
    postgres.forgetCalls();

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.DATA_MISSING);

    assertThat(blocked(apply()).message()).contains(DATABASE, "Restore the record's Secret");
    assertThat(postgres.calls()).containsOnly("check " + DATABASE);
    assertThat(service.remembered().database()).isEmpty();
  }

  @Test
  void a_role_that_is_somebody_elses_is_left_alone() {
    postgres.createRole(DATABASE);

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.DATABASE_TAKEN);
    assertThat(blocked(apply())).as("the same words each time").isEqualTo(blocked(apply()));

    assertThat(service.remembered().database()).isEmpty();
  }

  @Test
  void one_that_is_taken_while_it_is_made_waits_for_a_person() {
    postgres.failToMake(TAKEN);

    assertThat(blocked(apply())).isEqualTo(TAKEN.problem());
  }

  @Test
  void a_server_that_is_down_is_asked_again_when_it_says() {
    postgres.breakDown();

    assertThat(failed(apply()).problem().reason()).isEqualTo(Reason.DATABASE_UNREACHABLE);

    assertThat(failed(apply()).retryAfter()).isEqualTo(InMemoryDatabaseServer.RETRY_AFTER);
    assertThat(service.remembered().database()).as("nothing was begun").isEmpty();
  }

  @Test
  void a_server_that_lets_nobody_in_or_does_nothing_is_asked_again_later() {
    postgres.refuseLogins();
    assertThat(failed(apply()).problem().message()).contains("refuses the login");

    postgres.refuseStatements();
    assertThat(failed(apply()).problem().message()).contains("permission denied");
    assertThat(failed(apply()).retryAfter()).isEqualTo(InMemoryDatabaseServer.RETRY_AFTER);
  }

  @Test
  void what_was_seen_is_looked_at_again_at_a_full_resync_only() {
    apply();
    postgres.forgetCalls();

    next(apply());
    assertThat(postgres.calls()).isEmpty();
    service.fullResync(true);
    next(apply());

    assertThat(postgres.calls()).containsExactly("ensure " + DATABASE);
  }

  @Test
  void a_record_from_before_the_database_was_made_has_it_looked_at() {
    apply();
    postgres.forgetCalls();
    service.changeRecord(
        known -> known.withDatabase(known.database().map(DatabaseRecord::planned)));

    next(apply());

    assertThat(postgres.calls()).containsExactly("ensure " + DATABASE);
    assertThat(stage()).isEqualTo(Stage.MADE);
  }

  @Test
  void after_a_restart_it_is_looked_at_once() {
    apply();
    postgres.forgetCalls();
    DatabaseStep restarted = service.databaseStep();

    next(restarted.apply(service.withSecrets()));
    next(restarted.apply(service.withSecrets()));

    assertThat(postgres.calls()).containsExactly("ensure " + DATABASE);
  }

  @Test
  void a_record_of_an_earlier_operator_gets_an_incarnation_and_its_role_the_mark() {
    apply();
    service.changeRecord(
        known ->
            known.withDatabase(
                known.database().map(database -> database.withIncarnation(Optional.empty()))));
    postgres.markRole(DATABASE, mark(Optional.empty()));

    next(service.databaseStep().apply(service.withSecrets()));

    Optional<String> incarnation = service.remembered().database().orElseThrow().incarnation();
    assertThat(incarnation).isPresent();
    assertThat(postgres.commentOfRole(DATABASE)).contains(mark(incarnation));
  }

  @Test
  void what_an_earlier_operator_only_planned_is_finished_and_gets_its_incarnation_afterwards() {
    apply();
    service.changeRecord(
        known ->
            known.withDatabase(
                known
                    .database()
                    .map(database -> database.planned().withIncarnation(Optional.empty()))));
    postgres.markRole(DATABASE, mark(Optional.empty()));
    DatabaseStep restarted = service.databaseStep();

    next(restarted.apply(service.withSecrets()));
    assertThat(stage()).isEqualTo(Stage.MADE);
    service.fullResync(true);
    next(restarted.apply(service.withSecrets()));

    assertThat(service.remembered().database().orElseThrow().incarnation()).isPresent();
  }

  @Test
  void a_record_that_was_restored_from_before_takes_the_incarnation_of_the_server() {
    apply();
    service.changeRecord(
        known ->
            known.withDatabase(
                known.database().map(database -> database.withIncarnation(Optional.empty()))));

    next(service.databaseStep().apply(service.withSecrets()));

    assertThat(service.remembered().database().orElseThrow().incarnation())
        .contains("incarnation-1");
  }

  @Test
  void an_extension_that_the_server_lacks_waits_for_a_person() {
    postgres.lacks("vector");

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.DATABASE_UNFIT);
    assertThat(blocked(apply()).message())
        .isEqualTo(
            "PostgreSQL at db.example.com:5432 does not have the extension vector, which the application needs. Install pgvector on db.example.com:5432");
    assertThat(postgres.databases()).isEmpty();

    postgres.install("vector");
    next(apply());
    assertThat(postgres.extensions(DATABASE)).containsExactly("vector");
  }

  @Test
  void an_upgrade_that_needs_another_extension_waits_for_it() {
    apply();
    application.withDatabase("vector", "pg_stat_statements");
    postgres.lacks("pg_stat_statements");

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.DATABASE_UNFIT);
    assertThat(service.remembered().database().orElseThrow().extensions())
        .containsExactly("vector");

    postgres.install("pg_stat_statements");
    next(apply());
    assertThat(service.remembered().database().orElseThrow().extensions())
        .containsExactlyInAnyOrder("vector", "pg_stat_statements");
  }

  @Test
  void a_new_password_is_set_before_anything_goes_on_and_pending_until_that_is_persisted() {
    apply();
    service.record.persist();
    service.changeRecord(
        known ->
            known
                .withAddedSecrets(Map.of(DATABASE_PASSWORD, "another"))
                .withDatabase(known.database().map(DatabaseRecord::withNewPassword)));
    postgres.failToMake(new DatabaseFailure.Refused("not now", Duration.ofSeconds(2)));
    failed(apply());
    assertThat(service.remembered().database().orElseThrow().passwordPending()).isTrue();
    postgres.recover();

    next(apply());

    assertThat(postgres.accepts(DATABASE, "another")).isTrue();
    assertThat(service.remembered().database().orElseThrow().passwordPending()).isFalse();
    assertThat(persisted().passwordPending()).as("were the operator killed now").isTrue();
    postgres.setPassword(DATABASE, "of a crash before");
    service.changeRecord(
        known -> known.withDatabase(known.database().map(DatabaseRecord::withNewPassword)));
    next(service.databaseStep().apply(service.withSecrets()));
    assertThat(postgres.accepts(DATABASE, "another")).as("it is set again").isTrue();
  }

  private DatabaseRecord persisted() {
    return new ServiceRecordSession(service.record.afterRestart(), ServiceUnderTest.NAME)
        .read()
        .database()
        .orElseThrow();
  }

  @Test
  void a_server_that_is_busy_is_no_trouble() {
    postgres.fail(new DatabaseFailure.Busy("PostgreSQL is busy", Duration.ofSeconds(2)));

    assertThat(progressing(apply()).message()).isEqualTo("PostgreSQL is busy");
    assertThat(progressing(apply()).retryAfter()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void the_class_limits_the_connections_and_names_a_pooler() {
    service.classDatabase(
        """
        host: db.example.com
        sslMode: require
        adminSecret: postgres-admin
        connectionsPerService: 5
        applications: {host: pooler.example.com, port: 6432}
        """);

    DatabaseAccess access = access(apply());

    assertThat(access.connections()).isEqualTo(5);
    assertThat(access.host()).isEqualTo("pooler.example.com");
    assertThat(access.port()).isEqualTo(6432);
    assertThat(postgres.connectionLimit(DATABASE)).isEqualTo(5);
    assertThat(service.remembered().database().orElseThrow().server())
        .isEqualTo("db.example.com:5432");
  }

  @Test
  void a_limit_that_changes_is_followed_without_a_full_resync() {
    apply();
    assertThat(postgres.connectionLimit(DATABASE)).isEqualTo(DATABASE_CONNECTIONS);
    service.classDatabase(
        "{host: db.example.com, sslMode: require, adminSecret: a, connectionsPerService: 3}");

    next(apply());

    assertThat(postgres.connectionLimit(DATABASE)).isEqualTo(3);
  }

  @Test
  void the_pooler_of_another_server_is_not_for_this_tenant() {
    service.classDatabase(
        """
        host: elsewhere.example.com
        adminSecret: postgres-admin
        connectionsPerService: 1
        applications: {host: pooler.example.com}
        """);

    DatabaseAccess access = access(apply());

    assertThat(access.host()).isEqualTo("db.example.com");
    assertThat(access.connections()).isEqualTo(DATABASE_CONNECTIONS);
  }

  @Test
  void a_password_is_tried_once_the_pods_do_not_come_up_for_long() {
    ServiceContext context = next(apply());
    postgres.setPassword(DATABASE, "changed by hand");
    service.fullResync(true);
    next(apply());
    assertThat(postgres.accepts(DATABASE, "changed by hand")).as("not tried").isTrue();

    service.fullResync(false);
    service.database.waitsForApplication(context);
    service.clock.advance(Duration.ofSeconds(30));
    next(apply());
    assertThat(postgres.accepts(DATABASE, "changed by hand")).as("not tried").isTrue();
    service.clock.advance(Duration.ofSeconds(1));
    service.database.waitsForApplication(context);
    next(apply());

    String password = context.secrets().getOrDefault(DATABASE_PASSWORD, "");
    assertThat(postgres.accepts(DATABASE, password)).isTrue();
    postgres.forgetCalls();
    next(apply());
    assertThat(postgres.calls()).as("it is settled again").isEmpty();
  }

  @Test
  void full_resyncs_do_not_put_off_that_a_password_is_tried() {
    ServiceContext context = next(apply());
    postgres.setPassword(DATABASE, "changed by hand");
    service.fullResync(true);
    for (int resync = 0; resync < 2; resync++) {
      service.database.waitsForApplication(context);
      service.clock.advance(Duration.ofSeconds(20));
      next(apply());
    }

    String password = context.secrets().getOrDefault(DATABASE_PASSWORD, "");
    assertThat(postgres.accepts(DATABASE, password)).isTrue();
  }

  @Test
  void what_is_known_of_a_tenant_can_be_forgotten() {
    apply();
    postgres.forgetCalls();

    service.database.forget("somebody-else");
    apply();
    assertThat(postgres.calls()).isEmpty();
    service.database.forget("acme");
    apply();

    assertThat(postgres.calls()).hasSize(1);
  }

  @Test
  void trouble_of_one_that_is_known_is_looked_at_until_it_is_over() {
    apply();
    postgres.breakDown();
    next(apply());
    service.fullResync(true);
    failed(apply());

    service.fullResync(false);
    failed(apply());
    postgres.recover();

    next(apply());
  }

  @Test
  void a_database_that_is_gone_waits_for_a_person() {
    assertThat(lost(apply()).value()).startsWith("n8n/database@");

    StepResult<ServiceContext> result = apply();
    assertThat(blocked(result).reason()).isEqualTo(Reason.DATA_MISSING);
    assertThat(blocked(result).message())
        .startsWith("Database t_acme_n8n is gone from db.example.com:5432")
        .endsWith("or accept the loss as status.decisions says");
    assertThat(postgres.databases()).isEmpty();
    assertThat(stage()).isEqualTo(Stage.MADE);
  }

  @Test
  void a_database_that_is_restored_ends_the_question() {
    lost(apply());
    postgres.createDatabase(DATABASE, DATABASE);

    next(apply());

    assertThat(service.record.read().losses()).isEmpty();
  }

  @Test
  void a_person_who_accepts_the_loss_lets_the_application_begin_anew() {
    ServiceContext before = next(apply());
    service.changeRecord(
        known ->
            known
                .withVersion(Optional.of("1.0.0"))
                .started()
                .withExternal("owner", ExternalRecord.made("1"))
                .withRouteAllowed());
    service.accept(lost(next(apply())));

    assertThat(progressing(apply()).retryAfter()).isEqualTo(RequeueDelays.AFTER_CONFLICT);

    ServiceRecord anew = service.remembered();
    assertThat(anew.externals()).isEmpty();
    assertThat(anew.ranVersion()).isEmpty();
    assertThat(anew.routeAllowed()).isFalse();
    assertThat(anew.secrets())
        .containsOnlyKeys(KEY, SESSION_SECRET)
        .containsEntry(KEY, before.secrets().get(KEY));
    assertThat(stage()).isEqualTo(Stage.PLANNED);
    assertThat(service.record.read().losses()).isEmpty();

    ServiceContext after = next(apply());

    assertThat(after.secrets().get(DATABASE_PASSWORD))
        .isNotEqualTo(before.secrets().get(DATABASE_PASSWORD));
    assertThat(postgres.databases()).containsExactly(DATABASE);
  }

  @Test
  void of_what_shall_not_run_the_server_is_not_asked() {
    apply();
    postgres.forgetCalls();
    postgres.dropDatabase(DATABASE);
    service.suspend().fullResync(true);

    assertThat(access(apply()).name()).isEqualTo(DATABASE);

    assertThat(postgres.calls()).isEmpty();
  }

  @Test
  void a_password_that_nobody_generates_is_a_mistake_in_the_program() {
    application.withDatabaseOfUnknownPassword();

    assertThatThrownBy(this::apply)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("n8n generates no secret nobody-generates-this");
  }

  private StepResult<ServiceContext> apply() {
    return service.database.apply(service.withSecrets());
  }

  /** The question that is asked once the database that was made is gone. */
  private Decision lost(StepResult<ServiceContext> made) {
    return lost(next(made));
  }

  private Decision lost(ServiceContext made) {
    postgres.dropDatabase(made.database().orElseThrow().name());
    service.fullResync(true);
    return decision(apply());
  }

  private static DatabaseAccess access(StepResult<ServiceContext> result) {
    return next(result).database().orElseThrow();
  }

  private Stage stage() {
    return service.remembered().database().orElseThrow().stage();
  }

  private static String mark(Optional<String> incarnation) {
    return new OwnershipMark("cluster-1", "acme", "n8n", incarnation).toComment();
  }

  private static DatabaseFailure unreachable() {
    return new DatabaseFailure.Unreachable("nothing listens there", Duration.ofSeconds(5));
  }
}
