package io.smarteros.tenant.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the API server noted about every request: the witness of who did what. Reads of the control
 * plane itself are left out (audit-policy.yaml).
 */
public final class AuditLog {
  private final Path file;
  private final ObjectMapper json = new ObjectMapper();

  /** Reads what an API server writes to the file. */
  public AuditLog(Path file) {
    this.file = file;
  }

  /**
   * One request.
   *
   * @param user for a ServiceAccount {@code system:serviceaccount:<namespace>:<name>}
   * @param group the API group, empty for the core one
   * @param subresource empty when there is none, as are namespace and name
   * @param code the HTTP status
   * @param stage {@code ResponseComplete}; a watch is noted as {@code ResponseStarted} before
   */
  public record Entry(
      String user,
      String verb,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name,
      int code,
      String userAgent,
      String stage,
      Instant at) {

    public boolean isWrite() {
      return switch (verb) {
        case "create", "update", "patch", "delete", "deletecollection" -> true;
        default -> false;
      };
    }
  }

  /** A mark to give to {@link #since}: the end of the log as it is now, in bytes. */
  public long mark() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Stream<Entry> entries() {
    return since(0);
  }

  /** What has been noted after the mark. A request may appear moments after it was answered. */
  public Stream<Entry> since(long mark) {
    List<Entry> entries = new ArrayList<>();
    read(mark, entries::add);
    return entries.stream();
  }

  /** The same one by one, for a log that is larger than memory. */
  public void read(long mark, Consumer<Entry> reader) {
    try (var log = Files.newInputStream(file)) {
      log.skipNBytes(mark);
      var lines = new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8));
      StringBuilder line = new StringBuilder();
      for (int next = lines.read(); next >= 0; next = lines.read()) {
        if (next == '\n') {
          reader.accept(parse(line.toString()));
          line.setLength(0);
        } else {
          line.append((char) next);
        }
      }
      // the last line may not be written to its end yet
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Entry parse(String line) {
    try {
      JsonNode event = json.readTree(line);
      JsonNode object = event.path("objectRef");
      return new Entry(
          event.path("user").path("username").asText(),
          event.path("verb").asText(),
          object.path("apiGroup").asText(),
          object.path("resource").asText(),
          object.path("subresource").asText(),
          object.path("namespace").asText(),
          object.path("name").asText(),
          event.path("responseStatus").path("code").asInt(),
          event.path("userAgent").asText(),
          event.path("stage").asText(),
          Instant.parse(event.path("stageTimestamp").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException("Not an audit event: " + line, e);
    }
  }
}
