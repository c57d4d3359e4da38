package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Call;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RouteStepTest {
  private static final ObjectKey DEPLOYMENT = key("Deployment");
  private static final ObjectKey ROUTE = key("Ingress");

  private final FakeApplication application = new FakeApplication();
  private final ServiceUnderTest service = new ServiceUnderTest(application);
  private final InMemoryApiServer server = service.server;

  @Test
  void a_route_comes_last() {
    bringUp();

    assertThat(server.calls(Verb.APPLY).getLast()).isEqualTo(ROUTE);
  }

  @Test
  void a_route_to_an_application_that_begins_anew_goes_before_anything_else_is_applied() {
    bringUp();
    service.changeRecord(known -> known.withRouteAllowed(false));
    service.version("1.1.0");
    server.forgetCalls();

    reconcile();

    assertThat(server.calls()).startsWith(new Call(Verb.DELETE, ROUTE)).hasSizeGreaterThan(1);
    assertThat(server.has(ROUTE)).isFalse();
  }

  @Test
  void nothing_is_applied_behind_a_route_that_cannot_be_removed() {
    bringUp();
    service.changeRecord(known -> known.withRouteAllowed(false));
    service.version("1.1.0");
    server.refuse(Verb.DELETE, "Ingress", ApiErrors::unavailable);
    server.forgetCalls();

    assertThat(reconcile()).isInstanceOf(ServiceOutcome.Progressing.class);

    assertThat(server.calls(Verb.APPLY)).isEmpty();
  }

  @Test
  void a_route_is_looked_after_while_the_pods_behind_it_are_not_available() {
    bringUp();
    service.deployments.hold(DEPLOYMENT, "ContainerCreating");
    server.edit("kubectl", ROUTE, live -> live.withObjectProperty("spec").remove("rules"));

    reconcile();

    assertThat(server.json(ROUTE).at("/spec/rules")).hasSize(1);
  }

  @Test
  void a_suspended_service_keeps_its_route() {
    bringUp();
    service.suspend();

    reconcile();

    assertThat(server.has(ROUTE)).isTrue();
  }

  @Test
  void a_closed_path_leads_to_a_service_without_pods() {
    application.withClosedPath("/web/database");

    bringUp();

    JsonNode paths = server.json(ROUTE).at("/spec/rules/0/http/paths");
    List<String> leads = new ArrayList<>();
    paths.forEach(
        path ->
            leads.add(
                path.path("path").asText() + " " + path.at("/backend/service/name").asText()));
    assertThat(leads).containsExactly("/web/database n8n-closed", "/ n8n");
    assertThat(server.json(key("Service", "n8n-closed")).at("/spec/selector").isMissingNode())
        .isTrue();
  }

  private void bringUp() {
    reconcile();
    service.deployments.bringUp(DEPLOYMENT);
    assertThat(reconcile()).isEqualTo(new ServiceOutcome.Ready());
  }

  private ServiceOutcome reconcile() {
    return service.reconciler.reconcile(service.request()).outcome();
  }
}
