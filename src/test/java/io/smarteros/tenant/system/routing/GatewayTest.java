package io.smarteros.tenant.system.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.OwnPlatformTest;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The Gateway API comes into a cluster in which the operator runs already. */
@OwnPlatformTest
@ResourceLock(OwnPlatformTest.ONE_AT_A_TIME)
final class GatewayTest {
  private static final String GATEWAY_API =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: %1$s.gateway.networking.k8s.io
        annotations: {api-approved.kubernetes.io: "unapproved, the shape is all that is needed"}
      spec:
        group: gateway.networking.k8s.io
        names: {kind: %2$s, plural: %1$s}
        scope: Namespaced
        versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  status: {type: object, x-kubernetes-preserve-unknown-fields: true}
      """;

  private static final String GATEWAY =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: gateways}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: public, namespace: gateways}
      spec:
        gatewayClassName: any
        listeners:
          - {name: http, port: 80, protocol: HTTP}
          - name: https
            port: 443
            protocol: HTTPS
            hostname: "*.tenants.example.com"
            allowedRoutes: {namespaces: {from: All}}
      """;

  private static final String ACCEPTED = condition("Accepted", "True", "Accepted");
  private static final String RESOLVED = condition("ResolvedRefs", "True", "ResolvedRefs");

  private final Platform platform;

  GatewayTest(Platform platform) {
    this.platform = platform;
  }

  @Test
  void its_routes_are_made_and_followed() {
    try (Scene scene = new Scene(platform)) {
      scene.tenantClass(
          "by-gateway", "routing: {gateway: {parentRef: {name: public, namespace: gateways}}}");
      scene.tenant("early", "className: by-gateway", "services: {n8n: {}}");
      platform.awaitReason("early", "N8nReady", "RefusedByCluster");

      installGatewayApi();
      scene.annotate("early", "reconcile-at", "the Gateway API is there");

      platform.awaitReason("early", "N8nReady", "WaitingForAddress");
      says("early", ACCEPTED);
      Tenant undecided = platform.awaitReason("early", "N8nReady", "WaitingForAddress");
      assertThat(undecided.getStatus().servicesReady()).isEqualTo("0/1");

      says("early", ACCEPTED, RESOLVED);

      Tenant ready = platform.awaitReady("early");
      assertThat(ready.getStatus().services().getFirst().url())
          .isEqualTo("https://n8n-early.tenants.example.com");

      says("early", condition("Accepted", "False", "NotAllowedByListeners"), RESOLVED);

      platform.awaitReason("early", "N8nReady", "RouteRejected");
      Tenant rejected = platform.awaitReason("early", "Stalled", "RouteRejected");
      assertThat(rejected.getStatus().services().getFirst().message())
          .contains("Controller example.com/gateways says: Accepted is False: NotAllowed");
      assertThat(scene.pods("early")).as("n8n runs on").hasSize(1);

      scene.tenantClass("by-gateway");
      platform.awaitReady("early");
      assertThat(platform.kubectl("get", "httproutes", "--all-namespaces", "-o=name"))
          .as("a route that is watched is removed")
          .isEmpty();
    }
  }

  private void installGatewayApi() {
    platform.apply(GATEWAY_API.formatted("httproutes", "HTTPRoute"));
    platform.apply(GATEWAY_API.formatted("gateways", "Gateway"));
    Await.until(
        "the API server to serve the Gateway API",
        Platform.PATIENCE,
        () ->
            platform
                    .cluster()
                    .kubectl(LocalCluster.ADMIN, "get", "gateways,httproutes", "--all-namespaces")
                    .exitCode()
                == 0);
    platform.apply(GATEWAY);
  }

  /** The Gateway's controller says it, and has said it for long. */
  private void says(String tenant, String... conditions) {
    platform.kubectl(
        "patch",
        "httproute/n8n",
        "--namespace=" + Scene.namespace(tenant),
        "--subresource=status",
        "--type=merge",
        "--patch="
            + """
            status:
              parents:
                - controllerName: example.com/gateways
                  parentRef: {name: public, namespace: gateways}
                  conditions: [%s]
            """
                .formatted(String.join(", ", conditions)));
  }

  private static String condition(String type, String status, String reason) {
    return """
        {type: %s, status: "%s", reason: %s, message: So it is, observedGeneration: 1,
         lastTransitionTime: "2020-01-01T00:00:00Z"}"""
        .formatted(type, status, reason);
  }
}
