package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.StepResults.blocked;
import static io.smarteros.tenant.reconcile.service.StepResults.next;
import static io.smarteros.tenant.reconcile.service.StepResults.progressing;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.OpenPermits;
import io.smarteros.tenant.work.WorkPermits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class ProvisioningStepTest {
  private final FakeApplication application = new FakeApplication();
  private final ServiceUnderTest service = new ServiceUnderTest(application);

  @Test
  void once_an_application_is_set_up_the_next_step_follows() {
    ServiceContext compiled = service.compiled();

    assertThat(next(service.provisioning.apply(compiled))).isEqualTo(compiled);
  }

  @Test
  void an_application_that_cannot_answer_now_is_asked_again_when_it_says() {
    application.answerProvisioning(
        new Provisioning.Waiting("n8n limits logins", Duration.ofMinutes(5)));

    StepResult<ServiceContext> result = service.provisioning.apply(service.compiled());

    assertThat(progressing(result).reason()).isEqualTo(Reason.SETTING_UP);
    assertThat(progressing(result).message()).isEqualTo("n8n limits logins");
    assertThat(progressing(result).retryAfter()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void an_application_that_refuses_waits_for_a_person() {
    Problem problem = new Problem(Reason.LOGIN_REFUSED, "n8n refuses the owner's password");
    application.answerProvisioning(new Provisioning.Refused(problem));

    assertThat(blocked(service.provisioning.apply(service.compiled()))).isEqualTo(problem);
  }

  @Test
  void an_application_that_is_slow_to_answer_keeps_nobody_from_working() {
    WorkPermits permits = OpenPermits.of(1);
    application.answerProvisioning(
        () -> {
          Supplier<Provisioning> workOfAnother = permits.forked(Provisioning.Done::new);
          return CompletableFuture.supplyAsync(workOfAnother)
              .completeOnTimeout(
                  new Provisioning.Waiting("the only permit is held", Duration.ofSeconds(1)),
                  10,
                  TimeUnit.SECONDS)
              .join();
        });
    ProvisioningStep step = new ProvisioningStep(permits);
    ServiceContext compiled = service.compiled();

    next(permits.forked(() -> step.apply(compiled)).get());
  }
}
