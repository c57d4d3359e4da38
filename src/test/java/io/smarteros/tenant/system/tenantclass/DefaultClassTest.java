package io.smarteros.tenant.system.tenantclass;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import io.smarteros.tenant.testkit.platform.Scene;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who names no class needs exactly one default. */
@PlatformTest
final class DefaultClassTest {
  private static final String DEFAULT = TenantClass.DEFAULT_CLASS_ANNOTATION;
  private static final String N8N = "services: {n8n: {}}";

  private final Platform platform;
  private final Scene scene;

  DefaultClassTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void clean_up() {
    makeDefault("standard");
    scene.close();
  }

  @Test
  void without_a_default_the_tenant_waits_for_one() {
    makeNoDefault("standard");
    scene.tenant("without-default", N8N);
    platform.awaitReason("without-default", "Stalled", Reason.NO_DEFAULT_CLASS.id());

    makeDefault("standard");

    platform.awaitReady("without-default");
  }

  @Test
  void of_two_defaults_none_is_chosen() {
    scene.tenantClass("second-default");
    makeDefault("second-default");
    scene.tenant("two-defaults", N8N);
    platform.awaitReason("two-defaults", "Stalled", Reason.MULTIPLE_DEFAULT_CLASSES.id());

    makeNoDefault("second-default");

    platform.awaitReady("two-defaults");
  }

  private void makeDefault(String tenantClass) {
    platform.kubectl("annotate", "--overwrite", "tenantclass", tenantClass, DEFAULT + "=true");
  }

  private void makeNoDefault(String tenantClass) {
    platform.kubectl("annotate", "tenantclass", tenantClass, DEFAULT + "-");
  }
}
