package io.smarteros.tenant.local.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.local.tls.SelfSignedCertificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Plays cert-manager: an Ingress that names an issuer gets the TLS Secrets that it names. All have
 * one self-signed certificate, since making one takes a second.
 */
final class CertificateIssuer {
  static final String USER = "local:cert-manager";

  private static final String ISSUER = "cert-manager.io/cluster-issuer";
  private static final int DAYS = 90;

  private final KubernetesClient client;
  private Optional<SelfSignedCertificate> certificate = Optional.empty();

  private CertificateIssuer(KubernetesClient client) {
    this.client = client;
  }

  /** With the rights of this client alone. */
  static IngressFollower start(KubernetesClient client) {
    return IngressFollower.start(client, new CertificateIssuer(client)::issue);
  }

  private void issue(Ingress ingress) {
    Map<String, String> annotations = ingress.getMetadata().getAnnotations();
    if (annotations == null || !annotations.containsKey(ISSUER)) {
      return;
    }
    for (IngressTLS tls : ingress.getSpec().getTls()) {
      Secret secret = secret(ingress.getMetadata().getNamespace(), tls.getSecretName());
      Follow.unlessDone(() -> client.resource(secret).create());
    }
  }

  private Secret secret(String namespace, String name) {
    if (certificate.isEmpty()) {
      certificate =
          Optional.of(SelfSignedCertificate.make("dns:*.example.com", Instant.now(), DAYS));
    }
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withType("kubernetes.io/tls")
        .addToData("tls.crt", base64(certificate.get().certificatePem()))
        .addToData("tls.key", base64(certificate.get().keyPem()))
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
