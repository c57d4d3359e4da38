package io.smarteros.tenant.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TenantDefinitionTest {
  private final CustomResourceDefinition tenant = CustomResourceDefinitions.tenant();
  private final CustomResourceDefinition tenantClass = CustomResourceDefinitions.tenantClass();

  /** Nobody writes them into a manifest. */
  private static final Set<String> SET_BY_THE_OPERATOR = Set.of("spec.source", "spec.rowId");

  @Test
  void kubectl_get_tells_how_a_tenant_stands_and_wide_where_it_is() {
    assertThat(CustomResourceDefinitions.version(tenant).getAdditionalPrinterColumns())
        .extracting(
            CustomResourceColumnDefinition::getName, CustomResourceColumnDefinition::getPriority)
        .containsExactly(
            tuple("Class", 0),
            tuple("Services", 0),
            tuple("Ready", 0),
            tuple("Status", 0),
            tuple("Synced", 0),
            tuple("Age", 0),
            tuple("Domain", 1),
            tuple("URL", 1),
            tuple("Namespace", 1),
            tuple("Tenant-ID", 1),
            tuple("Message", 1));
  }

  @Test
  void kubectl_get_tells_which_class_is_the_default_and_how_each_stands() {
    assertThat(CustomResourceDefinitions.version(tenantClass).getAdditionalPrinterColumns())
        .extracting(
            CustomResourceColumnDefinition::getName, CustomResourceColumnDefinition::getPriority)
        .containsExactly(
            tuple("Default", 0),
            tuple("Base-Domain", 0),
            tuple("Database", 0),
            tuple("Ready", 0),
            tuple("Tenants", 0),
            tuple("Rollout", 0),
            tuple("Age", 0),
            tuple("Message", 1));
  }

  @Test
  void fields_that_do_nothing_yet_say_so_first() {
    assertThat(unsupported(tenant))
        .containsExactly("spec.integrations", "spec.services.odoo.replicas");
    assertThat(unsupported(tenantClass))
        .containsExactly(
            "spec.services.botpress.replicas",
            "spec.services.botpress.shared",
            "spec.services.chatwoot.shared",
            "spec.services.n8n.replicas",
            "spec.services.n8n.shared",
            "spec.services.odoo.replicas",
            "spec.services.odoo.shared");
  }

  /** Those in another one left out. */
  private static List<String> unsupported(CustomResourceDefinition definition) {
    List<Property> all =
        Property.all(CustomResourceDefinitions.schema(definition))
            .filter(Property::isUnsupported)
            .toList();
    return all.stream()
        .filter(property -> all.stream().noneMatch(property::isIn))
        .map(Property::path)
        .toList();
  }

  @Test
  void the_examples_of_the_reference_show_every_field_of_a_spec_that_does_something()
      throws IOException {
    assertThat(fields(ApiReference.TENANT_EXAMPLE)).isEqualTo(supported(tenant));
    assertThat(fields(ApiReference.TENANT_CLASS_EXAMPLE)).isEqualTo(supported(tenantClass));
  }

  private static Set<String> fields(String example) throws IOException {
    return new YAMLMapper()
        .readTree(example).path("spec").properties().stream()
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
  }

  private static Set<String> supported(CustomResourceDefinition definition) {
    return Property.all(CustomResourceDefinitions.schema(definition))
        .filter(property -> property.path().matches("spec[.][A-Za-z]+"))
        .filter(property -> !property.isUnsupported())
        .filter(property -> !SET_BY_THE_OPERATOR.contains(property.path()))
        .map(property -> property.path().substring("spec.".length()))
        .collect(Collectors.toSet());
  }

  @Test
  void both_kinds_are_cluster_scoped_and_found_by_their_product() {
    assertThat(List.of(tenant, tenantClass))
        .allSatisfy(
            definition -> {
              assertThat(definition.getSpec().getScope()).isEqualTo("Cluster");
              assertThat(definition.getSpec().getNames().getCategories())
                  .containsExactly("smarteros");
            });
    assertThat(tenant.getSpec().getNames().getShortNames()).containsExactly("tn");
  }

  @Test
  void the_status_is_written_apart_from_the_spec() {
    assertThat(List.of(tenant, tenantClass))
        .allSatisfy(
            definition ->
                assertThat(
                        CustomResourceDefinitions.version(definition).getSubresources().getStatus())
                    .isNotNull());
  }
}
