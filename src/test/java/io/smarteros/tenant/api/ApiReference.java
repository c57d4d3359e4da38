package io.smarteros.tenant.api;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.testkit.GeneratedFile;
import io.smarteros.tenant.testkit.Markdown;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** The page {@code docs/api.md}: both kinds, the annotations, the conditions and the reasons. */
final class ApiReference {
  /** With every field of the spec that does something. */
  static final String TENANT_EXAMPLE =
      """
      apiVersion: smarteros.io/v1alpha1
      kind: Tenant
      metadata:
        name: acme
      spec:
        displayName: Acme S.A.
        className: standard
        domain: acme.example.com
        owner:
          email: owner@acme.example
        adminEmail: it@acme.example
        suspended: false
        deletionPolicy: Retain
        rowMetadata:
          plan: gold
          seats: 5
        services:
          n8n:
            version: "2.41.1"
            resources: {cpu: 500m, memory: 2Gi}
            storage: {size: 10Gi}
            settings:
              binaryData: Volume
              timezone: Europe/Athens
              executionsMaxAgeHours: 720
            env:
              - name: N8N_LOG_LEVEL
                value: debug
              - name: N8N_SMTP_PASS
                secretRef: {name: mail-account, key: password}
      """;

  /** With every field of the spec that does something. */
  static final String TENANT_CLASS_EXAMPLE =
      """
      apiVersion: smarteros.io/v1alpha1
      kind: TenantClass
      metadata:
        name: standard
        annotations:
          smarteros.io/is-default-class: "true"
      spec:
        baseDomain: tenants.example.com
        namespacePrefix: tenant-
        routing:
          ingress:
            className: nginx
            annotations: {cert-manager.io/cluster-issuer: letsencrypt}
            tls: {}
        storageClassName: fast-ssd
        podSecurity: restricted
        rollout: {maxUnavailable: 5, canary: {tenants: [acme]}}
        quota:
          requests.cpu: "4"
          limits.memory: 16Gi
          requests.storage: 100Gi
        limits:
          defaultRequests: {cpu: 100m, memory: 256Mi}
          defaultLimits: {memory: 512Mi}
          max: {cpu: "4", memory: 8Gi}
        namespace:
          labels: {cost-centre: "4711"}
        network:
          isolated: true
          ingressFrom:
            - namespaceSelector:
                matchLabels: {kubernetes.io/metadata.name: ingress-nginx}
          databaseCIDRs: [10.20.0.5/32]
          egress: Internet
        imageRegistry: registry.example.com/mirror
        imagePullSecrets: [registry-login]
        nodeSelector: {pool: tenants}
        tolerations:
          - {key: pool, operator: Equal, value: tenants, effect: NoSchedule}
        database:
          host: postgres.example.com
          adminSecret: postgres-admin
          caSecret: postgres-ca
        smtp:
          host: smtp.example.com
          from: no-reply@example.com
          tls: StartTLS
          credentialsSecret: smtp-login
        objectStorage:
          endpoint: https://s3.eu-central-1.amazonaws.com
          region: eu-central-1
          credentialsSecret: s3-login
        redis:
          image: registry.example.com/mirror/redis:7.2.11-alpine
        allow:
          versions: {n8n: ["2.41.1"]}
          customDomains: true
          env: true
          maxResources: {cpu: "2", memory: 4Gi, storage: 50Gi}
        services:
          n8n:
            resources: {cpu: 250m, memory: 1536Mi}
            settings: {timezone: Europe/Athens}
            env: [{name: N8N_LOG_LEVEL, value: warn}]
          odoo:
            addonsImage: registry.example.com/odoo-addons:2026-11-28
      """;

  private final StringBuilder page = new StringBuilder();

  private ApiReference() {}

  static String write() {
    ApiReference reference = new ApiReference();
    reference.introduce();
    reference.kind(CustomResourceDefinitions.tenant(), TENANT_EXAMPLE);
    reference.annotations();
    reference.conditions();
    reference.reasons();
    reference.kind(CustomResourceDefinitions.tenantClass(), TENANT_CLASS_EXAMPLE);
    reference.classAnnotations();
    reference.classConditions();
    return reference.page.toString();
  }

  private void introduce() {
    page.append(
        """
        <!-- Made from the Java types by: %s -->
        # API

        The group `smarteros.io` has two kinds of version `v1alpha1`, both cluster-scoped. A
        [`Tenant`](#tenant) is one customer. A [`TenantClass`](#tenantclass) is what the platform team
        decides once per plan. `kubectl explain tn.spec` and `kubectl explain tenantclass.spec` show
        the same text.

        The API server checks the form of a field when you apply it, and answers which field is wrong
        and what to write instead. Everything else is a [reason](#reasons) in the status.

        A field that is not supported yet has one entry here; `kubectl explain` shows the fields in it.
        """
            .formatted(GeneratedFile.HOW));
  }

  private void kind(CustomResourceDefinition definition, String example) {
    JSONSchemaProps schema = CustomResourceDefinitions.schema(definition);
    heading("##", definition.getSpec().getNames().getKind());
    page.append('\n').append(Markdown.paragraph(prose(schema.getDescription())));
    paragraph("```yaml\n%s```".formatted(example));
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
    list(
        Property.all(schema)
            .filter(Property::named)
            .filter(property -> property.path().startsWith(part + "."))
            .filter(property -> unsupported.stream().noneMatch(property::isIn))
            .map(
                property ->
                    "`%s` (%s): %s"
                        .formatted(
                            property.path().substring(part.length() + 1),
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
        Requests to the operator beside the spec. A value from `status.decisions` is good for one
        incident: one that stays in git approves nothing later.""");
    list(
        Stream.of(
            annotation(
                Names.PAUSED_ANNOTATION,
                "`true`",
                "The operator writes nothing for this tenant. A deletion waits, and the status says so."),
            annotation(
                Names.RECONCILE_AT_ANNOTATION,
                "anything new",
                "Check everything now. `status.lastHandledReconcileAt` shows when it is done."),
            annotation(
                Names.RESTART_ANNOTATION,
                "anything new, of which 256 characters count",
                "Restart the pods of all services, in the order of their stages. No Job runs again. A value that the operator has seen last, and taking the annotation away, restart nothing."),
            annotation(
                Names.ROTATE_ANNOTATION,
                "`<service>/<database-password|login|api-key>@<anything new>`",
                "Replace this credential, once for each new value. The list below says what is supported."),
            annotation(
                Names.CONFIRM_DELETE_ANNOTATION,
                "`<name>@<first 8 characters of metadata.uid>`",
                "With `deletionPolicy: Delete`: destroy the data when this very Tenant is deleted."),
            annotation(
                Names.ABANDON_ANNOTATION,
                "a comma list of `row`, `database`, `volume`, `namespace`",
                "Skip these steps of a deletion that cannot be finished."),
            annotation(
                Names.REVIVE_ANNOTATION,
                "from `status.decisions`",
                "Use the data that a deleted Tenant of this name left."),
            annotation(
                Names.ADOPT_ROW_ANNOTATION,
                "from `status.decisions`",
                "Take over an existing row with this slug, or write the row to another database."),
            annotation(
                Names.RELEASE_SUSPENSION_ANNOTATION,
                "from `status.decisions`",
                "Lift a suspension that somebody set in the row."),
            annotation(
                Names.RETRY_RUN_ANNOTATION,
                "from `status.decisions`",
                "Let a Job of an application that failed run again."),
            annotation(
                Names.CREATE_AGAIN_ANNOTATION,
                "from `status.decisions`",
                "Something that the operator may have made in an application is not there: make it."),
            annotation(
                Names.ACCEPT_DATA_LOSS_ANNOTATION,
                "from `status.decisions`",
                "Accept that data is lost, and go on without it.")));
    paragraph(
        """
        What `smarteros.io/rotate` replaces. An Event `RotationRefused` says what cannot be replaced;
        nothing else happens then. While a version changes, or a Job has not completed, one that failed
        included, it waits; then it begins by itself.""");
    list(
        Stream.of(
            "`database-password`, every service: the password of the role. PostgreSQL keeps one per"
                + " role. So open connections go on, and the old pods get no new ones from then until"
                + " they are replaced. That begins at once.",
            "`login`, n8n with `ownerPassword: Managed`: the owner's password in `n8n-login`. n8n"
                + " takes it over when its pod is replaced; the old one is valid until then. Sessions"
                + " end. In every other application, and with `ownerPassword: Initial`, the account is"
                + " its owner's since it was set up.",
            "`api-key`, n8n: the operator's own key, which nobody else uses. The old one stays in use"
                + " while the operator cannot log in to n8n; the condition says so.",
            "`api-key`, Chatwoot: the token of the operator's platform application. The Job `bootstrap`"
                + " runs again and sets the new one; the old one is valid until then. Web process and"
                + " worker are replaced. No other application has a key that can be replaced."));
  }

  private void classAnnotations() {
    heading("###", "TenantClass: annotations");
    list(
        Stream.of(
            annotation(
                TenantClass.DEFAULT_CLASS_ANNOTATION,
                "`true`",
                "The default class: it serves Tenants without `className`. Only one class may have it."),
            annotation(
                Names.RESUME_ROLLOUT_ANNOTATION,
                "a time, such as `2026-11-28T10:00:00Z`",
                "Lets a roll-out that is halted go on: tenants that had their turn up to this time no"
                    + " longer count as failed. The message of the condition RolledOut shows the value."),
            annotation(
                Names.RELEASE_BRAKE_ANNOTATION,
                "the token in `status.brake`",
                "Lets rows be followed again that the brake holds. For one hour after that, the same"
                    + " cause holds none.")));
  }

  private static String annotation(String name, String value, String meaning) {
    return "`%s`, value %s: %s".formatted(name, value, meaning);
  }

  private void conditions() {
    heading("###", "Tenant: conditions");
    paragraph(
        """
        They follow the rules of kstatus. `Reconciling` and `Stalled` are never both True. A Tenant that
        no operator has seen has `status.observedGeneration: -1` and counts as in progress.""");
    list(
        ConditionType.ofTenant().stream()
            .map(type -> "`%s`: %s".formatted(type.id(), prose(type.meaning()))));
  }

  private void classConditions() {
    heading("###", "TenantClass: conditions");
    paragraph(
        """
        `Reconciling` and `Stalled` follow the same rules as those of a Tenant. `Ready` is True when all
        of the conditions below are that the class has. It says nothing of the class's tenants:
        `status.tenants` counts them, and a change of their number is written within seconds. The
        server is asked about once a minute, the IngressClass or Gateway too. A class that is being
        deleted and is still used is `Stalled` with the reason `ClassInUse`, and says by whom.""");
    list(
        ConditionType.ofClassesAlone().stream()
            .map(type -> "`%s`: %s".formatted(type.id(), prose(type.meaning()))));
  }

  private void reasons() {
    heading("###", "Reasons");
    paragraph(
        """
        `Ready` repeats the reason of the condition that keeps the tenant or class from being ready, but never
        one of `SupabaseSynced`. `Reconciling`, `Stalled` and `Suspended` that are False have
        the reasons `NotReconciling`, `NotStalled` and `NotSuspended`.""");
    list(
        Arrays.stream(Reason.values())
            .map(
                reason ->
                    "**`%s`** (%s): %s **What to do:** %s"
                        .formatted(
                            reason.id(),
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

  private void list(Stream<String> items) {
    page.append('\n');
    items.map(Markdown::item).forEach(page::append);
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
