package io.smarteros.tenant.system.tenantclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus.Tenants;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import io.smarteros.tenant.testkit.platform.Scene;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A class says how it stands: what it names, and who is in it. */
@PlatformTest
final class ClassStatusTest {
  private static final String NO_SERVICES = "services: {}";

  /** The line of kubectl, by the number of tenants. */
  private static final String SHOWN =
      "shown +tenants[.]example[.]com +127[.]0[.]0[.]1 +True +%d +\\S+ +Ready for Tenants";

  private final Platform platform;
  private final Scene scene;

  ClassStatusTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void clean_up() {
    scene.close();
  }

  @Test
  void kubectl_shows_whether_a_class_is_ready_and_how_many_tenants_it_has() {
    scene.tenantClass("shown");
    awaitReason("shown", ConditionType.READY, Reason.READY);
    assertThat(kubectl("shown")).matches(SHOWN.formatted(0));

    scene.tenant("shown-ready", "className: shown", NO_SERVICES);
    scene.tenant("shown-suspended", "className: shown", "suspended: true", NO_SERVICES);
    scene.tenant(
        "shown-stalled", "className: shown", NO_SERVICES, "integrations: {supabaseInN8n: {}}");

    awaitTenants("shown", new Tenants(3, 2, 0, 1, 1));
    assertThat(kubectl("shown")).matches(SHOWN.formatted(3));
  }

  @Test
  void a_secret_that_is_missing_shows_and_heals() {
    scene.tenantClass("unsecret", Scene.database("unsecret-admin", platform.database().port()));
    awaitReason("unsecret", ConditionType.SECRETS_FOUND, Reason.CLASS_SECRET_NOT_FOUND);
    awaitReason("unsecret", ConditionType.STALLED, Reason.CLASS_SECRET_NOT_FOUND);
    assertThat(message("unsecret", ConditionType.READY)).contains("Secret unsecret-admin");

    scene.classSecret("unsecret-admin", Scene.login(platform.database()));

    awaitReason("unsecret", ConditionType.SECRETS_FOUND, Reason.READY);
    awaitReason("unsecret", ConditionType.DATABASE_REACHABLE, Reason.READY);
    awaitReason("unsecret", ConditionType.READY, Reason.READY);
  }

  @Test
  void a_login_that_the_server_refuses_is_quoted_and_another_one_is_tried_at_once() {
    scene.classSecret("mistaken-admin", Map.of("username", "nobody", "password", "wrong"));
    scene.tenantClass("mistaken", Scene.database("mistaken-admin", platform.database().port()));
    awaitReason("mistaken", ConditionType.RECONCILING, Reason.DATABASE_UNREACHABLE);
    assertThat(message("mistaken", ConditionType.DATABASE_REACHABLE))
        .contains("refuses the login of nobody");

    scene.classSecret("mistaken-admin", Scene.login(platform.database()));

    awaitReason("mistaken", ConditionType.DATABASE_REACHABLE, Reason.READY);
  }

  @Test
  void an_ingress_class_that_does_not_exist_shows() {
    scene.tenantClass("unrouted", "routing: {ingress: {className: nobody}}");

    awaitReason("unrouted", ConditionType.ROUTING_FOUND, Reason.ROUTING_NOT_FOUND);
    assertThat(message("unrouted", ConditionType.READY)).contains("IngressClass nobody");
  }

  @Test
  void a_class_that_is_used_and_is_deleted_says_by_whom() {
    scene.tenantClass("held");
    scene.tenant("held-tenant", "className: held", NO_SERVICES);
    platform.awaitReady("held-tenant");

    platform.kubectl("delete", "tenantclass", "held", "--wait=false");

    awaitReason("held", ConditionType.STALLED, Reason.CLASS_IN_USE);
    assertThat(message("held", ConditionType.STALLED)).contains("held-tenant");
  }

  private String kubectl(String name) {
    return platform.kubectl("get", "tenantclasses", name, "--no-headers", "--output=wide");
  }

  private String message(String name, ConditionType type) {
    return status(name).flatMap(status -> status.condition(type)).orElseThrow().message();
  }

  private Optional<TenantClassStatus> status(String name) {
    return Optional.ofNullable(platform.client().resources(TenantClass.class).withName(name).get())
        .map(TenantClass::getStatus);
  }

  private void awaitReason(String name, ConditionType type, Reason reason) {
    await(
        name,
        "to have %s with reason %s".formatted(type.id(), reason.id()),
        status -> status.condition(type).map(Condition::reason).equals(Optional.of(reason.id())));
  }

  private void awaitTenants(String name, Tenants expected) {
    await(name, "to have " + expected, status -> expected.equals(status.tenants()));
  }

  private void await(String name, String what, Predicate<TenantClassStatus> condition) {
    try {
      Await.until(
          "class %s %s".formatted(name, what),
          Platform.PATIENCE,
          () -> status(name).filter(condition).isPresent());
    } catch (IllegalStateException e) {
      throw new AssertionError("%s; it is: %s".formatted(e.getMessage(), status(name)), e);
    }
  }
}
