package io.smarteros.tenant.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.ServiceStatus;
import io.smarteros.tenant.local.database.ApiCaller;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a page shows of a tenant, read as its owner would. */
@SharedPlatformTest
final class CustomerStatusTest {
  private static final String OWNED = "owner: {email: wally@octan.example}";
  private static final String N8N = "services: {n8n: {}, odoo: {enabled: false}}";
  private static final String ROWS =
      "select concat_ws(' ', service, state, url, version, message) from tenant_status order by service";

  private final Platform platform;
  private final Scene scene;

  CustomerStatusTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void the_owner_of_a_tenant_sees_it_come_up_rest_and_go_and_nobody_else_does()
      throws SQLException {
    ApiCaller owner = signedUp("wally@octan.example");
    ApiCaller stranger = signedUp("wyldstyle@octan.example");

    scene.tenant("octan", OWNED, N8N);
    TenantStatus status = platform.awaitReady("octan").getStatus();
    ServiceStatus n8n = status.services().getFirst();
    assertThat(owner.call(ROWS))
        .containsExactly(
            "n8n ready %s %s It is ready to use.".formatted(n8n.url(), n8n.version()),
            "odoo off It is switched off. Data that it had is kept.",
            "tenant ready It is ready to use.");
    assertThat(stranger.call(ROWS)).isEmpty();

    scene.tenant("octan", OWNED, N8N, "suspended: true");
    platform.awaitReason("octan", "Ready", "Suspended");
    assertThat(owner.call("select state from tenant_status where service in ('n8n', 'tenant')"))
        .containsOnly("suspended");

    scene.tenant("octan", OWNED, N8N);
    platform.awaitReason("octan", "Ready", "Ready");
    String id = requireNonNull(status.tenantId());
    List<String> life = List.of("setting_up", "ready", "suspended", "setting_up", "ready");
    assertThat(statesOf("tenant", id)).isEqualTo(life);
    assertThat(statesOf("n8n", id)).isEqualTo(life);

    platform.deleteTenant("octan");
    assertThat(owner.call("select message from tenant_status where service = 'tenant'"))
        .containsExactly("It is closed. Its data is kept.");
  }

  @Test
  void a_tenant_that_is_destroyed_is_not_shown_any_more() throws SQLException {
    ApiCaller owner = signedUp("benny@octan.example");
    scene.tenant("bricks", "owner: {email: benny@octan.example}", N8N, "deletionPolicy: Delete");
    platform.awaitReady("bricks");
    assertThat(owner.call(ROWS)).hasSize(3);

    platform.confirmDeletion("bricks");
    platform.deleteTenant("bricks");

    assertThat(
            ApiCaller.service(platform.database())
                .call(
                    "select service from tenant_status s join tenants t on t.id = s.tenant_id where t.slug = 'bricks'"))
        .isEmpty();
  }

  private ApiCaller signedUp(String email) throws SQLException {
    return ApiCaller.user(
        platform.database(), platform.database().addUser(email, UserState.CONFIRMED));
  }

  /** As they were broadcast, each change of the state once. */
  private List<String> statesOf(String service, String tenantId) throws SQLException {
    List<String> states = new ArrayList<>();
    ApiCaller.service(platform.database())
        .call(
            """
            select payload ->> 'state' from realtime.messages
             where topic = 'tenant:%s' and payload ->> 'service' = '%s'
             order by inserted_at
            """
                .formatted(tenantId, service))
        .stream()
        .filter(state -> states.isEmpty() || !states.getLast().equals(state))
        .forEach(states::add);
    return states;
  }
}
