package io.smarteros.tenant.tenantclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.postgres.AdminLogin;
import io.smarteros.tenant.postgres.ServerAddress;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.testkit.InMemoryDatabaseServer;
import io.smarteros.tenant.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people put into the Secrets of a class is harmless, or told by name. */
final class ClassDatabaseServersTest {
  private static final String ADMIN = "postgres-admin";
  private static final String CA = "postgres-ca";

  private final Map<String, Secret> secrets = new HashMap<>();
  private final List<AdminLogin> logins = new ArrayList<>();
  private final List<ServerAddress> addresses = new ArrayList<>();
  private final ClassDatabaseServers servers =
      new ClassDatabaseServers(
          (address, login) -> {
            addresses.add(address);
            logins.add(login);
            return new InMemoryDatabaseServer();
          },
          new ClassSecrets("smarteros", name -> Optional.ofNullable(secrets.get(name))),
          "test",
          new ManualClock());

  ClassDatabaseServersTest() {
    put(ADMIN, Map.of("username", "tenant_admin", "password", "s3cret"));
    put(CA, Map.of("ca.crt", pem("authority")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "\n\n", "\r"})
  void a_line_end_that_an_editor_left_is_not_part_of_a_password(String end) {
    put(ADMIN, Map.of("username", "tenant_admin" + end, "password", "s3cret" + end));

    assertThat(open()).isInstanceOf(ClassDatabaseServers.Server.class);

    assertThat(logins).containsExactly(new AdminLogin("tenant_admin", "s3cret"));
  }

  @Test
  void a_mark_of_the_encoding_and_spaces_within_a_password_do_no_harm() {
    put(ADMIN, Map.of("username", "\uFEFFtenant_admin\r\n", "password", " pass word ä "));

    assertThat(open()).isInstanceOf(ClassDatabaseServers.Server.class);

    assertThat(logins).containsExactly(new AdminLogin("tenant_admin", " pass word ä "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void an_empty_value_is_told(String empty) {
    put(ADMIN, Map.of("username", "tenant_admin", "password", empty));

    assertThat(problem())
        .isEqualTo(
            new Problem(
                Reason.SECRET_KEY_MISSING,
                "Key password of Secret postgres-admin in namespace smarteros is empty. Give it its value"));
  }

  @Test
  void keys_of_other_names_are_told_with_those_that_are_there() {
    put(ADMIN, Map.of("user", "tenant_admin", "pass", "s3cret"));

    assertThat(problem())
        .isEqualTo(
            new Problem(
                Reason.SECRET_KEY_MISSING,
                "Secret postgres-admin in namespace smarteros has no key username. Add it. It has type Opaque and the keys pass, user"));
  }

  @Test
  void a_secret_of_another_type_is_told() {
    secrets.put(
        ADMIN,
        new SecretBuilder()
            .withType("kubernetes.io/dockerconfigjson")
            .addToData(".dockerconfigjson", "e30=")
            .build());
    assertThat(problem().message())
        .endsWith("It has type kubernetes.io/dockerconfigjson and the keys .dockerconfigjson");

    secrets.put(ADMIN, new SecretBuilder().withType("Opaque").build());
    assertThat(problem().message()).endsWith("It has type Opaque and no keys");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one\ntwo", "one\r\ntwo\n", "\none", "one\ttwo"})
  void a_password_of_two_lines_is_told_and_not_shown(String password) {
    put(ADMIN, Map.of("username", "tenant_admin", "password", password));

    assertThat(problem().reason()).isEqualTo(Reason.CLASS_SECRET_INVALID);
    assertThat(problem().message())
        .startsWith("Key password of Secret postgres-admin in namespace smarteros contains")
        .doesNotContain("one", "two");
  }

  @Test
  void what_is_no_text_is_told() {
    put(ADMIN, "username", "tenant_admin".getBytes(StandardCharsets.UTF_16LE));
    assertThat(problem().message())
        .isEqualTo(
            "Key username of Secret postgres-admin in namespace smarteros is no text in UTF-8. Correct it");

    put(ADMIN, "username", new byte[] {(byte) 0xC3, 0x28});
    assertThat(problem().reason()).isEqualTo(Reason.CLASS_SECRET_INVALID);
  }

  @Test
  void authorities_are_handed_on_with_what_people_leave_around_them() {
    for (String pem :
        List.of(
            pem("authority"),
            pem("authority").replace("\n", "\r\n"),
            pem("authority").stripTrailing(),
            "\uFEFF" + pem("authority"),
            "subject=CN = authority\n" + pem("authority"),
            pem("expired") + pem("authority"))) {
      put(CA, Map.of("ca.crt", pem));
      assertThat(open()).as(pem).isInstanceOf(ClassDatabaseServers.Server.class);
    }

    assertThat(addresses)
        .allSatisfy(
            address ->
                assertThat(address.caCertificate().orElseThrow())
                    .contains("-----BEGIN CERTIFICATE-----"));
  }

  @Test
  void an_authority_that_is_none_is_told() {
    assertThat(complaint("")).contains("is empty");
    assertThat(complaint("postgres-ca.crt")).contains("is no certificate in PEM form");
    assertThat(
            complaint(
                Base64.getEncoder()
                    .encodeToString(pem("authority").getBytes(StandardCharsets.UTF_8))))
        .contains("is no certificate in PEM form");
    assertThat(complaint(pem("authority").replace("MIIB", "MIIX")))
        .contains("contains a certificate that cannot be read");
    assertThat(complaint(pem("authority") + "-----BEGIN PRIVATE KEY-----\nAAAA\n"))
        .contains("contains a private key");
    assertThat(complaint(pem("expired"))).contains("expired on 2021-01-01");
    assertThat(complaint(pem("not-yet-valid"))).contains("no certificate that is valid yet");
  }

  @Test
  void a_certificate_in_der_is_told() {
    put(CA, "ca.crt", new byte[] {0x30, (byte) 0x82, 0x01, (byte) 0xF1});

    assertThat(problem().message())
        .isEqualTo(
            "Key ca.crt of Secret postgres-ca in namespace smarteros is no text in UTF-8. Correct it");
  }

  private String complaint(String pem) {
    put(CA, Map.of("ca.crt", pem));
    return problem().message();
  }

  private ClassDatabaseServers.Opened open() {
    return servers.open(
        new Placement.Server("db.example.com", 5432, SslMode.VERIFY_FULL, ADMIN, Optional.of(CA)));
  }

  private Problem problem() {
    ClassDatabaseServers.Opened opened = open();
    assertThat(opened).isInstanceOf(ClassDatabaseServers.Closed.class);
    return ((ClassDatabaseServers.Closed) opened).problem();
  }

  private void put(String name, Map<String, String> values) {
    Map<String, String> data = new HashMap<>();
    values.forEach(
        (key, value) ->
            data.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    secrets.put(name, new SecretBuilder().withData(data).build());
  }

  private void put(String name, String key, byte[] value) {
    secrets.put(
        name,
        new SecretBuilder(secrets.get(name))
            .addToData(key, Base64.getEncoder().encodeToString(value))
            .build());
  }

  private static String pem(String name) {
    try {
      return Files.readString(Path.of("src/test/resources/certificates", name + ".pem"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
