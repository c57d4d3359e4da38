package io.smarteros.tenant.service;

import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;

/**
 * What an application gets of its class, with the logins of the class's Secrets: only what it uses,
 * and nothing that variables of the Tenant replace.
 *
 * @param licence its key
 * @param redisPassword of its own Redis
 */
@RecordBuilder
public record ClassAccess(
    Optional<SmtpAccess> smtp,
    Optional<ObjectStorageAccess> objectStorage,
    Optional<String> licence,
    Optional<String> redisPassword)
    implements ClassAccessBuilder.With {
  public static final ClassAccess NONE =
      new ClassAccess(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Without licence and password. */
  @Override
  public String toString() {
    return "ClassAccess[smtp=%s, objectStorage=%s]".formatted(smtp, objectStorage);
  }

  /**
   * How the application sends mail.
   *
   * @param from address of the sender
   * @param login empty: the server asks for none
   */
  public record SmtpAccess(
      String host, int port, String from, Tls tls, Optional<SmtpLogin> login) {}

  public record SmtpLogin(String username, String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return "SmtpLogin[username=%s]".formatted(username);
    }
  }

  /**
   * Where the application keeps files.
   *
   * @param endpoint URL of the S3 API
   * @param bucket of this application of this tenant
   */
  public record ObjectStorageAccess(
      String endpoint, String region, String bucket, String accessKeyId, String secretAccessKey) {

    /** Without the secret key. */
    @Override
    public String toString() {
      return "ObjectStorageAccess[endpoint=%s, region=%s, bucket=%s]"
          .formatted(endpoint, region, bucket);
    }
  }
}
