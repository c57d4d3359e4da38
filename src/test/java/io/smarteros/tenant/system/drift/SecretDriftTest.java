package io.smarteros.tenant.system.drift;

import io.smarteros.tenant.system.drift.Drift.Interference;
import io.smarteros.tenant.testkit.platform.AppliedObject;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Secrets of tenants are not watched: what others do to them the next full resync puts back, which
 * comes within 20 s here.
 */
@SharedPlatformTest
final class SecretDriftTest {
  private final Platform platform;
  private final Drift drift;

  SecretDriftTest(Platform platform) {
    this.platform = platform;
    this.drift = new Drift(platform, "secret-drift");
  }

  @BeforeEach
  void a_tenant_with_everything() {
    drift.begin();
  }

  @AfterEach
  void clean_up() {
    drift.close();
  }

  @ParameterizedTest
  @EnumSource
  void the_next_full_pass_undoes_it(Interference interference) {
    Map<String, AppliedObject> secrets = drift.secrets();

    drift.interfere(interference, secrets);

    drift.awaitBack(secrets, interference, Platform.PATIENCE);
    platform.awaitReady("secret-drift");
  }
}
