package io.smarteros.tenant.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.smarteros.tenant.local.OperatorChart;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Every value that ever stood in the records for each generated secret. */
public final class RecordHistory implements Watcher<Secret>, AutoCloseable {
  private final Map<Generated, Set<String>> values = new ConcurrentHashMap<>();
  private final Watch watch;

  private RecordHistory(Platform platform) {
    this.watch =
        platform
            .client()
            .secrets()
            .inNamespace(OperatorChart.NAMESPACE)
            .withLabel("app.kubernetes.io/component", "record")
            .watch(this);
  }

  /** From what stands in them now. */
  public static RecordHistory begin(Platform platform) {
    return new RecordHistory(platform);
  }

  /**
   * A generated value.
   *
   * @param recordUid of the Secret: a tenant that is destroyed and made anew has another record
   */
  public record Generated(String record, String recordUid, String service, String name) {}

  /** Those of which there was more than one, with the number. */
  public Map<String, Integer> changed() {
    Map<String, Integer> changed = new TreeMap<>();
    values.forEach(
        (generated, seen) -> {
          if (seen.size() > 1) {
            changed.put(generated.toString(), seen.size());
          }
        });
    return changed;
  }

  /** How many generated values were seen. */
  public int size() {
    return values.size();
  }

  @Override
  public void eventReceived(Action action, Secret record) {
    if (record == null || record.getData() == null) {
      return;
    }
    ObjectNode document = Records.read(record);
    document
        .path("services")
        .properties()
        .forEach(
            service ->
                service
                    .getValue()
                    .path("secrets")
                    .properties()
                    .forEach(
                        secret ->
                            values
                                .computeIfAbsent(
                                    new Generated(
                                        record.getMetadata().getName(),
                                        record.getMetadata().getUid(),
                                        service.getKey(),
                                        secret.getKey()),
                                    _ -> new LinkedHashSet<>())
                                .add(secret.getValue().asText())));
  }

  @Override
  public void onClose(WatcherException cause) {
    throw new IllegalStateException("The watch of the records broke", cause);
  }

  @Override
  public void close() {
    watch.close();
  }
}
