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

/** The PostgreSQL server on which the tenants' databases are made. */
@ApiType
@ValidationRule(
    value =
        "!(self.host.matches('^[0-9.]+$|:')"
            + " || (has(self.applications) && self.applications.host.matches('^[0-9.]+$|:')))"
            + " || (has(self.sslMode) && self.sslMode in ['disable', 'require'])",
    message =
        "write a DNS name, or sslMode: require: applications cannot check the certificate of a"
            + " server that is named by its IP address",
    fieldPath = ".host")
public record Database(
    @JsonPropertyDescription(
            """
            DNS name of the server, as the tenants' pods reach it. An IP address is allowed \
            only with sslMode require or disable. Cannot be changed. Example: \
            postgres.databases.svc.""")
        @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Database.HOST, message = Database.HOST_MESSAGE)
        @ValidationRule(
            value = "self == oldSelf",
            message =
                "leave it as it is: the tenants' databases are there; make another TenantClass"
                    + " for another server")
        String host,
    @JsonPropertyDescription("Port of the server. Default: 5432.")
        @Default("5432")
        @Min(1)
        @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription(
            """
            How TLS is used and checked, as in libpq. verify-full: certificate and host name \
            are checked. verify-ca: the operator checks the certificate only; the \
            applications check the host name too. require: encrypted, not checked. disable: \
            not encrypted. Default: verify-full.""")
        @Default("verify-full")
        SslMode sslMode,
    @JsonPropertyDescription(
            """
            Secret in the operator's namespace, with the label smarteros.io/class-secret: \
            "true", with the certificate authorities (PEM) of the server under the key \
            ca.crt. Default: the authorities that the operator's image trusts, and for n8n \
            those of Node.js. Example: postgres-ca.""")
        @Size(min = 1, max = 253)
        @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
        @Nullable String caSecret,
    @JsonPropertyDescription(
            """
            Secret of type kubernetes.io/basic-auth in the operator's namespace, with the \
            label smarteros.io/class-secret: "true", with username and password of a role \
            that may create roles and databases. Example: postgres-admin.""")
        @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
        String adminSecret,
    @JsonPropertyDescription(
            """
            Most connections that one service of a tenant may have open at once. A service that \
            needs fewer gets fewer. Default: what the service needs, 60 for n8n, 64 for Odoo, 30 \
            for Botpress and 40 for Chatwoot.""")
        @Min(1)
        @Max(10000)
        @Nullable Integer connectionsPerService,
    @JsonPropertyDescription(
            """
            Where the applications connect, if not to the server itself: a pooler in front of \
            it, with session pooling, the same TLS settings, and the same roles and passwords. The \
            operator always connects to the server. May be changed: the applications restart.""")
        @Nullable Applications applications) {
  public static final int DEFAULT_PORT = 5432;

  static final String HOST =
      "self.matches('^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$|^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$')";
  static final String HOST_MESSAGE =
      "write a host name in lower case or an IP address, such as postgres.databases.svc: no scheme;"
          + " the port goes into the field port";

  public Database {
    port = port == null ? DEFAULT_PORT : port;
    sslMode = sslMode == null ? SslMode.VERIFY_FULL : sslMode;
  }

  /** The port that the tenants' pods connect to. */
  public int portOfApplications() {
    return Optional.ofNullable(applications)
        .map(Applications::port)
        .or(() -> Optional.ofNullable(port))
        .orElse(DEFAULT_PORT);
  }

  /**
   * Where the applications connect.
   *
   * @param port 5432 unless it is named
   */
  @ApiType
  public record Applications(
      @JsonPropertyDescription(
              """
            DNS name of the pooler, as the tenants' pods reach it. Example: pgbouncer.databases.svc.""")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(value = HOST, message = HOST_MESSAGE)
          String host,
      @JsonPropertyDescription("Port of the pooler. Default: 5432.")
          @Default("5432")
          @Min(1)
          @Max(65535)
          @Nullable Integer port) {
    public Applications {
      port = port == null ? DEFAULT_PORT : port;
    }
  }

  public enum SslMode {
    @JsonProperty("disable")
    DISABLE("disable"),
    @JsonProperty("require")
    REQUIRE("require"),
    @JsonProperty("verify-ca")
    VERIFY_CA("verify-ca"),
    @JsonProperty("verify-full")
    VERIFY_FULL("verify-full"),
    /** A value of a newer version of the operator. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN("unknown");

    private final String value;

    SslMode(String value) {
      this.value = value;
    }

    /** As libpq and JDBC spell it. */
    public String value() {
      return value;
    }
  }
}
