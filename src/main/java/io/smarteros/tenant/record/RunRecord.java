package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;

/**
 * What is known of something that runs once, such as the initialisation of a database.
 *
 * @param key what it was run for last, such as a version
 * @param attempt from 1, and never the same again
 * @param migratesTo the version that the data may be of since it began
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunRecord(String key, int attempt, Optional<String> migratesTo, Progress progress)
    implements RunRecordBuilder.With {

  /** How far it got. */
  public enum Progress {
    @JsonProperty("begun")
    BEGUN,
    @JsonProperty("completed")
    COMPLETED
  }

  public RunRecord {
    migratesTo = migratesTo == null ? Optional.empty() : migratesTo;
  }

  /** The first one. */
  public static RunRecord begin(String key, Optional<String> migratesTo) {
    return new RunRecord(key, 1, migratesTo, Progress.BEGUN);
  }

  /** Another attempt, for the same key or another one. */
  public RunRecord again(String nextKey, Optional<String> nextMigratesTo) {
    return new RunRecord(nextKey, attempt + 1, nextMigratesTo, Progress.BEGUN);
  }

  public RunRecord completed() {
    return withProgress(Progress.COMPLETED);
  }

  /** Whether it has completed for no key so far. */
  public boolean hasNeverCompleted() {
    return attempt == 1 && progress == Progress.BEGUN;
  }

  public boolean hasCompleted(String wantedKey) {
    return progress == Progress.COMPLETED && key.equals(wantedKey);
  }
}
