package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import org.junit.jupiter.api.Test;

/** Botpress as far as it gets without its image, which cannot be made without a registry. */
@AcceptanceTest
final class BotpressAcceptanceTest {
  private final RealPlatform platform;

  BotpressAcceptanceTest(RealPlatform platform) {
    this.platform = platform;
  }

  @Test
  void an_image_that_cannot_be_pulled_is_what_the_status_speaks_of() {
    AcceptedTenant tenant = new AcceptedTenant(platform, "initech");

    tenant.apply("{botpress: {}}");
    tenant.awaitReason("BotpressReady", Reason.IMAGE_CANNOT_RUN.id());

    assertThat(tenant.message("BotpressReady")).contains("botpress/server:v12_31_10");
    assertThat(tenant.hasDatabase("botpress")).isTrue();

    tenant.destroy();
    tenant.assertNothingIsLeftOf("botpress");
  }
}
