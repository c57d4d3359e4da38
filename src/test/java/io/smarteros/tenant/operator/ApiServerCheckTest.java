package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.smarteros.tenant.testkit.MockApiServer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ApiServerCheckTest {
  private static final String TENANTS = "/apis/smarteros.io/v1alpha1/tenants?limit=1";
  private static final String CLASSES = "/apis/smarteros.io/v1alpha1/tenantclasses?limit=1";

  @Test
  void one_that_cannot_be_reached_is_waited_for_by_its_address() {
    var nowhere =
        new ConfigBuilder()
            .withMasterUrl("http://127.0.0.1:1/")
            .withRequestRetryBackoffLimit(0)
            .build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(nowhere).build()) {
      assertThat(new ApiServerCheck(client, Optional.empty()).problem())
          .contains("http://127.0.0.1:1/ cannot be reached. Check KUBECONFIG and the network");
    }
  }

  @Test
  void missing_kinds_and_missing_rights_say_what_to_install() {
    try (MockApiServer server = new MockApiServer()) {
      server
          .client()
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName("kube-system")
                  .endMetadata()
                  .build())
          .create();
      server.server().expect().get().withPath(TENANTS).andReturn(404, "404 page not found").once();
      server
          .server()
          .expect()
          .get()
          .withPath(TENANTS)
          .andReturn(
              403, new StatusBuilder().withCode(403).withMessage("tenants is forbidden").build())
          .once();

      ApiServerCheck apiServer = new ApiServerCheck(server.client(), Optional.empty());

      assertThat(apiServer.problem())
          .contains("the kinds Tenant and TenantClass do not exist. Install the chart's CRDs");
      assertThat(apiServer.problem())
          .contains("the operator lacks rights. Install the chart's RBAC (tenants is forbidden)");
    }
  }

  @Test
  void one_with_our_kinds_and_rights_is_usable() {
    try (MockApiServer server = new MockApiServer()) {
      server
          .client()
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName("kube-system")
                  .endMetadata()
                  .build())
          .create();
      server.server().expect().get().withPath(TENANTS).andReturn(200, "{\"items\":[]}").once();
      server.server().expect().get().withPath(CLASSES).andReturn(200, "{\"items\":[]}").once();

      assertThat(new ApiServerCheck(server.client(), Optional.empty()).problem()).isEmpty();
    }
  }

  @Test
  void a_lease_that_the_operator_may_not_read_is_told_before_it_waits_for_it() {
    try (MockApiServer server = new MockApiServer()) {
      server
          .server()
          .expect()
          .get()
          .withPath("/apis/coordination.k8s.io/v1/namespaces/smarteros/leases/tenant-operator")
          .andReturn(
              403, new StatusBuilder().withCode(403).withMessage("leases is forbidden").build())
          .once();

      assertThat(new ApiServerCheck(server.client(), Optional.of("smarteros")).problem())
          .contains("the operator lacks rights. Install the chart's RBAC (leases is forbidden)");
    }
  }
}
