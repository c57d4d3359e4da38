package io.smarteros.tenant.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.testkit.Platform;
import io.smarteros.tenant.testkit.PlatformTest;
import org.junit.jupiter.api.Test;

@PlatformTest
final class LifeOfATenantTest {
  private final Platform platform;

  LifeOfATenantTest(Platform platform) {
    this.platform = platform;
  }

  @Test
  void a_tenant_comes_up_and_kubectl_tells_how_it_stands() {
    platform.applyTenant(
        "acme",
        """
        displayName: Acme S.A.
        adminEmail: it@acme.example
        services: {n8n: {}}
        """);

    platform.kubectl("wait", "--for=condition=Ready", "tenant/acme", "--timeout=120s");

    assertThat(platform.kubectl("get", "tn", "acme", "--no-headers"))
        .matches("acme +1/1 +True +Ready +\\S+");
  }
}
