package io.smarteros.tenant.reachability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.workload.StatusConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * By the certificate in the TLS Secret that a route names. Whether it is for the right host, and
 * who signed it, is not looked at.
 */
final class CertificateReachability {
  private static final JsonMapper JSON = new JsonMapper();

  /** Certificates tell time in seconds. */
  private static final Duration RESOLUTION = Duration.ofSeconds(1);

  private final ObjectKey secret;
  private final Optional<JsonNode> issued;

  private CertificateReachability(
      ObjectKey secret, Optional<GenericKubernetesResource> issuedByCertManager) {
    this.secret = secret;
    this.issued = issuedByCertManager.map(JSON::valueToTree);
  }

  static Reachability ofValid(TlsCertificate certificate) {
    return new Reachability.Reachable(Optional.of(certificate.notAfter().plus(RESOLUTION)));
  }

  /**
   * Of a Secret that has no valid certificate.
   *
   * @param found the Secret, if it exists
   * @param issued cert-manager's Certificate for it, if there is one
   */
  static Reachability ofInvalid(
      ObjectKey secret,
      Optional<Secret> found,
      Optional<GenericKubernetesResource> issued,
      Instant now) {
    CertificateReachability judge = new CertificateReachability(secret, issued);
    if (found.isEmpty()) {
      return judge.waiting(
          "Waiting for Secret %s in namespace %s".formatted(secret.name(), secret.namespace()));
    }
    return TlsCertificate.of(found.get())
        .map(certificate -> judge.outsideValidity(certificate, now))
        .orElseGet(
            () ->
                judge.waiting(
                    "Key %s of Secret %s in namespace %s holds no certificate in PEM form"
                        .formatted(TlsCertificate.KEY, secret.name(), secret.namespace())));
  }

  private Reachability outsideValidity(TlsCertificate certificate, Instant now) {
    if (now.isBefore(certificate.notBefore())) {
      return new Reachability.Waiting(
          problem(
              Reason.WAITING_FOR_CERTIFICATE,
              "The certificate in Secret %s in namespace %s is not valid before %s"
                  .formatted(secret.name(), secret.namespace(), certificate.notBefore())),
          Optional.of(certificate.notBefore()));
    }
    String expired =
        "The certificate in Secret %s in namespace %s expired at %s"
            .formatted(secret.name(), secret.namespace(), certificate.notAfter());
    return isBeingIssued()
        ? waiting(expired)
        : new Reachability.Unreachable(problem(Reason.CERTIFICATE_EXPIRED, expired));
  }

  private Reachability waiting(String what) {
    return new Reachability.Waiting(problem(Reason.WAITING_FOR_CERTIFICATE, what));
  }

  private Problem problem(Reason reason, String what) {
    return new Problem(
        reason,
        "%s. %s"
            .formatted(
                what,
                issued
                    .map(CertificateReachability::quoted)
                    .orElse(
                        "No Certificate of cert-manager is there for it. Create the Secret anew, or"
                            + " name an issuer in spec.routing.ingress.annotations of the class")));
  }

  private static String quoted(JsonNode certificate) {
    return "cert-manager's Certificate %s says: %s"
        .formatted(
            certificate.at("/metadata/name").asText(),
            condition(certificate, "Ready")
                .map(ready -> "Ready is " + ConditionText.of(ready))
                .orElse("nothing yet"));
  }

  /** See the conditions of a Certificate in cert-manager's {@code types_certificate.go}. */
  private boolean isBeingIssued() {
    return issued
        .flatMap(certificate -> condition(certificate, "Issuing"))
        .filter(issuing -> issuing.path("status").asText().equals("True"))
        .isPresent();
  }

  private static Optional<JsonNode> condition(JsonNode certificate, String type) {
    Stream<JsonNode> conditions = StatusConditions.elements(certificate.at("/status/conditions"));
    return conditions.filter(condition -> condition.path("type").asText().equals(type)).findFirst();
  }
}
