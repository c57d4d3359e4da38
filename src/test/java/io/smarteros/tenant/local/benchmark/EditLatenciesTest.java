package io.smarteros.tenant.local.benchmark;

import static io.smarteros.tenant.local.benchmark.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EditLatenciesTest {
  @Test
  void an_edit_ends_with_the_first_write_for_its_tenant() {
    List<Entry> edits =
        List.of(
            request("patch", "tenants", "", "bench-00001", 100),
            request("patch", "tenants", "", "bench-00002", 110),
            request("patch", "tenants", "", "bench-00003", 120));
    List<Entry> writes =
        List.of(
            request("patch", "configmaps", "tenant-bench-00001", "n8n", 150),
            request("patch", "tenants/status", "", "bench-00001", 130),
            request("update", "secrets", "smarteros-system", "tenant-record-bench-00002", 105),
            request("update", "secrets", "smarteros-system", "tenant-record-bench-00002", 310));

    assertThat(EditLatencies.between(edits, writes).sorted())
        .containsExactly(Duration.ofMillis(30), Duration.ofMillis(200));
  }

  @Test
  void percentiles() {
    EditLatencies hundred =
        new EditLatencies(LongStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList());

    assertThat(hundred.percentile(50)).isEqualTo(Duration.ofMillis(50));
    assertThat(hundred.percentile(99)).isEqualTo(Duration.ofMillis(99));
    assertThat(new EditLatencies(List.of()).percentile(99)).isZero();
  }
}
