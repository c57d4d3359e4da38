package io.smarteros.tenant.system.fault;

import static io.smarteros.tenant.api.ConditionType.NAMESPACE_READY;
import static io.smarteros.tenant.api.ConditionType.SERVICE_READY;
import static io.smarteros.tenant.api.ConditionType.STALLED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.testkit.DatabaseAdministrator;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Everything that can be asked for and cannot be had, each with a tenant and a class of its own.
 */
final class Troubles implements AutoCloseable {
  private static final String N8N = "services: {n8n: {}}";

  /** A platform team's own rule. */
  private static final String KEEPING_LIMITS =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: kept-limits}
      spec:
        matchConstraints:
          resourceRules:
          - {apiGroups: [""], apiVersions: [v1], operations: [DELETE], resources: [limitranges]}
        validations:
        - {expression: "request.namespace != 'tenant-kept-limits'", message: limits stay}
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: kept-limits}
      spec: {policyName: kept-limits, validationActions: [Deny]}
      """;

  private static final String WANTING_A_COST_CENTRE =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: cost-centres}
      spec:
        matchConstraints:
          resourceRules:
          - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [namespaces]}
        matchConditions:
        - {name: one, expression: "object.metadata.name == 'tenant-policed'"}
        validations:
        - expression: "'cost-centre' in object.metadata.?labels.orValue({})"
          message: every namespace needs a cost centre
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: cost-centres}
      spec: {policyName: cost-centres, validationActions: [Deny]}
      """;

  private final Platform platform;
  private final Scene scene;
  private final DatabaseAdministrator postgres;
  private final SupabaseDatabase serverOfItsOwn = SupabaseDatabase.start(Schema.SEED);

  Troubles(Platform platform, Scene scene) {
    this.platform = platform;
    this.scene = scene;
    this.postgres = new DatabaseAdministrator(platform.database());
  }

  @Override
  public void close() {
    serverOfItsOwn.close();
  }

  List<Trouble> all() {
    return List.of(
        class_missing(),
        class_without_database(),
        secret_missing(),
        secret_without_label(),
        secret_without_key(),
        wrong_password(),
        host_of_an_older_tenant(),
        quota_too_small(),
        pod_over_the_limit(),
        volume_asked_to_shrink(),
        volume_over_the_quota(),
        image_that_does_not_exist(),
        mistyped_version(),
        another_class(),
        another_mode(),
        another_database_server(),
        another_storage_class(),
        role_of_somebody_else(),
        database_of_somebody_else(),
        namespace_of_somebody_else(),
        namespace_that_a_policy_refuses(),
        quota_of_somebody_else(),
        key_gone(),
        record_gone(),
        record_damaged(),
        database_gone(),
        secret_of_a_variable_missing(),
        variable_not_allowed(),
        image_runs_as_root(),
        integration_not_supported(),
        mode_not_supported(),
        metadata_too_large(),
        metadata_too_deep(),
        database_server_down(),
        database_server_without_writes(),
        gateway_not_installed(),
        limits_that_cannot_be_removed());
  }

  private Trouble class_missing() {
    return new Trouble(platform, scene, "class-missing")
        .comesFrom("className: not-there", N8N)
        .shows(STALLED, Reason.CLASS_NOT_FOUND, "Create it")
        .endsWith(() -> scene.tenantClass("not-there"));
  }

  private Trouble class_without_database() {
    return new Trouble(platform, scene, "no-database")
        .given(() -> scene.tenantClass("no-database", "database: null"))
        .comesFrom("className: no-database", N8N)
        .shows(SERVICE_READY, Reason.NO_DATABASE_IN_CLASS, "Set spec.database in the class")
        .endsWith(() -> scene.tenantClass("no-database"));
  }

  private Trouble secret_missing() {
    return new Trouble(platform, scene, "secret-missing")
        .given(() -> scene.tenantClass("secret-missing", database("not-there")))
        .comesFrom("className: secret-missing", N8N)
        .shows(SERVICE_READY, Reason.CLASS_SECRET_NOT_FOUND, "Create it, or set the label")
        .endsWith(() -> scene.classSecret("not-there", login()));
  }

  private Trouble secret_without_label() {
    return new Trouble(platform, scene, "secret-unlabelled")
        .given(
            () -> {
              scene.secretWithoutLabel("unlabelled", login());
              scene.tenantClass("secret-unlabelled", database("unlabelled"));
            })
        .comesFrom("className: secret-unlabelled", N8N)
        .shows(SERVICE_READY, Reason.CLASS_SECRET_NOT_FOUND, "Create it, or set the label")
        .endsWith(() -> scene.classSecret("unlabelled", login()));
  }

  private Trouble secret_without_key() {
    return new Trouble(platform, scene, "secret-without-key")
        .given(
            () -> {
              scene.classSecret("without-key", Map.of("username", "tenant_admin"));
              scene.tenantClass("secret-without-key", database("without-key"));
            })
        .comesFrom("className: secret-without-key", N8N)
        .shows(SERVICE_READY, Reason.SECRET_KEY_MISSING, "has no key password")
        .endsWith(() -> scene.classSecret("without-key", login()));
  }

  private Trouble wrong_password() {
    return new Trouble(platform, scene, "wrong-password")
        .given(
            () -> {
              // another user than that of the other classes: a server's refusals are its user's
              postgres.run("create role other_admin login createdb createrole password 'right'");
              scene.classSecret(
                  "wrong-password", Map.of("username", "other_admin", "password", "wrong"));
              scene.tenantClass("wrong-password", database("wrong-password"));
            })
        .comesFrom("className: wrong-password", N8N)
        .shows(SERVICE_READY, Reason.DATABASE_UNREACHABLE, "Correct the class's adminSecret")
        .endingByItself()
        .endsWith(
            () ->
                scene.classSecret(
                    "wrong-password", Map.of("username", "other_admin", "password", "right")));
  }

  private Trouble host_of_an_older_tenant() {
    return new Trouble(platform, scene, "host-younger")
        .given(() -> scene.tenant("host-older", "services: {n8n: {host: shop.example.com}}"))
        .comesFrom("services: {n8n: {host: shop.example.com}}")
        .shows(SERVICE_READY, Reason.HOST_TAKEN, "belongs to tenant host-older. Choose another")
        .endsWith(() -> scene.tenant("host-older", N8N));
  }

  private Trouble quota_too_small() {
    return new Trouble(platform, scene, "quota")
        .given(() -> scene.tenantClass("quota", "quota: {requests.memory: 1Gi}"))
        .comesFrom("className: quota", N8N)
        .shows(SERVICE_READY, Reason.QUOTA_EXCEEDED, "or raise spec.quota in the class")
        .endsWith("className: quota", "services: {n8n: {resources: {memory: 1Gi}}}");
  }

  private Trouble pod_over_the_limit() {
    return new Trouble(platform, scene, "limits")
        .given(() -> scene.tenantClass("limits", "limits: {max: {memory: 1Gi}}"))
        .comesFrom("className: limits", N8N)
        .shows(SERVICE_READY, Reason.NOT_ALLOWED_BY_CLASS, "limits.max.memory")
        .endsWith("className: limits", "services: {n8n: {resources: {memory: 1Gi}}}");
  }

  private Trouble volume_asked_to_shrink() {
    return new Trouble(platform, scene, "shrinking")
        .after(volume("5Gi"))
        .comesFrom(volume("2Gi"))
        .shows(
            SERVICE_READY, Reason.STORAGE_SHRINK_REFUSED, "Set spec.services.n8n.storage.size back")
        .endsWith(volume("5Gi"));
  }

  private Trouble volume_over_the_quota() {
    return new Trouble(platform, scene, "growing")
        .after("className: growing", volume("5Gi"))
        .comesFrom("className: growing", volume("20Gi"))
        .shows(SERVICE_READY, Reason.QUOTA_EXCEEDED, "or raise spec.quota in the class")
        .endsWith("className: growing", volume("5Gi"))
        .given(() -> scene.tenantClass("growing", "quota: {requests.storage: 10Gi}"));
  }

  private Trouble image_that_does_not_exist() {
    return new Trouble(platform, scene, "image")
        .comesFrom(version("does-not-exist"))
        .shows(SERVICE_READY, Reason.IMAGE_CANNOT_RUN, "ImagePullBackOff")
        .endsWith(version("2.41.1"));
  }

  /** Nothing ran of the version that does not exist, so going back is no downgrade. */
  private Trouble mistyped_version() {
    String allow = "allow: {versions: {n8n: [\"2.41.1\", \"2.99.0-does-not-exist\"]}}";
    return new Trouble(platform, scene, "mistyped")
        .given(() -> scene.tenantClass("mistyped", allow))
        .after("className: mistyped", version("2.41.1"))
        .comesFrom("className: mistyped", version("2.99.0-does-not-exist"))
        .endingThePods()
        .shows(SERVICE_READY, Reason.IMAGE_CANNOT_RUN, "ImagePullBackOff")
        .endsWith("className: mistyped", version("2.41.1"));
  }

  private Trouble another_class() {
    return new Trouble(platform, scene, "other-class")
        .given(
            () -> {
              scene.tenantClass("bronze");
              scene.tenantClass("gold");
            })
        .after("className: bronze", N8N)
        .comesFrom("className: gold", N8N)
        .shows(STALLED, Reason.PLACEMENT_DIFFERS, "Set spec.className back")
        .endsWith("className: bronze", N8N);
  }

  private Trouble another_mode() {
    return new Trouble(platform, scene, "other-mode")
        .given(() -> scene.tenantClass("modes", "allow: {modes: [Dedicated, Shared]}"))
        .after("className: modes", N8N)
        .comesFrom("className: modes", "services: {n8n: {mode: Shared}}")
        .shows(SERVICE_READY, Reason.PLACEMENT_DIFFERS, "Set spec.services.n8n.mode back")
        .endsWith("className: modes", N8N);
  }

  private Trouble another_database_server() {
    return new Trouble(platform, scene, "other-server")
        .given(() -> scene.tenantClass("other-server"))
        .after("className: other-server", N8N)
        .comesFrom(() -> scene.tenantClass("other-server", Scene.database("postgres-admin", 1)))
        .shows(STALLED, Reason.PLACEMENT_DIFFERS, "Set it back")
        .endsWith(() -> scene.tenantClass("other-server"));
  }

  private Trouble another_storage_class() {
    return new Trouble(platform, scene, "other-storage")
        .given(() -> scene.tenantClass("other-storage"))
        .after("className: other-storage", volume("5Gi"))
        .comesFrom(() -> scene.tenantClass("other-storage", "storageClassName: faster"))
        .shows(STALLED, Reason.PLACEMENT_DIFFERS, "Set it back")
        .endsWith(() -> scene.tenantClass("other-storage"));
  }

  private Trouble role_of_somebody_else() {
    return new Trouble(platform, scene, "role-taken")
        .given(() -> postgres.run("create role \"t_role-taken_n8n\""))
        .comesFrom(N8N)
        .shows(SERVICE_READY, Reason.DATABASE_TAKEN, "Rename or drop it")
        .endsWith(() -> postgres.run("drop role \"t_role-taken_n8n\""));
  }

  private Trouble database_of_somebody_else() {
    return new Trouble(platform, scene, "database-taken")
        .given(() -> postgres.run("create database \"t_database-taken_n8n\""))
        .comesFrom(N8N)
        .shows(SERVICE_READY, Reason.DATABASE_TAKEN, "Rename or drop it")
        .endsWith(
            () -> postgres.run("alter database \"t_database-taken_n8n\" rename to somebodys"));
  }

  private Trouble namespace_of_somebody_else() {
    return new Trouble(platform, scene, "namespace-taken")
        .given(() -> platform.kubectl("create", "namespace", "tenant-namespace-taken"))
        .comesFrom(N8N)
        .shows(NAMESPACE_READY, Reason.NAMESPACE_TAKEN, "Delete it, or give it to the tenant")
        .endsWith(() -> platform.kubectl("delete", "namespace", "tenant-namespace-taken"));
  }

  private Trouble namespace_that_a_policy_refuses() {
    return new Trouble(platform, scene, "policed")
        .given(
            () -> {
              scene.tenantClass("policed");
              platform.apply(WANTING_A_COST_CENTRE);
            })
        .comesFrom("className: policed", N8N)
        .shows(NAMESPACE_READY, Reason.REFUSED_BY_CLUSTER, "every namespace needs a cost centre")
        .endsWith(() -> scene.tenantClass("policed", "namespace: {labels: {cost-centre: '4711'}}"));
  }

  private Trouble quota_of_somebody_else() {
    return new Trouble(platform, scene, "taken-quota")
        .given(
            () ->
                platform.apply(
                    """
                    apiVersion: v1
                    kind: Namespace
                    metadata:
                      name: tenant-taken-quota
                      labels: {smarteros.io/tenant: taken-quota}
                      annotations: {smarteros.io/adopt-by: taken-quota}
                    ---
                    apiVersion: v1
                    kind: ResourceQuota
                    metadata: {name: tenant, namespace: tenant-taken-quota}
                    spec: {hard: {pods: "7"}}
                    """))
        .comesFrom(N8N)
        .shows(NAMESPACE_READY, Reason.OBJECT_TAKEN, "Rename or delete it")
        .endsWith(
            () ->
                platform.kubectl(
                    "delete", "resourcequota", "tenant", "--namespace=tenant-taken-quota"));
  }

  private Trouble key_gone() {
    AtomicReference<JsonNode> key = new AtomicReference<>();
    return new Trouble(platform, scene, "key-gone")
        .after(N8N)
        .comesFrom(
            () ->
                platform
                    .records()
                    .edit("key-gone", record -> key.set(secrets(record).remove("encryptionKey"))))
        .shows(SERVICE_READY, Reason.DATA_MISSING, "accept the loss as status.decisions says")
        .endsWith(
            () ->
                platform
                    .records()
                    .edit("key-gone", record -> secrets(record).set("encryptionKey", key.get())));
  }

  private Trouble record_gone() {
    AtomicReference<Secret> backup = new AtomicReference<>();
    return new Trouble(platform, scene, "gone-record")
        .after(N8N)
        .comesFrom(
            () -> {
              backup.set(platform.records().secret("gone-record").require());
              platform.records().secret("gone-record").delete();
            })
        .shows(STALLED, Reason.DATA_MISSING, "Restore the Secret from a backup")
        .endsWith(
            () ->
                platform
                    .client()
                    .resource(
                        new SecretBuilder(backup.get())
                            .editMetadata()
                            .withResourceVersion(null)
                            .withUid(null)
                            .endMetadata()
                            .build())
                    .create());
  }

  private Trouble record_damaged() {
    AtomicReference<ObjectNode> backup = new AtomicReference<>();
    return new Trouble(platform, scene, "damaged-record")
        .after(N8N)
        .comesFrom(
            () ->
                platform
                    .records()
                    .edit(
                        "damaged-record",
                        record -> {
                          backup.set(record.deepCopy());
                          record.put("version", 99);
                        }))
        .shows(STALLED, Reason.DATA_MISSING, "Restore it from a backup")
        .endsWith(
            () -> platform.records().edit("damaged-record", record -> record.setAll(backup.get())));
  }

  private Trouble database_gone() {
    return new Trouble(platform, scene, "database-gone")
        .after(N8N)
        .comesFrom(() -> postgres.run("drop database \"t_database-gone_n8n\" with (force)"))
        .shows(SERVICE_READY, Reason.DATA_MISSING, "accept the loss as status.decisions says")
        .endsWith(this::acceptTheLossOfTheDatabase);
  }

  private void acceptTheLossOfTheDatabase() {
    scene.annotate(
        "database-gone",
        "accept-data-loss",
        platform.find("database-gone").orElseThrow().getStatus().decisions().getFirst().value());
  }

  private Trouble secret_of_a_variable_missing() {
    return new Trouble(platform, scene, "waiting")
        .comesFrom("services: {n8n: {env: [{name: MAIL, secretRef: {name: mail, key: password}}]}}")
        .shows(SERVICE_READY, Reason.TENANT_SECRET_NOT_FOUND, "key password of Secret mail")
        .endingByItself()
        .endsWith(
            () ->
                platform.apply(
                    """
                    apiVersion: v1
                    kind: Secret
                    metadata:
                      name: mail
                      namespace: tenant-waiting
                      labels: {smarteros.io/env: "true"}
                    stringData: {password: x}
                    """));
  }

  private Trouble variable_not_allowed() {
    return new Trouble(platform, scene, "not-allowed")
        .given(() -> scene.tenantClass("strict", "allow: {env: false}"))
        .after("className: strict", N8N)
        .comesFrom("className: strict", "services: {n8n: {env: [{name: COLOR, value: red}]}}")
        .shows(SERVICE_READY, Reason.NOT_ALLOWED_BY_CLASS, "set allow.env in the class")
        .endsWith(() -> scene.tenantClass("strict", "allow: {env: true}"));
  }

  private Trouble image_runs_as_root() {
    return new Trouble(platform, scene, "no-root")
        .after(N8N)
        .comesFrom("services: {n8n: {}, chatwoot: {}}")
        .ofService("ChatwootReady")
        .shows(SERVICE_READY, Reason.NOT_ALLOWED_BY_CLASS, "spec.podSecurity of the class")
        .endsWith("services: {n8n: {}, chatwoot: {enabled: false}}");
  }

  private Trouble integration_not_supported() {
    return new Trouble(platform, scene, "no-integration")
        .after(N8N)
        .comesFrom(N8N, "integrations: {supabaseInN8n: {}}")
        .shows(STALLED, Reason.NOT_SUPPORTED_YET, "Remove spec.integrations.supabaseInN8n")
        .endsWith(N8N);
  }

  private Trouble mode_not_supported() {
    return new Trouble(platform, scene, "no-mode")
        .given(() -> scene.tenantClass("shared", "allow: {modes: [Dedicated, Shared]}"))
        .comesFrom("className: shared", "services: {n8n: {mode: Shared}}")
        .shows(SERVICE_READY, Reason.NOT_SUPPORTED_YET, "Use mode Dedicated")
        .endsWith("className: shared", N8N);
  }

  private Trouble metadata_too_large() {
    return new Trouble(platform, scene, "metadata")
        .after(N8N)
        .comesFrom(N8N, "rowMetadata: {story: %s}".formatted("x".repeat(17_000)))
        .shows(STALLED, Reason.METADATA_TOO_LARGE, "Shorten it")
        .endsWith(N8N, "rowMetadata: {story: short}");
  }

  /** Deeper than what JSON libraries read unless they are told to. */
  private Trouble metadata_too_deep() {
    String deep = "{a: ".repeat(3_000) + "1" + "}".repeat(3_000);
    return new Trouble(platform, scene, "deep")
        .after(N8N)
        .comesFrom(N8N, "rowMetadata: {story: %s}".formatted(deep))
        .shows(STALLED, Reason.METADATA_TOO_LARGE, "nested")
        .endsWith(N8N, "rowMetadata: {story: {a: {a: flat}}}");
  }

  private Trouble database_server_down() {
    return new Trouble(platform, scene, "server-down")
        .given(
            () -> {
              scene.classSecret("own-server", Scene.login(serverOfItsOwn));
              scene.tenantClass("own-server", Scene.database("own-server", serverOfItsOwn.port()));
            })
        .after("className: own-server", N8N)
        .comesFrom(serverOfItsOwn::stop)
        .shows(SERVICE_READY, Reason.DATABASE_UNREACHABLE, "cannot be used")
        .endingByItself()
        .endsWith(serverOfItsOwn::startAgain);
  }

  private Trouble database_server_without_writes() {
    return new Trouble(platform, scene, "read-only")
        .given(
            () -> {
              postgres.run("create role reader login createdb createrole password 'right'");
              postgres.run("alter role reader set default_transaction_read_only = on");
              scene.classSecret("read-only", Map.of("username", "reader", "password", "right"));
              scene.tenantClass("read-only", database("read-only"));
            })
        .comesFrom("className: read-only", N8N)
        .shows(SERVICE_READY, Reason.DATABASE_EXHAUSTED, "It takes no writes")
        .endingByItself()
        .endsWith(() -> postgres.run("alter role reader reset default_transaction_read_only"));
  }

  private Trouble gateway_not_installed() {
    return new Trouble(platform, scene, "no-gateway")
        .given(
            () ->
                scene.tenantClass(
                    "no-gateway",
                    "routing: {gateway: {parentRef: {name: public, namespace: gateways}}}"))
        .comesFrom("className: no-gateway", N8N)
        .shows(SERVICE_READY, Reason.REFUSED_BY_CLUSTER, "Install the Gateway API")
        .endsWith(() -> scene.tenantClass("no-gateway"));
  }

  private Trouble limits_that_cannot_be_removed() {
    return new Trouble(platform, scene, "kept-limits")
        .given(
            () -> {
              scene.tenantClass("kept-limits");
              platform.apply(KEEPING_LIMITS);
            })
        .after("className: kept-limits", N8N)
        .comesFrom(() -> scene.tenantClass("kept-limits", "limits: null"))
        .shows(NAMESPACE_READY, Reason.REFUSED_BY_CLUSTER, "limits stay")
        .endsWith(
            () ->
                platform.kubectl(
                    "delete",
                    "validatingadmissionpolicy,validatingadmissionpolicybinding",
                    "kept-limits"));
  }

  private String database(String adminSecret) {
    return Scene.database(adminSecret, platform.database().port());
  }

  private Map<String, String> login() {
    return Scene.login(platform.database());
  }

  private static String volume(String size) {
    return "services: {n8n: {settings: {binaryData: Volume}, storage: {size: %s}}}".formatted(size);
  }

  private static String version(String version) {
    return "services: {n8n: {version: \"%s\"}}".formatted(version);
  }

  private static ObjectNode secrets(ObjectNode record) {
    return (ObjectNode) record.at("/services/n8n/secrets");
  }
}
