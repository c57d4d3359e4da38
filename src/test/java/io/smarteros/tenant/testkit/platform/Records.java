package io.smarteros.tenant.testkit.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.local.operator.OperatorChart;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The operator's records of tenants, as somebody sees them who may read Secrets. */
public final class Records {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PREFIX = "tenant-record-";
  private static final String DOCUMENT = "record.json";

  private final KubernetesClient client;

  /**
   * What a record says of a Job.
   *
   * @param key for what it runs, such as a version
   * @param attempt how often it was begun
   */
  public record Run(String key, int attempt, boolean completed) {
    private static Run of(JsonNode run) {
      return new Run(
          run.path("key").asText(),
          run.path("attempt").asInt(),
          run.path("progress").asText().equals("completed"));
    }
  }

  Records(KubernetesClient client) {
    this.client = client;
  }

  /** The Secret. */
  public Resource<Secret> secret(String tenant) {
    return client.secrets().inNamespace(OperatorChart.NAMESPACE).withName(PREFIX + tenant);
  }

  /** The names of the tenants that have a record. */
  public List<String> tenants() {
    return client
        .secrets()
        .inNamespace(OperatorChart.NAMESPACE)
        .withLabel(Names.COMPONENT_LABEL, "record")
        .list()
        .getItems()
        .stream()
        .map(secret -> secret.getMetadata().getName().substring(PREFIX.length()))
        .toList();
  }

  public JsonNode read(String tenant) {
    return read(secret(tenant).require());
  }

  /** The record that the Secret holds. */
  public static ObjectNode read(Secret secret) {
    String document =
        new String(
            Base64.getDecoder().decode(secret.getData().get(DOCUMENT)), StandardCharsets.UTF_8);
    try {
      return (ObjectNode) JSON.readTree(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record is no JSON", e);
    }
  }

  /** The Jobs of a service of a tenant, by name. */
  public Map<String, Run> runs(String tenant, String service) {
    return runs(read(tenant), service);
  }

  /** The Jobs of a service, by name, as the record knows them. */
  public static Map<String, Run> runs(JsonNode record, String service) {
    Map<String, Run> runs = new TreeMap<>();
    record
        .at("/services/%s/runs".formatted(service))
        .forEachEntry((name, run) -> runs.put(name, Run.of(run)));
    return runs;
  }

  /** As with {@code kubectl edit secret}. */
  public void edit(String tenant, Consumer<ObjectNode> change) {
    secret(tenant)
        .edit(
            secret -> {
              ObjectNode record = read(secret);
              change.accept(record);
              String document =
                  Base64.getEncoder()
                      .encodeToString(record.toString().getBytes(StandardCharsets.UTF_8));
              return new SecretBuilder(secret).addToData(DOCUMENT, document).build();
            });
  }
}
