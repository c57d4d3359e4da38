package io.smarteros.tenant.tenantclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.tenantclass.NamedSecret.Content;
import io.smarteros.tenant.testkit.Manifests;
import org.junit.jupiter.api.Test;

/** The class's status tells whether they are there, and a change of one reaches its tenants. */
final class NamedSecretTest {

  @Test
  void every_secret_that_a_class_names_is_known() {
    assertThat(
            NamedSecret.of(
                Manifests.tenantClass(
                        "standard",
                        """
                        baseDomain: tenants.example.com
                        imagePullSecrets: [registry]
                        database: {host: db.example.com, adminSecret: admin, caSecret: ca}
                        smtp: {host: smtp.example.com, from: a@example.com, credentialsSecret: mail}
                        objectStorage: {endpoint: "https://s3.example.com", credentialsSecret: s3}
                        services: {n8n: {licenceSecret: licence}}
                        redis: {passwordSecret: redis}
                        """)
                    .getSpec()))
        .containsExactlyInAnyOrder(
            new NamedSecret("registry", Content.REGISTRY_LOGIN),
            new NamedSecret("admin", Content.LOGIN),
            new NamedSecret("ca", Content.CERTIFICATE_AUTHORITIES),
            new NamedSecret("mail", Content.LOGIN),
            new NamedSecret("s3", Content.STORAGE_LOGIN),
            new NamedSecret("licence", Content.LICENCE),
            new NamedSecret("redis", Content.PASSWORD_ALONE));
  }

  @Test
  void a_class_may_name_none() {
    assertThat(
            NamedSecret.of(
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
