package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One customer: its rows, its applications and their state. Cluster-scoped; the name is the slug.
 */
@JsonClassDescription(
    """
            A Tenant is one customer: its rows in Supabase, its namespace and its \
            applications. Its name is part of host names and of the namespace's name.""")
@Group("smarteros.io")
@Version("v1alpha1")
@ShortNames("tn")
@Categories("smarteros")
@ValidationRule(
    value = "self.metadata.name.matches('^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$')",
    message =
        "metadata.name: write 1 to 40 lower-case letters, digits and '-', beginning with a letter"
            + " and ending with a letter or digit, such as acme; the long name goes into"
            + " spec.displayName")
@ValidationRule(
    value = "!self.metadata.name.contains('--')",
    message = "metadata.name: write single hyphens, such as acme-crete, not '--'")
@ValidationRule(
    value =
        "!self.metadata.name.startsWith('kube-') && !self.metadata.name.startsWith('openshift-')"
            + " && !(self.metadata.name in"
            + " ['default', 'kube', 'admin', 'api', 'www', 'auth', 'system'])",
    message =
        "metadata.name: this name is reserved (kube-*, openshift-*, default, kube, admin, api, www,"
            + " auth, system); write another, such as the customer's name")
@AdditionalPrinterColumn(
    name = "Class",
    jsonPath = ".status.className",
    getDescription = "TenantClass of the tenant")
@AdditionalPrinterColumn(
    name = "Services",
    jsonPath = ".status.servicesReady",
    getDescription = "Services that are ready, of those that are switched on")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    getDescription = "Status of the condition Ready")
@AdditionalPrinterColumn(
    name = "Status",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    getDescription = "Reason of the condition Ready")
@AdditionalPrinterColumn(
    name = "Synced",
    jsonPath = ".status.conditions[?(@.type==\"SupabaseSynced\")].status",
    getDescription = "Whether the rows in Supabase are up to date")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE,
    getDescription = "Time since the Tenant was created")
@AdditionalPrinterColumn(
    name = "Domain",
    jsonPath = ".status.domain",
    priority = 1,
    getDescription = "The customer's own domain, if it has one")
@AdditionalPrinterColumn(
    name = "URL",
    jsonPath = ".status.services[0].url",
    priority = 1,
    getDescription = "Address of the first service")
@AdditionalPrinterColumn(
    name = "Namespace",
    jsonPath = ".status.namespace",
    priority = 1,
    getDescription = "Namespace of the applications")
@AdditionalPrinterColumn(
    name = "Tenant-ID",
    jsonPath = ".status.tenantId",
    priority = 1,
    getDescription = "Id of the tenant's row in Supabase")
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1,
    getDescription = "Message of the condition Ready")
@SuppressWarnings("serial")
public class Tenant extends CustomResource<TenantSpec, TenantStatus> {

  /** Whether its status has the condition, and that is True. */
  public boolean holds(ConditionType type) {
    return getStatus() != null && getStatus().holds(type);
  }
}
