package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.StepResults.blocked;
import static io.smarteros.tenant.reconcile.service.StepResults.next;
import static io.smarteros.tenant.service.ClassResource.LICENCE;
import static io.smarteros.tenant.service.ClassResource.OBJECT_STORAGE;
import static io.smarteros.tenant.service.ClassResource.REDIS_PASSWORD;
import static io.smarteros.tenant.service.ClassResource.SMTP;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ClassAccess.ObjectStorageAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpLogin;
import io.smarteros.tenant.service.ClassResource;
import io.smarteros.tenant.testkit.FakeApplication;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClassAccessStepTest {
  private static final String ALL =
      """
      smtp: {host: smtp.example.com, from: no-reply@example.com, credentialsSecret: smtp-login}
      objectStorage: {endpoint: "https://s3.example.com", credentialsSecret: s3-login}
      services: {n8n: {licenceSecret: n8n-licence}}
      redis: {passwordSecret: redis-password}
      """;

  private static final EnvironmentVariable OWN_SERVER =
      new EnvironmentVariable(FakeApplication.MAIL_VARIABLE, "mail.attacker.example", null);

  private final FakeApplication application = new FakeApplication();
  private final ServiceUnderTest service = new ServiceUnderTest(application).classSays(ALL);

  ClassAccessStepTest() {
    service.putClassSecret("smtp-login", "username", "bWFpbGVy", "password", "czNjcjN0");
    service.putClassSecret("s3-login", "accessKeyId", "QUtJQQ==", "secretAccessKey", "a2V5");
    service.putClassSecret("n8n-licence", "licenceKey", "bGljZW5jZQ==");
    service.putClassSecret("redis-password", "password", "b2YtdGhlLWNsYXNz");
  }

  @Test
  void what_the_application_uses_comes_with_the_logins_of_the_classs_secrets() {
    usesAll();

    assertThat(access())
        .isEqualTo(
            new ClassAccess(
                Optional.of(
                    new SmtpAccess(
                        "smtp.example.com",
                        465,
                        "no-reply@example.com",
                        Tls.IMPLICIT,
                        Optional.of(new SmtpLogin("mailer", "s3cr3t")))),
                Optional.of(
                    new ObjectStorageAccess(
                        "https://s3.example.com", "us-east-1", "n8n-acme", "AKIA", "key")),
                Optional.of("licence"),
                Optional.of("of-the-class")));
  }

  @Test
  void what_the_application_does_not_use_it_does_not_get_and_need_not_be_there() {
    service.classSecrets.clear();

    assertThat(access()).isEqualTo(ClassAccess.NONE);
  }

  @Test
  void a_class_that_has_nothing_gives_nothing() {
    usesAll();
    service.classSays("");

    assertThat(access()).isEqualTo(ClassAccess.NONE);
  }

  @Test
  void a_mail_server_may_ask_for_no_login() {
    usesAll();
    service.classSays("smtp: {host: relay.mail.svc, port: 25, tls: None, from: a@example.com}");

    assertThat(access().smtp())
        .contains(
            new SmtpAccess("relay.mail.svc", 25, "a@example.com", Tls.NONE, Optional.empty()));
  }

  @Test
  void the_port_follows_from_how_tls_is_used() {
    usesAll();
    service.classSays("smtp: {host: smtp.example.com, tls: StartTLS, from: a@example.com}");

    assertThat(access().smtp()).map(SmtpAccess::port).contains(587);
  }

  /** It would point the platform's login at a server of its own. */
  @Test
  void a_tenant_that_names_a_server_of_its_own_gets_nothing_of_the_classs() {
    usesAll();
    service.env(OWN_SERVER);

    assertThat(access()).isEqualTo(ClassAccess.NONE);
  }

  @Test
  void a_variable_of_the_class_takes_nothing_away() {
    usesAll();
    service.classEnv(OWN_SERVER);

    assertThat(access().smtp()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SMTP           | smtp-login     | spec.smtp.credentialsSecret of TenantClass standard (username, password)",
        "OBJECT_STORAGE | s3-login       | spec.objectStorage.credentialsSecret of TenantClass standard (accessKeyId, secretAccessKey)",
        "LICENCE        | n8n-licence    | spec.services.n8n.licenceSecret of TenantClass standard (licenceKey)",
        "REDIS_PASSWORD | redis-password | spec.redis.passwordSecret of TenantClass standard (password)"
      })
  void a_secret_that_is_missing_is_told_with_its_name_its_keys_and_who_names_it(
      ClassResource resource, String secret, String field) {
    application.withClassResource(resource);
    service.classSecrets.remove(secret);

    assertThat(blocked(apply()))
        .isEqualTo(
            new Problem(
                Reason.CLASS_SECRET_NOT_FOUND,
                "%s: There is no Secret %s with the label smarteros.io/class-secret: \"true\" in namespace smarteros, but the class names it. Create it, or set the label"
                    .formatted(field, secret)));
  }

  @Test
  void a_value_that_would_break_out_of_its_line_is_refused() {
    usesAll();
    service.putClassSecret("smtp-login", "username", "YQpi", "password", "czNjcjN0");

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.CLASS_SECRET_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dHdvIHdvcmRz", "J3F1b3Rlcyc=", "zrrOu861zrnOtM6v"})
  void a_redis_password_that_its_file_would_not_take_is_refused(String password) {
    application.withClassResource(REDIS_PASSWORD);
    service.putClassSecret("redis-password", "password", password);

    assertThat(blocked(apply()))
        .isEqualTo(
            new Problem(
                Reason.CLASS_SECRET_INVALID,
                "spec.redis.passwordSecret of TenantClass standard (password): Key password of Secret redis-password in namespace smarteros has more than letters, digits, '-', '_' and '.'. Correct it"));
  }

  @Test
  void a_secret_without_the_key_is_told() {
    usesAll();
    service.putClassSecret("n8n-licence", "licenseKey", "bGljZW5jZQ==");

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.SECRET_KEY_MISSING);
    assertThat(blocked(apply()).message()).contains("no key licenceKey", "the keys licenseKey");
  }

  @Test
  void no_secret_shows_in_what_is_logged() {
    usesAll();

    assertThat(access().toString())
        .contains("mailer", "n8n-acme")
        .doesNotContain("s3cr3t", "AKIA", "licence");
    assertThat(next(apply()).toString()).doesNotContain("s3cr3t");
  }

  private void usesAll() {
    application
        .withClassResource(SMTP)
        .withClassResource(OBJECT_STORAGE)
        .withClassResource(LICENCE)
        .withClassResource(REDIS_PASSWORD);
  }

  private ClassAccess access() {
    return next(apply()).classAccess();
  }

  private StepResult<ServiceContext> apply() {
    return service.classAccess.apply(service.context());
  }
}
