package io.smarteros.tenant.service.chatwoot;

import io.smarteros.tenant.service.ClassAccess.ObjectStorageAccess;
import io.smarteros.tenant.service.ServicePlan;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where Chatwoot keeps files: on a volume, or in its class's object storage ({@code
 * config/storage.yml}). It remembers of each file where that is, and moves none.
 */
final class ChatwootFiles {
  /**
   * By which a Tenant names a storage of its own, or steers the library that uses the class's
   * login.
   */
  static final Predicate<String> OWN_STORAGE =
      Pattern.compile("ACTIVE_STORAGE_SERVICE|STORAGE_.*|AWS_.*").asMatchPredicate();

  private static final String SERVICE = "ACTIVE_STORAGE_SERVICE";
  private static final String WHEN_REQUIRED = "when_required";

  private ChatwootFiles() {}

  /** Also with object storage, if there are files on it from before. */
  static boolean hasVolume(ServicePlan plan) {
    return plan.classAccess().objectStorage().isEmpty() || plan.volumes().contains(Chatwoot.VOLUME);
  }

  /** Variables that are not secret. */
  static Map<String, String> plain(ServicePlan plan) {
    return plan.classAccess()
        .objectStorage()
        .map(ChatwootFiles::plain)
        .orElseGet(() -> Map.of(SERVICE, "local"));
  }

  private static Map<String, String> plain(ObjectStorageAccess storage) {
    return Map.of(
        SERVICE,
        "s3_compatible",
        "STORAGE_ENDPOINT",
        storage.endpoint(),
        "STORAGE_REGION",
        storage.region(),
        "STORAGE_BUCKET_NAME",
        storage.bucket(),
        // Supabase Storage and MinIO have no host name for each bucket
        "STORAGE_FORCE_PATH_STYLE",
        "true",
        // else a checksum comes beside Content-MD5, and some storages refuse two: rails#54374
        "AWS_REQUEST_CHECKSUM_CALCULATION",
        WHEN_REQUIRED,
        "AWS_RESPONSE_CHECKSUM_VALIDATION",
        WHEN_REQUIRED);
  }

  static Map<String, String> secret(ServicePlan plan) {
    return plan.classAccess()
        .objectStorage()
        .map(
            storage ->
                Map.of(
                    "STORAGE_ACCESS_KEY_ID",
                    storage.accessKeyId(),
                    "STORAGE_SECRET_ACCESS_KEY",
                    storage.secretAccessKey()))
        .orElseGet(Map::of);
  }
}
