package io.smarteros.tenant.system.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngressBuilder;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.testkit.platform.OperatorRequests;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service is Ready when users reach it: by what others say of its route and certificate. */
@SharedPlatformTest
final class ReachableTest {
  private static final String TWO = "services: {n8n: {}, botpress: {}}";
  private static final String NOBODYS = "routing: {ingress: {className: nobodys}}";

  private final Platform platform;
  private final OperatorRequests requests;
  private final Scene scene;

  ReachableTest(Platform platform) {
    this.platform = platform;
    this.requests = platform.requests();
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void a_service_waits_for_the_address_of_its_ingress_and_runs_meanwhile() {
    scene.tenantClass("nobodys", NOBODYS);
    scene.tenant("addressless", "className: nobodys", TWO);
    platform.awaitReason("addressless", "N8nReady", "WaitingForAddress");
    platform.awaitReason("addressless", "BotpressReady", "WaitingForAddress");
    platform.awaitReason("addressless", "Reconciling", "WaitingForAddress");
    Set<String> pods = scene.pods("addressless");
    assertThat(pods).hasSize(2);

    giveAddress("addressless", "n8n");

    Tenant half = platform.awaitReason("addressless", "N8nReady", "Ready");
    assertThat(half.getStatus().servicesReady()).isEqualTo("1/2");
    giveAddress("addressless", "botpress");
    platform.awaitReady("addressless");
    assertThat(scene.pods("addressless")).isEqualTo(pods);

    takeAddress("addressless", "n8n");

    Tenant lost = platform.awaitReason("addressless", "N8nReady", "WaitingForAddress");
    assertThat(lost.getStatus().servicesReady()).isEqualTo("1/2");
    assertThat(scene.pods("addressless")).as("nothing is stopped").isEqualTo(pods);
  }

  @Test
  void an_address_is_seen_without_being_asked_for() {
    scene.tenantClass("unasked", NOBODYS);
    scene.tenant("unasked", "className: unasked", "services: {n8n: {}}");
    platform.awaitReason("unasked", "N8nReady", "WaitingForAddress");
    long mark = requests.mark();

    giveAddress("unasked", "n8n");
    platform.awaitReady("unasked");

    assertThat(
            requests
                .since(mark)
                .filter(entry -> entry.namespace().equals(Scene.namespace("unasked")))
                .filter(entry -> entry.resource().equals("ingresses")))
        .isEmpty();
  }

  @Test
  void a_certificate_is_waited_for_until_it_is_there() {
    scene.tenantClass(
        "uncertified", "routing: {ingress: {className: nginx, tls: {secretName: shared}}}");
    scene.tenant("uncertified", "className: uncertified", "services: {n8n: {}}");
    Tenant waiting = platform.awaitReason("uncertified", "N8nReady", "WaitingForCertificate");
    assertThat(waiting.getStatus().services().getFirst().message())
        .contains("Secret shared in namespace tenant-uncertified");

    scene.tenantClass("certified", Scene.ROUTING_WITH_TLS);
    scene.tenant("certified", "className: certified", "services: {n8n: {}}");
    Tenant ready = platform.awaitReady("certified");
    assertThat(ready.getStatus().services().getFirst().url()).startsWith("https://");
    copyCertificate("certified", "n8n-tls", "uncertified", "shared");

    assertThat(platform.awaitReady("uncertified").getStatus().services().getFirst().url())
        .isEqualTo("https://n8n-uncertified.tenants.example.com");
  }

  @Test
  void a_class_may_say_that_nobody_looks() {
    scene.tenantClass(
        "unchecked", "routing: {check: \"Off\", ingress: {className: nobodys, tls: {}}}");
    scene.tenant("unchecked", "className: unchecked", "services: {n8n: {}}");

    assertThat(platform.awaitReady("unchecked").getStatus().services().getFirst().url())
        .isEqualTo("https://n8n-unchecked.tenants.example.com");
  }

  /** As the controller of an IngressClass does. */
  private void giveAddress(String tenant, String service) {
    setAddresses(
        tenant,
        service,
        List.of(new IngressLoadBalancerIngressBuilder().withHostname("lb.example.com").build()));
  }

  private void takeAddress(String tenant, String service) {
    setAddresses(tenant, service, List.of());
  }

  private void setAddresses(
      String tenant, String service, List<IngressLoadBalancerIngress> addresses) {
    Ingress ingress =
        platform
            .client()
            .network()
            .v1()
            .ingresses()
            .inNamespace(Scene.namespace(tenant))
            .withName(service)
            .require();
    platform
        .client()
        .resource(ingress)
        .editStatus(
            seen ->
                seen.edit()
                    .withNewStatus()
                    .withNewLoadBalancer()
                    .withIngress(addresses)
                    .endLoadBalancer()
                    .endStatus()
                    .build());
  }

  private void copyCertificate(String from, String name, String to, String newName) {
    platform.apply(
        """
        apiVersion: v1
        kind: Secret
        type: kubernetes.io/tls
        metadata: {name: %s, namespace: %s}
        stringData: {tls.crt: %s, tls.key: %s}
        """
            .formatted(
                newName,
                Scene.namespace(to),
                quoted(scene.secret(from, name).getOrDefault("tls.crt", "")),
                quoted(scene.secret(from, name).getOrDefault("tls.key", ""))));
  }

  private static String quoted(String pem) {
    return "\"" + pem.replace("\n", "\\n") + "\"";
  }
}
