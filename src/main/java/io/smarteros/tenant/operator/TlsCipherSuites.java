package io.smarteros.tenant.operator;

import java.util.List;

/** The cipher suites that the operator offers to servers, as a client. */
final class TlsCipherSuites {
  /** The JDK reads it when it makes its first TLS context. */
  private static final String PROPERTY = "jdk.tls.client.cipherSuites";

  /**
   * Go's servers take ChaCha20 only from who names it first. The JVM of the chart does not have the
   * compiler that knows the processor's instructions for AES, which takes five times as long there.
   */
  static final List<String> OFFERED =
      List.of(
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  private TlsCipherSuites() {}

  /** Offers them from now on, unless an option of the JVM names others. */
  static void offer() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, String.join(",", OFFERED));
    }
  }
}
