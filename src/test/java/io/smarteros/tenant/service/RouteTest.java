package io.smarteros.tenant.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.OdooSpec;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTest {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * An application with a port of its own for web sockets, one for its neighbours alone, and
   * reports that other pods make.
   */
  private static final List<Endpoint> ODOO =
      List.of(
          new Endpoint("http", 8069, true, List.of("/"), List.of("/web/database")),
          new Endpoint("websocket", 8072, false, List.of("/websocket", "/longpolling"), List.of()),
          new Endpoint("metrics", 9187, false, List.of(), List.of()),
          new Endpoint("reports", "http", 8069, false, List.of("/report"), List.of()));

  @Test
  void an_ingress_leads_each_path_to_its_own_pods_and_port() {
    JsonNode ingress = route("{ingress: {className: nginx}}", "Ingress");

    List<String> leads = new ArrayList<>();
    for (JsonNode path : ingress.at("/spec/rules/0/http/paths")) {
      JsonNode service = path.at("/backend/service");
      leads.add(
          "%s to %s %d"
              .formatted(
                  path.path("path").asText(),
                  service.path("name").asText(),
                  service.at("/port/number").asInt()));
    }
    assertThat(leads)
        .containsExactlyInAnyOrder(
            "/web/database to odoo-closed 80",
            "/ to odoo 8069",
            "/websocket to odoo 8072",
            "/longpolling to odoo 8072",
            "/report to odoo-reports 8069");
  }

  @Test
  void a_gateway_leads_each_path_to_its_own_pods_and_port() {
    JsonNode route =
        route("{gateway: {parentRef: {name: public, namespace: gateways}}}", "HTTPRoute");

    List<String> leads = new ArrayList<>();
    for (JsonNode rule : route.at("/spec/rules")) {
      for (JsonNode match : rule.path("matches")) {
        leads.add(
            "%s to %s %d"
                .formatted(
                    match.at("/path/value").asText(),
                    rule.at("/backendRefs/0/name").asText("nowhere"),
                    rule.at("/backendRefs/0/port").asInt()));
      }
    }
    assertThat(leads)
        .containsExactlyInAnyOrder(
            "/web/database to nowhere 0",
            "/ to odoo 8069",
            "/websocket to odoo 8072",
            "/longpolling to odoo 8072",
            "/report to odoo-reports 8069");
  }

  private static JsonNode route(String routing, String kind) {
    return Route.of(plan(routing), ODOO).stream()
        .filter(object -> object.getKind().equals(kind))
        .findFirst()
        .<JsonNode>map(JSON::valueToTree)
        .orElseThrow();
  }

  private static ServicePlan plan(String routing) {
    ResolvedService odoo =
        new ResolvedService(
            ServiceName.ODOO,
            true,
            Mode.DEDICATED,
            "18.0",
            false,
            "odoo:18.0",
            1,
            "odoo-acme.example.com",
            "1",
            "2Gi",
            Optional.empty(),
            List.of(),
            new OdooSpec(null, null, null, null, null, null, null, null, List.of(), null));
    ResolvedTenant acme =
        new ResolvedTenant(
            "acme",
            "acme-uid",
            "Acme S.A.",
            "tenant-acme",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "standard",
            Serialization.unmarshal(
                "baseDomain: example.com\nrouting: %s\n".formatted(routing), TenantClassSpec.class),
            Map.of(ServiceName.ODOO, odoo));
    return new ServicePlan(
        acme,
        odoo,
        Map.of(),
        Map.of(),
        Set.of(),
        Optional.empty(),
        ClassAccess.NONE,
        true,
        Optional.empty());
  }
}
