package io.smarteros.tenant.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected values are those that a Kubernetes 1.34 API server writes back. */
final class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "1024Mi, 1Gi",
    "1536Mi, 1536Mi",
    "1.5Gi, 1536Mi",
    "0.5Gi, 512Mi",
    "1Gi, 1Gi",
    "1000m, 1",
    "1500m, 1500m",
    "0.5, 500m",
    "500m, 500m",
    "2, 2",
    "1000M, 1G",
    "1G, 1G",
    "0, 0",
    "2000, 2k",
    "0.1, 100m",
  })
  void a_quantity_is_written_as_the_api_server_writes_it(String given, String expected) {
    assertThat(Quantities.canonical(Quantity.parse(given))).isEqualTo(expected);
  }
}
