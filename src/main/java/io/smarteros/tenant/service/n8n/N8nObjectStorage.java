package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.service.ClassAccess.ObjectStorageAccess;
import io.smarteros.tenant.service.ServicePlan;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Files of workflows in object storage. n8n ends at its start where its licence does not allow that
 * ({@code commands/base-command.js} of 2.41.1).
 */
final class N8nObjectStorage {
  /** Where its files go: with them a Tenant gets nothing of the class's storage. */
  static final Predicate<String> OWN_STORAGE =
      Pattern.compile("N8N_EXTERNAL_STORAGE_S3_.*").asMatchPredicate();

  private N8nObjectStorage() {}

  /** What is missing for it. */
  static Optional<Problem> missing(ServicePlan plan) {
    boolean hasStorage =
        plan.classAccess().objectStorage().isPresent() || isSetByTenant(plan, OWN_STORAGE);
    boolean hasLicence =
        plan.classAccess().licence().isPresent() || isSetByTenant(plan, N8n.OWN_LICENCE);
    return hasStorage && hasLicence
        ? Optional.empty()
        : Optional.of(
            new Problem(
                Reason.NOT_ALLOWED_BY_CLASS,
                "n8n keeps files in object storage only with spec.objectStorage and spec.services.n8n.licenceSecret of TenantClass %s. Set both there, or spec.services.n8n.settings.binaryData to Database"
                    .formatted(plan.tenant().className())));
  }

  private static boolean isSetByTenant(ServicePlan plan, Predicate<String> names) {
    return plan.service().env().stream().map(EnvironmentVariable::name).anyMatch(names);
  }

  static Map<String, String> environment(ObjectStorageAccess storage) {
    URI endpoint = URI.create(storage.endpoint());
    return Map.of(
        "N8N_EXTERNAL_STORAGE_S3_PROTOCOL",
        endpoint.getScheme(),
        // with port and path: n8n puts the scheme before it and takes it for the endpoint
        "N8N_EXTERNAL_STORAGE_S3_HOST",
        storage.endpoint().substring(endpoint.getScheme().length() + "://".length()),
        "N8N_EXTERNAL_STORAGE_S3_BUCKET_NAME",
        storage.bucket(),
        "N8N_EXTERNAL_STORAGE_S3_BUCKET_REGION",
        storage.region(),
        // Supabase Storage and MinIO have no host name for each bucket
        "N8N_EXTERNAL_STORAGE_S3_FORCE_PATH_STYLE",
        "true");
  }

  static Map<String, String> secret(ObjectStorageAccess storage) {
    return Map.of(
        "N8N_EXTERNAL_STORAGE_S3_ACCESS_KEY", storage.accessKeyId(),
        "N8N_EXTERNAL_STORAGE_S3_ACCESS_SECRET", storage.secretAccessKey());
  }
}
