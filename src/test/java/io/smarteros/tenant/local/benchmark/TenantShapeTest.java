package io.smarteros.tenant.local.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smarteros.tenant.local.benchmark.TenantShape.Template;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantShapeTest {
  @Test
  void an_object_of_one_tenant_becomes_that_of_another() {
    TenantShape shape =
        new TenantShape(
            "bench-00000",
            List.of(
                new Template(
                    "/api/v1/namespaces/tenant-bench-00000/services/n8n",
                    "{\"metadata\":{\"namespace\":\"tenant-bench-00000\"}}")));

    assertThat(shape.of("bench-00042"))
        .containsExactly(
            new Template(
                "/api/v1/namespaces/tenant-bench-00042/services/n8n",
                "{\"metadata\":{\"namespace\":\"tenant-bench-00042\"}}"));
  }

  @Test
  void what_the_server_added_is_left_out() throws IOException {
    ObjectMapper json = new ObjectMapper();

    assertThat(
            TenantShape.asApplied(
                json.readTree(
                    """
                    {"kind": "Service",
                     "metadata": {"name": "n8n", "uid": "1", "resourceVersion": "7",
                                  "ownerReferences": [{"uid": "2"}], "labels": {"a": "b"}},
                     "spec": {"clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"], "ports": []},
                     "status": {}}
                    """)))
        .isEqualTo(
            json.readTree(
                """
                {"kind": "Service", "metadata": {"name": "n8n", "labels": {"a": "b"}},
                 "spec": {"ports": []}}
                """));
  }
}
