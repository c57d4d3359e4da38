package io.smarteros.tenant.postgres;

import io.smarteros.tenant.local.tls.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** A self-signed certificate in the files that a PostgreSQL server wants. */
record ServerCertificate(SelfSignedCertificate made, Path certificate, Path key) {

  static ServerCertificate make(Path folder, String address) throws IOException {
    Files.createDirectories(folder);
    SelfSignedCertificate made = SelfSignedCertificate.make("ip:" + address, Instant.now(), 90);
    Path key = Files.writeString(folder.resolve("server.key"), made.keyPem());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Path certificate = Files.writeString(folder.resolve("server.crt"), made.certificatePem());
    return new ServerCertificate(made, certificate, key);
  }

  String pem() {
    return made.certificatePem();
  }

  Map<String, String> settings() {
    return Map.of(
        "ssl", "on",
        "ssl_cert_file", certificate.toString(),
        "ssl_key_file", key.toString());
  }

  /** Of a server that has it. */
  SSLContext tls() throws GeneralSecurityException {
    return made.serverContext();
  }
}
