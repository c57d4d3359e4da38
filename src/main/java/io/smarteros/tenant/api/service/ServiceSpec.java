package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every application has in common. What is absent is decided by the class, else by the
 * operator. Descriptions and rules that stand here hold for all of them.
 */
// isEnabled() would otherwise be written in place of enabled(), and an absent one become true
@JsonAutoDetect(isGetterVisibility = Visibility.NONE)
@ApiType
public sealed interface ServiceSpec permits ChatwootSpec, BotpressSpec, N8nSpec, OdooSpec {

  @JsonPropertyDescription(
      """
            Whether the application runs. false removes its workload, Service and route, and \
            keeps its database, volume and keys. true brings it back as it was. Default: \
            true.""")
  @Nullable Boolean enabled();

  @JsonPropertyDescription(
      """
            Dedicated: a workload and a database of the tenant's own. Shared, not supported \
            yet: an account in an instance of the platform team. Cannot be changed once the \
            application was created. A mode other than the class's needs allow.modes in the \
            class. Default: that of the class, or Dedicated.""")
  @Nullable Mode mode();

  @JsonPropertyDescription(
      """
            Version to run. It is also the tag of the image. Upgrades are rolled out, \
            downgrades are refused. A version other than the default must be listed in \
            allow.versions of the class, unless image has a tag or digest. Default: that of \
            the class, or the version that the operator installed when the application was \
            created; a newer operator does not change it. Example: 2.41.1.""")
  @Size(min = 1, max = 128)
  @ValidationRule(value = CelRules.TAG, message = CelRules.TAG_MESSAGE)
  @Nullable String version();

  @JsonPropertyDescription(
      """
            Image to run instead of the default one. If it has no tag and no digest, version \
            is appended as the tag. If it has a tag, the tag is the version: omit version, \
            or set it to the same. If it has only a digest, version is required. Needs \
            allow.images in the class. Example: registry.example.com/mirror/n8n:2.41.1.""")
  @Size(min = 1, max = 512)
  @ValidationRule(value = CelRules.IMAGE, message = CelRules.IMAGE_MESSAGE)
  @Nullable String image();

  @JsonPropertyDescription(
      """
            CPU and memory of the application's container. Default: those of the class, or \
            what the application needs to start.""")
  @Nullable Resources resources();

  @JsonPropertyDescription(
      """
            Volume of the application. Default: that of the class, or the operator's \
            default.""")
  @Nullable Storage storage();

  @JsonPropertyDescription(
      """
            Host name of the application. Needs allow.hosts in the class. Default: the host \
            pattern of the class, or <service>.<domain> with a domain of its own. Example: \
            automation.acme.example.com.""")
  @Size(min = 4, max = 253)
  @ValidationRule(value = CelRules.DNS_NAME, message = CelRules.DNS_NAME_MESSAGE)
  @Nullable String host();

  @JsonPropertyDescription(
      """
            Additional environment variables, at most 50. Needs allow.env in the class. \
            Names that the operator sets itself are refused.""")
  @Size(max = 50)
  List<EnvironmentVariable> env();

  default boolean isEnabled() {
    return !Boolean.FALSE.equals(enabled());
  }
}
