package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The real n8n, from the first manifest to the last trace. */
@AcceptanceTest
final class N8nAcceptanceTest {
  private static final String N8N = "{n8n: {}}";

  private final RealPlatform platform;

  N8nAcceptanceTest(RealPlatform platform) {
    this.platform = platform;
  }

  @Test
  void the_owner_logs_in_and_automates_and_finds_everything_again_after_a_suspension() {
    AcceptedTenant acme = new AcceptedTenant(platform, "acme");
    N8nPages n8n = new N8nPages(acme.namespace());

    acme.apply(N8N);
    acme.awaitReady();
    n8n.answerAt("hello", n8n.apiKey(acme.secret("n8n-login")));
    n8n.awaitAnswerAt("hello");

    acme.suspend();
    assertThat(acme.hasDatabase("n8n")).isTrue();

    acme.resume();
    n8n.awaitAnswerAt("hello");
    acme.destroy();
  }

  @Test
  void a_tenant_that_is_applied_again_after_its_deletion_goes_on_with_its_data() {
    AcceptedTenant back = new AcceptedTenant(platform, "back");
    N8nPages n8n = new N8nPages(back.namespace());
    back.apply(N8N);
    back.awaitReady();
    n8n.answerAt("again", n8n.apiKey(back.secret("n8n-login")));

    back.delete();
    assertThat(back.hasDatabase("n8n")).isTrue();

    back.apply(N8N);
    back.awaitReady();
    n8n.awaitAnswerAt("again");
    back.destroy();
  }

  @Test
  void an_operator_that_is_killed_in_the_middle_ends_what_it_has_begun() {
    AcceptedTenant halfway = new AcceptedTenant(platform, "halfway");
    halfway.apply(N8N);
    Await.until("the database to be made", Duration.ofMinutes(2), () -> halfway.hasDatabase("n8n"));

    platform.killOperator();

    halfway.awaitReady();
    assertThat(new N8nPages(halfway.namespace()).apiKey(halfway.secret("n8n-login"))).isNotEmpty();
    halfway.destroy();
  }

  @Test
  void a_confirmed_deletion_leaves_nothing() {
    AcceptedTenant gone = new AcceptedTenant(platform, "gone");
    gone.apply("{n8n: {settings: {binaryData: Volume}}}");
    gone.awaitReady();
    assertThat(gone.hasVolume()).isTrue();

    gone.destroy();

    gone.assertNothingIsLeftOf("n8n");
  }
}
