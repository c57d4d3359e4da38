package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.testkit.Manifests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class TenantUpdateFilterTest {
  private static final TenantStatus STATUS =
      new TenantStatus(
          1L, List.of(), null, null, null, null, null, "0/1", List.of(), List.of(), List.of(),
          null);

  @Test
  void a_change_of_the_spec_is_followed() {
    assertThat(isFollowed(tenant -> tenant.getMetadata().setGeneration(2L))).isTrue();
  }

  @Test
  void a_deletion_is_followed() {
    assertThat(
            isFollowed(tenant -> tenant.getMetadata().setDeletionTimestamp("2026-11-02T10:00:00Z")))
        .isTrue();
  }

  @Test
  void a_finalizer_that_somebody_takes_off_is_noticed() {
    assertThat(isFollowed(tenant -> tenant.getMetadata().setFinalizers(List.of()))).isTrue();
  }

  @Test
  void an_annotation_of_ours_is_followed_when_it_comes_changes_or_goes() {
    assertThat(isFollowed(annotated("smarteros.io/paused", "true"))).as("comes").isTrue();
    assertThat(isFollowed(annotated("smarteros.io/restart", "2"))).as("changes").isTrue();
    assertThat(isFollowed(tenant -> tenant.getMetadata().setAnnotations(Map.of())))
        .as("goes")
        .isTrue();
  }

  @Test
  void annotations_and_labels_of_others_are_none_of_our_business() {
    assertThat(isFollowed(annotated("argocd.argoproj.io/tracking-id", "x"))).isFalse();
    assertThat(isFollowed(tenant -> tenant.getMetadata().setLabels(Map.of("team", "red"))))
        .isFalse();
  }

  @Test
  void a_status_that_somebody_erased_is_written_again() {
    assertThat(isFollowed(tenant -> tenant.setStatus(null))).isTrue();
  }

  @Test
  void the_operators_own_write_of_the_status_causes_no_reconciliation() {
    assertThat(
            isFollowed(
                tenant -> {
                  tenant.getMetadata().setResourceVersion("2");
                  tenant.setStatus(
                      new TenantStatus(
                          1L, List.of(), null, null, null, null, null, "1/1", List.of(), List.of(),
                          List.of(), null));
                }))
        .isFalse();
    Tenant fresh = acme();
    fresh.setStatus(null);
    assertThat(TenantUpdateFilter.isWorthReconciling(acme(), fresh)).as("the first one").isFalse();
  }

  private static boolean isFollowed(Consumer<Tenant> change) {
    Tenant now = acme();
    change.accept(now);
    return TenantUpdateFilter.isWorthReconciling(now, acme());
  }

  private static Consumer<Tenant> annotated(String name, String value) {
    return tenant -> tenant.getMetadata().getAnnotations().put(name, value);
  }

  private static Tenant acme() {
    Tenant tenant = Manifests.tenant("acme", "displayName: Acme");
    tenant.getMetadata().setFinalizers(List.of("smarteros.io/tenant"));
    tenant.getMetadata().setAnnotations(new HashMap<>(Map.of("smarteros.io/restart", "1")));
    tenant.setStatus(STATUS);
    return tenant;
  }
}
