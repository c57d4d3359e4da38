package io.smarteros.tenant.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.Samples;
import io.smarteros.tenant.testkit.blueprint.ObjectLint;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardRailsTest {

  @ParameterizedTest
  @ValueSource(strings = {"restricted", "baseline", "privileged"})
  void the_namespace_enforces_the_class_s_security_level(String level) {
    assertThat(compile("podSecurity: " + level).namespace().getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", level)
        .containsEntry("pod-security.kubernetes.io/enforce-version", "latest")
        .containsEntry("pod-security.kubernetes.io/audit", level)
        .containsEntry("pod-security.kubernetes.io/warn", level);
  }

  @Test
  void a_class_that_says_nothing_is_restricted() {
    assertThat(compile("").namespace().getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
  }

  @Test
  void everything_bears_the_labels_by_which_it_is_found_and_has_no_owner() {
    GuardRails rails = Samples.of("acme").guardRails();

    assertThat(all(rails))
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getLabels())
                  .containsEntry(Names.TENANT_LABEL, "acme")
                  .containsEntry(Names.MANAGED_BY_LABEL, Names.OPERATOR)
                  .doesNotContainKey(Names.SERVICE_LABEL);
              assertThat(object.getMetadata().getOwnerReferences()).isEmpty();
            });
  }

  @Test
  void the_operator_gets_its_rights_in_the_namespace_and_nobody_else_does() {
    var binding = compile("").binding();

    assertThat(binding.getRoleRef().getName()).isEqualTo("tenant-operator-tenant");
    assertThat(binding.getSubjects())
        .singleElement()
        .satisfies(
            subject -> {
              assertThat(subject.getKind()).isEqualTo("ServiceAccount");
              assertThat(subject.getNamespace()).isEqualTo("smarteros");
              assertThat(subject.getName()).isEqualTo("operator-account");
            });
  }

  @Test
  void the_quota_is_the_class_s_in_canonical_form_and_opens_no_door_around_the_routes() {
    assertThat(quota(compile("quota: {requests.cpu: 2000m, limits.memory: 0.5Gi}")))
        .isEqualTo(
            Map.of(
                "requests.cpu", "2",
                "limits.memory", "512Mi",
                "services.loadbalancers", "0",
                "services.nodeports", "0"));
  }

  @Test
  void a_class_may_allow_load_balancers() {
    assertThat(quota(compile("quota: {services.loadbalancers: 1}")))
        .containsEntry("services.loadbalancers", "1");
  }

  @Test
  void limits_are_filled_as_the_server_would_fill_them() {
    var limits =
        only(
                LimitRange.class,
                compile(
                    "limits: {defaultLimits: {memory: 1024Mi}, defaultRequests: {cpu: 0.1}, max: {cpu: 2000m, memory: 4Gi}}"))
            .getSpec()
            .getLimits()
            .getFirst();

    assertThat(plain(limits.getMax())).isEqualTo(Map.of("cpu", "2", "memory", "4Gi"));
    assertThat(plain(limits.getDefault())).isEqualTo(Map.of("cpu", "2", "memory", "1Gi"));
    assertThat(plain(limits.getDefaultRequest())).isEqualTo(Map.of("cpu", "100m", "memory", "1Gi"));
  }

  @Test
  void without_limits_there_is_no_limit_range() {
    assertThat(compile("").objects()).noneMatch(LimitRange.class::isInstance);
  }

  @Test
  void pods_get_no_token_and_pull_with_the_class_s_secrets() {
    ServiceAccount account = only(ServiceAccount.class, compile("imagePullSecrets: [registry]"));

    assertThat(account.getMetadata().getName()).isEqualTo("default");
    assertThat(account.getAutomountServiceAccountToken()).isFalse();
    assertThat(account.getImagePullSecrets())
        .extracting(reference -> reference.getName())
        .containsExactly("registry");
  }

  @Test
  void the_namespace_bears_what_the_class_says_beside_the_operators_own() {
    var metadata =
        compile(
                """
                namespace:
                  labels: {cost-centre: "4711"}
                  annotations: {example.com/contact: platform}
                """)
            .namespace()
            .getMetadata();

    assertThat(metadata.getLabels())
        .containsEntry("cost-centre", "4711")
        .containsEntry(Names.TENANT_LABEL, "acme")
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    assertThat(metadata.getAnnotations()).isEqualTo(Map.of("example.com/contact", "platform"));
  }

  private static GuardRails compile(String tenantClass) {
    return GuardRails.compile(
        new GuardRailInput(
            "acme",
            "tenant-acme",
            Samples.tenantClass("baseDomain: example.com\n" + tenantClass),
            "smarteros",
            "operator-account",
            Set.of(new PodEndpoint("n8n", 5678, true, true))));
  }

  private static Map<String, String> quota(GuardRails rails) {
    return plain(only(ResourceQuota.class, rails).getSpec().getHard());
  }

  private static Map<String, String> plain(Map<String, Quantity> quantities) {
    return quantities.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toString()));
  }

  @Test
  void a_reader_has_no_objection_to_any_object() {
    assertThat(Stream.concat(all(Samples.of("acme").guardRails()), all(compile(""))))
        .allSatisfy(object -> assertThat(ObjectLint.complaints(object)).isEmpty());
  }

  private static Stream<HasMetadata> all(GuardRails rails) {
    return Stream.concat(Stream.of(rails.namespace(), rails.binding()), rails.objects().stream());
  }

  private static <T extends HasMetadata> T only(Class<T> type, GuardRails rails) {
    return rails.objects().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }
}
