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
      End.pod("tenant-acme", "10.244.1.5", "app.kubernetes.io/name", "n8n");
  private static final End CHATWOOT = End.pod("tenant-acme", "10.244.1.6");
  private static final End OTHER_TENANT = End.pod("tenant-other", "10.244.1.7");
  private static final End OPERATOR = End.pod("smarteros", "10.244.1.8");
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
        "fd00:ec2::254",
        "fe80::1"
      })
  void private_and_metadata_addresses_are_not_the_internet(String address) {
    assertThat(standard().allows(N8N, End.outside(address), "TCP", 80)).isFalse();
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
            Set.of(5678, 3000)));
  }
}
