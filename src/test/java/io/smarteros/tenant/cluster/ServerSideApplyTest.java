package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSideApplyTest {

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T12:00:01Z, 2026-11-22T12:00:01Z, true",
    "2026-11-22T12:00:00Z, 2026-11-22T12:00:01Z, true",
    "2026-11-22T12:00:02Z, 2026-11-22T12:00:01Z, false",
  })
  void an_object_is_new_that_was_made_when_or_just_after_we_were_noted_as_its_owner(
      String owned, String created, boolean isNew) {
    GenericKubernetesResource object =
        new KubernetesSerialization()
            .unmarshal(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: n8n
                  creationTimestamp: "%s"
                  managedFields:
                  - {manager: tenant-operator, operation: Apply, time: "%s"}
                """
                    .formatted(created, owned),
                GenericKubernetesResource.class);

    assertThat(new ServerSideApply.Written(object, Set.of()).isNew()).isEqualTo(isNew);
  }
}
