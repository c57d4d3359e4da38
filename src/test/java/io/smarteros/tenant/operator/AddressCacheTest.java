package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import org.junit.jupiter.api.Test;

final class AddressCacheTest {
  @Test
  void the_address_of_a_service_that_went_is_forgotten_within_seconds() {
    AddressCache.limit();

    assertThat(Security.getProperty("networkaddress.cache.ttl")).isEqualTo("5");
  }
}
