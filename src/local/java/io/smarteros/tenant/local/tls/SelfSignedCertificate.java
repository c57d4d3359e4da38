package io.smarteros.tenant.local.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smarteros.tenant.local.process.TemporaryFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate for a server, with its key, made with the JDK's keytool. */
public final class SelfSignedCertificate {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "server";
  private static final DateTimeFormatter KEYTOOL_TIME =
      DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final KeyStore store;

  private SelfSignedCertificate(KeyStore store) {
    this.store = store;
  }

  /**
   * Takes about a second.
   *
   * @param name as keytool wants alternative names: {@code dns:*.example.com}, {@code ip:10.1.2.3}
   */
  public static SelfSignedCertificate make(String name, Instant notBefore, int days) {
    try (TemporaryFolder folder = TemporaryFolder.create("tenant-certificate")) {
      Path store = folder.path().resolve("server.p12");
      run(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-J-Duser.timezone=UTC",
              "-J-XX:TieredStopAtLevel=1",
              "-genkeypair",
              "-alias",
              ALIAS,
              "-keyalg",
              "EC",
              "-dname",
              "CN=server",
              "-ext",
              "san=" + name,
              "-startdate",
              KEYTOOL_TIME.format(notBefore),
              "-validity",
              Integer.toString(days),
              "-keystore",
              store.toString(),
              "-storepass",
              PASSWORD));
      return new SelfSignedCertificate(read(store));
    } catch (IOException e) {
      throw new UncheckedIOException("No certificate for " + name, e);
    }
  }

  private static void run(List<String> command) throws IOException {
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while keytool runs", e);
    }
  }

  private static KeyStore read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return keys;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("keytool made what cannot be read", e);
    }
  }

  public String certificatePem() {
    try {
      return pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String keyPem() {
    try {
      return pem("PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a server that has it. */
  public SSLContext serverContext() throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static String pem(String kind, byte[] encoded) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded), kind);
  }
}
