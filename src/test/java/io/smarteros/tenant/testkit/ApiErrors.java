package io.smarteros.tenant.testkit;

import io.fabric8.kubernetes.api.Pluralize;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.cluster.ObjectKey;
import java.io.IOException;
import java.util.Locale;

/** What the API server answers instead of doing what it is asked, in its own words. */
public final class ApiErrors {
  private ApiErrors() {}

  public static KubernetesClientException notFound(ObjectKey key) {
    return error(404, "NotFound", "%s \"%s\" not found".formatted(resource(key), key.name()));
  }

  public static KubernetesClientException namespaceNotFound(ObjectKey key) {
    return notFound(ObjectKey.ofNamespace(key.namespace()));
  }

  public static KubernetesClientException namespaceIsBeingTerminated(ObjectKey key) {
    return forbidden(
        key,
        "unable to create new content in namespace %s because it is being terminated"
            .formatted(key.namespace()));
  }

  public static KubernetesClientException alreadyExists(ObjectKey key) {
    return error(
        409, "AlreadyExists", "%s \"%s\" already exists".formatted(resource(key), key.name()));
  }

  public static KubernetesClientException conflict(ObjectKey key) {
    return error(
        409,
        "Conflict",
        "Operation cannot be fulfilled on %s \"%s\": the object has been modified; please apply your changes to the latest version and try again"
            .formatted(resource(key), key.name()));
  }

  public static KubernetesClientException quotaExceeded(ObjectKey key) {
    return forbidden(
        key,
        "exceeded quota: tenant, requested: requests.memory=2Gi, used: requests.memory=3Gi, limited: requests.memory=4Gi");
  }

  /** Also of reads; as for a user to whom nothing is bound. */
  public static KubernetesClientException missingRight(ObjectKey key) {
    return forbidden(
        key,
        "User \"system:serviceaccount:smarteros:tenant-operator\" cannot patch resource \"%s\" in API group \"%s\" in the namespace \"%s\""
            .formatted(plural(key), group(key), key.namespace()));
  }

  public static KubernetesClientException invalid(ObjectKey key, String why) {
    String group = group(key);
    return error(
        422,
        "Invalid",
        "%s \"%s\" is invalid: %s"
            .formatted(group.isEmpty() ? key.kind() : key.kind() + "." + group, key.name(), why));
  }

  /** Of a Deployment whose selector would change. */
  public static KubernetesClientException immutable(ObjectKey key) {
    return invalid(key, "spec.selector: Invalid value: {}: field is immutable");
  }

  /** Of a volume that would become smaller. */
  public static KubernetesClientException shrinks(ObjectKey key) {
    return invalid(
        key,
        "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity");
  }

  public static KubernetesClientException tooManyRequests(ObjectKey key) {
    return error(429, "TooManyRequests", "the server has received too many requests: " + key);
  }

  public static KubernetesClientException unavailable(ObjectKey key) {
    return error(503, "ServiceUnavailable", "the server is currently unable to handle " + key);
  }

  /** The connection broke: there is no answer at all. */
  public static KubernetesClientException noAnswer(ObjectKey key) {
    return new KubernetesClientException(
        "Operation on %s failed".formatted(key), new IOException("connection reset"));
  }

  private static KubernetesClientException forbidden(ObjectKey key, String why) {
    return error(
        403, "Forbidden", "%s \"%s\" is forbidden: %s".formatted(resource(key), key.name(), why));
  }

  private static KubernetesClientException error(int code, String reason, String message) {
    return new KubernetesClientException(
        new StatusBuilder()
            .withStatus("Failure")
            .withCode(code)
            .withReason(reason)
            .withMessage(message)
            .build());
  }

  /** {@code deployments.apps}. */
  private static String resource(ObjectKey key) {
    String group = group(key);
    return group.isEmpty() ? plural(key) : plural(key) + "." + group;
  }

  private static String plural(ObjectKey key) {
    return Pluralize.toPlural(key.kind().toLowerCase(Locale.ROOT));
  }

  private static String group(ObjectKey key) {
    int slash = key.apiVersion().indexOf('/');
    return slash < 0 ? "" : key.apiVersion().substring(0, slash);
  }
}
