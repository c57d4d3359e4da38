package io.smarteros.tenant.cluster;

import java.util.List;

/**
 * What a pruning did.
 *
 * @param deleted asked to go; it may take them a while
 * @param failed could not be asked just now, each with a sentence that says why
 * @param refused whether one of them was refused, as opposed to tried at the wrong moment
 */
public record Pruned(List<ObjectKey> deleted, List<String> failed, boolean refused) {
  public Pruned {
    deleted = List.copyOf(deleted);
    failed = List.copyOf(failed);
  }

  /** Whether there was nothing to take away. */
  public boolean foundNothing() {
    return deleted.isEmpty() && failed.isEmpty();
  }
}
