package io.smarteros.tenant.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final String LINE =
      """
      {"verb":"%s","user":{"username":"alice"},"objectRef":{"resource":"pods","name":"ä"},\
      "responseStatus":{"code":200},"stage":"ResponseComplete",\
      "stageTimestamp":"2026-01-01T00:00:00.000001Z"}
      """;

  @Test
  void what_was_noted_after_the_mark_is_read_and_half_a_line_is_not(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("audit.log");
    Files.writeString(file, LINE.formatted("get"));
    AuditLog log = new AuditLog(file);
    long mark = log.mark();

    Files.writeString(file, LINE.formatted("patch") + "{\"verb\":\"del", StandardOpenOption.APPEND);

    assertThat(log.since(mark).map(Entry::verb)).containsExactly("patch");
    assertThat(log.entries().map(Entry::verb)).containsExactly("get", "patch");
  }
}
