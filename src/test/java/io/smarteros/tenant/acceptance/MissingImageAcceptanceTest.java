package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Botpress and Chatwoot as far as they get without their images, which cannot be made without a
 * registry.
 */
@AcceptanceTest
final class MissingImageAcceptanceTest {
  private final AcceptedTenant initech;

  MissingImageAcceptanceTest(RealPlatform platform) {
    this.initech = new AcceptedTenant(platform, "initech", RealPlatform.BASELINE_CLASS);
  }

  @ParameterizedTest
  @Order(1)
  @CsvSource({
    "botpress, BotpressReady, botpress/server:v12_31_10",
    "chatwoot, ChatwootReady, chatwoot/chatwoot:v4.16.2-ce"
  })
  void an_image_that_cannot_be_pulled_is_what_the_status_speaks_of(
      String service, String condition, String image) {
    initech.apply("{botpress: {}, chatwoot: {}}");
    initech.awaitReason(condition, Reason.IMAGE_CANNOT_RUN.id());

    assertThat(initech.message(condition)).contains(image);
    assertThat(initech.hasDatabase(service)).isTrue();
  }

  @Test
  @Order(2)
  void the_tenant_can_be_deleted_with_its_data() {
    initech.destroy();
    initech.assertNothingIsLeftOf("botpress");
    initech.assertNothingIsLeftOf("chatwoot");
  }
}
