package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Database;
import io.smarteros.tenant.api.tenantclass.ObjectStorage;
import io.smarteros.tenant.api.tenantclass.Redis;
import io.smarteros.tenant.api.tenantclass.Smtp;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Secret that a class names, and what must be in it. */
public record NamedSecret(String name, Content content) {
  public static final String USERNAME = "username";
  public static final String PASSWORD = "password";
  public static final String CA_CERTIFICATES = "ca.crt";
  public static final String ACCESS_KEY_ID = "accessKeyId";
  public static final String SECRET_ACCESS_KEY = "secretAccessKey";
  public static final String LICENCE_KEY = "licenceKey";

  /** What is in a Secret. */
  public enum Content {
    LOGIN(USERNAME, PASSWORD),
    CERTIFICATE_AUTHORITIES(CA_CERTIFICATES),
    STORAGE_LOGIN(ACCESS_KEY_ID, SECRET_ACCESS_KEY),
    LICENCE(LICENCE_KEY),
    /** In letters, digits, '-', '_' and '.'. */
    PASSWORD_ALONE(PASSWORD),
    /** One of the types that the kubelet takes. */
    REGISTRY_LOGIN;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> keys;

    Content(String... keys) {
      this.keys = List.of(keys);
    }

    List<String> keys() {
      return keys;
    }
  }

  /** All that the class names, each use once. */
  public static List<NamedSecret> of(TenantClassSpec spec) {
    return Stream.of(
            Optional.ofNullable(spec.database()).stream().flatMap(NamedSecret::of),
            named(Optional.ofNullable(spec.smtp()).map(Smtp::credentialsSecret), Content.LOGIN),
            named(
                Optional.ofNullable(spec.objectStorage()).map(ObjectStorage::credentialsSecret),
                Content.STORAGE_LOGIN),
            named(
                Optional.ofNullable(spec.redis()).map(Redis::passwordSecret),
                Content.PASSWORD_ALONE),
            Arrays.stream(ServiceName.values())
                .flatMap(service -> named(spec.services().licenceSecret(service), Content.LICENCE)),
            spec.imagePullSecrets().stream()
                .map(name -> new NamedSecret(name, Content.REGISTRY_LOGIN)))
        .flatMap(secrets -> secrets)
        .distinct()
        .toList();
  }

  private static Stream<NamedSecret> of(Database database) {
    return Stream.concat(
        Stream.of(new NamedSecret(database.adminSecret(), Content.LOGIN)),
        named(Optional.ofNullable(database.caSecret()), Content.CERTIFICATE_AUTHORITIES));
  }

  private static Stream<NamedSecret> named(Optional<String> name, Content content) {
    return name.map(known -> new NamedSecret(known, content)).stream();
  }
}
