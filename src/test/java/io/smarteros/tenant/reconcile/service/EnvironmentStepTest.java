package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.NAMESPACE;
import static io.smarteros.tenant.reconcile.service.StepResults.blocked;
import static io.smarteros.tenant.reconcile.service.StepResults.next;
import static io.smarteros.tenant.reconcile.service.StepResults.progressing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EnvironmentStepTest {
  private static final ObjectKey ACCOUNT = ServiceUnderTest.key("Secret", "mail-account");
  private static final EnvironmentVariable MAIL_PASSWORD =
      new EnvironmentVariable(
          "MAIL_PASSWORD", null, new EnvironmentVariable.SecretKey("mail-account", "password"));

  private final ServiceUnderTest service = new ServiceUnderTest(new FakeApplication());

  @Test
  void values_that_stand_in_the_spec_need_nothing() {
    service.env(new EnvironmentVariable("LOG_LEVEL", "debug", null));

    next(apply());

    assertThat(service.server.calls()).isEmpty();
  }

  @Test
  void a_variable_that_the_operator_sets_itself_is_not_allowed() {
    service.env(
        new EnvironmentVariable("LOG_LEVEL", "debug", null),
        new EnvironmentVariable(FakeApplication.OWN_VARIABLE, "mine", null));

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.NOT_ALLOWED_BY_CLASS);
    assertThat(blocked(apply()).message())
        .isEqualTo("The operator sets OWN_VARIABLE itself. Remove it from spec.services.n8n.env");
  }

  @Test
  void a_variable_of_the_class_that_the_operator_sets_itself_is_told_as_the_classs() {
    service.classEnv(new EnvironmentVariable(FakeApplication.OWN_VARIABLE, "mine", null));

    assertThat(blocked(apply()).message())
        .isEqualTo(
            "The operator sets OWN_VARIABLE itself. Remove it from spec.services.n8n.env of TenantClass standard");
  }

  @Test
  void a_secret_that_is_not_there_is_waited_for() {
    service.env(MAIL_PASSWORD);

    assertThat(progressing(apply()).reason()).isEqualTo(Reason.TENANT_SECRET_NOT_FOUND);
    assertThat(progressing(apply()).message())
        .contains("key password of Secret mail-account")
        .contains("in namespace " + NAMESPACE)
        .contains("with the label smarteros.io/env: \"true\"");
    assertThat(progressing(apply()).retryAfter()).isEqualTo(RequeueDelays.WHEN_BLOCKED);
  }

  @Test
  void a_secret_without_the_key_is_waited_for() {
    service.env(MAIL_PASSWORD);
    put(new SecretBuilder(account()).withData(null).build());
    assertThat(progressing(apply()).reason()).isEqualTo(Reason.TENANT_SECRET_NOT_FOUND);

    put(new SecretBuilder(account()).addToData("user", "YQ==").removeFromData("password").build());
    assertThat(progressing(apply()).reason()).isEqualTo(Reason.TENANT_SECRET_NOT_FOUND);

    put(account());
    next(apply());
  }

  @Test
  void a_wrong_key_is_told_with_those_that_the_secret_has() {
    service.env(MAIL_PASSWORD);
    put(
        new SecretBuilder(account())
            .addToData("user", "YQ==")
            .addToData("Password", "YQ==")
            .removeFromData("password")
            .build());

    assertThat(progressing(apply()).message())
        .contains("key password of Secret mail-account")
        .contains("only Password, user");
  }

  @Test
  void a_value_that_no_application_can_use_is_told_by_its_key() {
    service.env(MAIL_PASSWORD);
    for (String value : List.of("", "AA==", "/w==", "YQBi")) {
      put(new SecretBuilder(account()).addToData("password", value).build());

      assertThat(progressing(apply()).reason()).isEqualTo(Reason.TENANT_SECRET_NOT_FOUND);
      assertThat(progressing(apply()).message())
          .contains("Key password of Secret mail-account")
          .containsAnyOf("is empty", "is not text");
    }
    put(new SecretBuilder(account()).addToData("password", "c2VjcmV0Cg==").build());

    next(apply());
  }

  @Test
  void a_secret_is_handed_out_only_with_the_label_for_it() {
    service.env(MAIL_PASSWORD);
    for (Map<String, String> labels :
        List.of(
            Map.<String, String>of(),
            Map.of(Names.ENV_SECRET_LABEL, "false"),
            Map.of(Names.CLASS_SECRET_LABEL, "true"))) {
      put(new SecretBuilder(account()).editMetadata().withLabels(labels).endMetadata().build());

      assertThat(progressing(apply()).reason()).isEqualTo(Reason.TENANT_SECRET_NOT_FOUND);
      assertThat(progressing(apply()).message())
          .contains("does not have the label smarteros.io/env: \"true\"")
          .contains(
              "kubectl --namespace %s label secret mail-account --overwrite smarteros.io/env=true"
                  .formatted(NAMESPACE));
    }
  }

  @Test
  void a_label_that_is_taken_off_takes_the_secret_back() {
    service.env(MAIL_PASSWORD);
    put(account());
    next(apply());
    put(new SecretBuilder(account()).editMetadata().withLabels(null).endMetadata().build());
    service.fullResync(true);

    assertThat(progressing(apply()).reason()).isEqualTo(Reason.TENANT_SECRET_NOT_FOUND);
  }

  @Test
  void what_the_platform_keeps_in_the_namespace_is_given_to_nobody() {
    service.env(MAIL_PASSWORD);
    put(
        new SecretBuilder(account())
            .editMetadata()
            .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
            .endMetadata()
            .build());
    assertThat(blocked(apply()).reason()).isEqualTo(Reason.NOT_ALLOWED_BY_CLASS);
    assertThat(blocked(apply()).message()).contains("Secret mail-account belongs to the operator");

    for (String type :
        List.of(
            "kubernetes.io/tls",
            "kubernetes.io/dockerconfigjson",
            "kubernetes.io/dockercfg",
            "kubernetes.io/service-account-token",
            "bootstrap.kubernetes.io/token")) {
      put(new SecretBuilder(account()).withType(type).build());
      assertThat(blocked(apply()).reason()).isEqualTo(Reason.NOT_ALLOWED_BY_CLASS);
      assertThat(blocked(apply()).message()).contains("has the type " + type);
    }
    put(new SecretBuilder(account()).withType("kubernetes.io/basic-auth").build());
    next(apply());
  }

  @Test
  void of_several_secrets_each_is_looked_at() {
    service.env(
        MAIL_PASSWORD,
        new EnvironmentVariable(
            "TLS_KEY", null, new EnvironmentVariable.SecretKey("wildcard-tls", "tls.key")));
    put(account());
    put(
        new SecretBuilder(account())
            .editMetadata()
            .withName("wildcard-tls")
            .endMetadata()
            .withType("kubernetes.io/tls")
            .addToData("tls.key", "YQ==")
            .build());

    assertThat(blocked(apply()).message()).contains("Secret wildcard-tls");
  }

  @Test
  void a_secret_that_was_there_is_read_again_at_a_full_resync_only() {
    service.env(MAIL_PASSWORD);
    put(account());
    next(apply());
    next(apply());
    assertThat(service.server.calls(Verb.READ)).containsExactly(ACCOUNT);

    service.server.end(ACCOUNT);
    next(apply());
    service.fullResync(true);
    assertThat(progressing(apply()).reason()).isEqualTo(Reason.TENANT_SECRET_NOT_FOUND);

    service.fullResync(false);
    assertThat(progressing(apply()).reason())
        .as("what is missing is looked for each time")
        .isEqualTo(Reason.TENANT_SECRET_NOT_FOUND);
  }

  @Test
  void what_is_known_of_a_namespace_can_be_forgotten() {
    service.env(MAIL_PASSWORD);
    put(account());
    apply();

    service.environment.forget("tenant-of-somebody-else");
    apply();
    assertThat(service.server.calls(Verb.READ)).hasSize(1);
    service.environment.forget(NAMESPACE);
    apply();

    assertThat(service.server.calls(Verb.READ)).hasSize(2);
  }

  @Test
  void of_what_shall_not_run_no_variable_is_looked_at() {
    service
        .env(MAIL_PASSWORD, new EnvironmentVariable(FakeApplication.OWN_VARIABLE, "mine", null))
        .suspend();

    next(apply());

    assertThat(service.server.calls()).isEmpty();
  }

  @Test
  void an_api_server_that_cannot_be_asked_is_told() {
    service.env(MAIL_PASSWORD);
    service.server.refuse(Verb.READ, ACCOUNT, ApiErrors::unavailable);

    assertThatThrownBy(this::apply).isInstanceOf(KubernetesClientException.class);
  }

  private StepResult<ServiceContext> apply() {
    return service.environment.apply(service.context());
  }

  private void put(Secret secret) {
    service.server.put("somebody", secret);
  }

  private static Secret account() {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(ACCOUNT.name())
        .withNamespace(NAMESPACE)
        .addToLabels(Names.ENV_SECRET_LABEL, "true")
        .endMetadata()
        .addToData("password", "c2VjcmV0")
        .build();
  }
}
