package io.smarteros.tenant.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.record.RowRecord.Holds;
import io.smarteros.tenant.record.RowRecord.Intent;
import io.smarteros.tenant.record.RowRecord.ResolvedOwner;
import io.smarteros.tenant.record.RowRecord.RowOwner;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.record.RowRecord.WrittenService;
import io.smarteros.tenant.testkit.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFormatTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path GOLDEN = Path.of("src/test/resources/golden/record");

  private final RecordFormat format = new RecordFormat();

  @Test
  void every_component_is_stored() throws JsonProcessingException {
    TenantRecord record = everything();

    String stored = format.write(record);

    GeneratedFile.check(
        GOLDEN.resolve("current.json"), JSON.readTree(stored).toPrettyString() + "\n");
    assertThat(format.read("tenant-record-acme", stored)).isEqualTo(record);
  }

  /** The file is never generated anew: it is what the first operator stored. */
  @Test
  void what_earlier_operators_stored_is_read_and_kept() throws IOException {
    String earlier = Files.readString(GOLDEN.resolve("version-1.json"));

    TenantRecord record = format.read("tenant-record-acme", earlier);

    assertThat(JSON.readTree(format.write(record))).isEqualTo(JSON.readTree(earlier));
  }

  @Test
  void a_row_without_a_name_does_not_make_the_record_unreadable() {
    Written nameless =
        new Written("", Optional.empty(), Optional.empty(), Map.of(), false, Map.of());
    TenantRecord record = everything().withRow(RowRecord.unbound("row").wrote(nameless));

    assertThat(format.read("tenant-record-acme", format.write(record))).isEqualTo(record);
  }

  /** Sets of the JDK have another order in each process. */
  @Test
  void the_same_record_is_written_in_the_same_way_by_every_process() {
    Set<String> names = Set.of("a", "b", "c", "d", "e", "f", "g", "h");

    assertThat(ServiceRecord.blank().projecting(names).projectedSecrets())
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "h");
  }

  @Test
  void what_a_newer_operator_wrote_is_refused() {
    String newer = format.write(everything()).replace("\"version\":1,", "\"version\":2,");

    assertThatThrownBy(() -> format.read("tenant-record-acme", newer))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("tenant-record-acme")
        .hasMessageContaining("it has version 2")
        .hasMessageContaining("use the version of the operator that wrote it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"version\":1}",
        "{\"version\":1,\"tenantUid\":\"u\",\"placement\":{\"className\":\"secret\"}}",
        "{\"version\":1,\"tenantUid\":\"u\",\"unknown\":\"secret\"}",
        "{\"version\":1,\"tenantUid\":\"secret"
      })
  void a_damaged_document_is_refused_and_not_quoted(String damaged) {
    assertThatThrownBy(() -> format.read("tenant-record-acme", damaged))
        .isInstanceOf(UnreadableRecordException.class)
        .hasNoCause()
        .message()
        .startsWith("The operator cannot read the record, Secret tenant-record-acme")
        .doesNotContain("secret\"", "className");
  }

  private static TenantRecord everything() {
    Placement placement =
        new Placement(
            "standard",
            "tenant-acme",
            Stage.MADE,
            true,
            Optional.of(
                new Placement.Server(
                    "db.example.com", 5432, SslMode.VERIFY_FULL, "admin", Optional.of("ca"))),
            Optional.of("fast"),
            Optional.of("email:owner@acme.example"),
            Optional.of("namespace-uid"),
            Set.of("registry"));
    Written written =
        new Written(
            "Acme",
            Optional.of("acme.example"),
            Optional.of(RowOwner.user("7a1c6f0e-0000-4000-8000-000000000001")),
            Map.of("plan", JsonNodeFactory.instance.textNode("gold")),
            true,
            Map.of(
                "n8n",
                new WrittenService(
                    true, Optional.of("n8n"), JsonNodeFactory.instance.objectNode())));
    RowRecord row =
        new RowRecord(
            "7a1c6f0e-0000-4000-8000-000000000002",
            true,
            Optional.of("system/1"),
            Optional.of(
                new ResolvedOwner(
                    "email:owner@acme.example",
                    RowOwner.user("7a1c6f0e-0000-4000-8000-000000000001"))),
            Optional.of(written),
            Optional.of(
                new Intent(written, Optional.of("fingerprint"), Set.of("tenant@1"), Set.of("old"))),
            new Holds(true, Optional.of("1"), Map.of("n8n", "2")),
            Optional.of(12L),
            Optional.of(Instant.parse("2026-11-28T10:00:00Z")));
    ServiceRecord n8n =
        new ServiceRecord(
            Optional.of(Mode.DEDICATED),
            Optional.of("2.41.2"),
            true,
            Optional.of("2.41.1"),
            Map.of("encryptionKey", "a-key"),
            Optional.of(
                new DatabaseRecord(
                    "db.example.com:5432",
                    "t_acme_n8n",
                    "t_acme_n8n",
                    Stage.MADE,
                    Optional.of("incarnation-1"),
                    Set.of("vector"),
                    true)),
            Map.of("n8n-data", new VolumeRecord("5Gi", Stage.PLANNED)),
            Map.of("apiKey", ExternalRecord.made("1"), "webhook", ExternalRecord.pending("key")),
            true,
            Map.of("init", RunRecord.begin("2.41.2", Optional.of("2.41.2")).completed()),
            Optional.of("n8n.acme.example"),
            Optional.of(Scheme.HTTPS),
            Optional.of("flows.acme.example"),
            Optional.of("2.41.1"),
            Optional.of("7"),
            Set.of("n8n-login"),
            Optional.of("uid-1/3/2026-11-28/n8n/login@2026-11-28"));
    return new TenantRecord(
        TenantRecord.CURRENT_VERSION,
        "uid-1",
        placement,
        Optional.of(row),
        Map.of(ServiceName.N8N, n8n),
        Map.of("n8n/volume/n8n-data", "3"),
        Set.of("tenant@1"),
        true,
        Optional.of("acme.example"),
        Optional.of("2026-11-28"),
        Optional.of("n8n/login@2026-11-28"),
        Optional.of("standard-0123456789"),
        Optional.of(Instant.parse("2026-11-28T10:00:00.123Z")));
  }
}
