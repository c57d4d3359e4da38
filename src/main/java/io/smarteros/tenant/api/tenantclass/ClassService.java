package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.Resources;
import io.smarteros.tenant.api.service.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Defaults of one service for the tenants of this class. Descriptions and rules that stand here
 * hold for all of them.
 */
@ApiType
@ValidationRule(
    value = "!has(self.mode) || self.mode != 'Shared' || has(self.shared)",
    message = "write the shared instance here, or mode: Dedicated",
    fieldPath = ".shared")
public sealed interface ClassService permits ClassChatwoot, ClassBotpress, ClassN8n, ClassOdoo {

  @JsonPropertyDescription(
      """
            Dedicated: a workload and a database for each tenant. Shared, not supported yet: \
            an account in the instance under shared. Default: Dedicated.""")
  @Nullable Mode mode();

  @JsonPropertyDescription(
      """
            Version that tenants run if they set none. It is also the tag of the image. A \
            newer version is rolled out to all of them at once. Default: the operator's \
            default when a tenant's application was created. Example: 2.41.1.""")
  @Size(min = 1, max = 128)
  @ValidationRule(value = CelRules.TAG, message = CelRules.TAG_MESSAGE)
  @Nullable String version();

  @JsonPropertyDescription(
      """
            Image to run instead of the default one. If it has no tag and no digest, version \
            is appended as the tag. If it has a tag, the tag is the version: omit version, \
            or set it to the same. If it has only a digest, version is required. Example: \
            registry.example.com/mirror/n8n.""")
  @Size(min = 1, max = 512)
  @ValidationRule(value = CelRules.IMAGE, message = CelRules.IMAGE_MESSAGE)
  @Nullable String image();

  @JsonPropertyDescription(
      """
            Number of pods, for applications that can have several. Default: 1.""")
  @Min(1)
  @Max(20)
  @Nullable Integer replicas();

  @JsonPropertyDescription(
      """
            CPU and memory for Tenants that set none. Default: what the application needs to \
            start.""")
  @Nullable Resources resources();

  @JsonPropertyDescription("Volume for Tenants that set none. Default: the operator's default.")
  @Nullable Storage storage();

  @JsonPropertyDescription("The instance for tenants in mode Shared.")
  @Nullable SharedInstance shared();

  @JsonPropertyDescription(
      """
            Environment variables for all tenants of the class, at most 50. A variable that a \
            Tenant sets too has the Tenant's value. Names that the operator sets itself are \
            refused. Write no secret here: whoever may read Deployments sees the values.""")
  @Size(max = 50)
  List<ClassVariable> env();

  /** An instance that the platform team runs, for tenants in mode Shared. */
  @ApiType
  record SharedInstance(
      @JsonPropertyDescription(
              """
            URL at which the operator reaches the instance. Example: \
            https://n8n.example.com.""")
          @Required
          @Size(min = 1, max = 512)
          @ValidationRule(value = CelRules.HTTP_URL, message = CelRules.HTTP_URL_MESSAGE)
          String url,
      @JsonPropertyDescription(
              """
            Secret in the operator's namespace, with the label smarteros.io/class-secret: \
            "true", with the login of an administrator of the instance. Example: shared-n8n.""")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
          String credentialsSecret) {}
}
