package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SdkFailuresTest {
  private static final String DENIAL =
      "tenants.smarteros.io \"acme\" is forbidden: ValidatingAdmissionPolicy 'freeze' with binding"
          + " 'freeze' denied request: nothing changes before Monday";

  private final MockApiServer apiServer = new MockApiServer();
  private final ManualClock clock = new ManualClock();
  private final EventRecorder events =
      new EventRecorder(apiServer.client(), "tenant-operator-0", clock);
  private final SdkFailures failures = new SdkFailures(apiServer.client(), events, Runnable::run);
  private final List<String> reported = new ArrayList<>();
  private final Tenant acme = Manifests.tenant("acme", "displayName: Acme");

  @AfterEach
  void close() {
    events.close();
    apiServer.close();
  }

  @BeforeEach
  void report() {
    failures.reportTenantsTo((_, cause) -> reported.add(String.valueOf(cause.getMessage())));
  }

  @Test
  void a_new_tenant_whose_finalizer_is_refused_says_by_whom() {
    failed(acme, refusal(403));

    assertThat(reported).singleElement().asString().contains("nothing changes before Monday");
    assertThat(told())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getReason()).isEqualTo("FinalizerRefused");
              assertThat(event.getNote())
                  .startsWith("The operator cannot set the finalizer of Tenant acme")
                  .endsWith("nothing changes before Monday");
            });
  }

  @Test
  void a_tenant_that_cannot_end_because_its_finalizer_is_refused_says_by_whom() {
    failed(ending(acme), refusal(403));

    assertThat(reported).hasSize(1);
    assertThat(told())
        .singleElement()
        .extracting(Event::getNote)
        .asString()
        .startsWith("The operator cannot remove the finalizer of Tenant acme")
        .endsWith("nothing changes before Monday");
  }

  @Test
  void what_the_sdk_keeps_to_itself_is_asked_for_without_effect() {
    String path =
        "/apis/smarteros.io/v1alpha1/tenants/acme?fieldManager=tenant-operator&dryRun=All";
    apiServer.server().expect().patch().withPath(path).andReturn(422, status(422)).always();

    failed(ending(acme), new OperatorException("Exceeded maximum (10) retry attempts"));

    assertThat(reported).singleElement().asString().contains("nothing changes before Monday");
    assertThat(told()).hasSize(1);
  }

  @Test
  void what_is_not_about_a_finalizer_is_reported_without_an_event() {
    acme.addFinalizer(Names.TENANT_FINALIZER);

    failed(acme, refusal(403));

    assertThat(reported).hasSize(1);
    assertThat(told()).isEmpty();
  }

  @Test
  void a_class_has_an_event() {
    TenantClass standard = Manifests.tenantClass("standard", "baseDomain: tenants.example.com");

    failed(standard, refusal(403));

    assertThat(told()).singleElement().extracting(Event::getReason).isEqualTo("FinalizerRefused");
  }

  private void failed(HasMetadata resource, Exception exception) {
    failures.reconciliationFailed(resource, null, exception, Map.of());
  }

  private static Tenant ending(Tenant tenant) {
    tenant.addFinalizer(Names.TENANT_FINALIZER);
    tenant.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    return tenant;
  }

  private static KubernetesClientException refusal(int code) {
    return new KubernetesClientException(status(code));
  }

  private static Status status(int code) {
    return new StatusBuilder().withCode(code).withMessage(DENIAL).build();
  }

  private List<Event> told() {
    events.close();
    return apiServer.client().events().v1().events().inNamespace("default").list().getItems();
  }
}
