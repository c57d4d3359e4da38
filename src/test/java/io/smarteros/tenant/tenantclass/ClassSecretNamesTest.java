package io.smarteros.tenant.tenantclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.testkit.Manifests;
import org.junit.jupiter.api.Test;

/** A change of these Secrets reaches the tenants of the class. */
final class ClassSecretNamesTest {

  @Test
  void every_secret_that_a_class_names_is_known() {
    assertThat(
            ClassSecretNames.of(
                Manifests.tenantClass(
                        "standard",
                        """
                        baseDomain: tenants.example.com
                        imagePullSecrets: [registry]
                        database: {host: db.example.com, adminSecret: admin, caSecret: ca}
                        smtp: {host: smtp.example.com, from: a@example.com, credentialsSecret: mail}
                        objectStorage: {endpoint: "https://s3.example.com", credentialsSecret: s3}
                        services: {n8n: {licenceSecret: licence}}
                        """)
                    .getSpec()))
        .containsExactlyInAnyOrder("registry", "admin", "ca", "mail", "s3", "licence");
  }

  @Test
  void a_class_may_name_none() {
    assertThat(
            ClassSecretNames.of(
                Manifests.tenantClass(
                        "standard",
                        """
                        baseDomain: tenants.example.com
                        smtp: {host: smtp.example.com, from: a@example.com}
                        services: {n8n: {}}
                        """)
                    .getSpec()))
        .isEmpty();
  }
}
