package io.smarteros.tenant.reachability;

import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** When the certificate in a TLS Secret is valid, both ends included. */
record TlsCertificate(Instant notBefore, Instant notAfter) {
  /** The key of Secrets of type {@code kubernetes.io/tls}. */
  static final String KEY = "tls.crt";

  /** The server's own one, which comes first; empty when there is none that can be read. */
  static Optional<TlsCertificate> of(Secret secret) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(KEY))
        .flatMap(TlsCertificate::parse);
  }

  private static Optional<TlsCertificate> parse(String base64) {
    try {
      return Optional.of(
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64))))
          .map(X509Certificate.class::cast)
          .map(
              certificate ->
                  new TlsCertificate(
                      certificate.getNotBefore().toInstant(),
                      certificate.getNotAfter().toInstant()));
    } catch (CertificateException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  boolean isValidAt(Instant time) {
    return !time.isBefore(notBefore) && !time.isAfter(notAfter);
  }
}
