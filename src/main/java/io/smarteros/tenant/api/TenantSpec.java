package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import io.smarteros.tenant.api.schema.NotSupportedYet;
import io.smarteros.tenant.api.schema.OrderedCopy;
import io.smarteros.tenant.api.service.Services;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The desired state of a tenant. Absent parts have their defaults after construction. */
@JsonClassDescription("The desired state of the tenant.")
// isSuspended() must not be taken for the property
@JsonAutoDetect(isGetterVisibility = Visibility.NONE)
@ApiType
@ValidationRule(
    value =
        "has(self.adminEmail) || (has(self.owner) && has(self.owner.email)) || !has(self.services)"
            + " || [has(self.services.chatwoot), has(self.services.botpress),"
            + " has(self.services.n8n), has(self.services.odoo)].all(wanted, !wanted)",
    message =
        "write the e-mail address of the first administrator here, or an owner by owner.email: the"
            + " services need one",
    fieldPath = ".adminEmail",
    reason = "FieldValueRequired")
@ValidationRule(
    value = "has(self.source) == has(self.rowId)",
    message =
        "leave out source and rowId: the operator sets both, in Tenants that it makes of rows")
@ValidationRule(
    value =
        "has(self.rowId) == has(oldSelf.rowId) && (!has(self.rowId) || self.rowId == oldSelf.rowId)",
    message =
        "leave source and rowId as they are: they say whether a row in Supabase decides about this"
            + " Tenant",
    fieldPath = ".rowId")
public record TenantSpec(
    @JsonPropertyDescription(
            """
            The customer's name, one line of 1 to 200 characters. Example: Acme S.A.""")
        @Required
        @Size(min = 1, max = 200)
        @ValidationRule(
            value =
                "self.matches('[^\\\\p{Z}\\\\p{C}]') && !self.matches('[\\\\p{Cc}\\\\p{Zl}\\\\p{Zp}]')",
            message = "write a name on one line, not only blanks")
        String displayName,
    @JsonPropertyDescription(
            """
            TenantClass of the tenant. Cannot be changed once the operator has begun to set \
            the tenant up. Default: the TenantClass that is annotated as the default. \
            Example: standard.""")
        @Size(min = 1, max = 63)
        @ValidationRule(value = CelRules.LABEL_NAME, message = CelRules.LABEL_NAME_MESSAGE)
        @Nullable String className,
    @JsonPropertyDescription(
            """
            The customer's own domain. The applications' hosts are then <service>.<domain>. \
            Needs allow.customDomains in the class. Default: hosts by the pattern of the \
            class. Example: acme.example.com.""")
        @Size(min = 4, max = 244)
        @ValidationRule(value = CelRules.DNS_NAME, message = CelRules.DNS_NAME_MESSAGE)
        @Nullable String domain,
    @JsonPropertyDescription(
            """
            Owner of the tenant in Supabase: exactly one of email, userId and subject. The \
            tenant becomes Ready even if its owner has not signed up yet. Default: no owner.""")
        @Nullable Owner owner,
    @JsonPropertyDescription(
            """
            E-mail address of the first administrator in the applications. A change reaches \
            n8n if settings.ownerPassword is Managed; with Initial, the account keeps its \
            address. A Tenant with services needs this or owner.email. Default: owner.email. \
            Example: it@acme.example.""")
        @Size(min = 6, max = 254)
        @ValidationRule(value = CelRules.EMAIL, message = CelRules.EMAIL_MESSAGE)
        @Nullable String adminEmail,
    @JsonPropertyDescription(
            """
            true stops the applications and sets the row's status to suspended. All data, \
            names and certificates are kept. Default: false.""")
        @Default("false")
        @Nullable Boolean suspended,
    @JsonPropertyDescription(
            """
            What happens to the data when the Tenant is deleted. Retain keeps it; the same \
            owner can apply a Tenant of this name again. Delete destroys it, but only with \
            the annotation smarteros.io/confirm-delete: <name>@<first 8 characters of \
            metadata.uid>; without it the data is kept. \
            Default: Retain.""")
        @Default("Retain")
        DeletionPolicy deletionPolicy,
    @JsonPropertyDescription(
            """
            Keys of the column metadata of the tenant's row in Supabase, with any JSON \
            values. At most 32 keys, 16 KiB and 32 levels in all. Other keys in that column \
            are not touched. Example: {plan: gold, seats: 5}.""")
        @Size(max = 32)
        Map<String, JsonNode> rowMetadata,
    @JsonPropertyDescription(
            """
            The tenant's applications. An application that is named here is installed, with \
            the defaults of the class for what is omitted: n8n: {}. If it is removed from \
            here, it stops and its data is kept.""")
        Services services,
    @NotSupportedYet
        @JsonPropertyDescription(
            """
            Connections between the tenant's applications. One that is named here is wanted. \
            Default: none.""")
        Integrations integrations,
    @JsonPropertyDescription(
            """
            Set by the operator in Tenants that it makes of rows in Supabase (ROW_IMPORT). \
            The row decides displayName, domain and owner, and adds services; the rest is as \
            in other Tenants. Cannot be changed.""")
        @Nullable TenantSource source,
    @JsonPropertyDescription(
            """
            Id of the row that the Tenant was made of. Set by the operator together with \
            source. Cannot be changed.""")
        @Size(min = 36, max = 36)
        @ValidationRule(value = CelRules.UUID, message = CelRules.UUID_MESSAGE)
        @Nullable String rowId) {

  public TenantSpec {
    suspended = suspended != null && suspended;
    deletionPolicy = deletionPolicy == null ? DeletionPolicy.RETAIN : deletionPolicy;
    rowMetadata = OrderedCopy.of(rowMetadata);
    services = services == null ? Services.none() : services;
    integrations = integrations == null ? Integrations.none() : integrations;
  }

  public boolean isSuspended() {
    return Boolean.TRUE.equals(suspended);
  }

  /** Id of the row that decides about the Tenant; empty for one of a manifest. */
  public Optional<String> importedRow() {
    return Optional.ofNullable(rowId);
  }

  /** The e-mail address of the first administrator in the applications. */
  public Optional<String> administrator() {
    return Optional.ofNullable(adminEmail).or(() -> Optional.ofNullable(owner).map(Owner::email));
  }
}
