package io.smarteros.tenant.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.KubectlResult;
import io.smarteros.tenant.local.cluster.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server makes of good input, and how it explains it. Nothing is made. */
@ClusterTest
class AdmissionTest {
  private static final String TENANT = "admission-tenant";
  private static final String CLASS = "admission-class";
  private static final Pattern MANIFEST =
      Pattern.compile("```yaml\n(apiVersion: smarteros.io/.*?)```", Pattern.DOTALL);

  private final LocalCluster cluster;

  AdmissionTest(LocalCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void install(LocalCluster cluster) {
    Manifests.installDefinitions(cluster);
  }

  @Test
  void the_samples_are_accepted() {
    assertThat(kubectl("apply", "--dry-run=server", "-f", "samples/").orFail())
        .contains("tenantclass.smarteros.io/standard", "tenant.smarteros.io/acme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/install.md", "docs/api.md"})
  void the_manifests_of_the_pages_are_accepted(Path page) throws IOException {
    List<String> manifests =
        MANIFEST.matcher(Files.readString(page)).results().map(found -> found.group(1)).toList();

    assertThat(manifests)
        .isNotEmpty()
        .allSatisfy(
            manifest ->
                assertThat(create("--dry-run=server", renamed(manifest)).stderr()).isEmpty());
  }

  /** What is there under the name of an example would be changed by it. */
  private static String renamed(String manifest) {
    return manifest.replaceFirst("\n  name: \\S+\n", "\n  name: admission-example\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "displayName: Acme",
        "displayName: Ακμή Α.Ε., suspended: true",
        "displayName: '\"🚀\" ''Ακμή'' & <Söhne> \\\\ $(HOME) %s {{x}}'",
        "displayName: Acme, services: {}",
        "displayName: Acme, owner: {email: o@acme.example}, services: {n8n: {}}",
        "displayName: Acme, owner: {subject: {issuer: 'https://clerk.example', id: user_2b7}}",
        "displayName: Acme, adminEmail: \"o'neil@acme.example\"",
        "displayName: Acme, adminEmail: it@acme.example, services: {n8n: {env: [{name: DB_POSTGRESDB_POOL_SIZE, value: '4'}, {name: N8N_PROXY_HOPS, value: '2'}, {name: N8N_LICENSE_AUTO_RENEW_ENABLED, value: 'true'}]}}",
        "displayName: Acme, domain: xn--hxajbheg2az3al.xn--qxam, adminEmail: it@xn--hxajbheg2az3al.gr, services: {n8n: {host: automation.xn--p1ai}}",
        "displayName: Acme, domain: acme.4you",
        "displayName: Acme, rowMetadata: {a: 1, b: [x], c: {d: {e: 1.5}}, f: '', g: true}",
        "displayName: Acme, adminEmail: it@acme.example, services: {n8n: {image: 'r.example:5000/n8n@sha256:0000000000000000000000000000000000000000000000000000000000000000'}}",
        "displayName: Acme, adminEmail: it@acme.example, services: {n8n: {resources: {cpu: 2, memory: 64Mi}, settings: {binaryData: Volume}, storage: {size: 1073741824}}}",
        "displayName: Acme, adminEmail: it@acme.example, services: {n8n: {settings: {mode: Queue, binaryData: Database, workers: 10, metrics: true}}}",
        "displayName: Acme, adminEmail: it@acme.example, services: {n8n: {settings: {mode: Regular, binaryData: Volume}}}",
        "displayName: Acme, adminEmail: it@acme.example, services: {chatwoot: {replicas: 2}, botpress: {version: v12_31_10}, n8n: {}, odoo: {settings: {modules: [crm]}}}, integrations: {chatwootToN8n: {}}"
      })
  void good_tenants_are_accepted(String fields) {
    String told = create("--dry-run=server", Manifests.tenant(TENANT, fields)).stderr();

    // where the chart is installed, a Tenant without applications is told so
    assertThat(told.lines().filter(line -> !line.contains("has no application"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "routing: {gateway: {parentRef: {name: public, namespace: gateways, sectionName: https}}}",
        "routing: {check: 'Off', ingress: {tls: {defaultCertificate: true}}}",
        "routing: {check: 'On', ingress: {tls: {secretName: wildcard, defaultCertificate: false}}}",
        "quota: {pods: 10, requests.memory: 16Gi, count/jobs.batch: '5', services.loadbalancers: 0}",
        "network: {databaseCIDRs: [10.0.0.5/32, 'fd00::/8', '::1/128'], egress: Allowlist, egressCIDRs: [192.0.2.0/24]}",
        "database: {host: '10.0.0.5', sslMode: require, adminSecret: admin, caSecret: ca}",
        "database: {host: 'fd00::5', sslMode: disable, adminSecret: admin}",
        "database: {host: postgres.databases.svc, sslMode: verify-ca, adminSecret: admin}",
        "routing: {hostPattern: '{service}.{name}.apps.example.com'}",
        "routing: {hostPattern: '{service}-{name}.xn--hxajbheg2az3al.xn--qxam'}",
        "routing: {ingress: {annotations: {cert-manager.io/cluster-issuer: x}}}, nodeSelector: {kubernetes.io/os: linux}",
        "tolerations: [{operator: Exists}], nodeSelector: {pool: tenants}",
        "tolerations: [{key: pool, value: tenants, effect: NoExecute, tolerationSeconds: 60}], nodeSelector: {node-role.kubernetes.io/tenants: ''}",
        "network: {dns: {namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: In, values: [dns, '']}, {key: old, operator: DoesNotExist}]}}}",
        "allow: {versions: {n8n: ['2.41.1'], odoo: []}, modes: [Shared], maxResources: {cpu: 2}}",
        "services: {n8n: {mode: Shared, shared: {url: 'https://n8n.example', credentialsSecret: s}}}",
        "smtp: {host: smtp.example.com, from: no-reply@example.com, credentialsSecret: smtp-login}",
        "smtp: {host: '10.0.0.7', port: 25, tls: None, from: no-reply@example.com}",
        "objectStorage: {endpoint: 'https://acme.supabase.co/storage/v1/s3', region: eu-central-1, bucketPattern: 'files-{service}-{name}', credentialsSecret: s3}",
        "objectStorage: {endpoint: 'http://minio.storage.svc:9000', bucketPattern: '{name}{service}', credentialsSecret: s3}",
        "redis: {image: 'r.example.com:5000/redis:7.2.11-alpine', passwordSecret: redis-password}",
        "redis: {}",
        "services: {odoo: {addonsImage: 'r.example.com:5000/odoo-addons@sha256:0000000000000000000000000000000000000000000000000000000000000000'}}",
        "services: {n8n: {licenceSecret: n8n-licence, env: [{name: N8N_SMTP_HOST, value: ''}, {name: N8N_PROXY_HOPS, value: '2'}], settings: {binaryData: Volume, timezone: Europe/Athens}}}",
        "services: {botpress: {settings: {language: el}, env: [{name: BP_ENABLED_MODULES, value: '[]'}]}, chatwoot: {settings: {locale: pt_BR}}, odoo: {settings: {modules: [crm]}}}"
      })
  void good_classes_are_accepted(String fields) {
    String manifest = Manifests.tenantClass(CLASS, "baseDomain: tenants.example.com, " + fields);

    assertThat(create("--dry-run=server", manifest).stderr()).isEmpty();
  }

  @Test
  void a_class_may_be_at_a_domain_of_another_alphabet() {
    String manifest = Manifests.tenantClass(CLASS, "baseDomain: xn--hxajbheg2az3al.xn--qxam");

    assertThat(create("--dry-run=server", manifest).stderr()).isEmpty();
  }

  @Test
  void a_tenant_that_no_operator_has_seen_is_in_progress() {
    String seen =
        cluster
            .kubectlWithInput(
                LocalCluster.ADMIN,
                Manifests.tenant(TENANT, "displayName: Acme"),
                "create",
                "--dry-run=server",
                "--output=jsonpath={.metadata.generation} {.status}",
                "--filename=-")
            .orFail();

    assertThat(seen).isEqualTo("1 {\"observedGeneration\":-1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenant",
        "tenant.spec",
        "tenant.spec.owner",
        "tenant.spec.services",
        "tenant.spec.services.n8n",
        "tenant.spec.services.n8n.env",
        "tenant.spec.services.n8n.settings",
        "tenant.status",
        "tenant.status.conditions",
        "tenantclass.spec",
        "tenantclass.spec.allow",
        "tenantclass.spec.smtp",
        "tenantclass.spec.objectStorage",
        "tenantclass.spec.redis",
        "tenantclass.spec.services.n8n",
        "tenantclass.spec.services.n8n.env",
        "tenantclass.spec.services.n8n.settings",
        "tenantclass.spec.network.ingressFrom.namespaceSelector.matchExpressions"
      })
  void kubectl_explain_describes_every_level(String path) {
    assertThat(kubectl("explain", path).orFail())
        .doesNotContain("<no description>")
        .doesNotContain("<empty>");
  }

  @Test
  void kubectl_explain_tells_what_a_field_of_a_service_is() {
    assertThat(kubectl("explain", "tenant.spec.services.n8n").orFail().replaceAll("\\s+", " "))
        .contains("n8n, workflow automation")
        .contains("version <string> Version to run. It is also the tag of the image.");
  }

  private KubectlResult create(String option, String manifest) {
    return cluster.kubectlWithInput(LocalCluster.ADMIN, manifest, "create", option, "-f", "-");
  }

  private KubectlResult kubectl(String... arguments) {
    return cluster.kubectl(LocalCluster.ADMIN, arguments);
  }
}
