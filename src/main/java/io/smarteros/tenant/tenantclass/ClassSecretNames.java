package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.ObjectStorage;
import io.smarteros.tenant.api.tenantclass.Smtp;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The Secrets that a class names. */
public final class ClassSecretNames {
  private ClassSecretNames() {}

  public static Set<String> of(TenantClassSpec spec) {
    Set<String> names = new HashSet<>(spec.imagePullSecrets());
    Optional.ofNullable(spec.database())
        .ifPresent(
            database -> {
              names.add(database.adminSecret());
              Optional.ofNullable(database.caSecret()).ifPresent(names::add);
            });
    Optional.ofNullable(spec.smtp()).map(Smtp::credentialsSecret).ifPresent(names::add);
    Optional.ofNullable(spec.objectStorage())
        .map(ObjectStorage::credentialsSecret)
        .ifPresent(names::add);
    Arrays.stream(ServiceName.values())
        .flatMap(service -> spec.services().licenceSecret(service).stream())
        .forEach(names::add);
    return names;
  }
}
