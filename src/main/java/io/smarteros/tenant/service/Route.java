package io.smarteros.tenant.service;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPathBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLSBuilder;
import io.smarteros.tenant.api.tenantclass.Routing;
import io.smarteros.tenant.api.tenantclass.Routing.Tls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The way from the outside to an application: an Ingress or an HTTPRoute, as the class says, by the
 * paths of its endpoints. Pure.
 */
public final class Route {
  private static final int HTTP_PORT = 80;

  private final ServicePlan plan;
  private final List<Endpoint> endpoints;

  private Route(ServicePlan plan, List<Endpoint> endpoints) {
    this.plan = plan;
    this.endpoints = endpoints.stream().filter(endpoint -> !endpoint.paths().isEmpty()).toList();
  }

  /** Empty when the class routes nothing, or the application has nothing to be routed. */
  public static List<HasMetadata> of(ServicePlan plan, List<Endpoint> endpoints) {
    Route route = new Route(plan, endpoints);
    @Nullable Routing routing = plan.tenant().tenantClass().routing();
    if (routing == null || route.endpoints.isEmpty()) {
      return List.of();
    }
    if (routing.gateway() != null) {
      return List.of(route.httpRoute(routing.gateway().parentRef()));
    }
    return Optional.ofNullable(routing.ingress()).map(route::ingress).orElseGet(List::of);
  }

  private List<HasMetadata> ingress(Routing.Ingress wanted) {
    List<HasMetadata> objects = new ArrayList<>();
    if (!closedPaths().isEmpty()) {
      objects.add(serviceWithoutPods());
    }
    objects.add(ingressObject(wanted));
    return objects;
  }

  private Ingress ingressObject(Routing.Ingress wanted) {
    return new IngressBuilder()
        .withMetadata(
            new ServiceMetadata(plan)
                .compute(name())
                .edit()
                .withAnnotations(new TreeMap<>(wanted.annotations()))
                .build())
        .withNewSpec()
        .withIngressClassName(wanted.className())
        .withTls(tls(wanted.tls()))
        .addNewRule()
        .withHost(plan.service().host())
        .withNewHttp()
        .withPaths(ingressPaths())
        .endHttp()
        .endRule()
        .endSpec()
        .build();
  }

  private List<HTTPIngressPath> ingressPaths() {
    List<HTTPIngressPath> paths = new ArrayList<>();
    closedPaths().forEach(path -> paths.add(ingressPath(path, closedName(), HTTP_PORT)));
    for (Endpoint endpoint : endpoints) {
      endpoint
          .paths()
          .forEach(path -> paths.add(ingressPath(path, serviceOf(endpoint), endpoint.port())));
    }
    return paths;
  }

  private static HTTPIngressPath ingressPath(String path, String service, int port) {
    return new HTTPIngressPathBuilder()
        .withPath(path)
        .withPathType("Prefix")
        .withNewBackend()
        .withNewService()
        .withName(service)
        .withNewPort()
        .withNumber(port)
        .endPort()
        .endService()
        .endBackend()
        .build();
  }

  /**
   * An Ingress knows no path that leads nowhere. The longest prefix wins, so a closed one leads to
   * a Service that never has pods: controllers answer 503.
   */
  private Service serviceWithoutPods() {
    return new ServiceBuilder()
        .withMetadata(new ServiceMetadata(plan).compute(closedName()))
        .withNewSpec()
        .withType("ClusterIP")
        .addNewPort()
        .withName("closed")
        .withProtocol("TCP")
        .withPort(HTTP_PORT)
        .endPort()
        .endSpec()
        .build();
  }

  private List<IngressTLS> tls(@Nullable Tls wanted) {
    if (wanted == null || Boolean.FALSE.equals(wanted.enabled())) {
      return List.of();
    }
    IngressTLSBuilder tls = new IngressTLSBuilder().withHosts(plan.service().host());
    return List.of(
        Boolean.TRUE.equals(wanted.defaultCertificate())
            ? tls.build()
            : tls.withSecretName(
                    Optional.ofNullable(wanted.secretName()).orElse(plan.service().name() + "-tls"))
                .build());
  }

  /**
   * Lists in a route are replaced as a whole, so each default of the Gateway API stands in it: the
   * server would add it, and what it adds to our list looks like a change by others.
   */
  private HasMetadata httpRoute(Routing.ParentRef gateway) {
    Map<String, Object> parent = new LinkedHashMap<>();
    parent.put("group", "gateway.networking.k8s.io");
    parent.put("kind", "Gateway");
    parent.put("namespace", gateway.namespace());
    parent.put("name", gateway.name());
    if (gateway.sectionName() != null) {
      parent.put("sectionName", gateway.sectionName());
    }
    List<Map<String, Object>> rules = new ArrayList<>();
    if (!closedPaths().isEmpty()) {
      // without a backend the gateway answers 500
      rules.add(rule(closedPaths()));
    }
    for (Endpoint endpoint : endpoints) {
      Map<String, Object> rule = rule(endpoint.paths());
      rule.put("backendRefs", List.of(backend(endpoint)));
      rules.add(rule);
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("parentRefs", List.of(parent));
    spec.put("hostnames", List.of(plan.service().host()));
    spec.put("rules", rules);

    GenericKubernetesResource route = new GenericKubernetesResource();
    route.setApiVersion("gateway.networking.k8s.io/v1");
    route.setKind("HTTPRoute");
    route.setMetadata(new ServiceMetadata(plan).compute(name()));
    route.setAdditionalProperty("spec", spec);
    return route;
  }

  private static Map<String, Object> rule(List<String> paths) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("matches", paths.stream().map(Route::match).toList());
    return rule;
  }

  private static Map<String, Object> match(String path) {
    Map<String, Object> prefix = new LinkedHashMap<>();
    prefix.put("type", "PathPrefix");
    prefix.put("value", path);
    return Map.of("path", prefix);
  }

  private Map<String, Object> backend(Endpoint endpoint) {
    Map<String, Object> backend = new LinkedHashMap<>();
    backend.put("group", "");
    backend.put("kind", "Service");
    backend.put("name", serviceOf(endpoint));
    backend.put("port", endpoint.port());
    backend.put("weight", 1);
    return backend;
  }

  private List<String> closedPaths() {
    return endpoints.stream().flatMap(endpoint -> endpoint.closedPaths().stream()).toList();
  }

  private String serviceOf(Endpoint endpoint) {
    return new ServiceMetadata(plan).component(endpoint.component()).name();
  }

  private String name() {
    return plan.service().name().id();
  }

  private String closedName() {
    return name() + "-closed";
  }
}
