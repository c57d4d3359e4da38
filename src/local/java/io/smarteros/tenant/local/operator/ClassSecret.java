package io.smarteros.tenant.local.operator;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.database.SupabaseDatabase.Login;

/** The log-in of a class's database server, as a platform team would deposit it. */
public final class ClassSecret {
  private ClassSecret() {}

  public static void create(
      LocalCluster cluster, String operatorNamespace, String name, Login login) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(operatorNamespace)
            .withName(name)
            .addToLabels("smarteros.io/class-secret", "true")
            .endMetadata()
            .withType("kubernetes.io/basic-auth")
            .addToStringData("username", login.user())
            .addToStringData("password", login.password())
            .build();
    cluster.client().resource(secret).serverSideApply();
  }
}
