package io.smarteros.tenant.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody suspends a whole class in the database. */
@SharedPlatformTest
final class HeldByBrakeTest {
  private static final String CLASS = "braked";
  private static final List<String> TENANTS = List.of("ant", "bee", "cat", "dog", "emu");

  private final Platform platform;
  private final Scene scene;

  HeldByBrakeTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void three_tenants_follow_and_the_others_wait_for_a_person() throws SQLException {
    scene.tenantClass(CLASS);
    TENANTS.forEach(tenant -> scene.tenant(tenant, "className: " + CLASS));
    TENANTS.forEach(platform::awaitReady);

    execute(
        "update tenants set status = 'suspended' where slug in ('ant','bee','cat','dog','emu')");
    Await.until(
        "two of the tenants to be held, and three to be suspended",
        Platform.PATIENCE,
        () ->
            count("SupabaseSynced", "HeldByBrake") == 2
                && count("Suspended", "SuspendedInDatabase") == 3);
    Await.until(
        "the class to say so",
        Platform.PATIENCE,
        () -> of("{.status.conditions[?(@.type==\"Stalled\")].reason}").equals("HeldByBrake"));
    assertThat(of("{.status.brake.cause} {.status.brake.waiting}")).isEqualTo("ManyChanges 2");

    platform.kubectl(
        "annotate",
        "tenantclass",
        CLASS,
        Names.RELEASE_BRAKE_ANNOTATION + "=" + of("{.status.brake.token}"));
    Await.until(
        "all of them to be suspended",
        Platform.PATIENCE,
        () -> count("Suspended", "SuspendedInDatabase") == TENANTS.size());
    Await.until("the class to be well", Platform.PATIENCE, () -> of("{.status.brake}").isEmpty());
  }

  private long count(String type, String reason) {
    return TENANTS.stream()
        .map(tenant -> platform.find(tenant).orElseThrow())
        .filter(tenant -> reason(tenant, type).equals(reason))
        .count();
  }

  private static String reason(Tenant tenant, String type) {
    return tenant.getStatus().condition(type).map(Condition::reason).orElse("");
  }

  private String of(String path) {
    return platform.kubectl("get", "tenantclass", CLASS, "--output=jsonpath=" + path);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = platform.database().connect(platform.database().superuser());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
