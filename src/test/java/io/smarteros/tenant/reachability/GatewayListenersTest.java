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
    GenericKubernetesResource gateway =
        Serialization.unmarshal(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nspec: {listeners: %s}"
                .formatted(listeners),
            GenericKubernetesResource.class);

    assertThat(GatewayListeners.scheme(gateway, section, HOST).map(Objects::toString).orElse(null))
        .isEqualTo(scheme);
  }
}
