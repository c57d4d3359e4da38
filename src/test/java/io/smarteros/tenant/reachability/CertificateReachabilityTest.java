package io.smarteros.tenant.reachability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.local.tls.SelfSignedCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateReachabilityTest {
  private static final ObjectKey SECRET = new ObjectKey("v1", "Secret", "tenant-acme", "n8n-tls");
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant TO = FROM.plus(Duration.ofDays(90));
  private static final Instant WITHIN = FROM.plus(Duration.ofDays(1));
  private static final String PEM =
      SelfSignedCertificate.make("dns:n8n-acme.example.com", FROM, 90).certificatePem();

  @Test
  void a_certificate_is_valid_from_its_first_second_to_its_last() {
    TlsCertificate certificate = TlsCertificate.of(secret(PEM)).orElseThrow();

    assertThat(certificate).isEqualTo(new TlsCertificate(FROM, TO));
    assertThat(certificate.isValidAt(FROM.minusSeconds(1))).isFalse();
    assertThat(certificate.isValidAt(FROM)).isTrue();
    assertThat(certificate.isValidAt(TO)).isTrue();
    assertThat(certificate.isValidAt(TO.plusSeconds(1))).isFalse();
  }

  @Test
  void of_a_chain_the_first_counts() {
    String authority = SelfSignedCertificate.make("dns:ca.example.com", TO, 10).certificatePem();

    assertThat(TlsCertificate.of(secret("# chain\n" + PEM + authority)))
        .contains(new TlsCertificate(FROM, TO));
  }

  @Test
  void a_valid_certificate_is_looked_at_again_when_it_ends() {
    assertThat(CertificateReachability.ofValid(new TlsCertificate(FROM, TO)))
        .isEqualTo(new Reachability.Reachable(Optional.of(TO.plusSeconds(1))));
  }

  @Test
  void a_secret_that_is_missing_is_waited_for() {
    assertThat(waiting(Optional.empty(), "").message())
        .startsWith("Waiting for Secret n8n-tls in namespace tenant-acme. ")
        .contains("Create the Secret", "issuer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----------------",
        "\0\0\0\0"
      })
  void a_secret_without_a_certificate_is_waited_for(String content) {
    assertThat(waiting(Optional.of(secret(content)), "").message())
        .startsWith(
            "Key tls.crt of Secret n8n-tls in namespace tenant-acme holds no certificate in PEM"
                + " form. ");
  }

  @Test
  void a_secret_without_the_key_or_with_what_is_not_base64_has_no_certificate() {
    assertThat(TlsCertificate.of(new Secret())).isEmpty();
    assertThat(TlsCertificate.of(new SecretBuilder().withData(Map.of("ca.crt", "")).build()))
        .isEmpty();
    assertThat(TlsCertificate.of(new SecretBuilder().withData(Map.of("tls.crt", "=A=A=")).build()))
        .isEmpty();
  }

  @Test
  void a_certificate_that_is_not_valid_yet_is_waited_for_until_it_is() {
    Reachability found = invalid(Optional.of(secret(PEM)), "", FROM.minusSeconds(5));

    assertThat(found)
        .isInstanceOfSatisfying(
            Reachability.Waiting.class,
            waiting -> {
              assertThat(waiting.until()).contains(FROM);
              assertThat(waiting.problem().reason()).isEqualTo(Reason.WAITING_FOR_CERTIFICATE);
              assertThat(waiting.problem().message())
                  .contains("is not valid before 2026-01-01T00:00:00Z");
            });
  }

  @Test
  void an_expired_certificate_needs_a_person() {
    assertThat(expired("").message())
        .startsWith(
            "The certificate in Secret n8n-tls in namespace tenant-acme expired at"
                + " 2026-04-01T00:00:00Z. ");
  }

  @Test
  void an_expired_certificate_is_waited_for_while_cert_manager_renews_it() {
    assertThat(
            problem(
                    invalid(
                        Optional.of(secret(PEM)),
                        "- {type: Issuing, status: 'True'}",
                        TO.plusSeconds(1)))
                .reason())
        .isEqualTo(Reason.WAITING_FOR_CERTIFICATE);
  }

  @Test
  void cert_manager_is_quoted() {
    String failed =
        """
        - {type: Issuing, status: 'False', reason: Failed, message: not this}
        - {type: Ready, status: 'False', reason: DoesNotExist, message: Issuer letsencrypt not found}
        """;
    String quote =
        "cert-manager's Certificate n8n-tls says: Ready is False: DoesNotExist: Issuer letsencrypt"
            + " not found";

    assertThat(waiting(Optional.empty(), failed).message()).endsWith(quote);
    assertThat(expired(failed).message()).endsWith(quote);
  }

  @Test
  void cert_manager_may_not_have_said_anything() {
    assertThat(waiting(Optional.empty(), "[]").message()).endsWith("says: nothing yet");
    assertThat(waiting(Optional.empty(), "{type: Ready}").message()).endsWith("nothing yet");
  }

  private static Problem waiting(Optional<Secret> secret, String conditions) {
    Problem problem = problem(invalid(secret, conditions, WITHIN));
    assertThat(problem.reason()).isEqualTo(Reason.WAITING_FOR_CERTIFICATE);
    return problem;
  }

  private static Problem expired(String conditions) {
    Reachability found = invalid(Optional.of(secret(PEM)), conditions, TO.plusSeconds(1));
    assertThat(found).isInstanceOf(Reachability.Unreachable.class);
    assertThat(problem(found).reason()).isEqualTo(Reason.CERTIFICATE_EXPIRED);
    return problem(found);
  }

  private static Problem problem(Reachability found) {
    return switch (found) {
      case Reachability.Waiting waiting -> waiting.problem();
      case Reachability.Unreachable unreachable -> unreachable.problem();
      case Reachability.Reachable _ -> throw new AssertionError("Users reach it");
    };
  }

  /** With the conditions of cert-manager's Certificate; none of them: there is no Certificate. */
  private static Reachability invalid(Optional<Secret> secret, String conditions, Instant now) {
    Optional<GenericKubernetesResource> issued =
        conditions.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Serialization.unmarshal(
                    """
                    apiVersion: cert-manager.io/v1
                    kind: Certificate
                    metadata: {name: n8n-tls, namespace: tenant-acme}
                    status:
                      conditions:
                    %s
                    """
                        .formatted(conditions.indent(4)),
                    GenericKubernetesResource.class));
    return CertificateReachability.ofInvalid(SECRET, secret, issued, now);
  }

  private static Secret secret(String pem) {
    return new SecretBuilder()
        .withData(Map.of("tls.crt", Base64.getEncoder().encodeToString(pem.getBytes(UTF_8))))
        .build();
  }
}
