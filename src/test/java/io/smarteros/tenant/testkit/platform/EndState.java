package io.smarteros.tenant.testkit.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.local.chatwoot.ChatwootStandIn;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * All that there is of some tenants, in the cluster, in PostgreSQL and in their applications, in a
 * form in which two groups of tenants can be compared: their names begin with different words, and
 * what was generated is replaced by its name in the record.
 */
public final class EndState {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d[.0-9]*(Z|\\+00(:00)?)");
  private static final Pattern CHECKSUM =
      Pattern.compile("[0-9a-f]{64}|(?<=pod-template-hash\" : \")[0-9a-f]{32}");

  /**
   * Roles and databases by the mark in their comments; rows of the two tables, but for how often
   * one was written: what becomes known together is written together.
   */
  private static final Map<String, String> QUERIES =
      Map.of(
          "roles",
          """
          select jsonb_build_object('role', rolname, 'login', rolcanlogin,
                                    'comment', shobj_description(oid, 'pg_authid'))
          from pg_roles where rolname like 't\\_%1$s-%%' order by rolname
          """,
          "databases",
          """
          select jsonb_build_object('database', datname, 'owner', pg_get_userbyid(datdba),
                                    'comment', shobj_description(oid, 'pg_database'),
                                    'access', datacl::text)
          from pg_database where datname like 't\\_%1$s-%%' order by datname
          """,
          "rows",
          "select to_jsonb(t) from public.tenants t where slug like '%1$s-%%' order by slug",
          "service rows",
          """
          select to_jsonb(s) - 'generation' || jsonb_build_object('tenant', t.slug)
          from public.tenant_services s join public.tenants t on t.id = s.tenant_id
          where t.slug like '%1$s-%%' order by t.slug, s.service_name
          """);

  private final Platform platform;
  private final String group;

  private EndState(Platform platform, String group) {
    this.platform = platform;
    this.group = group;
  }

  /**
   * Of the tenants of a group, by what it is.
   *
   * @param group the word before the first hyphen of their names
   */
  public static Map<String, String> of(Platform platform, String group) {
    return new EndState(platform, group).read();
  }

  private Map<String, String> read() {
    Map<String, String> state = new TreeMap<>();
    for (JsonNode tenant : tenants()) {
      String name = tenant.path("metadata").path("name").asText();
      if (isOfGroup(name)) {
        put(state, "tenant " + name, tenant(tenant), Map.of());
      }
    }
    for (String tenant : platform.records().tenants()) {
      if (isOfGroup(tenant)) {
        put(state, "record of " + tenant, platform.records().read(tenant), generated(tenant));
      }
    }
    for (Namespace namespace : platform.client().namespaces().list().getItems()) {
      tenantOf(namespace)
          .filter(this::isOfGroup)
          .ifPresent(tenant -> namespace(state, namespace, tenant));
    }
    QUERIES.forEach((what, query) -> put(state, what, rows(query.formatted(group)), Map.of()));
    return state;
  }

  private void namespace(Map<String, String> state, Namespace namespace, String tenant) {
    String name = namespace.getMetadata().getName();
    Map<String, String> generated = generated(tenant);
    put(
        state,
        "namespace " + name,
        new AppliedObject(JSON.valueToTree(namespace)).essence(),
        generated);
    platform
        .objects(name)
        .all()
        .forEach(
            (id, object) -> put(state, "%s %s".formatted(name, id), readable(object), generated));
    long pods =
        platform.client().pods().inNamespace(name).list().getItems().stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .count();
    put(state, name + " pods", JSON.valueToTree(pods), Map.of());
    put(
        state,
        name + " API keys",
        JSON.valueToTree(platform.applications().n8n().apiKeys(name)),
        generated);
    put(
        state,
        name + " bots",
        JSON.valueToTree(platform.applications().botpress().bots(name)),
        generated);
    put(state, name + " inboxes", JSON.valueToTree(inboxes(name)), generated);
    put(
        state,
        name + " modules",
        JSON.valueToTree(new TreeSet<>(platform.applications().odoo().modules(name))),
        generated);
  }

  /** Of each account of Chatwoot. */
  private Map<String, List<String>> inboxes(String namespace) {
    ChatwootStandIn chatwoot = platform.applications().chatwoot();
    Map<String, List<String>> inboxes = new TreeMap<>();
    for (String account : chatwoot.accounts(namespace).keySet()) {
      inboxes.put(account, chatwoot.inboxes(namespace, account));
    }
    return inboxes;
  }

  /** With the values of a Secret as they are. */
  private static JsonNode readable(AppliedObject object) {
    JsonNode essence = object.essence();
    if (object.kind().equals("Secret") && essence.get("data") instanceof ObjectNode data) {
      for (Map.Entry<String, JsonNode> value : data.properties()) {
        byte[] decoded = Base64.getDecoder().decode(value.getValue().asText());
        value.setValue(JSON.getNodeFactory().textNode(new String(decoded, StandardCharsets.UTF_8)));
      }
    }
    return essence;
  }

  /** The name of each generated value, by the value. */
  private Map<String, String> generated(String tenant) {
    Map<String, String> names = new TreeMap<>();
    if (platform.records().secret(tenant).get() == null) {
      return names;
    }
    for (JsonNode service : platform.records().read(tenant).path("services")) {
      service
          .path("secrets")
          .properties()
          .forEach(secret -> names.put(secret.getValue().asText(), "<" + secret.getKey() + ">"));
      service
          .path("externals")
          .properties()
          .forEach(
              external ->
                  // as a whole value: it may be as short as a number
                  names.put(
                      external.getValue().path("id").toString(),
                      "\"<id of " + external.getKey() + ">\""));
    }
    return names;
  }

  private static JsonNode tenant(JsonNode tenant) {
    ObjectNode shown = JSON.createObjectNode();
    shown.set("spec", tenant.path("spec"));
    ObjectNode status = shown.putObject("status").setAll((ObjectNode) tenant.path("status"));
    status.remove("observedGeneration");
    for (JsonNode condition : status.path("conditions")) {
      ((ObjectNode) condition).remove("observedGeneration");
    }
    return shown;
  }

  private JsonNode rows(String query) {
    ArrayNode rows = JSON.createArrayNode();
    try (Connection connection = platform.database().connect(platform.database().superuser());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not answer", e);
    }
    return rows;
  }

  private void put(
      Map<String, String> state, String what, JsonNode value, Map<String, String> generated) {
    String text = value.toPrettyString();
    for (Map.Entry<String, String> each : generated.entrySet()) {
      text = text.replace(each.getKey(), each.getValue());
    }
    text = TIME.matcher(text).replaceAll("<time>");
    text = UUID.matcher(text).replaceAll("<uuid>");
    text = CHECKSUM.matcher(text).replaceAll("<checksum>");
    state.put(anonymous(what), anonymous(text));
  }

  private String anonymous(String text) {
    return text.replace(group + "-", "tenant-");
  }

  private boolean isOfGroup(String tenant) {
    return tenant.startsWith(group + "-");
  }

  private static Optional<String> tenantOf(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .map(labels -> labels.get(Names.TENANT_LABEL));
  }

  private JsonNode tenants() {
    try {
      return JSON.readTree(platform.kubectl("get", "tenants", "--output=json")).path("items");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("kubectl does not answer with JSON", e);
    }
  }
}
