package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.smarteros.tenant.testkit.MockApiServer;
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
      assertThat(new ApiServerCheck(client).problem())
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

      ApiServerCheck apiServer = new ApiServerCheck(server.client());

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

      assertThat(new ApiServerCheck(server.client()).problem()).isEmpty();
    }
  }
}
