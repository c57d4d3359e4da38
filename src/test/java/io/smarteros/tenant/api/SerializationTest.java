package io.smarteros.tenant.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.IntNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.service.BotpressSpec;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.N8nSettings;
import io.smarteros.tenant.api.service.N8nSettings.BinaryData;
import io.smarteros.tenant.api.service.N8nSettings.OwnerPassword;
import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.service.Resources;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.service.Services;
import io.smarteros.tenant.api.tenantclass.Allow;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.testkit.Manifests;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the client reads is what people wrote, and what it writes the API server takes. */
class SerializationTest {
  private final KubernetesSerialization json = new KubernetesSerialization();

  @Provide
  Arbitrary<TenantSpec> tenants() {
    return GeneratedSpecs.tenants();
  }

  @Provide
  Arbitrary<Allow> permissions() {
    return GeneratedSpecs.permissions();
  }

  @Property(tries = 300)
  void every_spec_comes_back_as_it_went(@ForAll("tenants") TenantSpec spec) {
    assertThat(json.unmarshal(json.asJson(spec), TenantSpec.class)).isEqualTo(spec);
  }

  @Property(tries = 100)
  void every_permission_comes_back_as_it_went(@ForAll("permissions") Allow allow) {
    assertThat(json.unmarshal(json.asJson(allow), Allow.class)).isEqualTo(allow);
  }

  @Test
  void a_service_that_is_only_present_stays_present_and_empty() {
    TenantSpec spec =
        json.unmarshal(
            """
            {"displayName": "Acme", "services": {"n8n": {}}}
            """,
            TenantSpec.class);

    assertThat(spec.services().inSpec()).containsOnlyKeys(ServiceName.N8N);
    assertThat(json.asJson(spec.services())).isEqualTo("{\"n8n\":{}}");
  }

  @Test
  void a_manifest_is_read_with_all_that_it_says() {
    Tenant tenant =
        json.unmarshal(
            """
            apiVersion: smarteros.io/v1alpha1
            kind: Tenant
            metadata: {name: acme}
            spec:
              displayName: Acme S.A.
              deletionPolicy: Delete
              rowMetadata: {seats: 5}
              services:
                n8n:
                  mode: Dedicated
                  resources: {cpu: 2, memory: 2Gi}
                  settings: {ownerPassword: Initial, binaryData: Volume}
                botpress: {enabled: false}
            """,
            Tenant.class);

    TenantSpec spec = tenant.getSpec();
    assertThat(spec.deletionPolicy()).isEqualTo(DeletionPolicy.DELETE);
    assertThat(spec.rowMetadata()).containsEntry("seats", IntNode.valueOf(5));
    assertThat(spec.services())
        .isEqualTo(
            new Services(
                null,
                new BotpressSpec(false, null, null, null, null, null, null, List.of(), null),
                new N8nSpec(
                    null,
                    Mode.DEDICATED,
                    null,
                    null,
                    new Resources(new Quantity("2"), new Quantity("2Gi")),
                    null,
                    null,
                    List.of(),
                    new N8nSettings(
                        OwnerPassword.INITIAL,
                        BinaryData.VOLUME,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)),
                null,
                Map.of()));
    assertThat(spec.isSuspended()).isFalse();
  }

  @Test
  void a_class_is_read_with_versions_by_service() {
    TenantClassSpec spec =
        json.unmarshal(
            """
            baseDomain: tenants.example.com
            allow: {versions: {n8n: ["2.41.1"]}, modes: [Shared]}
            quota: {pods: 20, requests.memory: 16Gi}
            database: {host: db.example.com, sslMode: verify-ca, adminSecret: admin}
            network: {dns: {podSelector: {matchLabels: {k8s-app: dns}}}, egress: None}
            tolerations: [{key: tenants, operator: Exists}]
            """,
            TenantClassSpec.class);

    assertThat(spec.allow().versions()).isEqualTo(Map.of("n8n", List.of("2.41.1")));
    assertThat(spec.quota()).containsEntry("pods", new Quantity("20"));
    assertThat(json.unmarshal(json.asJson(spec), TenantClassSpec.class)).isEqualTo(spec);
  }

  @Test
  void a_status_of_a_class_that_a_newer_operator_wrote_is_read() {
    TenantClassStatus status =
        json.unmarshal(
            """
            observedGeneration: 2
            conditions:
              - {type: Ready, status: "True", observedGeneration: 2, reason: New, message: new,
                 lastTransitionTime: "2026-11-22T10:00:00Z", severity: new}
            tenants: {total: 3, ready: 2, dreaming: 1}
            wishes: [new]
            """,
            TenantClassStatus.class);

    assertThat(status.condition(ConditionType.READY).orElseThrow().status())
        .isEqualTo(Condition.Status.TRUE);
    assertThat(status.tenants()).isEqualTo(new TenantClassStatus.Tenants(3, 2, 0, 0, 0));
    assertThat(json.asJson(status)).contains("\"stalled\":0").doesNotContain("dreaming");
  }

  @Test
  void a_status_comes_back_as_it_went() {
    TenantStatus status =
        new TenantStatus(
            3L,
            List.of(
                new Condition(
                    "Ready",
                    Condition.Status.FALSE,
                    3,
                    "2026-11-22T10:00:00Z",
                    Reason.PROGRESSING.id(),
                    "n8n is starting")),
            "3f2b6c1e-8f0d-4a57-9d2e-1c5b7a9e4d60",
            "tenant-acme",
            null,
            "standard",
            "standard-1",
            "0/1",
            List.of(
                new TenantStatus.ServiceStatus(
                    "n8n", false, Mode.DEDICATED, "2.41.1", null, null, null, null)),
            List.of(new TenantStatus.Retained("Database", "acme_odoo", "odoo")),
            List.of(),
            null);

    assertThat(json.unmarshal(json.asJson(status), TenantStatus.class)).isEqualTo(status);
    assertThat(json.asJson(status)).contains("\"status\":\"False\"", "\"name\":\"n8n\"");
  }

  /** The SDK copies objects by way of JSON. */
  @Test
  void a_service_of_a_newer_version_is_known_by_its_name_also_in_a_copy() {
    Tenant tenant = Manifests.tenant("acme", "services: {n8n: {}, crm: {}, erp: {enabled: false}}");

    Services copy = json.clone(tenant).getSpec().services();

    assertThat(copy.unknown()).containsExactly("crm");
    assertThat(copy.inSpec()).containsOnlyKeys(ServiceName.N8N);
  }

  @ParameterizedTest
  @MethodSource("types")
  void a_field_of_a_newer_version_is_passed_over(Class<? extends Record> type) {
    assertThatCode(() -> json.unmarshal("{\"fromTheFuture\": 1}", type)).doesNotThrowAnyException();
  }

  static Stream<Class<?>> types() {
    return Stream.of(TenantSpec.class, TenantStatus.class, TenantClassSpec.class)
        .flatMap(SerializationTest::withParts)
        .distinct();
  }

  private static Stream<Class<?>> withParts(Class<?> type) {
    return Stream.concat(
        Stream.of(type),
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getAnnotatedType)
            .flatMap(SerializationTest::itself)
            .filter(Class::isRecord)
            .flatMap(SerializationTest::withParts));
  }

  /** A class, or those of the items of a list or the values of a map. */
  private static Stream<Class<?>> itself(AnnotatedType type) {
    return switch (type) {
      case AnnotatedParameterizedType generic ->
          Arrays.stream(generic.getAnnotatedActualTypeArguments())
              .flatMap(SerializationTest::itself);
      default -> Stream.of((Class<?>) type.getType());
    };
  }
}
