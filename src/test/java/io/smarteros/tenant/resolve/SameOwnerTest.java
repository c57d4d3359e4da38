package io.smarteros.tenant.resolve;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.record.Placement;
import org.junit.jupiter.api.Test;

final class SameOwnerTest {
  private static final String ADMIN = "displayName: Acme\nadminEmail: it@acme.example";
  private static final String OWNER = "displayName: Acme\nowner: {email: owner@acme.example}";
  private static final String NOBODY = "displayName: Acme";

  @Test
  void the_same_owner_is_the_same_customer_in_whatever_case_it_is_written() {
    assertThat(Placements.isSameOwner(retained(OWNER), acme(OWNER.replace("owner@", "OWNER@"))))
        .isTrue();
    assertThat(Placements.isSameOwner(retained(OWNER), acme(OWNER.replace("owner@", "other@"))))
        .isFalse();
  }

  @Test
  void without_an_owner_the_administrator_tells_customers_apart() {
    assertThat(Placements.isSameOwner(retained(ADMIN), acme(ADMIN))).isTrue();
    assertThat(Placements.isSameOwner(retained(ADMIN), acme(ADMIN.replace("it@", "them@"))))
        .isFalse();
    assertThat(Placements.isSameOwner(retained(ADMIN), acme(OWNER))).isFalse();
  }

  @Test
  void nobody_is_the_same_customer_as_nobody() {
    assertThat(Placements.isSameOwner(retained(NOBODY), acme(NOBODY))).isFalse();
  }

  private static Placement retained(String spec) {
    return Placements.first(acme(spec), tenantClass("standard", "baseDomain: tenants.example.com"));
  }

  private static Tenant acme(String spec) {
    return tenant("acme", spec);
  }
}
