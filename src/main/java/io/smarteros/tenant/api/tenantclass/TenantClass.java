package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Optional;

/** What the platform team decides once per plan. Cluster-scoped. */
@JsonClassDescription(
    """
            A TenantClass is what the platform team decides once per plan, for all Tenants \
            of the class. It names Secrets by name only. They are in the operator's \
            namespace, with the label smarteros.io/class-secret: "true".""")
@Group("smarteros.io")
@Version("v1alpha1")
@Plural("tenantclasses")
@Categories("smarteros")
@ValidationRule(
    value = "self.metadata.name.matches('^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$')",
    message =
        "metadata.name: write 1 to 63 lower-case letters, digits and '-', such as standard: Tenants"
            + " name the class in spec.className")
@AdditionalPrinterColumn(
    name = "Default",
    jsonPath = ".metadata.annotations.smarteros\\.io/is-default-class",
    getDescription = "Whether the class serves Tenants that name none")
@AdditionalPrinterColumn(
    name = "Base-Domain",
    jsonPath = ".spec.baseDomain",
    getDescription = "Domain under which the tenants' applications are reached")
@AdditionalPrinterColumn(
    name = "Database",
    jsonPath = ".spec.database.host",
    getDescription = "PostgreSQL server that holds the tenants' databases")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    getDescription = "Status of the condition Ready")
@AdditionalPrinterColumn(
    name = "Tenants",
    jsonPath = ".status.tenants.total",
    type = AdditionalPrinterColumn.Type.INTEGER,
    getDescription = "Number of Tenants of the class")
@AdditionalPrinterColumn(
    name = "Rollout",
    jsonPath = ".status.rollout.phase",
    getDescription = "How far the last change of the class is")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE,
    getDescription = "Time since the class was made")
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1,
    getDescription = "Message of the condition Ready")
@SuppressWarnings("serial")
public class TenantClass extends CustomResource<TenantClassSpec, TenantClassStatus> {

  /** The class with this annotation set to {@code "true"} serves Tenants that name none. */
  public static final String DEFAULT_CLASS_ANNOTATION = "smarteros.io/is-default-class";

  /** Whether it serves Tenants that name no class. */
  public boolean servesByDefault() {
    return Optional.ofNullable(getMetadata().getAnnotations())
        .map(annotations -> annotations.get(DEFAULT_CLASS_ANNOTATION))
        .equals(Optional.of("true"));
  }
}
