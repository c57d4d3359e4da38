package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
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
      Whether the application runs. false takes its workload, Service and route away and keeps \
      database, volume and keys, so that true brings it back as it was. Default: true.""")
  @Nullable Boolean enabled();

  @JsonPropertyDescription(
      """
      Dedicated: a workload and a database of the tenant's own. Shared: an account inside an \
      instance that the platform team runs. Fixed when the application is first made. Default: \
      the class's, else Dedicated; another than the class's needs allow.modes in the class.""")
  @Nullable Mode mode();

  @JsonPropertyDescription(
      """
      Version to run, which is also the tag of its image. Newer versions are rolled out, lower \
      ones refused. Default: the class's, else the operator's default of the day the application \
      was first made. Another than that must be listed in allow.versions of the class, unless \
      image has a tag or digest. \
      Example: 2.41.1.""")
  @Size(min = 1, max = 128)
  @ValidationRule(value = CelRules.TAG, message = CelRules.TAG_MESSAGE)
  @Nullable String version();

  @JsonPropertyDescription(
      """
      Image to run instead of the usual one. Without tag and digest, version is appended as the \
      tag; a tag is the version, and version then absent or the same; with a digest only, version \
      is required. Needs allow.images in the class. \
      Example: registry.example.com/mirror/n8n:2.41.1.""")
  @Size(min = 1, max = 512)
  @ValidationRule(value = CelRules.IMAGE, message = CelRules.IMAGE_MESSAGE)
  @Nullable String image();

  @JsonPropertyDescription(
      """
      CPU and memory of the application's container. Default: the class's, else what the \
      application needs to start.""")
  @Nullable Resources resources();

  @JsonPropertyDescription("The application's volume. Default: the class's, else the operator's.")
  @Nullable Storage storage();

  @JsonPropertyDescription(
      """
      DNS name under which users reach the application. Needs allow.hosts in the class. Default: \
      the class's host pattern, or <service>.<domain> with a custom domain. \
      Example: automation.acme.example.com.""")
  @Size(min = 4, max = 253)
  @ValidationRule(value = CelRules.DNS_NAME, message = CelRules.DNS_NAME_MESSAGE)
  @Nullable String host();

  @JsonPropertyDescription(
      """
      More environment variables for the application, at most 50. Needs allow.env in the class. \
      Names that the operator sets itself are refused.""")
  @Size(max = 50)
  List<EnvironmentVariable> env();

  default boolean isEnabled() {
    return !Boolean.FALSE.equals(enabled());
  }
}
