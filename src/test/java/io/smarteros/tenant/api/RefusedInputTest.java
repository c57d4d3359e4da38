package io.smarteros.tenant.api;

import static io.smarteros.tenant.api.service.ServiceName.BOTPRESS;
import static io.smarteros.tenant.api.service.ServiceName.CHATWOOT;
import static io.smarteros.tenant.api.service.ServiceName.N8N;
import static io.smarteros.tenant.api.service.ServiceName.ODOO;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.KubectlResult;
import io.smarteros.tenant.local.cluster.LocalCluster;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server answers to bad input: which field, and what to write instead. */
@ClusterTest
class RefusedInputTest {
  private static final String NAME_RULE = "1 to 40 lower-case letters, digits and '-'";
  private static final String DNS_RULE = "write a DNS name in lower case";
  private static final String EMAIL_RULE = "write one plain e-mail address";

  private final LocalCluster cluster;

  RefusedInputTest(LocalCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void install(LocalCluster cluster) {
    Manifests.installDefinitions(cluster);
  }

  @ParameterizedTest
  @MethodSource({"names", "tenants", "services", "classes"})
  void bad_input_is_refused_with_the_field_and_the_remedy(BadInput input) {
    KubectlResult answer =
        cluster.kubectlWithInput(
            LocalCluster.ADMIN, input.manifest(), "create", "--dry-run=server", "-f", "-");

    assertThat(answer.succeeded()).as("%s was accepted", input).isFalse();
    assertThat(answer.stderr()).contains(input.field(), input.remedy());
  }

  @Test
  void every_rule_is_broken_by_one_of_them() {
    List<String> remedies =
        Stream.of(names(), tenants(), services(), classes())
            .flatMap(inputs -> inputs)
            .map(BadInput::remedy)
            .toList();

    assertThat(rules().filter(answer -> remedies.stream().noneMatch(answer::contains)))
        .as("Answers of rules that no bad input of this test gets")
        .isEmpty();
  }

  /** The answers of all rules but those that compare with what was there before. */
  private static Stream<String> rules() {
    return Stream.of(CustomResourceDefinitions.tenant(), CustomResourceDefinitions.tenantClass())
        .map(CustomResourceDefinitions::schema)
        .flatMap(root -> Stream.concat(Stream.of(root), Property.all(root).map(Property::schema)))
        .flatMap(schema -> schema.getXKubernetesValidations().stream())
        .filter(rule -> !rule.getRule().contains("oldSelf"))
        .map(ValidationRule::getMessage)
        .distinct();
  }

  static Stream<BadInput> names() {
    return Stream.of(
        named("capitals", "Acme", NAME_RULE),
        named("a digit first", "1acme", NAME_RULE),
        named("a dot", "acme.crete", NAME_RULE),
        named("41 characters", "a".repeat(41), NAME_RULE),
        named("two hyphens", "acme--crete", "write single hyphens"),
        named("a reserved beginning", "kube-acme", "this name is reserved"),
        named("a reserved word", "admin", "this name is reserved"));
  }

  private static BadInput named(String what, String name, String remedy) {
    return new BadInput(
        "a name with " + what,
        Manifests.tenant(name, "displayName: Acme"),
        "metadata.name",
        remedy);
  }

  static Stream<BadInput> tenants() {
    return Stream.of(
        inTenant(
            "two owners",
            "owner: {email: o@acme.example, userId: 3f2b6c1e-8f0d-4a57-9d2e-1c5b7a9e4d60}",
            "spec.owner",
            "write exactly one of email, userId and subject"),
        inTenant("an owner without any kind", "owner: {}", "spec.owner", "write exactly one of"),
        inTenant(
            "an owner's e-mail with a display name",
            "owner: {email: 'Acme <o@acme.example>'}",
            "spec.owner.email",
            EMAIL_RULE),
        inTenant(
            "a user id in capitals",
            "owner: {userId: 3F2B6C1E-8F0D-4A57-9D2E-1C5B7A9E4D60}",
            "spec.owner.userId",
            "write a UUID in lower case"),
        inTenant(
            "an issuer without scheme",
            "owner: {subject: {issuer: clerk.acme.example, id: user_1}}",
            "spec.owner.subject.issuer",
            "write a URL"),
        inTenant(
            "no administrator",
            "services: {n8n: {}}",
            "spec.adminEmail",
            "write the e-mail address of the first administrator here"),
        inTenant(
            "a subject with a blank",
            "owner: {subject: {issuer: 'https://clerk.example', id: 'user 1'}}",
            "spec.owner.subject.id",
            "as it stands in the token"),
        inTenant(
            "a class in capitals",
            "className: Gold",
            "spec.className",
            "write a name of lower-case"),
        inTenant(
            "an administrator without domain", "adminEmail: it@acme", "adminEmail", EMAIL_RULE),
        inTenant(
            "an administrator with '..'",
            "adminEmail: a..b@acme.example",
            "adminEmail",
            EMAIL_RULE),
        inTenant(
            "an administrator with '/'",
            "adminEmail: it/ops@acme.example",
            "adminEmail",
            EMAIL_RULE),
        inTenant("a domain in capitals", "domain: ACME.example.com", "spec.domain", DNS_RULE),
        inTenant(
            "a domain with a scheme", "domain: 'https://acme.example'", "spec.domain", DNS_RULE),
        inTenant("a wildcard domain", "domain: '*.acme.example'", "spec.domain", DNS_RULE),
        inTenant("an IP address as domain", "domain: 192.0.2.7", "spec.domain", DNS_RULE),
        inTenant("a domain that ends in a number", "domain: acme.42", "spec.domain", DNS_RULE),
        inTenant("a domain without a dot", "domain: localhost", "spec.domain", DNS_RULE),
        inTenant(
            "an over-long domain",
            "domain: %s.example".formatted("a".repeat(250)),
            "spec.domain",
            "may not be more than 244"),
        inTenant(
            "an unknown deletion policy",
            "deletionPolicy: Keep",
            "spec.deletionPolicy",
            "supported values: \"Delete\", \"Retain\""),
        inTenant(
            "too many facts",
            "rowMetadata: {%s}".formatted(facts(33)),
            "spec.rowMetadata",
            "must have at most 32 items"),
        inTenant(
            "a source without a row", "source: Database", "spec", "leave out source and rowId"),
        inTenant(
            "a row without a source",
            "rowId: 3f2b6c1e-8f0d-4a57-9d2e-1c5b7a9e4d60",
            "spec",
            "leave out source and rowId"),
        inTenant("an unknown field", "servces: {}", "spec.servces", "unknown field"),
        inTenant(
            "an unknown service",
            "services: {wordpress: {}}",
            "spec.services.wordpress",
            "unknown field"),
        new BadInput(
            "no display name",
            Manifests.tenant("acme", "adminEmail: it@acme.example"),
            "spec.displayName",
            "Required value"),
        new BadInput(
            "a display name of blanks",
            Manifests.tenant("acme", "displayName: '  '"),
            "spec.displayName",
            "write a name on one line"),
        new BadInput(
            "a display name with a byte that no database stores",
            Manifests.tenant("acme", "displayName: \"Acme\\0\""),
            "spec.displayName",
            "write a name on one line"),
        new BadInput(
            "a display name on two lines",
            Manifests.tenant("acme", "displayName: \"Acme\\L S.A.\""),
            "spec.displayName",
            "write a name on one line"),
        new BadInput(
            "a display name that nobody sees",
            Manifests.tenant("acme", "displayName: \"\\u200b\\_\""),
            "spec.displayName",
            "write a name on one line"),
        new BadInput(
            "an over-long display name",
            Manifests.tenant("acme", "displayName: " + "a".repeat(201)),
            "spec.displayName",
            "may not be more than 200"));
  }

  private static String facts(int count) {
    return IntStream.range(0, count).mapToObj("fact%d: true"::formatted).collect(joining(", "));
  }

  private static BadInput inTenant(String what, String fields, String field, String remedy) {
    return new BadInput(
        what, Manifests.tenant("acme", "displayName: Acme, " + fields), field, remedy);
  }

  static Stream<BadInput> services() {
    return Stream.of(
        inService(
            N8N, "a version with an image name", "version: 'n8n:latest'", "version", "image tag"),
        inService(N8N, "a version with a blank", "version: '2.41 beta'", "version", "image tag"),
        inService(
            N8N, "an image with a scheme", "image: 'https://x.example/n8n'", "image", "no scheme"),
        inService(N8N, "an unknown mode", "mode: Private", "mode", "\"Dedicated\", \"Shared\""),
        inService(
            N8N, "a negative volume", "storage: {size: -1Gi}", "storage.size", "at least 1Mi"),
        inService(N8N, "a volume without a unit", "storage: {size: 20}", "storage.size", "1Mi"),
        inService(N8N, "a volume that is no size", "storage: {size: big}", "storage.size", "20Gi"),
        inService(
            N8N, "negative CPU", "resources: {cpu: -500m}", "resources.cpu", "greater than zero"),
        inService(
            N8N, "memory in milli-bytes", "resources: {memory: 512m}", "resources.memory", "64Mi"),
        inService(N8N, "a host with a port", "host: 'n8n.example:443'", "host", DNS_RULE),
        inService(
            N8N,
            "a time zone that is none",
            "settings: {timezone: '+02:00'}",
            "settings.timezone",
            "Europe/Athens"),
        inService(
            N8N,
            "no executions to keep",
            "settings: {executionsMaxAgeHours: 0}",
            "settings.executionsMaxAgeHours",
            "greater than or equal to 1"),
        inService(
            N8N,
            "a variable that the operator sets",
            "env: [{name: N8N_ENCRYPTION_KEY, value: mine}]",
            "env",
            "leave out the names that the operator sets itself"),
        inService(
            N8N,
            "a variable that the operator sets, by file",
            "env: [{name: DB_POSTGRESDB_PASSWORD_FILE, value: /tmp/x}]",
            "env",
            "leave out the names"),
        inService(
            N8N,
            "a variable with a hyphen",
            "env: [{name: LOG-LEVEL, value: debug}]",
            "env[0].name",
            "such as LOG_LEVEL"),
        inService(
            N8N,
            "a variable with value and Secret",
            "env: [{name: A, value: b, secretRef: {name: s, key: k}}]",
            "env[0]",
            "write either value or secretRef"),
        inService(
            N8N,
            "a variable with neither",
            "env: [{name: A}]",
            "env[0]",
            "either value or secretRef"),
        inService(
            N8N,
            "a variable that takes in another",
            "env: [{name: A, value: 'key $(N8N_ENCRYPTION_KEY)'}]",
            "env[0].value",
            "leave out $("),
        inService(
            N8N,
            "a variable that takes in another behind an escape",
            "env: [{name: A, value: '$$(N8N_ENCRYPTION_KEY)'}]",
            "env[0].value",
            "leave out $("),
        inService(
            N8N,
            "the same variable twice",
            "env: [{name: A, value: b}, {name: A, value: c}]",
            "env[1]",
            "Duplicate value"),
        inService(
            N8N,
            "a Secret in capitals",
            "env: [{name: A, secretRef: {name: Mail, key: password}}]",
            "env[0].secretRef.name",
            "write the name of a Kubernetes object"),
        inService(
            N8N,
            "a Secret's key with a blank",
            "env: [{name: A, secretRef: {name: mail, key: 'my password'}}]",
            "env[0].secretRef.key",
            "write a key of a Secret"),
        inService(
            CHATWOOT,
            "a variable that the operator sets",
            "env: [{name: REDIS_URL, value: x}]",
            "env",
            "those of the database (DATABASE_URL, POSTGRES_*, PG*)"),
        inService(
            CHATWOOT,
            "a language by its name",
            "settings: {locale: Portuguese (Brazil)}",
            "settings.locale",
            "write a language that Chatwoot has"),
        inService(
            BOTPRESS,
            "a variable that the operator sets",
            "env: [{name: DATABASE_URL, value: x}]",
            "env",
            "those of the database (DATABASE_*)"),
        inService(
            BOTPRESS,
            "a language by its name",
            "settings: {language: english}",
            "settings.language",
            "write the ISO code of a language"),
        inService(
            BOTPRESS,
            "no language",
            "settings: {language: ''}",
            "settings.language",
            "write the ISO code of a language"),
        inService(
            BOTPRESS,
            "a language in capitals",
            "settings: {language: EN}",
            "settings.language",
            "write the ISO code of a language"),
        inService(
            ODOO,
            "a variable that the operator sets",
            "env: [{name: PGPASSWORD, value: x}]",
            "env",
            "those of the database (HOST, PORT"),
        inService(
            ODOO,
            "a language with a hyphen",
            "settings: {language: en-US}",
            "settings.language",
            "write a language as Odoo names it"),
        inService(
            ODOO,
            "a language by its name",
            "settings: {language: English (United States)}",
            "settings.language",
            "write a language as Odoo names it"),
        inService(
            ODOO,
            "a country by its name",
            "settings: {country: Greece}",
            "settings.country",
            "two capital letters of a country"),
        inService(
            ODOO,
            "a country in small letters",
            "settings: {country: gr}",
            "settings.country",
            "two capital letters of a country"),
        inService(
            ODOO,
            "a currency by its name",
            "settings: {currency: Euro}",
            "settings.currency",
            "three capital letters of a currency"),
        inService(
            ODOO,
            "a currency by its sign",
            "settings: {currency: €}",
            "settings.currency",
            "three capital letters of a currency"),
        inService(
            ODOO,
            "a currency in small letters",
            "settings: {currency: eur}",
            "settings.currency",
            "three capital letters of a currency"),
        inService(
            ODOO,
            "too many workers",
            "settings: {workers: 7}",
            "settings.workers",
            "less than or equal to 6"),
        inService(ODOO, "no replicas", "replicas: 0", "replicas", "greater than or equal to 1"),
        inService(
            ODOO,
            "a module by its title",
            "settings: {modules: ['Point of Sale']}",
            "settings.modules",
            "technical names"));
  }

  private static BadInput inService(
      ServiceName service, String what, String fields, String field, String remedy) {
    return inTenant(
        what,
        "adminEmail: it@acme.example, services: {%s: {%s}}".formatted(service, fields),
        "spec.services.%s.%s".formatted(service, field),
        remedy);
  }

  static Stream<BadInput> classes() {
    return Stream.of(
        new BadInput(
            "a class with an over-long name",
            Manifests.tenantClass("a".repeat(64), "baseDomain: tenants.example.com"),
            "metadata.name",
            "write 1 to 63 lower-case letters, digits and '-'"),
        aClass("no base domain", "rollout: {}", "spec.baseDomain", "Required value"),
        aClass(
            "a base domain with a wildcard", "baseDomain: '*.x.example'", "baseDomain", DNS_RULE),
        inClass(
            "Ingress and Gateway",
            "routing: {ingress: {}, gateway: {parentRef: {name: public, namespace: gateways}}}",
            "spec.routing",
            "write either ingress or gateway"),
        inClass(
            "a check that there is not",
            "routing: {check: Sometimes}",
            "spec.routing.check",
            "supported values"),
        inClass(
            "Off without quotes, as YAML reads it",
            "routing: {check: false}",
            "spec.routing.check",
            "must be of type string"),
        inClass(
            "a Secret beside the controller's certificate",
            "routing: {ingress: {tls: {secretName: wildcard, defaultCertificate: true}}}",
            "spec.routing.ingress.tls",
            "write either secretName or defaultCertificate"),
        inClass(
            "a host pattern without the tenant",
            "routing: {hostPattern: '{service}.{baseDomain}'}",
            "spec.routing.hostPattern",
            "write a host with {service} and {name}"),
        inClass(
            "a host pattern without a domain",
            "routing: {hostPattern: '{service}-{name}'}",
            "spec.routing.hostPattern",
            "write a host that ends with {baseDomain} or a domain"),
        inClass(
            "a host pattern that ends in a number",
            "routing: {hostPattern: '{service}-{name}.10.0.0.1'}",
            "spec.routing.hostPattern",
            "write a host that ends with {baseDomain} or a domain"),
        inClass(
            "a host pattern with a hyphen first",
            "routing: {hostPattern: '-{service}-{name}.{baseDomain}'}",
            "spec.routing.hostPattern",
            "write a host that ends with {baseDomain} or a domain"),
        inClass(
            "a node selector with a blank",
            "nodeSelector: {'a pool': x}",
            "spec.nodeSelector",
            "write keys of at most 63 letters"),
        inClass(
            "a node selector whose value no label can have",
            "nodeSelector: {pool: 'a pool'}",
            "spec.nodeSelector",
            "write values of at most 63 letters"),
        inClass(
            "a toleration of nothing",
            "tolerations: [{effect: NoSchedule}]",
            "spec.tolerations[0].key",
            "write a key; or operator: Exists"),
        inClass(
            "a toleration of any value with a value",
            "tolerations: [{key: pool, operator: Exists, value: tenants}]",
            "spec.tolerations[0].value",
            "write no value with operator: Exists"),
        inClass(
            "a toleration for a time of what evicts nobody",
            "tolerations: [{key: pool, effect: NoSchedule, tolerationSeconds: 5}]",
            "spec.tolerations[0].tolerationSeconds",
            "write tolerationSeconds with effect: NoExecute only"),
        inClass(
            "a toleration of what no taint can be called",
            "tolerations: [{key: 'a pool', operator: Exists}]",
            "spec.tolerations[0].key",
            "write keys of at most 63 letters"),
        inClass(
            "pods by a label without its values",
            "network: {dns: {podSelector: {matchExpressions: [{key: app, operator: In}]}}}",
            "spec.network.dns.podSelector.matchExpressions[0].values",
            "write values with In and NotIn, and none with"),
        inClass(
            "pods by a label that is there with values",
            "network: {dns: {podSelector: {matchExpressions: [{key: app, operator: Exists, values: [dns]}]}}}",
            "spec.network.dns.podSelector.matchExpressions[0].values",
            "write values with In and NotIn, and none with"),
        inClass(
            "pods by a value that no label can have",
            "network: {ingressFrom: [{podSelector: {matchLabels: {app: '-ingress'}}}]}",
            "spec.network.ingressFrom[0].podSelector.matchLabels",
            "write values of at most 63 letters"),
        inClass(
            "a database by an address whose certificate would be checked",
            "database: {host: '10.0.0.5', adminSecret: admin}",
            "spec.database.host",
            "write a DNS name, or sslMode: require"),
        inClass(
            "a namespace prefix of the cluster's own",
            "namespacePrefix: kube-",
            "spec.namespacePrefix",
            "kube- and openshift- are reserved"),
        inClass(
            "an address range that is a host name",
            "network: {databaseCIDRs: [db.example.com]}",
            "spec.network.databaseCIDRs",
            "write IP ranges in CIDR form"),
        inClass(
            "an address range that is no range",
            "network: {databaseCIDRs: [10.0.0.300/32]}",
            "spec.network.databaseCIDRs",
            "write IP ranges in CIDR form"),
        inClass(
            "a label of the operator on namespaces",
            "namespace: {labels: {smarteros.io/tenant: other}}",
            "spec.namespace.labels",
            "leave out keys of smarteros.io"),
        inClass(
            "another Pod Security level by label",
            "namespace: {labels: {pod-security.kubernetes.io/enforce: privileged}}",
            "spec.namespace.labels",
            "leave out keys of smarteros.io"),
        inClass(
            "a label by which objects are found",
            "namespace: {labels: {app.kubernetes.io/managed-by: me}}",
            "spec.namespace.labels",
            "leave out keys of smarteros.io"),
        inClass(
            "an annotation that gives namespaces away",
            "namespace: {annotations: {smarteros.io/adopt-by: other}}",
            "spec.namespace.annotations",
            "leave out keys of smarteros.io"),
        inClass(
            "a value that no label can have",
            "namespace: {labels: {cost-centre: 'a b'}}",
            "spec.namespace.labels",
            "write values of at most 63 letters"),
        inClass(
            "exceptions from an Internet that nobody reaches",
            "network: {egress: None, exceptCIDRs: [203.0.113.0/24]}",
            "spec.network.exceptCIDRs",
            "leave it out: it takes ranges out of egress: Internet"),
        inClass(
            "an exception of everything",
            "network: {exceptCIDRs: ['::/0']}",
            "spec.network.exceptCIDRs",
            "write ranges smaller than /0"),
        inClass(
            "load balancers by name",
            "network: {ingressCIDRs: [lb.example.com]}",
            "spec.network.ingressCIDRs",
            "write IP ranges in CIDR form"),
        inClass(
            "DNS servers of which nothing is said",
            "network: {dns: {}}",
            "spec.network.dns",
            "write namespaceSelector, podSelector or ports"),
        inClass(
            "a port that there is not",
            "network: {dns: {ports: [65536]}}",
            "spec.network.dns.ports[0]",
            "should be less than or equal to 65535"),
        inClass(
            "a database that is every pod",
            "network: {databasePeers: [{}]}",
            "spec.network.databasePeers[0]",
            "write namespaceSelector, podSelector or both"),
        inClass(
            "an allowlist without ranges",
            "network: {egress: Allowlist}",
            "spec.network.egressCIDRs",
            "write at least one range here"),
        inClass(
            "a peer that is everybody",
            "network: {ingressFrom: [{}]}",
            "spec.network.ingressFrom[0]",
            "write namespaceSelector, podSelector or both"),
        inClass(
            "a registry with a scheme",
            "imageRegistry: 'https://registry.example.com'",
            "spec.imageRegistry",
            "write a registry such as"),
        inClass(
            "a pull secret in capitals",
            "imagePullSecrets: [Login]",
            "spec.imagePullSecrets",
            "write names of Secrets"),
        inClass(
            "a quota with a blank",
            "quota: {'requests cpu': 1}",
            "spec.quota",
            "write names of resources"),
        inClass(
            "a negative quota",
            "quota: {pods: -1}",
            "spec.quota.pods",
            "greater than or equal to 0"),
        inClass(
            "a negative quota in a string",
            "quota: {requests.memory: '-1Gi'}",
            "spec.quota.requests.memory",
            "should match"),
        inClass(
            "a limit of something else",
            "limits: {max: {storage: 1Gi}}",
            "spec.limits.max",
            "write only cpu, memory and ephemeral-storage"),
        inClass(
            "a database with its port in the host",
            "database: {host: 'db:5432', adminSecret: a}",
            "spec.database.host",
            "the port goes into the field port"),
        inClass(
            "a port out of range",
            "database: {host: db, port: 70000, adminSecret: a}",
            "spec.database.port",
            "less than or equal to 65535"),
        inClass(
            "an unknown way to check TLS",
            "database: {host: db, sslMode: prefer, adminSecret: a}",
            "spec.database.sslMode",
            "\"verify-full\""),
        inClass(
            "a database without its administrator",
            "database: {host: db}",
            "spec.database.adminSecret",
            "Required value"),
        inClass(
            "versions of an unknown service",
            "allow: {versions: {wordpress: ['6']}}",
            "spec.allow.versions",
            "chatwoot, botpress, n8n, odoo"),
        inClass(
            "shared mode without an instance",
            "services: {n8n: {mode: Shared}}",
            "spec.services.n8n.shared",
            "write the shared instance here"),
        inClass(
            "a variable that the operator sets itself",
            "services: {n8n: {env: [{name: N8N_ENCRYPTION_KEY, value: mine}]}}",
            "spec.services.n8n.env",
            "leave out the names that the operator sets itself"),
        inClass(
            "a variable that takes in another",
            "services: {n8n: {env: [{name: A, value: '$(N8N_ENCRYPTION_KEY)'}]}}",
            "spec.services.n8n.env[0].value",
            "leave out $("),
        inClass(
            "a variable from a Secret",
            "services: {n8n: {env: [{name: A, secretRef: {name: s, key: k}}]}}",
            "spec.services.n8n.env[0].secretRef",
            "unknown field"),
        inClass(
            "a variable without a value",
            "services: {botpress: {env: [{name: A}]}}",
            "spec.services.botpress.env[0].value",
            "Required value"),
        inClass(
            "two variables of one name",
            "services: {n8n: {env: [{name: A, value: b}, {name: A, value: c}]}}",
            "spec.services.n8n.env[1]",
            "Duplicate value"),
        inClass(
            "a setting that no Tenant could have",
            "services: {n8n: {settings: {timezone: 'Athens, Greece'}}}",
            "spec.services.n8n.settings.timezone",
            "IANA name"),
        inClass(
            "files on a volume that workers cannot read",
            "services: {n8n: {settings: {mode: Queue, binaryData: Volume}}}",
            "spec.services.n8n.settings",
            "write binaryData: Database or ObjectStorage with mode: Queue"),
        inClass(
            "more workers than there can be",
            "services: {n8n: {settings: {mode: Queue, workers: 11}}}",
            "spec.services.n8n.settings.workers",
            "less than or equal to 10"),
        inClass(
            "an unknown mode of n8n",
            "services: {n8n: {settings: {mode: Cluster}}}",
            "spec.services.n8n.settings.mode",
            "\"Queue\", \"Regular\""),
        inClass(
            "a mail server with a scheme",
            "smtp: {host: 'smtps://smtp.example.com', from: a@example.com}",
            "spec.smtp.host",
            "no scheme; the port goes into the field port"),
        inClass(
            "a mail server with its port in the host",
            "smtp: {host: 'smtp.example.com:465', from: a@example.com}",
            "spec.smtp.host",
            "such as smtp.example.com: no scheme; the port goes into the field port"),
        inClass(
            "a sender with a display name",
            "smtp: {host: smtp.example.com, from: 'Acme <a@example.com>'}",
            "spec.smtp.from",
            EMAIL_RULE),
        inClass(
            "mail without a sender",
            "smtp: {host: smtp.example.com}",
            "spec.smtp.from",
            "Required value"),
        inClass(
            "an unknown way to encrypt mail",
            "smtp: {host: smtp.example.com, from: a@example.com, tls: Maybe}",
            "spec.smtp.tls",
            "\"Implicit\", \"None\", \"StartTLS\""),
        inClass(
            "a mail login that would be sent as it is",
            "smtp: {host: smtp.example.com, from: a@example.com, tls: None, credentialsSecret: s}",
            "spec.smtp.tls",
            "without TLS the password"),
        inClass(
            "a storage without a scheme",
            "objectStorage: {endpoint: s3.example.com, credentialsSecret: s}",
            "spec.objectStorage.endpoint",
            "write a URL"),
        inClass(
            "a storage with its login in the address",
            "objectStorage: {endpoint: 'https://me:secret@s3.example.com', credentialsSecret: s}",
            "spec.objectStorage.endpoint",
            "without log-in"),
        inClass(
            "a storage without a login",
            "objectStorage: {endpoint: 'https://s3.example.com'}",
            "spec.objectStorage.credentialsSecret",
            "Required value"),
        inClass(
            "a bucket that all tenants would share",
            "objectStorage: {endpoint: 'https://s3.example.com', credentialsSecret: s, bucketPattern: 'the-files-{service}'}",
            "spec.objectStorage.bucketPattern",
            "would share a bucket"),
        inClass(
            "a bucket that begins with '-'",
            "objectStorage: {endpoint: 'https://s3.example.com', credentialsSecret: s, bucketPattern: '-{service}-{name}'}",
            "spec.objectStorage.bucketPattern",
            "would share a bucket"),
        inClass(
            "a bucket whose name could be too long",
            "objectStorage: {endpoint: 'https://s3.example.com', credentialsSecret: s, bucketPattern: 'files-of-customers-{service}-{name}'}",
            "spec.objectStorage.bucketPattern",
            "may not be more than 30"),
        inClass(
            "add-ons of whatever version",
            "services: {odoo: {addonsImage: registry.example.com/odoo-addons}}",
            "spec.services.odoo.addonsImage",
            "write a tag or digest too"),
        inClass(
            "a Redis of whatever version",
            "redis: {image: 'registry.example.com:5000/redis'}",
            "spec.redis.image",
            "write the tag too"),
        inClass(
            "a Redis with a scheme",
            "redis: {image: 'https://registry.example.com/redis:7'}",
            "spec.redis.image",
            "write an image reference"),
        inClass(
            "a password of Redis in the class itself",
            "redis: {passwordSecret: 'My Password!'}",
            "spec.redis.passwordSecret",
            "write the name of a Kubernetes object"),
        inClass(
            "a licence that is no name of a Secret",
            "services: {n8n: {licenceSecret: 'n8n/licence'}}",
            "spec.services.n8n.licenceSecret",
            "write the name of a Kubernetes object"),
        inClass(
            "a licence of an application that has none",
            "services: {botpress: {licenceSecret: licence}}",
            "spec.services.botpress.licenceSecret",
            "unknown field"));
  }

  private static BadInput inClass(String what, String fields, String field, String remedy) {
    return aClass(what, "baseDomain: tenants.example.com, " + fields, field, remedy);
  }

  private static BadInput aClass(String what, String fields, String field, String remedy) {
    return new BadInput(
        "a class with " + what, Manifests.tenantClass("gold", fields), field, remedy);
  }

  /**
   * Input that is refused.
   *
   * @param field that the answer names
   * @param remedy that the answer tells
   */
  record BadInput(String what, String manifest, String field, String remedy) {
    @Override
    public String toString() {
      return what;
    }
  }
}
