package io.smarteros.tenant.testkit.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.operator.OperatorChart;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tenants and classes of one test, which gives them names of its own so that no other is disturbed.
 * They are deleted in the end; the Tenants' data is kept.
 */
public final class Scene implements AutoCloseable {
  /** Of a class whose applications have certificates, made by what plays cert-manager. */
  public static final String ROUTING_WITH_TLS =
      "routing: {ingress: {className: nginx, tls: {},"
          + " annotations: {cert-manager.io/cluster-issuer: local}}}";

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private final Platform platform;
  private final Set<String> tenants = new LinkedHashSet<>();
  private final Set<String> classes = new LinkedHashSet<>();

  public Scene(Platform platform) {
    this.platform = platform;
  }

  /**
   * Applies a class that is as {@code standard}, but not the default.
   *
   * @param changes of its spec, section by section: {@code quota: {pods: "5"}}; {@code database:
   *     null} takes one out
   */
  public void tenantClass(String name, String... changes) {
    classes.add(name);
    Map<String, @Nullable Object> manifest =
        map(Platform.standardClass(platform.database().port()));
    manifest.put("metadata", Map.of("name", name));
    Map<String, @Nullable Object> spec = map(YAML.asYaml(manifest.get("spec")));
    for (String change : changes) {
      spec.putAll(map(change));
    }
    spec.values().removeIf(value -> value == null);
    manifest.put("spec", spec);
    platform.apply(YAML.asJson(manifest));
  }

  /** Applies a Tenant; who it is need not be said. */
  public void tenant(String name, String... spec) {
    tenants.add(name);
    platform.applyTenant(
        name,
        """
        displayName: %s
        adminEmail: it@%s.example
        %s
        """
            .formatted(name, name, String.join("\n", spec)));
  }

  /** Deletes in the end a Tenant, too, that was applied in another way. */
  public void owns(String name) {
    tenants.add(name);
  }

  /** Sets an annotation of a Tenant; {@code smarteros.io/} is put before its name. */
  public void annotate(String tenant, String name, String value) {
    platform.kubectl(
        "annotate", "--overwrite", "tenant", tenant, "smarteros.io/%s=%s".formatted(name, value));
  }

  /** Takes the annotation off. */
  public void unannotate(String tenant, String name) {
    platform.kubectl("annotate", "tenant", tenant, "smarteros.io/%s-".formatted(name));
  }

  /** How a class names its PostgreSQL server on this machine. */
  public static String database(String adminSecret, int port) {
    return "database: {host: 127.0.0.1, port: %d, sslMode: disable, adminSecret: %s}"
        .formatted(port, adminSecret);
  }

  /** What the adminSecret of that server holds. */
  public static Map<String, String> login(SupabaseDatabase server) {
    return Map.of(
        "username", server.applications().user(), "password", server.applications().password());
  }

  /** Makes or changes a Secret that a class may name. */
  public void classSecret(String name, Map<String, String> content) {
    operatorsSecret(name, Map.of("smarteros.io/class-secret", "true"), content);
  }

  /** Makes a Secret that somebody forgot to label. */
  public void secretWithoutLabel(String name, Map<String, String> content) {
    operatorsSecret(name, Map.of(), content);
  }

  private void operatorsSecret(
      String name, Map<String, String> labels, Map<String, String> content) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(OperatorChart.NAMESPACE)
            .withName(name)
            .withLabels(labels)
            .endMetadata()
            .withStringData(content)
            .build();
    platform.client().resource(secret).forceConflicts().serverSideApply();
  }

  /** The namespace of a Tenant. */
  public static String namespace(String tenant) {
    return "tenant-" + tenant;
  }

  /** Which pods run, by their ids: other ids are other pods. */
  public Set<String> pods(String tenant) {
    return platform.client().pods().inNamespace(namespace(tenant)).list().getItems().stream()
        .map(Pod::getMetadata)
        .map(metadata -> metadata.getUid())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Of the Deployments in the tenant's namespace, by name: each change of one counts. */
  public Map<String, Long> generations(String tenant) {
    return platform
        .client()
        .apps()
        .deployments()
        .inNamespace(namespace(tenant))
        .list()
        .getItems()
        .stream()
        .map(Deployment::getMetadata)
        .collect(Collectors.toMap(ObjectMeta::getName, ObjectMeta::getGeneration));
  }

  /** What a Secret in the tenant's namespace says, by key. */
  public Map<String, String> secret(String tenant, String name) {
    Secret secret =
        platform.client().secrets().inNamespace(namespace(tenant)).withName(name).require();
    Map<String, String> values = new TreeMap<>();
    secret
        .getData()
        .forEach(
            (key, value) -> values.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
    return values;
  }

  @Override
  public void close() {
    for (String tenant : tenants) {
      platform.find(tenant).ifPresent(this::unpause);
      platform.kubectl("delete", "tenant", tenant, "--ignore-not-found", "--wait=false");
    }
    tenants.forEach(platform::deleteTenant);
    for (String name : classes) {
      platform.kubectl("delete", "tenantclass", name, "--ignore-not-found", "--wait=false");
    }
  }

  private void unpause(Tenant tenant) {
    Map<String, String> annotations = tenant.getMetadata().getAnnotations();
    if (annotations != null && annotations.containsKey("smarteros.io/paused")) {
      unannotate(tenant.getMetadata().getName(), "paused");
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> map(String yaml) {
    return new LinkedHashMap<>((Map<String, @Nullable Object>) YAML.unmarshal(yaml, Map.class));
  }
}
