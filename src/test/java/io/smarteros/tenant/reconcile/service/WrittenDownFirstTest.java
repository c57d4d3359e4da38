package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.postgres.DatabaseFailure;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.service.ServiceRecordSession;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is made, the record tells of it already, as an operator finds it that starts then. */
final class WrittenDownFirstTest {
  private static final ObjectKey DEPLOYMENT = key("Deployment");
  private static final int MOST_RECONCILIATIONS = 20;

  private final ServiceUnderTest service =
      new ServiceUnderTest(new FakeApplication().withRun("init").withDatabase().withVolume("data"));

  @Test
  void no_object_is_applied_before_what_tells_of_it_is_persisted() {
    List<ObjectKey> tooEarly = new ArrayList<>();
    service.server.refuse(
        Verb.APPLY,
        object -> {
          if (service.record.hasUnpersisted()) {
            tooEarly.add(object);
          }
          return false;
        },
        ApiErrors::unavailable);

    untilReady();
    service.version("1.1.0");
    untilReady();

    assertThat(tooEarly).as("applied while the record was not persisted").isEmpty();
  }

  @Test
  void no_database_is_made_before_the_record_that_tells_of_it_is_persisted() {
    service.postgres.failToMake(new DatabaseFailure.Unreachable("gone", Duration.ofSeconds(5)));

    service.reconciler.reconcile(service.request());

    ServiceRecord persisted =
        new ServiceRecordSession(service.record.afterRestart(), ServiceName.N8N).read();
    assertThat(persisted.database())
        .as("the database in the record, were the operator killed now")
        .hasValueSatisfying(database -> assertThat(database.stage()).isEqualTo(Stage.PLANNED));
    assertThat(persisted.secrets())
        .as("names of the secrets in the record, were the operator killed now")
        .containsKey(FakeApplication.DATABASE_PASSWORD);
  }

  private void untilReady() {
    for (int reconciliation = 0; reconciliation < MOST_RECONCILIATIONS; reconciliation++) {
      if (service.reconciler.reconcile(service.request()).outcome()
          instanceof ServiceOutcome.Ready) {
        return;
      }
      service.server.keys().stream()
          .filter(object -> object.kind().equals("Job"))
          .forEach(service.deployments::complete);
      if (service.server.has(DEPLOYMENT)) {
        service.deployments.bringUp(DEPLOYMENT);
      }
    }
    throw new AssertionError("It is not ready after %d tries".formatted(MOST_RECONCILIATIONS));
  }
}
