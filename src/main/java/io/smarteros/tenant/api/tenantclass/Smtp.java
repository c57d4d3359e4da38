package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The mail server through which the tenants' applications send. */
@ApiType
@ValidationRule(
    value = "!has(self.credentialsSecret) || !has(self.tls) || self.tls != 'None'",
    message =
        "write tls: Implicit or StartTLS, or leave out credentialsSecret: without TLS the password"
            + " would be sent as it is",
    fieldPath = ".tls")
public record Smtp(
    @JsonPropertyDescription(
            """
            DNS name of the server, as the tenants' pods reach it. Its certificate must be for this \
            name. Example: smtp.example.com.""")
        @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Database.HOST, message = HOST_MESSAGE)
        String host,
    @JsonPropertyDescription("Port of the server. Default: 465 with tls: Implicit, otherwise 587.")
        @Min(1)
        @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription(
            """
            E-mail address of the sender of all mail of all tenants of the class. Example: \
            no-reply@example.com.""")
        @Required
        @Size(min = 3, max = 254)
        @ValidationRule(value = CelRules.EMAIL, message = CelRules.EMAIL_MESSAGE)
        String from,
    @JsonPropertyDescription(
            """
            How TLS is used. Implicit: from the start. StartTLS: the connection begins without TLS \
            and changes to it; n8n and Chatwoot go on without if the server does not offer it. None: not \
            at all, for a server that asks for no login. Default: Implicit.""")
        @Default("Implicit")
        Tls tls,
    @JsonPropertyDescription(
            """
            Secret of type kubernetes.io/basic-auth in the operator's namespace, with the \
            label smarteros.io/class-secret: "true", with username and password for the server. \
            The operator copies both into a Secret of each tenant whose application sends mail, \
            unless variables of the Tenant name a server. Default: none; the server asks for no \
            login. Example: smtp-login.""")
        @Size(min = 1, max = 253)
        @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
        @Nullable String credentialsSecret) {
  private static final String HOST_MESSAGE =
      "write a host name in lower case or an IP address, such as smtp.example.com: no scheme; the"
          + " port goes into the field port";

  private static final int SUBMISSION = 587;
  private static final int SUBMISSION_OVER_TLS = 465;

  public Smtp {
    tls = tls == null ? Tls.IMPLICIT : tls;
  }

  /** The port that the tenants' pods connect to. */
  public int portOfServer() {
    return Optional.ofNullable(port).orElse(tls == Tls.IMPLICIT ? SUBMISSION_OVER_TLS : SUBMISSION);
  }

  /** How an application encrypts its connection to the mail server. */
  public enum Tls {
    /** From the first byte: RFC 8314. */
    @JsonProperty("Implicit")
    IMPLICIT,
    /** After a command in the clear: RFC 3207. */
    @JsonProperty("StartTLS")
    START_TLS,
    @JsonProperty("None")
    NONE,
    /** A value of a newer version of the operator. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
  }
}
