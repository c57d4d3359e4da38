package io.smarteros.tenant.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressReachabilityTest {
  private static final String INGRESS =
      """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: n8n, namespace: tenant-acme}
      spec: {%s}
      status: %s
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          an address           | {loadBalancer: {ingress: [{ip: 192.0.2.10}]}}
          an IPv6 address      | {loadBalancer: {ingress: [{ip: "2001:db8::1"}]}}
          a name               | {loadBalancer: {ingress: [{hostname: lb.example.com}]}}
          a name and no number | {loadBalancer: {ingress: [{ip: "", hostname: lb.example.com}]}}
          the second of two    | {loadBalancer: {ingress: [{}, {ip: 192.0.2.10}]}}
          """)
  void users_reach_an_ingress_that_has(String what, String status) {
    assertThat(reachability("", status)).as(what).isInstanceOf(Reachability.Reachable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing                   | {}
          no list                   | {loadBalancer: {}}
          an empty list             | {loadBalancer: {ingress: []}}
          an entry without address  | {loadBalancer: {ingress: [{}]}}
          blank text                | {loadBalancer: {ingress: [{ip: " ", hostname: ""}]}}
          an address that is none   | {loadBalancer: {ingress: [{ip: 7, hostname: [x]}]}}
          text instead of a list    | {loadBalancer: {ingress: 192.0.2.10}}
          an object for a list      | {loadBalancer: {ingress: {ip: 192.0.2.10}}}
          no object at all          | {loadBalancer: [1]}
          """)
  void an_ingress_waits_for_its_address_while_it_has(String what, String status) {
    assertThat(reachability("", status))
        .as(what)
        .isInstanceOfSatisfying(
            Reachability.Waiting.class,
            waiting ->
                assertThat(waiting.problem().reason()).isEqualTo(Reason.WAITING_FOR_ADDRESS));
  }

  @Test
  void the_message_names_the_class_whose_controller_is_waited_for() {
    assertThat(message("ingressClassName: nginx"))
        .startsWith("Ingress tenant-acme/n8n has no address yet. ")
        .contains("IngressClass nginx", "spec.routing.check");
    assertThat(message("")).contains("the default IngressClass");
  }

  private static String message(String spec) {
    return ((Reachability.Waiting) reachability(spec, "{}")).problem().message();
  }

  private static Reachability reachability(String spec, String status) {
    Ingress ingress = Serialization.unmarshal(INGRESS.formatted(spec, "{}"), Ingress.class);
    return IngressReachability.of(ingress, Samples.observed(INGRESS.formatted(spec, status)));
  }
}
