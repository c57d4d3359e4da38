package io.smarteros.tenant.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Optional;

/** A record as the JSON document that is kept in the Secret. */
final class RecordFormat {
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          // An older operator must not drop what a newer one wrote: it refuses to read it.
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  String write(TenantRecord record) {
    try {
      return json.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tenant's record cannot be written as JSON", e);
    }
  }

  /** The class of the placement, also in a document of another version. */
  Optional<String> className(String document) {
    try {
      return Optional.of(json.readTree(document).at("/placement/className"))
          .filter(JsonNode::isTextual)
          .map(JsonNode::textValue);
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  /**
   * Reads a document of this version.
   *
   * @param secret the name of the Secret that holds it
   * @throws UnreadableRecordException when it is damaged, or of a newer operator
   */
  TenantRecord read(String secret, String document) {
    try {
      TenantRecord record = json.readValue(document, TenantRecord.class);
      if (record == null) {
        throw UnreadableRecordException.because(secret, "it is empty");
      }
      if (record.version() != TenantRecord.CURRENT_VERSION) {
        throw UnreadableRecordException.because(
            secret, "it has version %d".formatted(record.version()));
      }
      return record;
    } catch (JsonProcessingException e) {
      // Jackson quotes the document, which holds secrets: its message must not get out.
      throw UnreadableRecordException.because(secret, "its content is not a known record");
    }
  }
}
