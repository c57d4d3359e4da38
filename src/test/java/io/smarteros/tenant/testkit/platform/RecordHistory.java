package io.smarteros.tenant.testkit.platform;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.smarteros.tenant.local.operator.OperatorChart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Every value that ever stood in the records for each generated secret. */
public final class RecordHistory implements Watcher<Secret>, AutoCloseable {
  private final Map<Generated, Set<String>> values = new ConcurrentHashMap<>();
  private final Map<String, Life> lives = new ConcurrentHashMap<>();
  private final Watch watch;
  private volatile @Nullable Exception failure;

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
   * @param incarnation of the tenant: destroyed and made anew, it has other values
   * @param name as a path in the service's part of the record
   */
  public record Generated(String record, int incarnation, String service, String name) {}

  /**
   * Those of which there was more than one, with the number.
   *
   * @throws IllegalStateException when not all was seen
   */
  public Map<Generated, Integer> changed() {
    if (failure != null) {
      throw new IllegalStateException("Not all that stood in the records was seen", failure);
    }
    Map<Generated, Integer> changed = new HashMap<>();
    values.forEach(
        (generated, seen) -> {
          if (seen.size() > 1) {
            changed.put(generated, seen.size());
          }
        });
    return changed;
  }

  /** How many generated values were seen. */
  public int size() {
    return values.size();
  }

  /**
   * One life of a tenant. A deleted one that comes back has the same record, and a record that was
   * wrongly begun anew has the same Tenant: only where both are others a new life began.
   */
  private record Life(String recordUid, String tenantUid, int incarnation) {
    Life then(Life next) {
      boolean sameLife = recordUid.equals(next.recordUid) || tenantUid.equals(next.tenantUid);
      return new Life(next.recordUid, next.tenantUid, sameLife ? incarnation : incarnation + 1);
    }
  }

  @Override
  public void eventReceived(Action action, Secret record) {
    try {
      see(record);
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void see(Secret record) {
    if (record == null || record.getData() == null) {
      return;
    }
    JsonNode document = Records.read(record);
    String name = record.getMetadata().getName();
    int incarnation =
        lives
            .merge(
                name,
                new Life(record.getMetadata().getUid(), document.path("tenantUid").asText(), 1),
                Life::then)
            .incarnation();
    for (Map.Entry<String, JsonNode> service : document.path("services").properties()) {
      for (String pointer : List.of("/secrets", "/externals")) {
        for (Map.Entry<String, JsonNode> each : service.getValue().at(pointer).properties()) {
          String path = pointer + "/" + each.getKey();
          add(new Generated(name, incarnation, service.getKey(), path), each.getValue());
        }
      }
    }
  }

  /** An object in an application has its id once it is made. */
  private void add(Generated generated, JsonNode secretOrExternal) {
    JsonNode value = secretOrExternal.isTextual() ? secretOrExternal : secretOrExternal.path("id");
    if (value.isTextual()) {
      values.computeIfAbsent(generated, _ -> ConcurrentHashMap.newKeySet()).add(value.asText());
    }
  }

  /** Nobody sees what the watch's thread throws. */
  @Override
  public void onClose(WatcherException cause) {
    failure = cause;
  }

  @Override
  public void close() {
    watch.close();
  }
}
