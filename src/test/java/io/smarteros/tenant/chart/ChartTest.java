package io.smarteros.tenant.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.supabase.migration.MigrationRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart as helm renders it; nothing here needs a cluster. */
@ClusterTest
class ChartTest {
  private static final Path CHART = Path.of("helm/tenant-operator");
  private static final Path CRDS = Path.of("crds");
  private static final String[] EVERY_VALUE = {
    "--set=installationId=here,supabase.envFile=/etc/env,reconcile.parallelism=4",
    "--set=supabase.database.url=jdbc:postgresql://db:5432/postgres",
    "--set=supabase.database.user=tenant_operator",
    "--set=supabase.database.passwordSecret.name=password,supabase.database.ca.configMap=ca"
  };

  private final OperatorChart chart;

  ChartTest(Binaries binaries) {
    this.chart = new OperatorChart(binaries);
  }

  @Test
  void the_operator_may_make_tenants_only_where_rows_are_imported() {
    String right = "verbs: [create, delete]";

    assertThat(chart.render()).doesNotContain(right, "tenant-operator-imports", "name: ROW_IMPORT");
    assertThat(chart.render("--set=rowImport.enabled=true"))
        .contains(right, "tenant-operator-imports", "name: ROW_IMPORT_SERVICES");
  }

  @Test
  void helm_finds_nothing_to_complain_about() {
    assertThat(chart.lint()).contains("0 chart(s) failed");
  }

  @Test
  void the_charts_kinds_are_the_generated_ones() throws IOException {
    assertThat(files(CHART.resolve("files/crds")))
        .as("the chart's copy; to renew it: cp crds/*.yaml helm/tenant-operator/files/crds/")
        .isEqualTo(files(CRDS));
  }

  @Test
  void the_kinds_come_with_the_chart_and_stay_after_it() throws IOException {
    assertThat(crds())
        .hasSize(files(CRDS).size())
        .allSatisfy(
            crd ->
                assertThat(crd.getMetadata().getAnnotations())
                    .containsEntry("helm.sh/resource-policy", "keep"));
  }

  @Test
  void the_kinds_go_with_the_chart_where_that_is_wanted() throws IOException {
    assertThat(crds("--set=crds.keep=false"))
        .hasSize(files(CRDS).size())
        .allSatisfy(
            crd ->
                assertThat(crd.getMetadata().getAnnotations())
                    .doesNotContainKey("helm.sh/resource-policy"));
  }

  @Test
  void the_kinds_can_be_left_to_somebody_else() {
    assertThat(crds("--set=crds.create=false")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "replicas=2 | 'replicas' not allowed",
        "supabase.databse.url=x | 'databse' not allowed",
        "supabase.database.url=mysql://db/postgres | /supabase/database/url",
        "supabase.sync=on | /supabase/sync",
        "supabase.database.ca.configMap=a,supabase.database.ca.secret=b | not both",
        "leaderElection.enabled=false,replicaCount=2 | /replicaCount",
        "leaderElection.leaseDuration=15 | /leaderElection/leaseDuration",
        "reconcile.resyncInterval=often | /reconcile/resyncInterval",
        "reconcile.parallelism=0 | /reconcile/parallelism",
        "log.format=xml | /log/format",
        "httpPort=80 | /httpPort",
        "image.repository= | image.repository is required",
        "image.repository=registry.example.com/operator:1.0 | /image/repository",
        "image.digest=latest | /image/digest",
        "resources.limits.memroy=1Gi | 'memroy' not allowed",
        "podSecurityContext.runAsNonRoot=false | /podSecurityContext/runAsNonRoot",
        "migrate.enabled=yes | /migrate/enabled",
        "migrate.optional={tenant_rights} | /migrate/optional",
        "migrate.enabled=true | supabase.database.url is required",
        "migrate.enabled=true,supabase.database.url=jdbc:postgresql://db | migrate.passwordSecret.name is required",
      })
  void a_value_that_makes_no_sense_is_refused(String value, String complaint) {
    assertThatThrownBy(() -> chart.render("--set=" + value)).hasMessageContaining(complaint);
  }

  @Test
  void a_kubernetes_without_admission_policies_is_refused() {
    assertThatThrownBy(() -> chart.render("--kube-version=1.29.9"))
        .hasMessageContaining("chart requires kubeVersion");
    assertThat(chart.render("--kube-version=1.30.0-gke.100")).isNotBlank();
  }

  @Test
  void every_value_of_the_schema_has_a_default_and_a_line_in_the_readme() throws IOException {
    JsonNode values = yaml("values.yaml");
    String readme = Files.readString(CHART.resolve("README.md"));

    assertThat(values("", yaml("values.schema.json")))
        .isNotEmpty()
        .allSatisfy(
            value -> {
              assertThat(values.at("/" + value.replace('.', '/')).isMissingNode())
                  .as("%s is missing in values.yaml", value)
                  .isFalse();
              assertThat(readme).contains("`" + value + "`");
            });
  }

  @Test
  void the_operator_knows_every_variable_that_it_is_given() throws IOException {
    String configuration = Files.readString(Path.of("docs/configuration.md"));
    Set<String> readByTheJvm = Set.of("JAVA_TOOL_OPTIONS", "MALLOC_ARENA_MAX");

    assertThat(operator(deployment(EVERY_VALUE)).getEnv())
        .extracting(EnvVar::getName)
        .filteredOn(name -> !readByTheJvm.contains(name))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(configuration).contains("`" + name + "`"));
  }

  @Test
  void the_password_reaches_the_operator_as_a_file_only() {
    Deployment deployment =
        deployment("--set=supabase.database.passwordSecret.name=supabase-database");

    assertThat(environment(deployment))
        .containsEntry(
            "SUPABASE_DB_PASSWORD_FILE", "/etc/tenant-operator/database-password/password")
        .doesNotContainKey("SUPABASE_DB_PASSWORD");
    assertThat(operator(deployment).getEnv())
        .noneMatch(
            variable ->
                variable.getValueFrom() != null
                    && variable.getValueFrom().getSecretKeyRef() != null);
    assertThat(deployment.getSpec().getTemplate().getSpec().getVolumes())
        .anySatisfy(
            volume -> {
              assertThat(volume.getSecret()).isNotNull();
              assertThat(volume.getSecret().getSecretName()).isEqualTo("supabase-database");
            });
  }

  @Test
  void the_authority_of_the_database_comes_from_a_config_map_or_a_secret() {
    for (String source : List.of("configMap", "secret")) {
      Deployment deployment = deployment("--set=supabase.database.ca." + source + "=authority");

      assertThat(environment(deployment))
          .containsEntry("SUPABASE_DB_CA_FILE", "/etc/tenant-operator/database-ca/ca.crt");
      assertThat(operator(deployment).getVolumeMounts())
          .anyMatch(mount -> mount.getMountPath().equals("/etc/tenant-operator/database-ca"));
    }
  }

  @Test
  void nothing_changes_the_schema_unless_that_is_asked_for() {
    assertThat(Manifests.ofType(Job.class, objects(EVERY_VALUE))).isEmpty();
  }

  @Test
  void the_job_that_changes_the_schema_has_a_password_that_the_operator_never_has() {
    List<HasMetadata> objects =
        objects(
            Stream.concat(
                    Stream.of(EVERY_VALUE),
                    Stream.of(
                        "--set=migrate.enabled=true,migrate.passwordSecret.name=owner",
                        "--set=migrate.optional={tenant_members,tenant_files}"))
                .toArray(String[]::new));
    Job job = Manifests.ofType(Job.class, objects).getFirst();
    PodSpec pod = job.getSpec().getTemplate().getSpec();
    Container container = pod.getContainers().getFirst();

    assertThat(job.getMetadata().getAnnotations())
        .containsEntry("helm.sh/hook", "pre-install,pre-upgrade");
    assertThat(container.getArgs()).containsExactly("migrate", "tenant_members", "tenant_files");
    assertThat(environment(container))
        .containsEntry("SUPABASE_DB_USER", "postgres")
        .containsEntry(
            "SUPABASE_DB_PASSWORD_FILE", "/etc/tenant-operator/database-password/password")
        .doesNotContainKey("SUPABASE_DB_PASSWORD");
    assertThat(pod.getVolumes())
        .anyMatch(volume -> isSecret(volume, "owner"))
        .noneMatch(volume -> isSecret(volume, "password"));
    assertThat(Manifests.ofType(Deployment.class, objects).getFirst().getSpec().getTemplate())
        .extracting(template -> template.getSpec().getVolumes(), list(Volume.class))
        .noneMatch(volume -> isSecret(volume, "owner"));
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
  }

  @Test
  void a_refusal_of_the_database_is_not_tried_again() {
    assertThat(
            Manifests.ofType(
                    Job.class,
                    objects(
                        "--set=supabase.database.url=jdbc:postgresql://db:5432/postgres",
                        "--set=migrate.enabled=true,migrate.passwordSecret.name=owner"))
                .getFirst()
                .getSpec()
                .getPodFailurePolicy()
                .getRules())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getAction()).isEqualTo("FailJob");
              assertThat(rule.getOnExitCodes().getValues())
                  .containsExactly(MigrationRun.Outcome.REFUSED.exitCode());
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image.tag=1.2.3 | registry.example.com/tenant-operator:1.2.3",
        "image.tag= | registry.example.com/tenant-operator:0.1.0",
        "image.repository=r.example:5000/op | r.example:5000/op:0.1.0",
        "image.repository=operator | operator:0.1.0",
      })
  void the_image_is_the_one_that_is_named(String value, String image) {
    assertThat(operator(deployment("--set=" + value)).getImage()).isEqualTo(image);
  }

  @Test
  void without_leader_election_the_old_pod_goes_before_the_new_one_comes() {
    assertThat(deployment("--set=leaderElection.enabled=false").getSpec().getStrategy().getType())
        .isEqualTo("Recreate");
  }

  @Test
  void labels_of_the_pod_beside_the_charts_own_are_added_and_replace_none() {
    String rendered =
        chart.render(
            "--set-string=podLabels.team=platform,podLabels.app\\.kubernetes\\.io/name=theirs",
            "--set-string=podAnnotations.kubectl\\.kubernetes\\.io/default-container=theirs");

    assertThat(rendered).contains("team: platform").doesNotContain("theirs");
  }

  @Test
  void grants_nothing_by_wildcard_and_no_cluster_wide_secrets_or_config_maps() {
    Set<Right> granted = rights().granted();

    assertThat(granted)
        .isNotEmpty()
        .noneMatch(right -> right.group().equals("*") || right.resource().contains("*"))
        .noneMatch(right -> Set.of("*", "escalate", "impersonate").contains(right.verb()))
        .noneMatch(
            right ->
                Set.of("secrets", "configmaps").contains(right.resource())
                    && right.scope().equals(new Right.Scope.Everywhere()));
  }

  @Test
  void binds_one_role_only_and_that_one_holds_no_rbac() {
    assertThat(rights().granted())
        .filteredOn(right -> right.verb().equals("bind"))
        .singleElement()
        .returns(Set.of("tenant-operator-tenant"), Right::names);
    assertThat(rights().granted())
        .filteredOn(right -> right.scope().equals(new Right.Scope.InTenantNamespaces()))
        .isNotEmpty()
        .noneMatch(right -> right.group().equals("rbac.authorization.k8s.io"));
  }

  @Test
  void every_rule_says_why() throws IOException {
    assertThat(files(CHART.resolve("templates/rbac")))
        .isNotEmpty()
        .allSatisfy(
            (_, role) ->
                assertThat(role)
                    .contains("- apiGroups:")
                    .doesNotContainPattern("(?m)^(?! *#).*\\n *- apiGroups:"));
  }

  private Rights rights() {
    return Rights.of(objects(), OperatorChart.NAMESPACE + ":" + Names.OPERATOR);
  }

  private List<HasMetadata> objects(String... arguments) {
    return Manifests.parse(chart.render(arguments));
  }

  private List<CustomResourceDefinition> crds(String... arguments) {
    return Manifests.ofType(CustomResourceDefinition.class, objects(arguments));
  }

  private Deployment deployment(String... arguments) {
    return Manifests.ofType(Deployment.class, objects(arguments)).getFirst();
  }

  private static Container operator(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  private static boolean isSecret(Volume volume, String name) {
    return volume.getSecret() != null && volume.getSecret().getSecretName().equals(name);
  }

  private static Map<String, String> environment(Deployment deployment) {
    return environment(operator(deployment));
  }

  private static Map<String, String> environment(Container container) {
    return container.getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static Map<String, String> files(Path folder) throws IOException {
    var files = new TreeMap<String, String>();
    try (var found = Files.newDirectoryStream(folder, "*.yaml")) {
      for (Path file : found) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  private static JsonNode yaml(String file) throws IOException {
    return new KubernetesSerialization()
        .unmarshal(Files.readString(CHART.resolve(file)), JsonNode.class);
  }

  /** The paths of all values but Helm's own; what Kubernetes describes itself counts as one. */
  private static List<String> values(String parent, JsonNode schema) {
    var paths = new ArrayList<String>();
    for (var property : schema.path("properties").properties()) {
      String path = parent + property.getKey();
      boolean isGroup =
          property.getValue().has("properties")
              && !Set.of("resources", "podSecurityContext").contains(path);
      if (isGroup) {
        paths.addAll(values(path + ".", property.getValue()));
      } else if (!path.equals("global")) {
        paths.add(path);
      }
    }
    return paths;
  }
}
