package io.smarteros.tenant.tenantclass;

import static io.smarteros.tenant.api.ConditionType.DATABASE_REACHABLE;
import static io.smarteros.tenant.api.ConditionType.ROUTING_FOUND;
import static io.smarteros.tenant.api.ConditionType.SECRETS_FOUND;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.testkit.InMemoryDatabaseServer;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each look in the background is over at once. */
final class ClassInspectorTest {
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final String DATABASE =
      "database: {host: db.example.com, sslMode: require, adminSecret: admin}";
  private static final Map<String, String> LOGIN =
      Map.of("username", "tenant_admin", "password", "s3cret");

  private final MockApiServer apiServer = new MockApiServer();
  private final ManualClock clock = new ManualClock();
  private final Map<String, Secret> secrets = new HashMap<>();
  private final InMemoryDatabaseServer database = new InMemoryDatabaseServer();
  private final List<String> passwords = new ArrayList<>();
  private final ClassSecrets classSecrets =
      new ClassSecrets("smarteros", name -> Optional.ofNullable(secrets.get(name)));
  private final ClassInspector inspector =
      new ClassInspector(
          classSecrets,
          new ClassDatabaseServers(
              (_, login) -> {
                passwords.add(login.password());
                return database;
              },
              classSecrets,
              "test",
              clock),
          apiServer.client(),
          clock,
          clock,
          Runnable::run,
          INTERVAL);

  @AfterEach
  void close() {
    apiServer.close();
  }

  @Test
  void a_class_has_only_the_parts_that_it_names() {
    assertThat(parts("")).isEmpty();
    assertThat(parts("routing: {ingress: {}}")).as("the default IngressClass").isEmpty();
    assertThat(parts("routing: {check: \"Off\", ingress: {className: nginx}}"))
        .as("nobody shall look")
        .isEmpty();
  }

  @Test
  void the_secrets_that_are_there_are_named() {
    put("admin", LOGIN);
    put("mail", LOGIN);

    assertThat(
            parts(
                DATABASE
                    + "\nsmtp: {host: m.example.com, from: a@b.example, credentialsSecret: mail}"))
        .containsEntry(SECRETS_FOUND, new Finding.Holds("Found: admin, mail"));
  }

  @Test
  void a_secret_that_is_missing_is_told_and_the_server_is_not_asked() {
    Problem missing =
        new Problem(
            Reason.CLASS_SECRET_NOT_FOUND,
            "There is no Secret admin with the label smarteros.io/class-secret: \"true\" in"
                + " namespace smarteros, but the class names it. Create it, or set the label");

    assertThat(parts(DATABASE))
        .containsEntry(SECRETS_FOUND, new Finding.Fails(missing))
        .containsEntry(
            DATABASE_REACHABLE,
            new Finding.Unclear(
                new Problem(missing.reason(), "The server is not asked. " + missing.message())));
    assertThat(database.calls()).isEmpty();
  }

  @Test
  void all_secrets_that_are_missing_or_unfit_are_named() {
    put("admin", LOGIN);
    put("s3", Map.of("accessKeyId", "key"));
    put("licence", Map.of("licenceKey", "two\nlines"));
    put("registry", Map.of(".dockerconfigjson", "{}"));
    put("ca", Map.of("ca.crt", "no certificate"));

    Problem problem =
        problem(
            SECRETS_FOUND,
            """
            database: {host: db.example.com, adminSecret: admin, caSecret: ca}
            smtp: {host: m.example.com, from: a@b.example, credentialsSecret: mail}
            objectStorage: {endpoint: "https://s3.example.com", credentialsSecret: s3}
            services: {n8n: {licenceSecret: licence}}
            imagePullSecrets: [registry]
            """);

    assertThat(problem.message())
        .startsWith("5 Secrets are missing or cannot be used: ca, mail, s3, licence, registry. ")
        .contains("Key ca.crt of Secret ca in namespace smarteros is no certificate");
  }

  @Test
  void the_server_is_asked_with_the_login_of_the_class_and_not_at_every_look() {
    put("admin", LOGIN);
    assertThat(parts(DATABASE))
        .containsEntry(
            DATABASE_REACHABLE,
            new Finding.Holds("PostgreSQL at db.example.com:5432 lets the administrator in"));
    parts(DATABASE);
    assertThat(database.calls()).containsExactly("ping");

    clock.advance(INTERVAL);
    parts(DATABASE);

    assertThat(database.calls()).containsExactly("ping", "ping");
    assertThat(passwords).containsOnly("s3cret");
  }

  @Test
  void a_server_that_is_down_is_quoted_and_asked_again_when_it_says_so() {
    put("admin", LOGIN);
    database.breakDown();
    assertThat(problem(DATABASE_REACHABLE, DATABASE))
        .isEqualTo(new Problem(Reason.DATABASE_UNREACHABLE, "PostgreSQL cannot be used: down"));

    database.recover();
    clock.advance(InMemoryDatabaseServer.RETRY_AFTER);

    assertThat(parts(DATABASE).get(DATABASE_REACHABLE)).isInstanceOf(Finding.Holds.class);
  }

  @Test
  void a_login_that_is_refused_is_quoted() {
    put("admin", LOGIN);
    database.refuseLogins();

    assertThat(problem(DATABASE_REACHABLE, DATABASE).message())
        .isEqualTo("PostgreSQL refuses the login of tenants");
  }

  @Test
  void an_ingress_class_that_exists_is_found() {
    apiServer
        .client()
        .resource(
            new IngressClassBuilder().withNewMetadata().withName("nginx").endMetadata().build())
        .create();

    assertThat(parts("routing: {ingress: {className: nginx}}"))
        .containsOnly(Map.entry(ROUTING_FOUND, new Finding.Holds("IngressClass nginx exists")));
  }

  @Test
  void what_shall_serve_routes_and_does_not_exist_is_told() {
    assertThat(problem(ROUTING_FOUND, "routing: {ingress: {className: nginx}}").message())
        .isEqualTo(
            "IngressClass nginx does not exist, but the class names it. Create it, or correct"
                + " spec.routing");
    Problem gateway =
        problem(
            ROUTING_FOUND, "routing: {gateway: {parentRef: {name: public, namespace: gateways}}}");
    assertThat(gateway.reason()).isEqualTo(Reason.ROUTING_NOT_FOUND);
    assertThat(gateway.message()).startsWith("Gateway gateways/public does not exist");
  }

  @Test
  void a_gateway_is_looked_at_for_a_listener_that_takes_the_routes() {
    apiServer.client().resource(gateway("Same")).create();
    String routing =
        "routing: {gateway: {parentRef: {name: public, namespace: gateways, sectionName: %s}}}";

    assertThat(problem(ROUTING_FOUND, routing.formatted("https")))
        .isEqualTo(
            new Problem(
                Reason.ROUTING_NOT_FOUND,
                "Gateway gateways/public takes no routes of the tenants: it has no listener https,"
                    + " only these: http. Correct its listeners, or spec.routing"));
    assertThat(problem(ROUTING_FOUND, routing.formatted("http")).message())
        .contains("listener http allows no routes of other namespaces");

    apiServer.client().resource(gateway("All")).update();
    clock.advance(RequeueDelays.WHEN_BLOCKED);
    assertThat(parts(routing.formatted("http")))
        .containsEntry(ROUTING_FOUND, new Finding.Holds("Gateway gateways/public exists"));
    assertThat(
            problem(
                    ROUTING_FOUND,
                    routing
                        .formatted("http")
                        .replace("gateway:", "hostPattern: '{service}-{name}.b.example', gateway:"))
                .message())
        .as("looked at anew, since the class is another one")
        .contains("listener http is for *.gold.example.com, not for hosts below b.example");
  }

  @Test
  void a_missing_right_to_look_is_told_as_such() {
    apiServer
        .server()
        .expect()
        .get()
        .withPath("/apis/networking.k8s.io/v1/ingressclasses/nginx")
        .andReturn(
            403,
            new StatusBuilder().withCode(403).withMessage("may not get ingressclasses").build())
        .always();

    assertThat(parts("routing: {ingress: {className: nginx}}").get(ROUTING_FOUND))
        .isEqualTo(
            new Finding.Unclear(
                new Problem(
                    Reason.REFUSED_BY_CLUSTER,
                    "The operator may not read IngressClass nginx. Check the chart's ClusterRole."
                        + " The API server says: may not get ingressclasses")));
  }

  private Map<ConditionType, Finding> parts(String spec) {
    return inspector.parts(tenantClass("gold", "baseDomain: gold.example.com\n" + spec));
  }

  private static GenericKubernetesResource gateway(String from) {
    return Serialization.unmarshal(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: public, namespace: gateways}
        spec:
          listeners:
            - name: http
              protocol: HTTP
              hostname: "*.gold.example.com"
              allowedRoutes: {namespaces: {from: %s}}
        """
            .formatted(from),
        GenericKubernetesResource.class);
  }

  private Problem problem(ConditionType part, String spec) {
    Finding finding = parts(spec).get(part);
    if (finding instanceof Finding.Fails(Problem problem)) {
      return problem;
    }
    throw new AssertionError("%s should fail, and is %s".formatted(part, finding));
  }

  private void put(String name, Map<String, String> values) {
    Map<String, String> data = new HashMap<>();
    values.forEach(
        (key, value) ->
            data.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    secrets.put(
        name,
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withType("Opaque")
            .withData(data)
            .build());
  }
}
