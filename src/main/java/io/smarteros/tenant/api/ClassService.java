package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Defaults of one service for the tenants of this class. */
@ApiType
@ValidationRule(
    value = "!has(self.mode) || self.mode != 'Shared' || has(self.shared)",
    message = "write the shared instance here, or mode: Dedicated",
    fieldPath = ".shared")
public record ClassService(
    @JsonPropertyDescription(
            """
            Dedicated: a workload and a database for each tenant. Shared: an account inside the \
            instance under shared. Default: Dedicated.""")
        @Nullable Mode mode,
    @JsonPropertyDescription(
            """
            Version that the tenants run, also the image's tag. A newer one is rolled out to \
            all that name none. Default: the operator's default. Example: 2.41.1.""")
        @Size(min = 1, max = 128)
        @ValidationRule(value = CelRules.TAG, message = CelRules.TAG_MESSAGE)
        @Nullable String version,
    @JsonPropertyDescription(
            """
            Image to run instead of the usual one. Without tag and digest, version is appended \
            as the tag; a tag is the version, and version then absent or the same; with a digest \
            only, version is required. Example: registry.example.com/mirror/n8n.""")
        @Size(min = 1, max = 512)
        @ValidationRule(value = CelRules.IMAGE, message = CelRules.IMAGE_MESSAGE)
        @Nullable String image,
    @NotSupportedYet
        @JsonPropertyDescription("Pods of the application, where it can have several. Default: 1.")
        @Min(1)
        @Max(20)
        @Nullable Integer replicas,
    @JsonPropertyDescription(
            """
            CPU and memory for Tenants that name none. Default: what the application needs to \
            start.""")
        @Nullable Resources resources,
    @JsonPropertyDescription("The volume for Tenants that name none. Default: the operator's.")
        @Nullable Storage storage,
    @NotSupportedYet @JsonPropertyDescription("The instance that serves tenants in mode Shared.")
        @Nullable SharedInstance shared) {

  /** An instance that the platform team runs, for tenants in mode Shared. */
  @ApiType
  public record SharedInstance(
      @JsonPropertyDescription(
              "URL under which the operator reaches the instance. Example: https://n8n.example.com.")
          @Required
          @Size(min = 1, max = 512)
          @ValidationRule(value = CelRules.HTTP_URL, message = CelRules.HTTP_URL_MESSAGE)
          String url,
      @JsonPropertyDescription(
              """
              Secret in the operator's namespace, labelled smarteros.io/class-secret: "true", with \
              the credentials of an administrator of the instance. Example: shared-n8n.""")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
          String credentialsSecret) {}
}
