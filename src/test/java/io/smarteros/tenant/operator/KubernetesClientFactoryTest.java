package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.PodSecurity;
import io.smarteros.tenant.observability.OperatorMetrics;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesClientFactoryTest {
  private final KubernetesSerialization json = KubernetesClientFactory.serialization();

  @Test
  void a_request_for_the_lease_that_hangs_is_soon_given_up_with_its_connection() {
    Duration retryPeriod = Duration.ofSeconds(2);
    try (OperatorMetrics metrics = new OperatorMetrics("1.2.3");
        KubernetesClient client =
            KubernetesClientFactory.openForLease(Config.empty(), retryPeriod, metrics)) {
      Config config = client.getConfiguration();

      assertThat(config.getRequestTimeout()).as("ms for a request").isEqualTo(2000);
      assertThat(config.getConnectionTimeout()).as("ms for a connection").isEqualTo(2000);
      assertThat(config.getRequestRetryBackoffLimit()).as("repetitions").isZero();
      assertThat(config.isHttp2Disable())
          .as("HTTP/2, with which the next request would use the connection that hangs, is off")
          .isTrue();
    }
  }

  @Test
  void what_is_watched_is_not_read_as_another_type_first() {
    assertThat(watched("apps/v1", "Deployment")).isInstanceOf(GenericKubernetesResource.class);
  }

  @Test
  void the_end_of_a_watch_is_understood() {
    assertThat(watched("v1", "Status")).isInstanceOf(Status.class);
  }

  private Object watched(String apiVersion, String kind) {
    String event =
        """
        {"type": "MODIFIED", "object": {"apiVersion": "%s", "kind": "%s"}}
        """
            .formatted(apiVersion, kind);
    return json.unmarshal(event, WatchEvent.class).getObject();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[%s]", "{\"a\":%s}", "[0,{\"a\":[%s,1]}]"})
  void a_tenant_is_read_however_deep_its_metadata_is(String level) {
    String deep = "1";
    for (int levels = 0; levels < 3_000; levels++) {
      deep = level.formatted(deep);
    }
    String event = "{\"type\": \"ADDED\", \"object\": %s}".formatted(tenant("story", deep));

    // as the client does once it is asked for Tenants
    json.registerKubernetesResource(Tenant.class);
    Tenant tenant = (Tenant) json.unmarshal(event, WatchEvent.class).getObject();

    String read = json.asJson(json.clone(tenant));
    String upperLevels = level.substring(0, level.indexOf('%')).repeat(25);
    assertThat(read)
        .hasSizeLessThan(deep.length())
        .containsPattern("\"f:story\":" + Pattern.quote(upperLevels))
        .containsPattern("\"story\":" + Pattern.quote(upperLevels));
  }

  @Test
  void a_tenant_is_read_however_long_its_keys_are() {
    String key = "x".repeat(60_000);

    Tenant tenant = json.unmarshal(tenant(key, "1"), Tenant.class);

    assertThat(tenant.getSpec().rowMetadata()).containsKey(key);
  }

  @Test
  void a_value_that_a_newer_operator_knows_keeps_no_other_tenant_from_being_read() {
    String list =
        """
        {"apiVersion": "v1", "kind": "List", "items": [
          {"apiVersion": "smarteros.io/v1alpha1", "kind": "Tenant", "metadata": {"name": "new"},
           "spec": {
             "displayName": "New",
             "deletionPolicy": "Archive",
             "services": {"n8n": {
               "mode": "Hybrid",
               "settings": {"ownerPassword": "Sso", "binaryData": "Bucket"}}}},
           "status": {
             "conditions": [{
               "type": "Ready", "status": "Perhaps", "observedGeneration": 1,
               "lastTransitionTime": "2026-11-01T10:00:00Z", "reason": "New", "message": "New"}],
             "services": [{"name": "mattermost", "ready": true, "mode": "Hybrid"}],
             "retained": [{"kind": "Bucket", "name": "new", "service": "mattermost"}]}},
          {"apiVersion": "smarteros.io/v1alpha1", "kind": "Tenant", "metadata": {"name": "acme"},
           "spec": {"displayName": "Acme", "services": {"n8n": {"mode": "Dedicated"}}}},
          {"apiVersion": "smarteros.io/v1alpha1", "kind": "TenantClass", "metadata": {"name": "c"},
           "spec": {
             "baseDomain": "tenants.example.com",
             "podSecurity": "gentle",
             "network": {"egress": "Inspected"},
             "database": {"host": "postgres", "adminSecret": "a", "sslMode": "pinned"},
             "allow": {"modes": ["Hybrid", "Dedicated"], "versions": {"mattermost": ["1"]}},
             "services": {"n8n": {"mode": "Hybrid"}}}}]}
        """;
    json.registerKubernetesResource(Tenant.class);
    json.registerKubernetesResource(TenantClass.class);

    List<HasMetadata> items = json.unmarshal(list, KubernetesList.class).getItems();

    Tenant newer = (Tenant) items.getFirst();
    assertThat(newer.getSpec().deletionPolicy()).isEqualTo(DeletionPolicy.UNKNOWN);
    assertThat(modeOfN8n(newer)).isEqualTo(Mode.UNKNOWN);
    assertThat(Objects.requireNonNull(newer.getStatus()).services())
        .extracting(TenantStatus.ServiceStatus::name)
        .containsExactly("mattermost");
    assertThat(modeOfN8n((Tenant) items.get(1))).isEqualTo(Mode.DEDICATED);
    TenantClass tenantClass = (TenantClass) items.get(2);
    assertThat(tenantClass.getSpec().podSecurity()).isEqualTo(PodSecurity.UNKNOWN);
    assertThat(Objects.requireNonNull(tenantClass.getSpec().allow()).modes())
        .contains(Mode.DEDICATED);
  }

  private static @Nullable Mode modeOfN8n(Tenant tenant) {
    return tenant.getSpec().services().find(ServiceName.N8N).orElseThrow().mode();
  }

  @Test
  void every_enum_of_the_api_has_a_constant_for_what_a_newer_operator_knows() {
    Set<Class<?>> enums =
        new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages(Tenant.class.getPackageName())
                .stream()
                .map(JavaClass::reflect)
                .filter(Class::isRecord)
                .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                .flatMap(component -> types(component.getGenericType()))
                .filter(Class::isEnum)
                .filter(type -> Modifier.isPublic(type.getModifiers())) // others only make the CRD
                .filter(type -> !type.equals(Reason.class)) // of a Problem, which nobody reads
                .collect(Collectors.toSet());

    assertThat(enums)
        .contains(Mode.class, PodSecurity.class)
        .allSatisfy(
            type ->
                assertThat(json.unmarshal("\"OfANewerVersion\"", type))
                    .asString()
                    .isEqualTo("UNKNOWN"));
  }

  private static Stream<Class<?>> types(Type type) {
    return switch (type) {
      case Class<?> raw -> Stream.of(raw);
      case ParameterizedType parameterized ->
          Arrays.stream(parameterized.getActualTypeArguments())
              .flatMap(KubernetesClientFactoryTest::types);
      default -> throw new IllegalArgumentException("Not a type of the API: " + type);
    };
  }

  private static String tenant(String key, String value) {
    return """
        {"apiVersion": "smarteros.io/v1alpha1", "kind": "Tenant",
         "metadata": {"name": "acme", "managedFields": [{"fieldsV1": {"f:%1$s": %2$s}}]},
         "spec": {"displayName": "Acme", "rowMetadata": {"%1$s": %2$s}}}
        """
        .formatted(key, value);
  }
}
