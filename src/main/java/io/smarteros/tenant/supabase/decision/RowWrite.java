package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What to write to the database. */
public sealed interface RowWrite {

  record Nothing() implements RowWrite {}

  /**
   * A new row.
   *
   * @param trace id of a deleted row with the same slug, to be removed first
   */
  record Insert(
      String id,
      Optional<String> trace,
      RowValues values,
      Map<String, JsonNode> metadata,
      List<ServiceWrite> services)
      implements RowWrite {}

  /**
   * A change of a row, done only if the row is still what it was when this was decided.
   *
   * @param metadata keys to set
   * @param removedMetadata keys to remove
   */
  record Update(
      ObservedRow basis,
      RowValues values,
      Map<String, JsonNode> metadata,
      Set<String> removedMetadata,
      List<ServiceWrite> services)
      implements RowWrite {

    /** Whether it makes somebody the owner who was not. */
    public boolean givesOwner() {
      return values.ownerId().isPresent() && !values.ownerId().equals(basis.values().ownerId());
    }

    boolean changesNothing() {
      return values.equals(basis.values())
          && metadata.isEmpty()
          && removedMetadata.isEmpty()
          && services.isEmpty();
    }
  }

  /**
   * A row of {@code tenant_services} to insert or to change.
   *
   * @param rowId empty for a new one
   * @param serviceId empty leaves what is there, unless it is removed
   * @param config keys to set; others stay
   * @param removedConfig keys to remove
   */
  record ServiceWrite(
      String name,
      Optional<String> rowId,
      boolean enabled,
      Optional<String> serviceId,
      boolean removesServiceId,
      JsonNode config,
      Set<String> removedConfig) {}
}
