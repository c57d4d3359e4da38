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
import java.util.function.Consumer;

/** The operator's records of tenants, as somebody sees them who may read Secrets. */
public final class Records {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PREFIX = "tenant-record-";
  private static final String DOCUMENT = "record.json";

  private final KubernetesClient client;

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
