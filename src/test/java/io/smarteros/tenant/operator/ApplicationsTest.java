package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.resolve.ServiceDefaults;
import io.smarteros.tenant.testkit.ManualClock;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class ApplicationsTest {
  private final ServiceDefaults n8n =
      Applications.all(new SecureRandom(), new ManualClock()).defaults().get(ServiceName.N8N);

  @Test
  void the_operator_refuses_an_n8n_that_gives_out_wrong_addresses() {
    assertThat(n8n.versions().refuses("2.30.4")).hasValueSatisfying(ApplicationsTest::namesOldest);
    assertThat(n8n.versions().refuses("1.123.5")).hasValueSatisfying(ApplicationsTest::namesOldest);
    assertThat(n8n.versions().refuses(n8n.version())).as("its own default").isEmpty();
  }

  @Test
  void the_operator_refuses_to_take_an_n8n_back() {
    assertThat(n8n.upgrades().refuses("2.41.1", "2.40.0")).isPresent();
  }

  private static void namesOldest(String refusal) {
    assertThat(refusal).contains("2.35.0 or newer");
  }
}
