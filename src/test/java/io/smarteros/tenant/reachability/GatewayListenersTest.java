package io.smarteros.tenant.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayListenersTest {
  private static final String HOST = "n8n-acme.example.com";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          [{name: a, protocol: HTTP}]                                                | ''  | HTTP
          [{name: a, protocol: HTTPS}]                                               | ''  | HTTPS
          [{name: a, protocol: HTTP}, {name: b, protocol: HTTPS}]                    | ''  | HTTPS
          [{name: a, protocol: HTTP}, {name: b, protocol: HTTPS}]                    | a   | HTTP
          [{name: a, protocol: HTTP}, {name: b, protocol: HTTPS}]                    | c   | none
          [{name: a, protocol: HTTPS, hostname: n8n-acme.example.com}]               | ''  | HTTPS
          [{name: a, protocol: HTTPS, hostname: '*.example.com'}]                    | ''  | HTTPS
          [{name: a, protocol: HTTPS, hostname: '*.acme.example.com'}]               | ''  | none
          [{name: a, protocol: HTTPS, hostname: '*.other.com'}, {protocol: HTTP}]    | ''  | HTTP
          [{name: a, protocol: HTTPS, hostname: example.com}]                        | ''  | none
          [{name: a, protocol: TLS}, {name: b, protocol: TCP}]                       | ''  | none
          []                                                                         | ''  | none
          HTTPS                                                                      | ''  | none
          """)
  void the_scheme_is_that_of_the_listeners_that_take_the_route(
      String listeners, String section, String scheme) {
    assertThat(
            GatewayListeners.scheme(gateway(listeners), section, HOST)
                .map(Objects::toString)
                .orElse(null))
        .isEqualTo(scheme);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                                     | '' | it has no listeners
          [{name: a, protocol: HTTP, $all}]                                      | b  | no listener b, only these: a
          [{name: a, protocol: HTTP, $all}]                                      | a  | none
          [{name: a, protocol: HTTPS, $all}]                                     | '' | none
          [{name: a, protocol: TCP, $all}]                                       | '' | listener a has the protocol TCP
          [{name: a, protocol: TCP}, {protocol: HTTP, $all}]                     | '' | none
          [{name: a, protocol: TCP}, {protocol: HTTP, $all}]                     | a  | listener a has the protocol TCP
          [{name: a, protocol: TCP}, {name: b, protocol: UDP}]                   | '' | protocol TCP, listener b has
          [{name: a, protocol: HTTP}]                                            | '' | no routes of other namespaces
          [{name: a, protocol: HTTP, $from: None}}}]                             | '' | namespaces.from: None
          [{name: a, protocol: HTTP, $from: Selector}}}]                         | '' | none
          [{name: a, protocol: HTTP, $kind: GRPCRoute}]}}]                       | '' | allows no HTTPRoutes
          [{name: a, protocol: HTTP, $kind: HTTPRoute}]}}]                       | '' | none
          [{name: a, protocol: HTTP, hostname: '*.other.com', $all}]             | '' | is for *.other.com
          [{name: a, protocol: HTTP, hostname: '*.tenants.example.com', $all}]   | '' | none
          [{name: a, protocol: HTTP, hostname: '*.example.com', $all}]           | '' | none
          [{name: a, protocol: HTTP, hostname: n8n-a.tenants.example.com, $all}] | '' | none
          [{name: a, protocol: HTTP, hostname: '*.b.tenants.example.com', $all}] | '' | none
          [{name: a, protocol: HTTP, hostname: example.com, $all}]               | '' | is for example.com
          [{name: a, protocol: HTTP, hostname: '*.ants.example.com', $all}]      | '' | is for *.ants.example.com
          """)
  void a_gateway_is_told_why_none_of_its_listeners_takes_routes_of_tenants(
      String listeners, String section, String complaint) {
    String written =
        listeners
            .replace("$all", "allowedRoutes: {namespaces: {from: All}}")
            .replace("$from", "allowedRoutes: {namespaces: {from")
            .replace("$kind", "allowedRoutes: {namespaces: {from: All}, kinds: [{kind");

    assertThat(
            GatewayListeners.complaint(gateway(written), section, "tenants.example.com")
                .orElse("none"))
        .contains(complaint);
  }

  private static GenericKubernetesResource gateway(String listeners) {
    return Serialization.unmarshal(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nspec: {listeners: %s}"
            .formatted(listeners),
        GenericKubernetesResource.class);
  }
}
