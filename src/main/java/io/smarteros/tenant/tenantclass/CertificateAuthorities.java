package io.smarteros.tenant.tenantclass;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What people put under {@code ca.crt}. */
final class CertificateAuthorities {
  private CertificateAuthorities() {}

  /** Why the text cannot be used as PEM of authorities, as the end of a sentence. */
  static Optional<String> complaint(String pem, Instant now) {
    if (pem.contains("PRIVATE KEY-----")) {
      // applications are given the text as it is
      return Optional.of("contains a private key, which must not be handed to applications");
    }
    if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
      return Optional.of(
          "is no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----");
    }
    try {
      return validity(certificates(pem), now);
    } catch (CertificateException e) {
      return Optional.of("contains a certificate that cannot be read");
    }
  }

  private static List<X509Certificate> certificates(String pem) throws CertificateException {
    Collection<? extends Certificate> read =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    return read.stream().map(X509Certificate.class::cast).toList();
  }

  /** One that is valid is enough: a bundle may hold the last one and the next. */
  private static Optional<String> validity(List<X509Certificate> certificates, Instant now) {
    boolean oneIsValid =
        certificates.stream()
            .anyMatch(
                one ->
                    !now.isBefore(one.getNotBefore().toInstant())
                        && !now.isAfter(one.getNotAfter().toInstant()));
    if (oneIsValid) {
      return Optional.empty();
    }
    return certificates.stream()
        .map(one -> one.getNotAfter().toInstant())
        .max(Comparator.naturalOrder())
        .filter(now::isAfter)
        .map(end -> "expired on " + LocalDate.ofInstant(end, ZoneOffset.UTC))
        .or(() -> Optional.of("contains no certificate that is valid yet"));
  }
}
