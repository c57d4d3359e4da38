package io.smarteros.tenant.record;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smarteros.tenant.api.Owner.Subject;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tenant's row in Supabase as the operator wrote it last, so that a foreign change can be told
 * from its own, also after a crash between SQL and record.
 *
 * @param id the join key ever after; chosen before the first insert
 * @param bound the row with this id was seen to be ours
 * @param databaseIdentity of the database in which the row was written
 * @param owner whom the owner in the spec was found to be
 * @param written the values of the last write; absent before the first
 * @param intended the write that was begun last, until it is known to be done
 * @param holds what others demand of the tenant, as of the last look
 * @param generation of the row when it was seen last, where the table counts its changes
 * @param followedAt when the tenant followed a change of the row by others last
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RowRecord(
    String id,
    boolean bound,
    Optional<String> databaseIdentity,
    Optional<ResolvedOwner> owner,
    Optional<Written> written,
    Optional<Intent> intended,
    Holds holds,
    Optional<Long> generation,
    Optional<Instant> followedAt)
    implements RowRecordBuilder.With {

  public RowRecord {
    requireNonNull(id, "id");
    databaseIdentity = databaseIdentity == null ? Optional.empty() : databaseIdentity;
    owner = owner == null ? Optional.empty() : owner;
    written = written == null ? Optional.empty() : written;
    intended = intended == null ? Optional.empty() : intended;
    holds = holds == null ? Holds.NONE : holds;
    generation = generation == null ? Optional.empty() : generation;
    followedAt = followedAt == null ? Optional.empty() : followedAt;
  }

  /** Of a row that is not ours yet. */
  public static RowRecord unbound(String id) {
    return RowRecordBuilder.builder().id(id).build();
  }

  /** The tenant follows a change of the row, which counts from then on. */
  public RowRecord following(Instant at) {
    return withFollowedAt(Optional.of(at));
  }

  /** Another write is begun. */
  public RowRecord writing(Optional<Written> before, Intent intent) {
    return withWritten(before).withIntended(Optional.of(intent));
  }

  /** The write that was begun is done. */
  public RowRecord wrote(Written values) {
    return withBound(true).withWritten(Optional.of(values)).withIntended(Optional.empty());
  }

  /** Exactly one of the two. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record RowOwner(Optional<String> userId, Optional<Subject> subject) {
    public RowOwner {
      userId = userId == null ? Optional.empty() : userId;
      subject = subject == null ? Optional.empty() : subject;
    }

    public static RowOwner user(String userId) {
      return new RowOwner(Optional.of(userId), Optional.empty());
    }

    public static RowOwner subject(Subject subject) {
      return new RowOwner(Optional.empty(), Optional.of(subject));
    }
  }

  /**
   * An owner that was looked up once and is pinned until the spec asks for another.
   *
   * @param askedFor the owner in the spec, in a form that can be compared
   */
  public record ResolvedOwner(String askedFor, RowOwner owner) {}

  /**
   * What the operator wrote.
   *
   * @param owner empty where the operator never wrote one
   * @param metadata the operator's keys with their values; other keys belong to others
   * @param suspendedByOperator the status {@code suspended} is the operator's own, so it may lift
   *     it
   * @param services by service name, what was written of each
   */
  @RecordBuilder
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Written(
      String name,
      Optional<String> domain,
      Optional<RowOwner> owner,
      Map<String, JsonNode> metadata,
      boolean suspendedByOperator,
      Map<String, WrittenService> services)
      implements RowRecordWrittenBuilder.With {
    public Written {
      // a row that somebody else made may have an empty name, which is not stored
      name = name == null ? "" : name;
      domain = domain == null ? Optional.empty() : domain;
      owner = owner == null ? Optional.empty() : owner;
      metadata = metadata == null ? Map.of() : Map.copyOf(new TreeMap<>(metadata));
      services = services == null ? Map.of() : Map.copyOf(new TreeMap<>(services));
    }

    public Written withSuspendedByOperator() {
      return withSuspendedByOperator(true);
    }
  }

  /**
   * A row of {@code tenant_services} as written.
   *
   * @param switchedOff {@code enabled = false} is the operator's own, so it may lift it
   * @param config the keys that the operator wrote; null for one that it removed
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record WrittenService(boolean switchedOff, Optional<String> serviceId, JsonNode config) {
    public WrittenService {
      serviceId = serviceId == null ? Optional.empty() : serviceId;
      config = config == null ? JsonNodeFactory.instance.objectNode() : config;
    }
  }

  /**
   * A write that was begun and may or may not have happened.
   *
   * @param basis fingerprint of the row that the write was decided on; empty for an insert. A row
   *     that still has it was not written
   * @param releases holds of others that a person released, and this write lifts
   * @param removes keys of metadata that this write removes
   */
  @RecordBuilder
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Intent(
      Written values, Optional<String> basis, Set<String> releases, Set<String> removes) {
    public Intent {
      requireNonNull(values, "values");
      basis = basis == null ? Optional.empty() : basis;
      releases = releases == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(releases));
      removes = removes == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(removes));
    }
  }

  /**
   * Suspensions by others, in the rows. They stay while the database is unreachable, so that no
   * outage starts what somebody switched off.
   *
   * @param deleted the row was marked as deleted
   * @param suspended the incident, when the tenant was suspended by others
   * @param switchedOff the incident of each service that others switched off
   */
  @RecordBuilder
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Holds(boolean deleted, Optional<String> suspended, Map<String, String> switchedOff)
      implements RowRecordHoldsBuilder.With {
    public static final Holds NONE = RowRecordHoldsBuilder.builder().build();

    public Holds {
      suspended = suspended == null ? Optional.empty() : suspended;
      switchedOff = switchedOff == null ? Map.of() : Map.copyOf(new TreeMap<>(switchedOff));
    }

    /** The row is gone for good or for now; a later one starts from scratch. */
    public Holds withDeleted() {
      return withDeleted(true).withSuspended(Optional.empty());
    }
  }
}
