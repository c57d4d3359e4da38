package io.smarteros.tenant.local.benchmark;

import static io.smarteros.tenant.local.benchmark.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestCountsTest {
  @Test
  void writes_are_counted_by_verb_and_kind() {
    RequestCounts counts =
        RequestCounts.of(
            List.of(
                request("patch", "secrets", "tenant-bench-00001", "n8n-login"),
                request("patch", "secrets", "tenant-bench-00002", "n8n-login"),
                request("update", "secrets", "smarteros-system", "tenant-record-bench-00001"),
                request("patch", "tenants/status", "", "bench-00001"),
                request("get", "secrets", "tenant-bench-00001", "n8n-login")));

    assertThat(counts.writes())
        .isEqualTo(
            Map.of("patch secrets", 2L, "update secrets (record)", 1L, "patch tenants/status", 1L));
    assertThat(counts.allWrites()).isEqualTo(4);
    assertThat(counts.reads()).isEqualTo(1);
  }

  @Test
  void leases_are_not_counted() {
    RequestCounts counts =
        RequestCounts.of(
            List.of(
                request("update", "leases", "smarteros-system", "tenant-operator"),
                request("get", "leases", "smarteros-system", "tenant-operator")));

    assertThat(counts.allWrites()).isZero();
    assertThat(counts.reads()).isZero();
  }
}
