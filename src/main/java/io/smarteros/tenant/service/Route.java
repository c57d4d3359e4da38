package io.smarteros.tenant.service;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLSBuilder;
import io.smarteros.tenant.api.tenantclass.Routing;
import io.smarteros.tenant.api.tenantclass.Routing.Tls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The way from the outside to an application: an Ingress or an HTTPRoute, as the class says. */
public final class Route {
  private Route() {}

  /** Empty when the class routes nothing, or the application's first-run page is still open. */
  public static Optional<HasMetadata> of(ServicePlan plan, int port) {
    @Nullable Routing routing = plan.tenant().tenantClass().routing();
    if (routing == null || !plan.routeAllowed()) {
      return Optional.empty();
    }
    if (routing.gateway() != null) {
      return Optional.of(httpRoute(plan, routing.gateway().parentRef(), port));
    }
    return Optional.ofNullable(routing.ingress()).map(ingress -> ingress(plan, ingress, port));
  }

  private static Ingress ingress(ServicePlan plan, Routing.Ingress wanted, int port) {
    String name = plan.service().name().id();
    return new IngressBuilder()
        .withMetadata(
            new ServiceMetadata(plan)
                .compute(name)
                .edit()
                .withAnnotations(new TreeMap<>(wanted.annotations()))
                .build())
        .withNewSpec()
        .withIngressClassName(wanted.className())
        .withTls(tls(plan, wanted.tls()))
        .addNewRule()
        .withHost(plan.service().host())
        .withNewHttp()
        .addNewPath()
        .withPath("/")
        .withPathType("Prefix")
        .withNewBackend()
        .withNewService()
        .withName(name)
        .withNewPort()
        .withNumber(port)
        .endPort()
        .endService()
        .endBackend()
        .endPath()
        .endHttp()
        .endRule()
        .endSpec()
        .build();
  }

  private static List<IngressTLS> tls(ServicePlan plan, @Nullable Tls wanted) {
    if (wanted == null || Boolean.FALSE.equals(wanted.enabled())) {
      return List.of();
    }
    return List.of(
        new IngressTLSBuilder()
            .withHosts(plan.service().host())
            .withSecretName(
                Optional.ofNullable(wanted.secretName()).orElse(plan.service().name() + "-tls"))
            .build());
  }

  /**
   * Lists in a route are replaced as a whole, so each default of the Gateway API stands in it: the
   * server would add it, and what it adds to our list looks like a change by others.
   */
  private static GenericKubernetesResource httpRoute(
      ServicePlan plan, Routing.ParentRef gateway, int port) {
    Map<String, Object> parent = new LinkedHashMap<>();
    parent.put("group", "gateway.networking.k8s.io");
    parent.put("kind", "Gateway");
    parent.put("namespace", gateway.namespace());
    parent.put("name", gateway.name());
    if (gateway.sectionName() != null) {
      parent.put("sectionName", gateway.sectionName());
    }
    Map<String, Object> backend = new LinkedHashMap<>();
    backend.put("group", "");
    backend.put("kind", "Service");
    backend.put("name", plan.service().name().id());
    backend.put("port", port);
    backend.put("weight", 1);
    Map<String, Object> path = new LinkedHashMap<>();
    path.put("type", "PathPrefix");
    path.put("value", "/");
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("matches", List.of(Map.of("path", path)));
    rule.put("backendRefs", List.of(backend));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("parentRefs", List.of(parent));
    spec.put("hostnames", List.of(plan.service().host()));
    spec.put("rules", List.of(rule));

    GenericKubernetesResource route = new GenericKubernetesResource();
    route.setApiVersion("gateway.networking.k8s.io/v1");
    route.setKind("HTTPRoute");
    route.setMetadata(new ServiceMetadata(plan).compute(plan.service().name().id()));
    route.setAdditionalProperty("spec", spec);
    return route;
  }
}
