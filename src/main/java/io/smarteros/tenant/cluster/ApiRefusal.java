package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an error of the API server means for the object that should be written. */
public final class ApiRefusal {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration LATER = Duration.ofSeconds(10);

  /** {@code User "x" cannot patch resource "deployments" in API group …}. */
  private static final Pattern MISSING_RIGHT = Pattern.compile("cannot [a-z]+ resource \"");

  /** As admission webhooks and policies begin, whatever status code they chose. */
  private static final Pattern DENIED =
      Pattern.compile("admission webhook .* denied|ValidatingAdmissionPolicy .* denied");

  private static final String NAMESPACE_ENDS = "being terminated";
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int LONGEST_MESSAGE = 600;

  private ApiRefusal() {}

  /**
   * Decides by status code and message.
   *
   * @param rightsAreNew the operator's rights in the namespace may not have reached every API
   *     server yet
   */
  static Applied of(ObjectKey key, KubernetesClientException error, boolean rightsAreNew) {
    String message = message(error);
    if (isDenied(error.getCode(), message)) {
      return new Applied.Rejected(key, refused(key, message));
    }
    if (needsPerson(error)) {
      return switch (error.getCode()) {
        case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(key, message, rightsAreNew);
        case UNPROCESSABLE -> new Applied.Rejected(key, invalid(key, message));
        default -> new Applied.Rejected(key, refused(key, message));
      };
    }
    return switch (error.getCode()) {
      case HttpURLConnection.HTTP_FORBIDDEN ->
          new Applied.Retry(key, "%s: its namespace is being deleted".formatted(key), LATER);
      case HttpURLConnection.HTTP_NOT_FOUND ->
          new Applied.Retry(
              key,
              message.startsWith("namespaces ")
                  ? "%s: its namespace does not exist".formatted(key)
                  : "%s: %s".formatted(key, message),
              LATER);
      case HttpURLConnection.HTTP_CONFLICT, TOO_MANY_REQUESTS ->
          new Applied.Retry(key, "%s: %s".formatted(key, message), SOON);
      default ->
          new Applied.Retry(
              key, "%s: the API server does not accept it now: %s".formatted(key, message), LATER);
    };
  }

  /** What to tell a person who has to help; empty for what may pass by itself. */
  public static Optional<Problem> needsPerson(ObjectKey key, KubernetesClientException error) {
    return of(key, error, false) instanceof Applied.Rejected rejected
        ? Optional.of(rejected.problem())
        : Optional.empty();
  }

  /** Whether it was refused until a person does something. */
  public static boolean needsPerson(KubernetesClientException error) {
    String message = message(error);
    return isDenied(error.getCode(), message)
        || switch (error.getCode()) {
          case HttpURLConnection.HTTP_FORBIDDEN -> !message.contains(NAMESPACE_ENDS);
          case HttpURLConnection.HTTP_BAD_REQUEST,
              HttpURLConnection.HTTP_BAD_METHOD,
              UNPROCESSABLE ->
              true;
          default -> false;
        };
  }

  /** Whatever status code the webhook chose, but the one that asks to come again. */
  private static boolean isDenied(int code, String message) {
    return code != TOO_MANY_REQUESTS && DENIED.matcher(message).find();
  }

  private static Applied forbidden(ObjectKey key, String message, boolean rightsAreNew) {
    if (message.contains("exceeded quota")) {
      return new Applied.Rejected(key, quotaExceeded(key, message));
    }
    if (MISSING_RIGHT.matcher(message).find()) {
      return rightsAreNew
          ? new Applied.Retry(
              key, "%s: waiting for the operator's RoleBinding to take effect".formatted(key), SOON)
          : new Applied.Rejected(
              key,
              new Problem(
                  Reason.REFUSED_BY_CLUSTER,
                  "The operator may not write %s. Check the chart's ClusterRoles. The API server says: %s"
                      .formatted(key, message)));
    }
    return new Applied.Rejected(key, refused(key, message));
  }

  /** From {@code … exceeded quota: tenant, requested: …, used: …, limited: …}. */
  public static Problem quotaExceeded(ObjectKey key, String message) {
    return new Problem(
        Reason.QUOTA_EXCEEDED,
        "%s does not fit into the ResourceQuota of its namespace (%s). Ask for less in the Tenant, or raise spec.quota in the class. See kubectl --namespace %s describe resourcequota"
            .formatted(key, after("exceeded quota: ", message), key.namespace()));
  }

  private static Problem invalid(ObjectKey key, String message) {
    String said = message.toLowerCase(Locale.ROOT);
    if (key.kind().equals("PersistentVolumeClaim") && said.contains("can not be less than")) {
      return new Problem(
          Reason.STORAGE_SHRINK_REFUSED,
          "%s cannot shrink. Set storage.size to its present size or more (%s)"
              .formatted(key, after("Forbidden: ", message)));
    }
    return refused(key, message);
  }

  private static Problem refused(ObjectKey key, String message) {
    return new Problem(
        Reason.REFUSED_BY_CLUSTER,
        "The API server refuses %s. Change the policy, right or value that it names: %s"
            .formatted(key, message));
  }

  public static String message(KubernetesClientException error) {
    String message =
        Optional.ofNullable(error.getStatus())
            .map(Status::getMessage)
            .or(() -> Optional.ofNullable(error.getMessage()))
            .orElse("no answer");
    // policy engines write one violation a line, below a first line that says nothing
    String line = BLANKS.matcher(message).replaceAll(" ").strip();
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
  }

  private static String after(String marker, String message) {
    int at = message.indexOf(marker);
    return at < 0 ? message : message.substring(at + marker.length());
  }
}
