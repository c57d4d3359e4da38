package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.postgres.DatabaseIdentity;
import io.smarteros.tenant.postgres.DatabaseServer;
import io.smarteros.tenant.postgres.DatabaseSpec;
import io.smarteros.tenant.postgres.OwnershipMark;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.supabase.decision.Wish;
import io.smarteros.tenant.testkit.OpenPermits;
import io.smarteros.tenant.work.ReconcileExecutor;
import io.smarteros.tenant.work.WorkPermits;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One tenant at a time may work, and its server says nothing. */
class UnhurriedServersTest {
  private static final int BOUND_SECONDS = 20;
  private static final DatabaseIdentity ACME =
      new DatabaseIdentity(
          "t_acme_n8n", "t_acme_n8n", new OwnershipMark("test", "acme", "n8n", Optional.of("1")));

  private final WorkPermits permits = OpenPermits.of(1);
  private final ReconcileExecutor executor = new ReconcileExecutor(permits);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);

  @AfterEach
  void close() {
    answer.countDown();
    executor.shutdownNow();
  }

  private interface Call {
    void on(DatabaseServer server, TenantRows rows);
  }

  static Stream<Call> calls() {
    return Stream.of(
        (server, _) -> server.ensure(DatabaseSpec.plain(ACME, "secret", 1), Stage.PLANNED),
        (server, _) -> server.check(ACME),
        (server, _) -> server.drop(ACME),
        (server, _) -> server.ping(),
        (_, rows) -> rows.sync(Wish.of("acme", "Acme").row(), new InMemoryRecordSession(), true),
        (_, rows) -> rows.release("acme", DeletionPolicy.RETAIN, new InMemoryRecordSession()));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void another_tenant_goes_on_meanwhile(Call call) throws InterruptedException {
    CountDownLatch another = new CountDownLatch(1);
    executor.execute(
        () ->
            call.on(
                new UnhurriedDatabaseServer(silent(DatabaseServer.class), permits),
                new UnhurriedTenantRows(silent(TenantRows.class), permits)));
    assertThat(asked.await(BOUND_SECONDS, TimeUnit.SECONDS)).as("the server is asked").isTrue();

    executor.execute(another::countDown);

    assertThat(another.await(BOUND_SECONDS, TimeUnit.SECONDS)).as("another works").isTrue();
  }

  private <T> T silent(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, _, _) -> {
              asked.countDown();
              answer.await();
              throw new IllegalStateException("the test is over");
            }));
  }
}
