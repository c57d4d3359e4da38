package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ClassAccess.ObjectStorageAccess;
import io.smarteros.tenant.service.ClassResource;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files of n8n in the object storage of the class. */
final class N8nObjectStorageTest {
  private static final Optional<ObjectStorageAccess> STORAGE =
      Optional.of(
          new ObjectStorageAccess(
              "https://project.supabase.co/storage/v1/s3",
              "eu-central-1",
              "n8n-acme",
              "the-access-key-id-of-the-class",
              "the-secret-access-key-of-the-class"));
  private static final Optional<String> LICENCE = Optional.of(N8nPlans.LICENCE);

  private final N8nService service =
      new N8nService(HttpClient.newHttpClient(), new Random(1), InstantSource.system());

  @Test
  void files_go_into_the_bucket_of_the_tenant() {
    N8nPlans plans = plans().with(ClassAccess.NONE.withObjectStorage(STORAGE).withLicence(LICENCE));

    assertThat(service.refusesPlan(plans.plan())).isEmpty();
    assertThat(N8nEnvironment.plain(plans.plan()))
        .containsEntry("N8N_DEFAULT_BINARY_DATA_MODE", "s3")
        .containsEntry("N8N_EXTERNAL_STORAGE_S3_PROTOCOL", "https")
        .containsEntry("N8N_EXTERNAL_STORAGE_S3_HOST", "project.supabase.co/storage/v1/s3")
        .containsEntry("N8N_EXTERNAL_STORAGE_S3_BUCKET_NAME", "n8n-acme")
        .containsEntry("N8N_EXTERNAL_STORAGE_S3_BUCKET_REGION", "eu-central-1")
        .containsEntry("N8N_EXTERNAL_STORAGE_S3_FORCE_PATH_STYLE", "true")
        .doesNotContainValue("the-secret-access-key-of-the-class");
    assertThat(N8nEnvironment.secret(plans.plan()))
        .containsEntry("N8N_EXTERNAL_STORAGE_S3_ACCESS_KEY", "the-access-key-id-of-the-class")
        .containsEntry(
            "N8N_EXTERNAL_STORAGE_S3_ACCESS_SECRET", "the-secret-access-key-of-the-class");
  }

  @Test
  void a_class_without_a_storage_or_a_licence_is_told_before_a_pod_ends_for_it() {
    assertThat(service.refusesPlan(plans().plan())).hasValueSatisfying(this::namesBoth);
    assertThat(
            service.refusesPlan(plans().with(ClassAccess.NONE.withObjectStorage(STORAGE)).plan()))
        .hasValueSatisfying(this::namesBoth);
    assertThat(service.refusesPlan(plans().with(ClassAccess.NONE.withLicence(LICENCE)).plan()))
        .hasValueSatisfying(this::namesBoth);
  }

  @Test
  void a_tenant_with_a_storage_and_a_licence_of_its_own_needs_none_of_the_class() {
    N8nPlans plans =
        plans()
            .withEnv(
                new EnvironmentVariable("N8N_EXTERNAL_STORAGE_S3_BUCKET_NAME", "own", null),
                new EnvironmentVariable("N8N_LICENSE_ACTIVATION_KEY", "own", null));

    assertThat(service.refusesPlan(plans.plan())).isEmpty();
    assertThat(service.classResources(plans.plan().service()))
        .extractingByKey(ClassResource.OBJECT_STORAGE)
        .satisfies(own -> assertThat(own.test("N8N_EXTERNAL_STORAGE_S3_BUCKET_NAME")).isTrue());
  }

  @Test
  void one_that_keeps_files_elsewhere_reads_no_login_to_the_storage() {
    assertThat(service.classResources(N8nPlans.usual().plan().service()))
        .doesNotContainKey(ClassResource.OBJECT_STORAGE);
  }

  private void namesBoth(Problem problem) {
    assertThat(problem.reason()).isEqualTo(Reason.NOT_ALLOWED_BY_CLASS);
    assertThat(problem.message())
        .contains("spec.objectStorage", "spec.services.n8n.licenceSecret", "binaryData");
  }

  private static N8nPlans plans() {
    return N8nPlans.usual().withSettings("binaryData: ObjectStorage");
  }
}
