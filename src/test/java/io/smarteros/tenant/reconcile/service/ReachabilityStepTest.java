package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.NAMESPACE;
import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.local.tls.SelfSignedCertificate;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReachabilityStepTest {
  private static final ObjectKey INGRESS = key("Ingress");
  private static final ObjectKey HTTP_ROUTE =
      new ObjectKey("gateway.networking.k8s.io/v1", "HTTPRoute", NAMESPACE, "n8n");
  private static final ObjectKey CERTIFICATE = key("Secret", "n8n-tls");
  private static final String GATEWAY =
      "{gateway: {parentRef: {name: public, namespace: gateways}}}";
  private static final String TLS = "{ingress: {className: nginx, tls: {}}}";

  /** Of the clock of the tests. */
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final Instant EXPIRY = NOW.plus(Duration.ofDays(90));
  private static final SelfSignedCertificate VALID =
      SelfSignedCertificate.make("dns:n8n-acme.example.com", NOW, 90);

  private final ServiceUnderTest service = new ServiceUnderTest(new FakeApplication());
  private final InMemoryApiServer server = service.server;

  @Test
  void a_service_whose_ingress_has_no_address_is_not_ready_and_runs_on() {
    server.removeIngressController();
    bringUp();

    assertThat(waiting(reconcile()).reason()).isEqualTo(Reason.WAITING_FOR_ADDRESS);
    assertThat(server.has(key("Deployment"))).isTrue();
    assertThat(server.has(INGRESS)).isTrue();

    server.setStatus(INGRESS, "loadBalancer: {ingress: [{hostname: lb.example.com}]}");

    assertThat(reconcile().outcome()).isEqualTo(new ServiceOutcome.Ready());
  }

  @Test
  void an_address_that_is_lost_is_told() {
    bringUp();
    assertThat(reconcile().outcome()).isEqualTo(new ServiceOutcome.Ready());

    server.setStatus(INGRESS, "loadBalancer: {}");

    assertThat(waiting(reconcile()).reason()).isEqualTo(Reason.WAITING_FOR_ADDRESS);
  }

  @Test
  void waiting_for_an_address_asks_nobody() {
    server.removeIngressController();
    bringUp();
    reconcile();
    server.forgetCalls();

    assertThat(waiting(reconcile()).retryAfter()).isEqualTo(Duration.ofSeconds(30));

    assertThat(server.calls()).isEmpty();
  }

  @Test
  void what_users_reach_is_not_looked_at_where_the_class_says_so() {
    server.removeIngressController();
    service.classRouting("{check: \"Off\", ingress: {tls: {}}}");

    bringUp();

    assertThat(reconcile().outcome()).isEqualTo(new ServiceOutcome.Ready());
    assertThat(server.calls(Verb.READ)).doesNotContain(CERTIFICATE);
  }

  @Test
  void a_service_of_a_class_without_routes_is_ready_and_has_no_url() {
    service.classRouting("{}");

    bringUp();

    assertThat(reconcile().outcome()).isEqualTo(new ServiceOutcome.Ready());
    assertThat(reconcile().facts().url()).isEmpty();
  }

  @Test
  void a_suspended_service_is_off_whatever_its_route_says() {
    server.removeIngressController();
    bringUp();
    service.suspend();
    reconcile();
    service.deployments.endPods(key("Deployment"));

    assertThat(reconcile().outcome()).isEqualTo(new ServiceOutcome.Off());
  }

  @Test
  void a_route_is_ready_when_its_gateway_takes_it() {
    service.classRouting(GATEWAY);
    bringUp();
    assertThat(waiting(reconcile()).message()).startsWith("No controller has said anything");

    say("{type: Accepted, status: 'True'}", "{type: ResolvedRefs, status: 'True'}");

    assertThat(reconcile().outcome()).isEqualTo(new ServiceOutcome.Ready());
  }

  @Test
  void a_route_that_is_refused_for_long_needs_a_person() {
    service.classRouting(GATEWAY);
    bringUp();
    say(
        "{type: Accepted, status: 'False', reason: NotAllowedByListeners,"
            + " lastTransitionTime: '2026-01-01T00:00:00Z'}",
        "{type: ResolvedRefs, status: 'True'}");
    assertThat(waiting(reconcile()).retryAfter())
        .as("looks again when patience ends")
        .isEqualTo(Duration.ofSeconds(121));

    service.clock.advance(Duration.ofSeconds(121));

    ServiceOutcome.Blocked blocked = blocked(reconcile());
    assertThat(blocked.problem().reason()).isEqualTo(Reason.ROUTE_REJECTED);
    assertThat(blocked.problem().message()).contains("NotAllowedByListeners");
    assertThat(server.has(HTTP_ROUTE)).isTrue();
    assertThat(server.has(key("Deployment"))).isTrue();
  }

  @Test
  void a_certificate_is_waited_for_and_read_by_its_name() {
    service.classRouting(TLS);
    bringUp();
    ServiceOutcome.Progressing waiting = waiting(reconcile());
    assertThat(waiting.reason()).isEqualTo(Reason.WAITING_FOR_CERTIFICATE);
    assertThat(waiting.retryAfter()).as("a Secret is no event").isEqualTo(Duration.ofSeconds(2));

    putCertificate(VALID);

    assertThat(reconcile().outcome())
        .isEqualTo(new ServiceOutcome.Ready(Optional.empty(), Optional.of(EXPIRY.plusSeconds(1))));
  }

  @Test
  void cert_manager_is_quoted_while_its_certificate_is_waited_for() {
    service.classRouting(TLS);
    server.put(
        "cert-manager",
        Serialization.unmarshal(
            """
            apiVersion: cert-manager.io/v1
            kind: Certificate
            metadata: {name: n8n-tls, namespace: tenant-acme}
            status: {conditions: [{type: Ready, status: "False", message: Issuer not found}]}
            """,
            GenericKubernetesResource.class));

    bringUp();

    assertThat(waiting(reconcile()).message())
        .endsWith("cert-manager's Certificate n8n-tls says: Ready is False: Issuer not found");
  }

  @Test
  void a_valid_certificate_is_read_again_only_at_a_full_resync_and_when_it_ends() {
    service.classRouting(TLS);
    bringUp();
    putCertificate(VALID);
    reconcile();
    server.forgetCalls();

    reconcile();
    assertThat(server.calls()).as("at rest").isEmpty();

    service.fullResync(true);
    reconcile();
    assertThat(server.calls(Verb.READ)).as("at a full resync").contains(CERTIFICATE);

    service.fullResync(false);
    service.clock.advance(Duration.between(NOW, EXPIRY.plusSeconds(1)));
    assertThat(blocked(reconcile()).problem().reason()).isEqualTo(Reason.CERTIFICATE_EXPIRED);

    putCertificate(SelfSignedCertificate.make("dns:n8n-acme.example.com", EXPIRY, 90));
    assertThat(reconcile().outcome()).isInstanceOf(ServiceOutcome.Ready.class);
  }

  @Test
  void a_certificate_that_is_gone_is_found_at_a_full_resync() {
    service.classRouting(TLS);
    bringUp();
    putCertificate(VALID);
    assertThat(reconcile().outcome()).isInstanceOf(ServiceOutcome.Ready.class);

    server.end(CERTIFICATE);
    service.fullResync(true);

    assertThat(waiting(reconcile()).reason()).isEqualTo(Reason.WAITING_FOR_CERTIFICATE);
  }

  @Test
  void the_url_has_the_scheme_that_the_route_has() {
    bringUp();
    assertThat(reconcile().facts().url()).contains("http://n8n-acme.example.com");

    service.classRouting(TLS);
    assertThat(reconcile().facts().url()).contains("https://n8n-acme.example.com");

    service.classRouting("{ingress: {tls: {enabled: false}}}");
    assertThat(reconcile().facts().url()).contains("http://n8n-acme.example.com");
  }

  @Test
  void a_certificate_of_the_controller_for_all_hosts_is_not_looked_for() {
    service.classRouting("{ingress: {tls: {defaultCertificate: true}}}");

    bringUp();

    assertThat(reconcile().outcome()).isEqualTo(new ServiceOutcome.Ready());
    assertThat(reconcile().facts().url()).contains("https://n8n-acme.example.com");
    assertThat(server.json(INGRESS).at("/spec/tls/0/hosts/0").asText())
        .isEqualTo("n8n-acme.example.com");
    assertThat(server.json(INGRESS).at("/spec/tls/0").has("secretName")).isFalse();
  }

  @Test
  void the_url_of_an_http_route_has_the_scheme_of_its_gateway() {
    service.classRouting(GATEWAY);
    bringUp();
    assertThat(reconcile().facts().url()).as("without a Gateway").isEmpty();

    putGateway("HTTPS");
    assertThat(reconcile().facts().url()).contains("https://n8n-acme.example.com");

    putGateway("HTTP");
    server.forgetCalls();
    assertThat(reconcile().facts().url()).contains("https://n8n-acme.example.com");
    assertThat(server.calls()).as("at rest").isEmpty();

    service.fullResync(true);
    assertThat(reconcile().facts().url()).contains("http://n8n-acme.example.com");
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "WAITING_FOR_ADDRESS",
        "ROUTE_REJECTED",
        "WAITING_FOR_CERTIFICATE",
        "CERTIFICATE_EXPIRED"
      })
  void after_a_start_of_the_operator_a_service_that_is_not_reached_is_as_it_was(Reason reason) {
    server.removeIngressController();
    bringUp();
    reconcile();
    service.statusSays(Condition.Status.FALSE, reason);

    service.restartWithoutAnswers();

    assertThat(waiting(reconcile()).reason()).isEqualTo(Reason.WAITING_FOR_ADDRESS);
  }

  private void bringUp() {
    reconcile();
    service.deployments.bringUp(key("Deployment"));
    reconcile();
  }

  private ServiceResult reconcile() {
    return service.reconciler.reconcile(service.request());
  }

  private static ServiceOutcome.Progressing waiting(ServiceResult result) {
    assertThat(result.outcome()).isInstanceOf(ServiceOutcome.Progressing.class);
    return (ServiceOutcome.Progressing) result.outcome();
  }

  private static ServiceOutcome.Blocked blocked(ServiceResult result) {
    assertThat(result.outcome()).isInstanceOf(ServiceOutcome.Blocked.class);
    return (ServiceOutcome.Blocked) result.outcome();
  }

  /** The Gateway's controller does. */
  private void say(String... conditions) {
    server.setStatus(
        HTTP_ROUTE,
        """
        parents:
        - controllerName: example.com/gateways
          parentRef: {name: public, namespace: gateways}
          conditions: [%s]
        """
            .formatted(String.join(", ", conditions)));
  }

  private void putCertificate(SelfSignedCertificate certificate) {
    server.put(
        "cert-manager",
        new SecretBuilder()
            .withNewMetadata()
            .withName(CERTIFICATE.name())
            .withNamespace(NAMESPACE)
            .endMetadata()
            .addToData(
                "tls.crt",
                Base64.getEncoder().encodeToString(certificate.certificatePem().getBytes(UTF_8)))
            .build());
  }

  private void putGateway(String protocol) {
    server.withNamespace("gateways");
    server.put(
        "kubectl",
        Serialization.unmarshal(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: public, namespace: gateways}
            spec: {listeners: [{name: web, protocol: %s}]}
            """
                .formatted(protocol),
            GenericKubernetesResource.class));
  }
}
