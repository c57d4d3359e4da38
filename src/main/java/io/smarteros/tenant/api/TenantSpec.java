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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wanted for a tenant. Absent parts have their defaults after construction. */
@JsonClassDescription(
    """
    What is wanted for the tenant.""")
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
public record TenantSpec(
    @JsonPropertyDescription(
            """
            The customer's name as people read it, one line of 1 to 200 characters. \
            Example: Acme S.A.""")
        @Required
        @Size(min = 1, max = 200)
        @ValidationRule(
            value = "self.matches('[^ \\\\t]') && !self.matches('[\\\\x00-\\\\x1f\\\\x7f]')",
            message = "write a name on one line, not only blanks")
        String displayName,
    @JsonPropertyDescription(
            """
            The TenantClass that decides what this tenant gets. Fixed at first contact. Default: \
            the class that is annotated as the default. Example: standard.""")
        @Size(min = 1, max = 63)
        @ValidationRule(value = CelRules.LABEL_NAME, message = CelRules.LABEL_NAME_MESSAGE)
        @Nullable String className,
    @JsonPropertyDescription(
            """
            The customer's own domain; the applications are then reached as <service>.<domain>. \
            Needs allow.customDomains in the class. Default: hosts by the class's pattern. \
            Example: acme.example.com.""")
        @Size(min = 4, max = 244)
        @ValidationRule(value = CelRules.DNS_NAME, message = CelRules.DNS_NAME_MESSAGE)
        @Nullable String domain,
    @JsonPropertyDescription(
            """
            Who owns the tenant in Supabase, by exactly one of e-mail address, user id, or subject \
            of another issuer. An unknown owner does not keep the tenant from being ready. \
            Default: none.""")
        @Nullable Owner owner,
    @JsonPropertyDescription(
            """
            E-mail address of the first administrator in the applications. A change reaches n8n \
            while settings.ownerPassword is Managed; with Initial the account keeps the first one. \
            Default: owner.email; one of the two is required with any service. \
            Example: it@acme.example.""")
        @Size(min = 6, max = 254)
        @ValidationRule(value = CelRules.EMAIL, message = CelRules.EMAIL_MESSAGE)
        @Nullable String adminEmail,
    @JsonPropertyDescription(
            """
            Stops the tenant's applications and marks its row as suspended; all data, names and \
            certificates stay. Default: false.""")
        @Default("false")
        @Nullable Boolean suspended,
    @JsonPropertyDescription(
            """
            What happens to the tenant's data when the Tenant is deleted. Retain: it stays, and \
            the same owner may apply the name again. Delete: it is destroyed, but only with the \
            annotation smarteros.io/confirm-delete: <name>. Default: Retain.""")
        @Default("Retain")
        DeletionPolicy deletionPolicy,
    @JsonPropertyDescription(
            """
            Facts for the row's metadata column, any JSON value by key, at most 32 keys, 16 KiB in \
            all and 32 levels deep. Keys that are not here are left alone. Example: {plan: gold, seats: 5}.""")
        @Size(max = 32)
        Map<String, JsonNode> rowMetadata,
    @JsonPropertyDescription(
            """
            The applications that the tenant has. One that is present is wanted, with the class's \
            defaults for what it leaves out: n8n: {}. One that is taken out stops; its data is \
            kept.""")
        Services services,
    @NotSupportedYet
        @JsonPropertyDescription(
            "Wiring between the tenant's applications; present means wanted. Default: none.")
        Integrations integrations) {

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

  /** The e-mail address of the first administrator in the applications. */
  public Optional<String> administrator() {
    return Optional.ofNullable(adminEmail).or(() -> Optional.ofNullable(owner).map(Owner::email));
  }
}
