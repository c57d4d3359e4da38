package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrunerTest {
  private static final String APPLIED =
      "{manager: tenant-operator, operation: Apply, fieldsV1: {'f:metadata': {}}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Deployment            | apps/v1 | {kind: Tenant, name: acme, uid: this}    | true
          Deployment            | apps/v1 | {kind: Tenant, name: acme, uid: earlier} | false
          Service               | v1      | {kind: Gadget, name: acme, uid: other}   | true
          PersistentVolumeClaim | v1      | {kind: Tenant, name: acme, uid: this}    | false
          Namespace             | v1      | {kind: Tenant, name: acme, uid: this}    | false
          Pod                   | v1      | {kind: Tenant, name: acme, uid: this}    | false
          """)
  void only_compute_of_this_very_tenant_may_go(
      String kind, String apiVersion, String owner, boolean mayGo) {
    assertThat(Pruner.isOurs(observed(kind, apiVersion, owner, APPLIED), "this")).isEqualTo(mayGo);
  }

  @Test
  void what_the_operator_never_applied_stays() {
    assertThat(
            Pruner.isOurs(
                observed("Deployment", "apps/v1", "{kind: Tenant, name: acme, uid: this}", ""),
                "this"))
        .isFalse();
  }

  private static ObservedObject observed(
      String kind, String apiVersion, String owner, String applied) {
    return Samples.observed(
        """
        apiVersion: %s
        kind: %s
        metadata:
          name: n8n
          namespace: tenant-acme
          ownerReferences: [%s]
          managedFields: [%s]
        """
            .formatted(apiVersion, kind, owner, applied));
  }
}
