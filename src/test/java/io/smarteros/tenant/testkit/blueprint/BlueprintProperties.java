package io.smarteros.tenant.testkit.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.PodSecurity;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What holds for the objects of every application of tenant {@code acme}, whatever its plan.
 *
 * @param <P> its plans
 */
public abstract class BlueprintProperties<P> {
  private static final JsonMapper JSON = new JsonMapper();

  private static final List<String> CLASSES =
      List.of(
          "baseDomain: example.com",
          """
          baseDomain: example.com
          routing: {ingress: {annotations: {b: "2", a: "1"}}}
          storageClassName: fast
          """,
          """
          baseDomain: example.com
          routing: {gateway: {parentRef: {name: public, namespace: gateways}}}
          nodeSelector: {b: "2", a: "1"}
          imagePullSecrets: [registry]
          """);

  private final String service;
  private final Collection<String> secrets;

  /**
   * For one application.
   *
   * @param service its name
   * @param secrets values that must stand in Secrets only
   */
  protected BlueprintProperties(String service, Collection<String> secrets) {
    this.service = service;
    this.secrets = secrets;
  }

  /** Classes without a route, with an Ingress, and with a Gateway. */
  protected static Arbitrary<TenantClassSpec> classes() {
    return Arbitraries.of(CLASSES)
        .map(yaml -> Serialization.unmarshal(yaml, TenantClassSpec.class));
  }

  /** Plans of every shape. */
  @Provide
  protected abstract Arbitrary<P> plans();

  /** All that its blueprint has, Jobs too. */
  protected abstract Stream<HasMetadata> objects(P plans);

  /** The level that its pods keep to. */
  protected PodSecurity podSecurity(HasMetadata object) {
    return PodSecurity.RESTRICTED;
  }

  @Property(tries = 100)
  void the_same_plan_gives_equal_objects(@ForAll("plans") P plans) {
    assertThat(objects(plans).toList()).isEqualTo(objects(plans).toList());
  }

  @Property(tries = 100)
  void every_object_is_labelled_and_in_the_tenants_namespace(@ForAll("plans") P plans) {
    assertThat(objects(plans))
        .isNotEmpty()
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getNamespace()).isEqualTo("tenant-acme");
              assertThat(object.getMetadata().getLabels())
                  .containsEntry(Names.NAME_LABEL, service)
                  .containsEntry(Names.PART_OF_LABEL, Names.PART_OF)
                  .containsEntry(Names.MANAGED_BY_LABEL, Names.OPERATOR)
                  .containsEntry(Names.TENANT_LABEL, "acme")
                  .containsEntry(Names.SERVICE_LABEL, service)
                  .containsKey(Names.COMPONENT_LABEL);
            });
  }

  @Property(tries = 100)
  void compute_goes_with_the_tenant_and_data_does_not(@ForAll("plans") P plans) {
    assertThat(objects(plans))
        .allSatisfy(
            object -> {
              boolean holdsData =
                  object instanceof Secret || object instanceof PersistentVolumeClaim;
              assertThat(object.getMetadata().getOwnerReferences()).hasSize(holdsData ? 0 : 1);
            });
  }

  @Property(tries = 100)
  void no_secret_stands_outside_a_secret(@ForAll("plans") P plans) {
    assertThat(objects(plans).filter(object -> !(object instanceof Secret)))
        .allSatisfy(
            object -> assertThat(JSON.valueToTree(object).toString()).doesNotContain(secrets));
  }

  @Property(tries = 100)
  void a_reader_has_no_objection_to_any_object(@ForAll("plans") P plans) {
    assertThat(objects(plans))
        .allSatisfy(
            object -> assertThat(ObjectLint.complaints(object, podSecurity(object))).isEmpty());
  }

  /** The server drops an empty value: what was sent and what is there would differ for ever. */
  @Property(tries = 100)
  void no_value_is_empty(@ForAll("plans") P plans) {
    assertThat(objects(plans).<JsonNode>map(JSON::valueToTree))
        .allSatisfy(BlueprintProperties::assertNoEmptyValue);
  }

  private static void assertNoEmptyValue(JsonNode node) {
    node.properties()
        .forEach(
            field -> {
              // a backend's group, which a custom resource keeps
              if (!field.getKey().equals("group")) {
                assertThat(field.getValue().isTextual() && field.getValue().textValue().isEmpty())
                    .as(field.getKey())
                    .isFalse();
              }
              assertNoEmptyValue(field.getValue());
            });
    if (node.isArray()) {
      node.forEach(BlueprintProperties::assertNoEmptyValue);
    }
  }
}
