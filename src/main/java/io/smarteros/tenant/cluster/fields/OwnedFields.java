package io.smarteros.tenant.cluster.fields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.smarteros.tenant.api.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of the fields that the operator decides, as one digest: of an object as it was
 * compiled, and of the same object as it lives on the API server. They are equal exactly when
 * nobody changed what the operator had applied.
 *
 * <p>Which fields those are says the server itself, in {@code metadata.managedFields}: somebody who
 * changes a value takes the field from us, somebody who adds one does not. It holds for objects
 * with canonical values ({@code 1Gi}, not {@code 1024Mi}) and with nothing left to be defaulted
 * inside lists that are owned whole, since the server stores no other.
 */
public final class OwnedFields {
  private static final String APPLY = "Apply";
  private static final String FIELD = "f:";
  private static final String ITEM_WITH_KEYS = "k:";
  private static final String ITEM_WITH_VALUE = "v:";
  private static final String ITEM_AT = "i:";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

  private OwnedFields() {}

  /** The digest of an object that is about to be applied. */
  public static Digest digest(HasMetadata desired) {
    return sha256(desiredValues(desired));
  }

  /** The digest of a part of an object. */
  public static Digest digest(PodTemplateSpec template) {
    return sha256(canonical(JSON.valueToTree(template)));
  }

  /**
   * The digest of an object as it was read.
   *
   * @return empty when the operator never applied it
   */
  public static Optional<Digest> liveDigest(HasMetadata live) {
    return liveDigest(JSON.<JsonNode>valueToTree(live));
  }

  /** The same, of an object that is a tree already. */
  public static Optional<Digest> liveDigest(JsonNode live) {
    return liveValues(live).map(OwnedFields::sha256);
  }

  static JsonNode desiredValues(HasMetadata desired) {
    ObjectNode values = JSON.valueToTree(desired);
    values.remove(List.of("apiVersion", "kind", "status"));
    if (values.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("name", "namespace"));
    }
    return canonical(values);
  }

  /** A copy in which all that means nothing is the same nothing. */
  private static JsonNode canonical(JsonNode value) {
    if (value instanceof ArrayNode list) {
      ArrayNode copy = JSON.createArrayNode();
      list.forEach(item -> copy.add(canonical(item)));
      return copy;
    }
    if (value instanceof ObjectNode object) {
      ObjectNode copy = JSON.createObjectNode();
      object.properties().stream()
          .filter(member -> !member.getValue().isNull())
          .forEach(member -> copy.set(member.getKey(), canonical(member.getValue())));
      return copy;
    }
    return isNothing(value) ? NullNode.instance : value;
  }

  /**
   * The server drops many a {@code false}, {@code 0} and {@code ""}, but goes on listing the field
   * as ours, so it cannot tell them from absence, and neither do we.
   */
  private static boolean isNothing(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> !value.booleanValue();
      case NUMBER -> value.asText().equals("0");
      case STRING -> value.textValue().isEmpty();
      case NULL, MISSING -> true;
      case ARRAY, BINARY, OBJECT, POJO -> false;
    };
  }

  static Optional<JsonNode> liveValues(JsonNode live) {
    for (JsonNode entry : live.path("metadata").path("managedFields")) {
      boolean ours =
          entry.path("manager").asText().equals(Names.OPERATOR)
              && entry.path("operation").asText().equals(APPLY)
              && entry.path("subresource").asText().isEmpty();
      if (ours) {
        return Optional.of(ownedPart(entry.path("fieldsV1"), live));
      }
    }
    return Optional.empty();
  }

  /** The part of {@code live} that the set of fields names. An empty set takes it whole. */
  private static JsonNode ownedPart(JsonNode fields, JsonNode live) {
    if (fields.isEmpty() || live.isValueNode()) {
      return canonical(live);
    }
    return live instanceof ArrayNode list ? ownedItems(fields, list) : ownedMembers(fields, live);
  }

  private static ObjectNode ownedMembers(JsonNode fields, JsonNode live) {
    ObjectNode owned = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      if (field.getKey().startsWith(FIELD)) {
        String name = field.getKey().substring(FIELD.length());
        owned.set(name, ownedPart(field.getValue(), live.path(name)));
      }
    }
    return owned;
  }

  /** In the order of the live list, in which the server keeps the order that was applied. */
  private static ArrayNode ownedItems(JsonNode fields, ArrayNode live) {
    List<OwnedItem> items = fields.properties().stream().map(OwnedItem::of).toList();
    ArrayNode owned = JSON.createArrayNode();
    for (int index = 0; index < live.size(); index++) {
      JsonNode item = live.get(index);
      int position = index;
      items.stream()
          .filter(each -> each.isAt(item, position))
          .findFirst()
          .ifPresent(each -> owned.add(ownedPart(each.fields(), item)));
    }
    return owned;
  }

  /**
   * One owned item of a list.
   *
   * @param key what tells it from others: members by name, or a value
   */
  private record OwnedItem(String path, JsonNode key, JsonNode fields) {

    static OwnedItem of(Map.Entry<String, JsonNode> field) {
      String path = field.getKey();
      boolean keyed = path.startsWith(ITEM_WITH_KEYS) || path.startsWith(ITEM_WITH_VALUE);
      JsonNode key = keyed ? parse(path.substring(ITEM_WITH_KEYS.length())) : NullNode.instance;
      return new OwnedItem(path, key, field.getValue());
    }

    boolean isAt(JsonNode item, int index) {
      if (path.startsWith(ITEM_WITH_KEYS)) {
        return key.properties().stream()
            .allMatch(member -> sameScalar(member.getValue(), item.path(member.getKey())));
      }
      return path.startsWith(ITEM_WITH_VALUE)
          ? sameScalar(key, item)
          : path.equals(ITEM_AT + index);
    }
  }

  /** By text, since 80 may be an int here and a long there. */
  private static boolean sameScalar(JsonNode left, JsonNode right) {
    return left.isValueNode() && right.isValueNode() && left.asText().equals(right.asText());
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The API server's list of fields cannot be read", e);
    }
  }

  private static Digest sha256(JsonNode values) {
    try {
      byte[] canonical = JSON.writeValueAsString(values).getBytes(StandardCharsets.UTF_8);
      return Digest.of(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot digest an object", e);
    }
  }
}
