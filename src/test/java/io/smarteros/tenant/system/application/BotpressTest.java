package io.smarteros.tenant.system.application;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.ServiceStatus;
import io.smarteros.tenant.local.botpress.BotpressStandIn;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Remains;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole life of a tenant with Botpress. */
@SharedPlatformTest
final class BotpressTest {
  private static final String TENANT = "chatty";
  private static final String BOT = "chatty-bot";
  private static final String DATABASE = "t_chatty_botpress";
  private static final String GREEK = "services: {botpress: {settings: {language: el}}}";

  private final Platform platform;
  private final Scene scene;
  private final Remains remains;
  private final ServiceRows rows;
  private final BotpressStandIn botpress;

  BotpressTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.remains = new Remains(platform);
    this.rows = new ServiceRows(platform);
    this.botpress = platform.applications().botpress();
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void it_comes_up_is_suspended_kept_revived_and_destroyed() {
    scene.tenant(TENANT, GREEK);
    ServiceStatus status = botpress(platform.awaitReady(TENANT));
    assertThat(status.externalId()).isEqualTo(BOT);
    assertThat(status.url()).isEqualTo("http://botpress-chatty.tenants.example.com");
    assertThat(botpress.bots(namespace(TENANT))).containsExactly(BOT);
    assertThat(botpress.language(namespace(TENANT), BOT)).contains("el");
    assertThat(rows.serviceIds(TENANT)).containsExactly(BOT);
    Map<String, String> login = scene.secret(TENANT, "botpress-login");
    assertThat(login).containsEntry("username", "it@chatty.example");
    assertNoPolicyForWhatItDoesNotHave();

    scene.tenant(TENANT, "suspended: true", GREEK);
    platform.awaitReason(TENANT, "Ready", "Suspended");
    assertThat(scene.pods(TENANT)).isEmpty();

    scene.tenant(TENANT, GREEK);
    platform.awaitReady(TENANT);
    platform.deleteTenant(TENANT);
    remains.assertNothingRuns(TENANT);
    assertThat(remains.postgres().seesDatabase(DATABASE)).isTrue();

    scene.tenant(TENANT, "deletionPolicy: Delete", GREEK);
    assertThat(botpress(platform.awaitReady(TENANT)).externalId()).isEqualTo(BOT);
    assertThat(scene.secret(TENANT, "botpress-login")).isEqualTo(login);
    assertThat(botpress.bots(namespace(TENANT))).containsExactly(BOT);

    platform.confirmDeletion(TENANT);
    platform.deleteTenant(TENANT);
    assertThat(remains.postgres().seesDatabase(DATABASE)).isFalse();
    assertThat(remains.postgres().seesRole(DATABASE)).isFalse();
  }

  @Test
  void it_goes_on_beside_an_n8n_that_is_added_and_dropped() {
    scene.tenant("chatty-too", "services: {botpress: {}}");
    platform.awaitReady("chatty-too");
    Set<String> pods = scene.pods("chatty-too");

    scene.tenant("chatty-too", "services: {botpress: {}, n8n: {}}");
    assertThat(platform.awaitReady("chatty-too").getStatus().servicesReady()).isEqualTo("2/2");
    assertThat(scene.pods("chatty-too")).containsAll(pods);

    scene.tenant("chatty-too", "services: {botpress: {}}");
    Await.until("n8n to be gone", Platform.PATIENCE, () -> scene.pods("chatty-too").equals(pods));
    platform.awaitReady("chatty-too");
  }

  private void assertNoPolicyForWhatItDoesNotHave() {
    assertThat(
            platform
                .client()
                .network()
                .networkPolicies()
                .inNamespace(namespace(TENANT))
                .list()
                .getItems())
        .extracting(policy -> policy.getMetadata().getName())
        .contains("allow-operator-botpress")
        .doesNotContain("allow-operator-n8n");
  }

  private static ServiceStatus botpress(Tenant tenant) {
    return tenant.getStatus().services().stream()
        .filter(service -> service.name().equals("botpress"))
        .findFirst()
        .orElseThrow();
  }
}
