package io.smarteros.tenant.resolve;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.N8nSettings;
import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.record.VolumeRecord;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResolverTest {
  private static final String PLAIN_CLASS = "baseDomain: tenants.example.com";

  private static final String IMAGES_ALLOWED = PLAIN_CLASS + "\nallow: {images: true}";

  private final Resolver resolver =
      new Resolver(
          Map.of(
              ServiceName.N8N,
              new ServiceDefaults(
                  "2.41.1",
                  "n8nio/n8n",
                  "200m",
                  "1536Mi",
                  "5Gi",
                  "n8n-data",
                  version ->
                      version.startsWith("1.") || version.startsWith("2.30")
                          ? Optional.of("n8n %s is too old".formatted(version))
                          : Optional.empty(),
                  (running, wanted) ->
                      running.compareTo(wanted) > 0
                          ? Optional.of("n8n cannot go back from " + running)
                          : Optional.empty())));

  @Test
  void what_nobody_decides_is_the_operators_default() {
    ResolvedService n8n = n8n(resolve("services: {n8n: {}}", PLAIN_CLASS));

    assertThat(n8n.image()).isEqualTo("n8nio/n8n:2.41.1");
    assertThat(n8n.host()).isEqualTo("n8n-acme.tenants.example.com");
    assertThat(n8n.mode()).isEqualTo(Mode.DEDICATED);
    assertThat(n8n.cpu()).isEqualTo("200m");
    assertThat(n8n.memory()).isEqualTo("1536Mi");
  }

  @Test
  void the_class_decides_before_the_operator() {
    ResolvedService n8n =
        n8n(
            resolve(
                "services: {n8n: {}}",
                """
                baseDomain: tenants.example.com
                imageRegistry: registry.example.com
                routing: {hostPattern: "{name}-{service}.{baseDomain}"}
                services: {n8n: {version: "2.40.0", resources: {cpu: "0.5", memory: 2048Mi}}}
                """));

    assertThat(n8n.image()).isEqualTo("registry.example.com/n8nio/n8n:2.40.0");
    assertThat(n8n.host()).isEqualTo("acme-n8n.tenants.example.com");
    assertThat(n8n.cpu()).isEqualTo("500m");
    assertThat(n8n.memory()).isEqualTo("2Gi");
  }

  @Test
  void resources_are_the_tenants_up_to_the_most_that_the_class_allows() {
    String tenantClass =
        PLAIN_CLASS + "\nallow: {maxResources: {cpu: \"2\", memory: 4Gi, storage: 20Gi}}";

    Resolution within =
        resolve("services: {n8n: {resources: {cpu: 1500m, memory: 4096Mi}}}", tenantClass);
    Resolution beyond = resolve("services: {n8n: {resources: {memory: 5Gi}}}", tenantClass);

    assertThat(n8n(within).memory()).isEqualTo("4Gi");
    assertThat(within.rejected()).isEmpty();
    assertThat(rejection(beyond))
        .isEqualTo(
            new Problem(
                Reason.NOT_ALLOWED_BY_CLASS,
                "TenantClass standard allows at most 4Gi for spec.services.n8n.resources.memory, not 5Gi. Lower it, or raise allow.maxResources in the class"));
  }

  @Test
  void what_the_limits_of_the_class_would_keep_from_starting_is_refused_before_it_is_tried() {
    String defaults = PLAIN_CLASS + "\nlimits: {defaultLimits: {cpu: 200m, memory: 512Mi}}";

    assertThat(rejection(resolve("services: {n8n: {resources: {cpu: 250m}}}", defaults)))
        .isEqualTo(
            new Problem(
                Reason.NOT_ALLOWED_BY_CLASS,
                "TenantClass standard lets no container have more than 200m cpu (limits.defaultLimits.cpu), and spec.services.n8n.resources.cpu is 250m. Lower it, or raise limits.defaultLimits.cpu in the class"));
    assertThat(resolve("services: {n8n: {resources: {cpu: 200m}}}", defaults).rejected())
        .as("its memory limit is its own, not the default")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {max: {memory: 1Gi}}                              | limits.max.memory
          {max: {cpu: 50m}}                                | limits.max.cpu
          {max: {cpu: "1"}, defaultLimits: {cpu: 0.05}}      | limits.defaultLimits.cpu
          """)
  void each_limit_is_named(String limits, String field) {
    assertThat(rejection(resolve("services: {n8n: {}}", PLAIN_CLASS + "\nlimits: " + limits)))
        .extracting(Problem::message)
        .asString()
        .contains(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{max: {cpu: \"4\", memory: 2Gi}}",
        "{defaultLimits: {cpu: 250m}}",
        "{defaultRequests: {cpu: 10m}}",
        "{defaultLimits: {ephemeral-storage: 1Gi}}"
      })
  void what_fits_the_limits_is_not_refused(String limits) {
    assertThat(resolve("services: {n8n: {}}", PLAIN_CLASS + "\nlimits: " + limits).rejected())
        .isEmpty();
  }

  @Test
  void what_the_class_does_not_allow_is_refused_with_both_ways_out() {
    assertThat(rejection(resolve("services: {n8n: {image: mirror/n8n}}", PLAIN_CLASS)).message())
        .isEqualTo(
            "TenantClass standard does not let a Tenant choose its image. Remove spec.services.n8n.image, or set allow.images in the class");
    assertThat(rejection(resolve("services: {n8n: {host: n8n.acme.com}}", PLAIN_CLASS)).reason())
        .isEqualTo(Reason.NOT_ALLOWED_BY_CLASS);
    assertThat(rejection(resolve("services: {n8n: {version: \"2.42.0\"}}", PLAIN_CLASS)).message())
        .contains("add the version to allow.versions");
    assertThat(
            rejection(resolve("services: {n8n: {env: [{name: A, value: b}]}}", PLAIN_CLASS))
                .reason())
        .isEqualTo(Reason.NOT_ALLOWED_BY_CLASS);
    assertThat(resolve("domain: acme.com\nservices: {n8n: {}}", PLAIN_CLASS).general())
        .extracting(Problem::reason)
        .containsExactly(Reason.NOT_ALLOWED_BY_CLASS);
  }

  @Test
  void a_value_that_takes_in_another_variable_is_refused_whatever_the_class_allows() {
    String everything = PLAIN_CLASS + "\nallow: {env: true}";

    assertThat(
            rejection(
                    resolve(
                        "services: {n8n: {env: [{name: A, value: '$(N8N_ENCRYPTION_KEY)'}]}}",
                        everything))
                .message())
        .startsWith("The value of A in spec.services.n8n.env contains $(");
    assertThat(
            resolve("services: {n8n: {env: [{name: A, value: 'US$ (5)'}]}}", everything).rejected())
        .isEmpty();
  }

  @Test
  void settings_are_the_tenants_and_where_it_has_none_the_classs_key_by_key() {
    String tenantClass =
        PLAIN_CLASS
            + "\nservices: {n8n: {settings: {timezone: Europe/Athens, executionsMaxCount: 500}}}";

    assertThat(settings("{n8n: {}}", tenantClass))
        .isEqualTo(new N8nSettings(null, null, "Europe/Athens", null, 500, null, null, null, null));
    assertThat(settings("{n8n: {settings: {timezone: UTC, communityPackages: true}}}", tenantClass))
        .isEqualTo(new N8nSettings(null, null, "UTC", null, 500, true, null, null, null));
    assertThat(settings("{n8n: {settings: {timezone: UTC}}}", PLAIN_CLASS))
        .isEqualTo(new N8nSettings(null, null, "UTC", null, null, null, null, null, null));
  }

  private @Nullable N8nSettings settings(String services, String tenantClass) {
    return ((N8nSpec) n8n(resolve("services: " + services, tenantClass)).spec()).settings();
  }

  @Test
  void a_setting_of_the_class_that_only_a_newer_operator_knows_is_told_as_the_classs() {
    String tenantClass = PLAIN_CLASS + "\nservices: {n8n: {settings: {binaryData: UNKNOWN}}}";

    assertThat(rejection(resolve("services: {n8n: {}}", tenantClass)).message())
        .contains("spec.services.n8n.settings.binaryData of TenantClass standard");
    assertThat(resolve("services: {n8n: {settings: {binaryData: Volume}}}", tenantClass).rejected())
        .as("the Tenant's own counts")
        .isEmpty();
  }

  @Test
  void variables_of_the_class_need_no_permission_and_those_of_the_tenant_take_their_place() {
    String tenantClass =
        PLAIN_CLASS
            + """

            services: {n8n: {env: [{name: A, value: "1"}, {name: B, value: "2"}]}}
            """;
    Resolution withoutOwn = resolve("services: {n8n: {}}", tenantClass);
    Resolution withOwn =
        resolve(
            "services: {n8n: {env: [{name: B, value: '3'}, {name: C, value: '4'}]}}",
            tenantClass + "allow: {env: true}");

    assertThat(withoutOwn.rejected()).isEmpty();
    assertThat(n8n(withoutOwn).env())
        .containsExactly(
            new EnvironmentVariable("A", "1", null), new EnvironmentVariable("B", "2", null));
    assertThat(n8n(withOwn).env())
        .containsExactly(
            new EnvironmentVariable("A", "1", null),
            new EnvironmentVariable("B", "3", null),
            new EnvironmentVariable("C", "4", null));
  }

  @Test
  void a_value_that_only_a_newer_operator_knows_stops_that_service_or_is_told() {
    assertThat(rejection(resolve("services: {n8n: {mode: UNKNOWN}}", PLAIN_CLASS)))
        .isEqualTo(
            new Problem(
                Reason.NOT_SUPPORTED_YET,
                "This version of the operator does not know the value of spec.services.n8n.mode. Set another one, or upgrade the operator"));
    assertThat(
            rejection(
                    resolve(
                        "services: {n8n: {}}", PLAIN_CLASS + "\nservices: {n8n: {mode: UNKNOWN}}"))
                .message())
        .contains("spec.services.n8n.mode of TenantClass standard");
    for (String setting : List.of("ownerPassword", "binaryData", "mode")) {
      assertThat(
              rejection(
                      resolve(
                          "services: {n8n: {settings: {%s: UNKNOWN}}}".formatted(setting),
                          PLAIN_CLASS))
                  .message())
          .contains("spec.services.n8n.settings." + setting);
    }
    Resolution kept = resolve("deletionPolicy: UNKNOWN\nservices: {n8n: {}}", PLAIN_CLASS);
    assertThat(kept.general())
        .extracting(Problem::reason)
        .containsExactly(Reason.NOT_SUPPORTED_YET);
    assertThat(kept.rejected()).isEmpty();
  }

  @Test
  void a_time_zone_that_there_is_not_is_refused_in_tenant_and_class() {
    String athen = "services: {n8n: {settings: {timezone: Europe/Athen}}}";

    assertThat(rejection(resolve(athen, PLAIN_CLASS)).message())
        .contains("spec.services.n8n.settings.timezone. Set another one");
    assertThat(rejection(resolve("services: {n8n: {}}", PLAIN_CLASS + "\n" + athen)).message())
        .contains("spec.services.n8n.settings.timezone of TenantClass standard");
    for (String known : List.of("UTC", "Europe/Athens", "Etc/GMT-2", "America/Argentina/Salta")) {
      String spec = "services: {n8n: {settings: {timezone: %s}}}".formatted(known);
      assertThat(resolve(spec, PLAIN_CLASS).rejected()).isEmpty();
    }
  }

  @Test
  void a_service_that_only_a_newer_operator_knows_is_told_and_disturbs_no_other() {
    Resolution resolution = resolve("services: {n8n: {}, crm: {}}", PLAIN_CLASS);

    assertThat(resolution.general())
        .containsExactly(
            new Problem(
                Reason.NOT_SUPPORTED_YET,
                "This version of the operator does not know spec.services.crm. Remove it, or upgrade the operator"));
    assertThat(resolution.rejected()).isEmpty();
    assertThat(n8n(resolution)).isEqualTo(n8n(resolve("services: {n8n: {}}", PLAIN_CLASS)));
    assertThat(resolve("services: {crm: {enabled: false}}", PLAIN_CLASS).general()).isEmpty();
  }

  @Test
  void the_tag_of_an_image_is_the_version() {
    Resolution resolution =
        resolve("services: {n8n: {image: \"r.example:5000/n8n:2.42.0\"}}", IMAGES_ALLOWED);

    assertThat(n8n(resolution).version()).isEqualTo("2.42.0");
    assertThat(n8n(resolution).image()).isEqualTo("r.example:5000/n8n:2.42.0");
    assertThat(resolution.rejected()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version: 2.30.4 | allow: {versions: {n8n: [2.30.4]}}",
        "version: 1.123.5 | allow: {versions: {n8n: [1.123.5]}}",
        "image: 'mirror/n8n:2.30.4' | allow: {images: true}",
        "'' | services: {n8n: {version: 2.30.4}}",
        "'' | services: {n8n: {image: 'mirror/n8n:1.123.5'}}",
        "'' | services: {n8n: {image: mirror/n8n, version: 2.30.4}}",
      })
  void a_version_that_is_too_old_is_refused_wherever_it_comes_from(String n8n, String ofClass) {
    Resolution resolution =
        resolve("services: {n8n: {%s}}".formatted(n8n), PLAIN_CLASS + "\n" + ofClass);

    assertThat(rejection(resolution).reason()).isEqualTo(Reason.VERSION_REFUSED);
    assertThat(rejection(resolution).message()).contains("is too old");
  }

  @Test
  void what_runs_in_a_version_that_became_too_old_is_told_and_looked_after() {
    for (String ofClass :
        List.of(
            "services: {n8n: {version: 2.30.4}}",
            "services: {n8n: {image: 'mirror/n8n:2.30.4'}}")) {
      TenantClass tenantClass = tenantClass("standard", PLAIN_CLASS + "\n" + ofClass);
      Tenant tenant = tenant("acme", "displayName: Acme\nservices: {n8n: {}}");
      TenantRecord running =
          TenantRecord.begin("acme-uid", Placements.first(tenant, tenantClass))
              .withService(
                  ServiceName.N8N,
                  service ->
                      service.begun(Mode.DEDICATED, "2.30.4", false).started().withRouteAllowed());

      Resolution resolution =
          resolver.resolve(tenant, tenantClass, running.placement(), Optional.of(running));

      assertThat(resolution.rejected()).isEmpty();
      assertThat(resolution.keptAsIs())
          .extractingByKey(ServiceName.N8N)
          .extracting(Problem::message)
          .asString()
          .contains("is too old");
      assertThat(n8n(resolution).version()).isEqualTo("2.30.4");
    }
  }

  @Test
  void what_never_came_up_in_a_version_that_is_too_old_is_not_waited_for() {
    TenantClass tenantClass =
        tenantClass("standard", PLAIN_CLASS + "\nservices: {n8n: {version: 1.123.5}}");
    Tenant tenant = tenant("acme", "displayName: Acme\nservices: {n8n: {}}");
    TenantRecord begun =
        TenantRecord.begin("acme-uid", Placements.first(tenant, tenantClass))
            .withService(
                ServiceName.N8N,
                service -> service.begun(Mode.DEDICATED, "1.123.5", false).started());

    Resolution resolution =
        resolver.resolve(tenant, tenantClass, begun.placement(), Optional.of(begun));

    assertThat(rejection(resolution).reason()).isEqualTo(Reason.VERSION_REFUSED);
  }

  @Test
  void the_tag_of_an_image_follows_the_rules_of_upgrades() {
    Resolution resolution =
        resolve(
            "services: {n8n: {image: \"mirror/n8n:2.40.0\"}}",
            IMAGES_ALLOWED,
            running(Mode.DEDICATED, "2.41.1"));

    assertThat(rejection(resolution))
        .isEqualTo(new Problem(Reason.VERSION_REFUSED, "n8n cannot go back from 2.41.1"));
    assertThat(n8n(resolution).version()).as("in the status").isEqualTo("2.41.1");
  }

  @Test
  void a_version_beside_a_tag_must_be_the_same() {
    String image = "services: {n8n: {image: \"mirror/n8n:2.42.0\", version: \"%s\"}}";

    assertThat(resolve(image.formatted("2.42.0"), IMAGES_ALLOWED).rejected()).isEmpty();
    assertThat(rejection(resolve(image.formatted("2.41.1"), IMAGES_ALLOWED)))
        .isEqualTo(
            new Problem(
                Reason.VERSION_REFUSED,
                "spec.services.n8n.image has version 2.42.0, but spec.services.n8n.version is 2.41.1. Remove the version, or set it to the same"));
  }

  @Test
  void an_image_by_digest_needs_its_version() {
    String digest = "mirror/n8n@sha256:" + "0".repeat(64);

    Resolution without =
        resolve("services: {n8n: {image: \"%s\"}}".formatted(digest), IMAGES_ALLOWED);
    Resolution with =
        resolve(
            "services: {n8n: {image: \"%s\", version: \"2.42.0\"}}".formatted(digest),
            IMAGES_ALLOWED);

    assertThat(rejection(without).message())
        .endsWith("Set spec.services.n8n.version to its version");
    assertThat(with.rejected()).isEmpty();
    assertThat(n8n(with).version()).isEqualTo("2.42.0");
    assertThat(n8n(with).image()).isEqualTo(digest);
  }

  @Test
  void an_image_of_the_class_says_the_version_as_one_of_the_tenant_does() {
    String tagged = PLAIN_CLASS + "\nservices: {n8n: {image: \"mirror/n8n:2.42.0\"%s}}";

    assertThat(n8n(resolve("services: {n8n: {}}", tagged.formatted(""))).version())
        .isEqualTo("2.42.0");
    assertThat(
            rejection(resolve("services: {n8n: {}}", tagged.formatted(", version: \"2.41.1\"")))
                .message())
        .contains(
            "spec.services.n8n.image of class standard", "spec.services.n8n.version of class");
    assertThat(
            rejection(resolve("services: {n8n: {version: \"2.41.1\"}}", tagged.formatted("")))
                .message())
        .contains("spec.services.n8n.image of class standard", "spec.services.n8n.version is");
  }

  @Test
  void a_custom_domain_carries_all_hosts() {
    Resolution resolution =
        resolve(
            "domain: acme.com\nservices: {n8n: {}}",
            PLAIN_CLASS + "\nallow: {customDomains: true}");

    assertThat(n8n(resolution).host()).isEqualTo("n8n.acme.com");
  }

  @Test
  void a_domain_that_is_no_longer_allowed_moves_nothing() {
    TenantRecord record = running(Mode.DEDICATED, "2.41.1").withDomain(Optional.of("acme.com"));

    for (String domain : List.of("acme.com", "other.com")) {
      Resolution resolution =
          resolve("domain: " + domain + "\nservices: {n8n: {}}", PLAIN_CLASS, record);

      assertThat(n8n(resolution).host()).isEqualTo("n8n.acme.com");
      assertThat(resolution.tenant().domain()).contains("acme.com");
      assertThat(rejection(resolution).message())
          .contains("Remove spec.domain, or set allow.customDomains in the class");
      assertThat(resolution.general()).containsExactly(rejection(resolution));
    }
  }

  @Test
  void a_tenant_that_never_had_its_domain_runs_without_it() {
    Resolution resolution =
        resolve(
            "domain: acme.com\nservices: {n8n: {}}",
            PLAIN_CLASS,
            running(Mode.DEDICATED, "2.41.1"));

    assertThat(n8n(resolution).host()).isEqualTo("n8n-acme.tenants.example.com");
    assertThat(resolution.rejected()).isEmpty();
    assertThat(resolution.general())
        .extracting(Problem::reason)
        .containsExactly(Reason.NOT_ALLOWED_BY_CLASS);
  }

  @Test
  void a_version_that_nobody_names_stays_that_of_the_first_day() {
    Resolution resolution =
        resolve("services: {n8n: {}}", PLAIN_CLASS, running(Mode.DEDICATED, "2.39.0"));

    assertThat(n8n(resolution).version()).isEqualTo("2.39.0");
  }

  @Test
  void a_lower_version_is_held_and_the_running_one_kept() {
    Resolution resolution =
        resolve(
            "services: {n8n: {version: \"2.40.0\"}}",
            PLAIN_CLASS + "\nallow: {versions: {n8n: [\"2.40.0\"]}}",
            running(Mode.DEDICATED, "2.41.1"));

    assertThat(n8n(resolution).version()).isEqualTo("2.41.1");
    assertThat(resolution.keptAsIs())
        .containsEntry(
            ServiceName.N8N, new Problem(Reason.VERSION_REFUSED, "n8n cannot go back from 2.41.1"));
  }

  @Test
  void a_version_that_the_class_does_not_allow_is_held_and_the_running_one_kept() {
    Resolution resolution =
        resolve(
            "services: {n8n: {version: \"2.42.0\"}}",
            PLAIN_CLASS,
            running(Mode.DEDICATED, "2.41.1"));

    assertThat(n8n(resolution).version()).isEqualTo("2.41.1");
    assertThat(resolution.rejected()).isEmpty();
    assertThat(resolution.keptAsIs())
        .hasEntrySatisfying(
            ServiceName.N8N,
            problem -> assertThat(problem.message()).contains("add the version to allow.versions"));
  }

  @Test
  void a_version_that_never_started_can_be_taken_back() {
    TenantRecord record =
        running(Mode.DEDICATED, "2.40.0")
            .withService(ServiceName.N8N, known -> known.begun(Mode.DEDICATED, "2.99.0", false));

    Resolution resolution =
        resolve(
            "services: {n8n: {version: \"2.40.0\"}}",
            PLAIN_CLASS + "\nallow: {versions: {n8n: [\"2.40.0\"]}}",
            record);

    assertThat(n8n(resolution).version()).isEqualTo("2.40.0");
    assertThat(resolution.keptAsIs()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "version: \"2.40.0\""})
  void what_ran_before_a_version_that_never_started_needs_no_permission(String version) {
    TenantRecord record =
        running(Mode.DEDICATED, "2.40.0")
            .withService(ServiceName.N8N, known -> known.begun(Mode.DEDICATED, "2.99.0", false));

    Resolution resolution =
        resolve("services: {n8n: {%s}}".formatted(version), PLAIN_CLASS, record);

    assertThat(n8n(resolution).version()).isEqualTo("2.40.0");
    assertThat(resolution.keptAsIs()).isEmpty();
  }

  @Test
  void without_an_image_of_its_own_a_tenant_does_not_keep_that_images_version() {
    TenantRecord record =
        running(Mode.DEDICATED, "2.40.0")
            .withService(
                ServiceName.N8N,
                known -> known.begun(Mode.DEDICATED, "2.40.0-acme3", true).started());

    Resolution resolution = resolve("services: {n8n: {}}", PLAIN_CLASS, record);

    assertThat(n8n(resolution).version()).isEqualTo("2.41.1");
    assertThat(n8n(resolution).image()).doesNotContain("acme3");
  }

  @Test
  void without_an_image_of_its_own_a_tenant_does_not_go_back_to_an_older_one() {
    TenantRecord record =
        running(Mode.DEDICATED, "2.40.0")
            .withService(
                ServiceName.N8N,
                known -> known.begun(Mode.DEDICATED, "2.99.0-acme3", true).started());

    Resolution resolution = resolve("services: {n8n: {}}", PLAIN_CLASS, record);

    assertThat(rejection(resolution).reason()).isEqualTo(Reason.VERSION_REFUSED);
  }

  @Test
  void a_size_that_no_volume_has_got_yet_is_not_held() {
    TenantRecord record =
        running(Mode.DEDICATED, "2.41.1")
            .withService(
                ServiceName.N8N,
                known -> known.withVolume("n8n-data", new VolumeRecord("10Gi", Stage.PLANNED)));

    Resolution resolution = resolve("services: {n8n: {storage: {size: 8Gi}}}", PLAIN_CLASS, record);

    assertThat(n8n(resolution).storage()).contains("8Gi");
    assertThat(resolution.keptAsIs()).isEmpty();
  }

  @Test
  void volumes_stay_in_the_storage_class_of_the_first_day() {
    Tenant tenant = tenant("acme", "displayName: Acme");
    TenantClass before = tenantClass("standard", PLAIN_CLASS + "\nstorageClassName: fast");
    TenantClass now = tenantClass("standard", PLAIN_CLASS + "\nstorageClassName: slow");

    Resolution resolution =
        resolver.resolve(tenant, now, Placements.first(tenant, before), Optional.empty());

    assertThat(resolution.tenant().storageClassName()).contains("fast");
    assertThat(resolution.general())
        .extracting(Problem::reason)
        .containsExactly(Reason.PLACEMENT_DIFFERS);
  }

  @Test
  void a_volume_does_not_shrink() {
    TenantRecord record =
        running(Mode.DEDICATED, "2.41.1")
            .withService(
                ServiceName.N8N,
                known -> known.withVolume("n8n-data", new VolumeRecord("10Gi", Stage.MADE)));

    Resolution resolution = resolve("services: {n8n: {storage: {size: 8Gi}}}", PLAIN_CLASS, record);

    assertThat(n8n(resolution).storage()).contains("10Gi");
    assertThat(resolution.keptAsIs().get(ServiceName.N8N))
        .extracting(Problem::reason)
        .isEqualTo(Reason.STORAGE_SHRINK_REFUSED);
  }

  @Test
  void the_size_of_another_volume_of_the_service_is_none_of_the_storages() {
    TenantRecord record =
        running(Mode.DEDICATED, "2.41.1")
            .withService(
                ServiceName.N8N,
                known ->
                    known
                        .withVolume("n8n-cache", new VolumeRecord("100Gi", Stage.MADE))
                        .withVolume("n8n-data", new VolumeRecord("10Gi", Stage.MADE)));

    Resolution resolution =
        resolve("services: {n8n: {storage: {size: 20Gi}}}", PLAIN_CLASS, record);

    assertThat(n8n(resolution).storage()).contains("20Gi");
    assertThat(resolution.keptAsIs()).isEmpty();
  }

  @Test
  void services_and_wires_that_cannot_run_yet_say_so_and_leave_the_others_alone() {
    Resolution resolution =
        resolve(
            """
            services: {n8n: {}, odoo: {}}
            integrations: {odooToN8n: {enabled: true}}
            """,
            PLAIN_CLASS);

    assertThat(resolution.rejected().keySet()).containsExactly(ServiceName.ODOO);
    assertThat(resolution.general())
        .extracting(Problem::reason)
        .containsExactly(Reason.NOT_SUPPORTED_YET);
  }

  @Test
  void too_much_metadata_is_reported_with_its_size() {
    Resolution resolution =
        resolve("rowMetadata: {note: \"" + "x".repeat(17_000) + "\"}", PLAIN_CLASS);

    assertThat(resolution.general())
        .singleElement()
        .isEqualTo(
            new Problem(
                Reason.METADATA_TOO_LARGE,
                "spec.rowMetadata has 17006 bytes, and 16384 is the maximum. Shorten it"));
  }

  @ParameterizedTest
  @CsvSource({"31, false", "32, false", "33, true", "500, true"})
  void too_deep_metadata_is_reported(int levels, boolean tooDeep) {
    String value = "[".repeat(levels) + "]".repeat(levels);

    Resolution resolution = resolve("rowMetadata: {note: %s}".formatted(value), PLAIN_CLASS);

    assertThat(resolution.general())
        .extracting(Problem::message)
        .hasSize(tooDeep ? 1 : 0)
        .allMatch(message -> message.contains("spec.rowMetadata.note is nested deeper than 32"));
  }

  private Resolution resolve(String spec, String classSpec) {
    return resolve(spec, classSpec, Optional.empty());
  }

  private Resolution resolve(String spec, String classSpec, TenantRecord record) {
    return resolve(spec, classSpec, Optional.of(record));
  }

  private Resolution resolve(String spec, String classSpec, Optional<TenantRecord> record) {
    Tenant tenant = tenant("acme", "displayName: Acme\nadminEmail: it@acme.example\n" + spec);
    TenantClass tenantClass = tenantClass("standard", classSpec);
    return resolver.resolve(tenant, tenantClass, Placements.first(tenant, tenantClass), record);
  }

  private static TenantRecord running(Mode mode, String version) {
    Tenant tenant = tenant("acme", "displayName: Acme");
    return TenantRecord.begin(
            "acme-uid", Placements.first(tenant, tenantClass("standard", PLAIN_CLASS)))
        .withService(ServiceName.N8N, known -> known.begun(mode, version, false).started());
  }

  private static ResolvedService n8n(Resolution resolution) {
    assertThat(resolution.tenant().services()).containsKey(ServiceName.N8N);
    return Objects.requireNonNull(resolution.tenant().services().get(ServiceName.N8N));
  }

  private static Problem rejection(Resolution resolution) {
    assertThat(resolution.rejected()).containsKey(ServiceName.N8N);
    return Objects.requireNonNull(resolution.rejected().get(ServiceName.N8N));
  }
}
