package io.smarteros.tenant.api;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.smarteros.tenant.testkit.GeneratedFile;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** The page {@code docs/api.md}: both kinds, the annotations, the conditions and the reasons. */
final class ApiReference {
  private final StringBuilder page = new StringBuilder();

  private ApiReference() {}

  static String write() {
    ApiReference reference = new ApiReference();
    reference.introduce();
    reference.kind(CustomResourceDefinitions.tenant());
    reference.annotations();
    reference.conditions();
    reference.reasons();
    reference.kind(CustomResourceDefinitions.tenantClass());
    reference.classAnnotations();
    return reference.page.toString();
  }

  private void introduce() {
    page.append(
        """
        <!-- Made from the Java types by: %s -->
        # API

        Two kinds of the group `smarteros.io`, version `v1alpha1`, both cluster-scoped: a
        [`Tenant`](#tenant) is one customer, a [`TenantClass`](#tenantclass) is what the platform
        team decides once per plan. The same text is in the cluster: `kubectl explain tenant.spec`.

        What is written below as the form of a field is checked when it is applied; the answer says
        which field and what to write instead. What cannot be checked then is a
        [reason](#reasons) in the status.
        """
            .formatted(GeneratedFile.HOW));
  }

  private void kind(CustomResourceDefinition definition) {
    JSONSchemaProps schema = CustomResourceDefinitions.schema(definition);
    heading("##", definition.getSpec().getNames().getKind());
    paragraph(schema.getDescription());
    List<String> shortNames = definition.getSpec().getNames().getShortNames();
    paragraph(
        "`kubectl get %s` shows:"
            .formatted(
                shortNames.isEmpty()
                    ? definition.getSpec().getNames().getPlural()
                    : shortNames.getFirst()));
    table(
        List.of("Column", "What it shows"),
        CustomResourceDefinitions.version(definition).getAdditionalPrinterColumns().stream()
            .map(
                column ->
                    List.of(
                        column.getName().toUpperCase(Locale.ROOT),
                        column.getDescription()
                            + (column.getPriority() > 0 ? " (with `-o wide`)." : "."))));
    for (String part : List.of("spec", "status")) {
      if (schema.getProperties().containsKey(part)) {
        fields(definition.getSpec().getNames().getKind(), schema, part);
      }
    }
  }

  /** What is in a field that does nothing yet is left out. */
  private void fields(String kind, JSONSchemaProps schema, String part) {
    heading("###", "%s: %s".formatted(kind, part));
    List<Property> unsupported = Property.all(schema).filter(Property::isUnsupported).toList();
    table(
        List.of("Field", "Form", "Meaning"),
        Property.all(schema)
            .filter(Property::named)
            .filter(property -> property.path().startsWith(part + "."))
            .filter(property -> unsupported.stream().noneMatch(property::isIn))
            .map(
                property ->
                    List.of(
                        code(property.path().substring(part.length() + 1)),
                        form(property),
                        prose(property.schema().getDescription()))));
  }

  private static String form(Property property) {
    String form = type(property.schema()) + bounds(property.schema());
    return property.required() ? form + ", **required**" : form;
  }

  private static String type(JSONSchemaProps schema) {
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      return "quantity";
    }
    if (!schema.getEnum().isEmpty()) {
      return schema.getEnum().stream()
          .map(JsonNode::asText)
          .map(ApiReference::code)
          .collect(joining(" or "));
    }
    if (schema.getItems() != null) {
      return "list of " + type(schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null) {
      return "map of " + type(schema.getAdditionalProperties().getSchema());
    }
    return Objects.requireNonNullElse(schema.getType(), "any JSON value");
  }

  private static String bounds(JSONSchemaProps schema) {
    if (schema.getMaxItems() != null) {
      return ", at most %d".formatted(schema.getMaxItems());
    }
    if (schema.getMaxProperties() != null) {
      return ", at most %d".formatted(schema.getMaxProperties());
    }
    if (schema.getMaximum() != null && schema.getMinimum() != null) {
      return ", %d to %d"
          .formatted(schema.getMinimum().longValue(), schema.getMaximum().longValue());
    }
    boolean text = "string".equals(schema.getType());
    return text && schema.getMaxLength() != null
        ? ", at most %d characters".formatted(schema.getMaxLength())
        : "";
  }

  private void annotations() {
    heading("###", "Tenant: annotations");
    paragraph(
        """
        What a person asks of the operator beside the spec. A value that answers a question of
        `status.decisions` is good once: one that stays in git approves nothing later.""");
    table(
        List.of("Annotation", "Value", "Meaning"),
        Stream.of(
            annotation(
                Names.PAUSED_ANNOTATION,
                "`true`",
                "The operator writes nothing for this tenant; deletion waits and says so."),
            annotation(
                Names.RECONCILE_AT_ANNOTATION,
                "anything new",
                "Look at everything now; `status.lastHandledReconcileAt` says when it was done."),
            annotation(
                Names.CONFIRM_DELETE_ANNOTATION,
                "the Tenant's name",
                "With `deletionPolicy: Delete`: destroy the data when the Tenant is deleted."),
            annotation(
                Names.ABANDON_ANNOTATION,
                "a comma list of `row`, `database`, `volume`, `namespace`",
                "Give up these steps of a clean-up that cannot be finished."),
            annotation(
                Names.REVIVE_ANNOTATION,
                "the tenant's id",
                "Take up the data that a deleted tenant of this name left."),
            annotation(
                Names.ADOPT_ROW_ANNOTATION,
                "the row's id, from `status.decisions`",
                "Take an existing row of this slug as the tenant's."),
            annotation(
                Names.RELEASE_SUSPENSION_ANNOTATION,
                "from `status.decisions`",
                "Lift a suspension that somebody else wrote into the row."),
            annotation(
                Names.ACCEPT_DATA_LOSS_ANNOTATION,
                "from `status.decisions`",
                "Accept that data is lost, and start again without it.")));
  }

  private void classAnnotations() {
    heading("###", "TenantClass: annotations");
    table(
        List.of("Annotation", "Value", "Meaning"),
        Stream.of(
            annotation(
                TenantClass.DEFAULT_CLASS_ANNOTATION,
                "`true`",
                "The class serves Tenants that name none. One class only.")));
  }

  private static List<String> annotation(String name, String value, String meaning) {
    return List.of(code(name), value, meaning);
  }

  private void conditions() {
    heading("###", "Tenant: conditions");
    paragraph(
        """
        By the rules of kstatus; `Reconciling` and `Stalled` are never both true. A Tenant that no
        operator has seen has `status.observedGeneration: -1` and counts as in progress.""");
    table(
        List.of("Condition", "True when"),
        Arrays.stream(ConditionType.values())
            .map(type -> List.of(code(type.id()), type.meaning())));
  }

  private void reasons() {
    heading("###", "Reasons");
    paragraph(
        """
        `Ready` sums up: it gives the reason of the condition that keeps the tenant from being ready,
        and never one of `SupabaseSynced`. `Reconciling`, `Stalled` and `Suspended` that are False have
        the reasons `NotReconciling`, `NotStalled` and `NotSuspended`.""");
    table(
        List.of("Reason", "Conditions", "Meaning", "Remedy"),
        Arrays.stream(Reason.values())
            .map(
                reason ->
                    List.of(
                        code(reason.id()),
                        reason.conditions().stream()
                            .map(type -> code(type.id()))
                            .collect(joining(", ")),
                        prose(reason.meaning()),
                        prose(reason.remedy()))));
  }

  private void heading(String level, String text) {
    page.append('\n').append(level).append(' ').append(text).append('\n');
  }

  private void paragraph(String text) {
    page.append('\n').append(text).append('\n');
  }

  private void table(List<String> head, Stream<List<String>> rows) {
    page.append('\n').append(row(head)).append(row(head.stream().map(_ -> "---").toList()));
    rows.map(ApiReference::row).forEach(page::append);
  }

  private static String row(List<String> cells) {
    return cells.stream().collect(joining(" | ", "| ", " |\n"));
  }

  /** Placeholders such as {@code <name>} would be taken for HTML, and a bar for the next cell. */
  private static String prose(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  private static String code(String text) {
    return "`%s`".formatted(text);
  }
}
