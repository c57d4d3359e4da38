package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tenant's row in Supabase as the operator wrote it last, so that a foreign change can be told
 * from its own, also after a crash between SQL and record.
 *
 * @param id the join key ever after; chosen before the first insert
 * @param bound the row with this id was seen to be ours
 * @param databaseIdentity of the database in which the row was written (its system identifier)
 * @param written the values of the last write; absent before the first
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RowRecord(
    String id,
    boolean bound,
    Optional<String> databaseIdentity,
    Optional<ResolvedOwner> owner,
    Optional<Written> written) {

  public RowRecord {
    databaseIdentity = databaseIdentity == null ? Optional.empty() : databaseIdentity;
    owner = owner == null ? Optional.empty() : owner;
    written = written == null ? Optional.empty() : written;
  }

  /**
   * An owner that was looked up once and is pinned until the spec asks for another.
   *
   * @param askedFor the owner in the spec, in a form that can be compared
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ResolvedOwner(String askedFor, Optional<String> userId, Optional<String> subject) {
    public ResolvedOwner {
      userId = userId == null ? Optional.empty() : userId;
      subject = subject == null ? Optional.empty() : subject;
    }
  }

  /**
   * What the operator wrote.
   *
   * @param metadata the keys of the spec with their values; other keys belong to others
   * @param suspendedByOperator the status {@code suspended} is the operator's own, so it may lift
   *     it
   * @param services by service name, what was written of each
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Written(
      String name,
      Optional<String> domain,
      Map<String, JsonNode> metadata,
      boolean suspendedByOperator,
      Map<String, WrittenService> services,
      Set<String> switchedOffByOperator) {
    public Written {
      domain = domain == null ? Optional.empty() : domain;
      metadata = metadata == null ? Map.of() : Map.copyOf(new TreeMap<>(metadata));
      services = services == null ? Map.of() : Map.copyOf(new TreeMap<>(services));
      switchedOffByOperator =
          switchedOffByOperator == null ? Set.of() : Set.copyOf(switchedOffByOperator);
    }
  }

  /** A row of {@code tenant_services} as written. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record WrittenService(boolean enabled, Optional<String> serviceId, JsonNode config) {
    public WrittenService {
      serviceId = serviceId == null ? Optional.empty() : serviceId;
    }
  }
}
