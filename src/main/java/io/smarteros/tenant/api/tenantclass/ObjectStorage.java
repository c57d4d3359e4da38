package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import io.smarteros.tenant.api.service.ServiceName;

/** The S3-compatible storage in which the tenants' applications keep files. */
@ApiType
public record ObjectStorage(
    @JsonPropertyDescription(
            """
            URL of the S3 API, as the tenants' pods reach it. Example: \
            https://s3.eu-central-1.amazonaws.com.""")
        @Required
        @Size(min = 1, max = 512)
        @ValidationRule(value = CelRules.HTTP_URL, message = CelRules.HTTP_URL_MESSAGE)
        String endpoint,
    @JsonPropertyDescription(
            """
            Region, which is part of each signature. Default: us-east-1, which storage \
            without regions takes. Example: eu-central-1.""")
        @Default(DEFAULT_REGION)
        @Size(min = 1, max = 63)
        @ValidationRule(value = CelRules.LABEL_NAME, message = CelRules.LABEL_NAME_MESSAGE)
        String region,
    @JsonPropertyDescription(
            """
            Pattern of the buckets' names, one for each application of each tenant, at most \
            30 characters with {service} and {name} in it. The operator makes no buckets. Default: \
            {service}-{name}.""")
        @Size(min = 15, max = 30)
        @ValidationRule(
            value =
                "self.matches('^([a-z0-9]|[{](service|name)[}])([a-z0-9-]|[{](service|name)[}])*$')"
                    + " && self.matches('([a-z0-9]|[{](service|name)[}])$')"
                    + " && self.contains('{service}') && self.contains('{name}')",
            message =
                "write lower-case letters, digits and '-' with {service} and {name} among them, such"
                    + " as files-{service}-{name}: otherwise two applications or tenants would share"
                    + " a bucket")
        String bucketPattern,
    @JsonPropertyDescription(
            """
            Secret in the operator's namespace, with the label smarteros.io/class-secret: \
            "true", with the keys accessKeyId and secretAccessKey. The operator copies both into a \
            Secret of each tenant whose application keeps files there, unless variables of the \
            Tenant name a storage. Example: s3-login.""")
        @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
        String credentialsSecret) {
  private static final String DEFAULT_REGION = "us-east-1";
  private static final String DEFAULT_PATTERN = "{service}-{name}";

  public ObjectStorage {
    region = region == null ? DEFAULT_REGION : region;
    bucketPattern = bucketPattern == null ? DEFAULT_PATTERN : bucketPattern;
  }

  /** The name of the bucket of one application of a tenant. */
  public String bucketOf(ServiceName service, String tenant) {
    return bucketPattern.replace("{service}", service.id()).replace("{name}", tenant);
  }
}
