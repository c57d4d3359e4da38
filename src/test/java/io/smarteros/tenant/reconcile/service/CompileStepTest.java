package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.StepResults.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import io.smarteros.tenant.testkit.FakeApplication;
import org.junit.jupiter.api.Test;

final class CompileStepTest {
  private final ServiceUnderTest service =
      new ServiceUnderTest(new FakeApplication().withDatabase().withVolume("data"));

  @Test
  void the_plan_holds_what_the_steps_before_found_and_what_the_record_knows() {
    service.changeRecord(known -> known.withExternal("owner", ExternalRecord.made("7")));
    ServiceContext found = next(service.database.apply(service.withSecrets()));

    found
        .recordSession()
        .update(
            record ->
                record
                    .withVolume("files", new VolumeRecord("5Gi", Stage.MADE))
                    .withVolume("later", new VolumeRecord("5Gi", Stage.PLANNED)));

    ServiceContext compiled = next(service.compile.apply(found));

    assertThat(compiled.plan().secrets()).isEqualTo(found.secrets()).isNotEmpty();
    assertThat(compiled.plan().database()).isEqualTo(found.database()).isPresent();
    assertThat(compiled.plan().externals()).containsOnlyKeys("owner");
    assertThat(compiled.plan().volumes()).containsExactly("files");
    assertThat(compiled.plan().running()).isTrue();
    assertThat(compiled.blueprint().volumes()).hasSize(1);
  }

  @Test
  void there_is_a_route_once_the_record_allows_it() {
    assertThat(RouteStep.wanted(service.compiled())).isEmpty();

    service.changeRecord(known -> known.withRouteAllowed());

    assertThat(RouteStep.wanted(service.compiled()))
        .extracting(HasMetadata::getKind)
        .containsExactly("Ingress");
  }

  @Test
  void what_shall_not_run_is_compiled_so() {
    assertThat(service.suspend().compiled().plan().running()).isFalse();
  }

  @Test
  void a_plan_that_the_application_refuses_is_not_compiled() {
    FakeApplication application = new FakeApplication();
    ServiceUnderTest refusing = new ServiceUnderTest(application);
    Problem problem = new Problem(Reason.NOT_ALLOWED_BY_CLASS, "two pods cannot share the volume");
    application.refusePlan(problem);

    assertThat(refusing.compile.apply(refusing.withSecrets()))
        .isEqualTo(StepResult.blocked(problem));
  }

  @Test
  void before_it_is_compiled_there_is_no_plan() {
    assertThatThrownBy(() -> service.context().plan()).hasMessageContaining("not compiled yet");
    assertThatThrownBy(() -> service.context().blueprint())
        .hasMessageContaining("not compiled yet");
  }
}
