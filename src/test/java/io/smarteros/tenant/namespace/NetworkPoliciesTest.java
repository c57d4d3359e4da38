package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.smarteros.tenant.cluster.Samples;
import io.smarteros.tenant.cluster.Traffic;
import io.smarteros.tenant.cluster.Traffic.End;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policies by what they do, since no enforcer runs here. */
class NetworkPoliciesTest {
  private static final End N8N =
      End.pod("tenant-acme", "10.244.1.5", "smarteros.io/service", "n8n");
  private static final End CHATWOOT =
      End.pod("tenant-acme", "10.244.1.6", "smarteros.io/service", "chatwoot");
  private static final End ODOO =
      End.pod("tenant-acme", "10.244.1.10", "smarteros.io/service", "odoo");
  private static final End OTHER_TENANT = End.pod("tenant-other", "10.244.1.7");
  private static final End OPERATOR =
      End.pod("smarteros", "10.244.1.8", "app.kubernetes.io/name", "tenant-operator");
  private static final End INGRESS = End.pod("ingress-nginx", "10.244.1.9");
  private static final End DNS = End.pod("kube-system", "10.96.0.10", "k8s-app", "kube-dns");
  private static final End INTERNET = End.outside("93.184.216.34");
  private static final End DATABASE = End.outside("10.1.2.3");

  private static final String STANDARD =
      """
      baseDomain: example.com
      network:
        ingressFrom:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}
        databaseCIDRs: [10.1.2.3/32]
      database: {host: db.internal, adminSecret: admin}
      """;

  private static final String OPEN =
      """
      baseDomain: example.com
      network: {isolated: false, egress: None, databaseCIDRs: [10.1.2.3/32]}
      database: {host: db.internal, adminSecret: admin}
      """;

  @Test
  void applications_of_a_tenant_talk_to_each_other() {
    assertThat(standard().allows(N8N, CHATWOOT, "TCP", 3000)).isTrue();
    assertThat(standard().allows(CHATWOOT, N8N, "TCP", 5678)).isTrue();
  }

  @Test
  void tenants_do_not_reach_each_other() {
    assertThat(standard().allows(N8N, OTHER_TENANT, "TCP", 5678)).isFalse();
    assertThat(standard().allows(OTHER_TENANT, N8N, "TCP", 5678)).isFalse();
  }

  @Test
  void the_operator_reaches_the_ports_of_the_applications_and_no_others() {
    assertThat(standard().allows(OPERATOR, N8N, "TCP", 5678)).isTrue();
    assertThat(standard().allows(OPERATOR, N8N, "TCP", 6379)).isFalse();
    assertThat(standard().allows(N8N, OPERATOR, "TCP", 8080)).isFalse();
  }

  @Test
  void only_the_ingress_controller_comes_in_from_outside() {
    assertThat(standard().allows(INGRESS, N8N, "TCP", 5678)).isTrue();
    assertThat(standard().allows(INTERNET, N8N, "TCP", 5678)).isFalse();
    assertThat(standard().allows(End.pod("default", "10.244.9.9"), N8N, "TCP", 5678)).isFalse();
  }

  @Test
  void whatever_else_runs_beside_the_operator_reaches_no_application() {
    assertThat(standard().allows(End.pod("smarteros", "10.244.1.11"), N8N, "TCP", 5678)).isFalse();
    End impostor = End.pod("default", "10.244.1.12", "app.kubernetes.io/name", "tenant-operator");
    assertThat(standard().allows(impostor, N8N, "TCP", 5678)).isFalse();
  }

  @Test
  void users_reach_the_routed_ports_of_each_application_and_no_others() {
    assertThat(standard().allows(INGRESS, CHATWOOT, "TCP", 3000)).isTrue();
    assertThat(standard().allows(INGRESS, CHATWOOT, "TCP", 6379)).as("its Redis").isFalse();
    assertThat(standard().allows(INGRESS, N8N, "TCP", 3000)).as("another's port").isFalse();
    assertThat(standard().allows(INGRESS, ODOO, "TCP", 8072)).isTrue();
    assertThat(standard().allows(INGRESS, ODOO, "TCP", 8069)).as("not routed").isFalse();
  }

  @Test
  void the_operator_reaches_no_port_that_it_does_not_call() {
    assertThat(standard().allows(OPERATOR, ODOO, "TCP", 8069)).isTrue();
    assertThat(standard().allows(OPERATOR, ODOO, "TCP", 8072)).isFalse();
    assertThat(standard().allows(OPERATOR, N8N, "TCP", 3000)).isFalse();
  }

  @Test
  void a_certificate_challenge_is_answered_where_cert_manager_makes_the_certificates() {
    End solver =
        End.pod("tenant-acme", "10.244.1.13", "acme.cert-manager.io/http01-solver", "true");
    Traffic challenged =
        traffic(
            STANDARD
                + "routing: {ingress: {className: nginx, annotations: {cert-manager.io/cluster-issuer: x}}}");

    assertThat(challenged.allows(INGRESS, solver, "TCP", 8089)).isTrue();
    assertThat(challenged.allows(OTHER_TENANT, solver, "TCP", 8089)).isFalse();
    assertThat(standard().allows(INGRESS, solver, "TCP", 8089)).as("nobody asked").isFalse();
  }

  @Test
  void a_load_balancer_that_speaks_from_addresses_comes_in_by_them() {
    Traffic traffic =
        traffic(
            """
            baseDomain: example.com
            network: {ingressCIDRs: [10.0.3.0/24, "2600:1f14:5::/64"]}
            """);

    assertThat(traffic.allows(End.outside("10.0.3.7"), N8N, "TCP", 5678)).isTrue();
    assertThat(traffic.allows(End.outside("2600:1f14:5::7"), N8N, "TCP", 5678)).isTrue();
    assertThat(traffic.allows(End.outside("10.0.3.7"), N8N, "TCP", 22)).isFalse();
    assertThat(traffic.allows(End.outside("10.0.4.7"), N8N, "TCP", 5678)).isFalse();
  }

  @Test
  void names_are_resolved_by_the_cluster_alone() {
    assertThat(standard().allows(N8N, DNS, "UDP", 53)).isTrue();
    assertThat(standard().allows(N8N, DNS, "TCP", 53)).isTrue();
    assertThat(standard().allows(N8N, DNS, "TCP", 9153)).isFalse();
  }

  @Test
  void a_class_may_name_another_resolver() {
    Traffic traffic =
        traffic(
            """
            baseDomain: example.com
            network:
              dns:
                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: dns}}
                podSelector: {matchLabels: {app: unbound}}
            """);

    assertThat(traffic.allows(N8N, End.pod("dns", "10.96.0.11", "app", "unbound"), "UDP", 53))
        .isTrue();
    assertThat(traffic.allows(N8N, DNS, "UDP", 53)).isFalse();
  }

  @Test
  void dns_servers_are_reached_on_the_port_that_their_pods_listen_on() {
    Traffic openshift =
        traffic(
            """
            baseDomain: example.com
            network:
              dns:
                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}
                podSelector: {matchLabels: {dns.operator.openshift.io/daemonset-dns: default}}
                ports: [5353]
            """);
    End dns =
        End.pod(
            "openshift-dns", "10.128.0.9", "dns.operator.openshift.io/daemonset-dns", "default");

    assertThat(openshift.allows(N8N, dns, "UDP", 5353)).isTrue();
    assertThat(openshift.allows(N8N, dns, "TCP", 5353)).isTrue();
    assertThat(openshift.allows(N8N, dns, "UDP", 53)).isFalse();
  }

  @Test
  void another_port_alone_means_the_usual_dns_pods() {
    Traffic traffic = traffic("baseDomain: example.com\nnetwork: {dns: {ports: [1053, 53]}}");

    assertThat(traffic.allows(N8N, DNS, "UDP", 1053)).isTrue();
    assertThat(traffic.allows(N8N, DNS, "UDP", 53)).isTrue();
    assertThat(traffic.allows(N8N, INGRESS, "UDP", 1053)).isFalse();
  }

  @Test
  void a_database_in_the_cluster_is_reached_by_its_labels() {
    Traffic traffic =
        traffic(
            """
            baseDomain: example.com
            network:
              databaseCIDRs: [10.1.2.3/32]
              databasePeers:
              - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: databases}}
                podSelector: {matchLabels: {cnpg.io/cluster: pg}}
            database: {host: pg-rw.databases.svc, port: 6432, adminSecret: admin}
            """);
    End server = End.pod("databases", "10.244.7.7", "cnpg.io/cluster", "pg");

    assertThat(traffic.allows(N8N, server, "TCP", 6432)).isTrue();
    assertThat(traffic.allows(N8N, DATABASE, "TCP", 6432)).as("beside the addresses").isTrue();
    assertThat(traffic.allows(N8N, server, "TCP", 5432)).isFalse();
    assertThat(traffic.allows(N8N, End.pod("databases", "10.244.7.8"), "TCP", 6432)).isFalse();
  }

  @Test
  void the_database_is_reached_on_its_port_alone() {
    assertThat(standard().allows(N8N, DATABASE, "TCP", 5432)).isTrue();
    assertThat(standard().allows(N8N, DATABASE, "TCP", 22)).isFalse();
    assertThat(standard().allows(N8N, End.outside("10.1.2.4"), "TCP", 5432)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"93.184.216.34", "8.8.8.8", "172.32.0.1", "2606:2800:220:1::1"})
  void the_internet_is_open_by_default(String address) {
    assertThat(standard().allows(N8N, End.outside(address), "TCP", 443)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fe80::1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::1"
      })
  void private_and_metadata_addresses_are_not_the_internet(String address) {
    assertThat(standard().allows(N8N, End.outside(address), "TCP", 80)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2600:1f14::5", "203.0.113.9"})
  void a_class_takes_the_ranges_of_its_cluster_out_of_the_internet(String address) {
    Traffic traffic =
        traffic(
            """
            baseDomain: example.com
            network: {exceptCIDRs: ["2600:1f14::/56", 203.0.113.0/24]}
            """);

    assertThat(traffic.allows(N8N, End.outside(address), "TCP", 443)).isFalse();
    assertThat(traffic.allows(N8N, End.outside("93.184.216.34"), "TCP", 443)).isTrue();
    assertThat(traffic.allows(N8N, End.outside("2606:2800:220:1::1"), "TCP", 443)).isTrue();
    assertThat(traffic.allows(N8N, End.outside("10.0.0.1"), "TCP", 443)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Internet,  93.184.216.34, true",
    "Internet,  10.9.9.9,      true",
    "Allowlist, 93.184.216.34, false",
    "Allowlist, 10.9.9.9,      true",
    "None,      93.184.216.34, false",
    "None,      10.9.9.9,      false",
  })
  void a_class_decides_what_of_the_outside_is_reached(String egress, String address, boolean open) {
    Traffic traffic =
        traffic(
            """
            baseDomain: example.com
            network: {egress: %s, egressCIDRs: [10.9.9.0/24]}
            """
                .formatted(egress));

    assertThat(traffic.allows(N8N, End.outside(address), "TCP", 443)).isEqualTo(open);
  }

  @Test
  void a_peer_without_a_namespace_selector_is_in_any_namespace() {
    Traffic traffic =
        traffic(
            """
            baseDomain: example.com
            network: {ingressFrom: [{podSelector: {matchLabels: {app: monitoring}}}]}
            """);

    assertThat(
            traffic.allows(
                End.pod("monitoring", "10.244.3.3", "app", "monitoring"), N8N, "TCP", 5678))
        .isTrue();
    assertThat(traffic.allows(End.pod("monitoring", "10.244.3.4"), N8N, "TCP", 5678)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"baseDomain: example.com", "baseDomain: example.com\nnetwork: {}"})
  void a_class_that_says_nothing_isolates(String tenantClass) {
    assertThat(traffic(tenantClass).allows(OTHER_TENANT, N8N, "TCP", 5678)).isFalse();
    assertThat(traffic(tenantClass).allows(N8N, INTERNET, "TCP", 443)).isTrue();
  }

  @Test
  void a_class_that_gives_up_isolation_lets_everything_in() {
    Traffic open = traffic(OPEN);

    assertThat(open.allows(INTERNET, N8N, "TCP", 5678)).isTrue();
    assertThat(open.allows(End.pod("default", "10.244.9.9"), N8N, "TCP", 5678)).isTrue();
    assertThat(open.allows(OPERATOR, N8N, "TCP", 5678)).isTrue();
  }

  @Test
  void a_class_that_gives_up_isolation_still_decides_what_is_reached() {
    Traffic open = traffic(OPEN);

    assertThat(open.allows(N8N, DNS, "UDP", 53)).isTrue();
    assertThat(open.allows(N8N, DATABASE, "TCP", 5432)).isTrue();
    assertThat(open.allows(N8N, CHATWOOT, "TCP", 3000)).isTrue();
    assertThat(open.allows(N8N, INTERNET, "TCP", 443)).isFalse();
    assertThat(open.allows(N8N, End.outside("169.254.169.254"), "TCP", 80)).isFalse();
  }

  private static Traffic standard() {
    return traffic(STANDARD);
  }

  /** Two tenants of the class. */
  private static Traffic traffic(String tenantClass) {
    return new Traffic(
        Stream.of("acme", "other")
            .flatMap(tenant -> policies(tenant, tenantClass).stream())
            .toList());
  }

  private static List<NetworkPolicy> policies(String tenant, String tenantClass) {
    return NetworkPolicies.compile(
        new GuardRailInput(
            tenant,
            "tenant-" + tenant,
            Samples.tenantClass(tenantClass),
            "smarteros",
            "tenant-operator",
            Set.of(
                new PodEndpoint("n8n", 5678, true, true),
                new PodEndpoint("chatwoot", 3000, true, true),
                new PodEndpoint("odoo", 8069, false, true),
                new PodEndpoint("odoo", 8072, true, false))));
  }
}
