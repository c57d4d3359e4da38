package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static io.smarteros.tenant.reconcile.service.StepResults.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.postgres.DatabaseFailure.Exhausted;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryDatabaseServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service whose database server is out of connections, of disk, or takes no writes. */
final class ExhaustedDatabaseTest {
  private static final ObjectKey DEPLOYMENT = key("Deployment");
  private static final Duration PAUSE = Duration.ofSeconds(40);
  private static final String NEXT = "the next password";

  private final ServiceUnderTest service =
      new ServiceUnderTest(new FakeApplication().withDatabase());
  private final InMemoryDatabaseServer postgres = service.postgres;

  @Test
  void at_birth_nothing_is_made_and_it_goes_on_by_itself() {
    exhaust();

    assertThat(failed().problem().reason()).isEqualTo(Reason.DATABASE_EXHAUSTED);
    assertThat(failed().problem().message()).isEqualTo("Make room");
    assertThat(failed().retryAfter()).isEqualTo(PAUSE);
    assertThat(service.server.has(DEPLOYMENT)).isFalse();

    postgres.recover();
    bringUp();
  }

  @Test
  void a_password_that_cannot_be_replaced_now_stays_in_force_until_it_is() {
    bringUp();
    String before = password();
    String deployment = service.server.json(DEPLOYMENT).toString();
    service.changeRecord(
        known ->
            known
                .withAddedSecrets(Map.of(FakeApplication.DATABASE_PASSWORD, NEXT))
                .withDatabase(known.database().orElseThrow().withPasswordPending(true)));
    exhaust();

    assertThat(failed().problem().reason()).isEqualTo(Reason.DATABASE_EXHAUSTED);

    assertThat(password()).isEqualTo(before);
    assertThat(service.server.json(DEPLOYMENT)).hasToString(deployment);
    postgres.recover();
    reconcile();
    assertThat(password()).isEqualTo(NEXT);
    assertThat(service.remembered().database().orElseThrow().passwordPending()).isFalse();
  }

  private void exhaust() {
    postgres.failToMake(new Exhausted("Make room", PAUSE));
  }

  private void bringUp() {
    reconcile();
    service.deployments.bringUp(DEPLOYMENT);
    assertThat(reconcile()).isEqualTo(new ServiceOutcome.Ready());
  }

  /** In the Secret that the pods read. */
  private String password() {
    String base64 =
        service
            .server
            .json(key("Secret"))
            .path("data")
            .path(FakeApplication.DATABASE_PASSWORD)
            .asText();
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private ServiceOutcome.Failed failed() {
    return expect(ServiceOutcome.Failed.class, reconcile());
  }

  private ServiceOutcome reconcile() {
    return service.reconciler.reconcile(service.request()).outcome();
  }
}
