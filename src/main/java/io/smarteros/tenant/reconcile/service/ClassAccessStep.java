package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.tenantclass.NamedSecret.ACCESS_KEY_ID;
import static io.smarteros.tenant.tenantclass.NamedSecret.LICENCE_KEY;
import static io.smarteros.tenant.tenantclass.NamedSecret.PASSWORD;
import static io.smarteros.tenant.tenantclass.NamedSecret.SECRET_ACCESS_KEY;
import static io.smarteros.tenant.tenantclass.NamedSecret.USERNAME;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.tenantclass.ObjectStorage;
import io.smarteros.tenant.api.tenantclass.Redis;
import io.smarteros.tenant.api.tenantclass.Smtp;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ClassAccess.ObjectStorageAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpLogin;
import io.smarteros.tenant.service.ClassResource;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a service gets of its class, with the logins of the class's Secrets. While one of them is
 * missing the service stays as it is.
 */
public final class ClassAccessStep {
  private final ClassSecrets secrets;

  public ClassAccessStep(ClassSecrets secrets) {
    this.secrets = secrets;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    return StepResult.next(ClassAccess.NONE)
        .then(access -> smtp(context).then(found -> StepResult.next(access.withSmtp(found))))
        .then(
            access ->
                objectStorage(context)
                    .then(found -> StepResult.next(access.withObjectStorage(found))))
        .then(access -> licence(context).then(found -> StepResult.next(access.withLicence(found))))
        .then(
            access ->
                redisPassword(context)
                    .then(found -> StepResult.next(access.withRedisPassword(found))))
        .then(access -> StepResult.next(context.withClassAccess(access)));
  }

  private StepResult<Optional<SmtpAccess>> smtp(ServiceContext context) {
    Smtp smtp = context.tenant().tenantClass().smtp();
    if (smtp == null || !uses(context, ClassResource.SMTP)) {
      return StepResult.next(Optional.empty());
    }
    return login(context, smtp)
        .then(
            login ->
                StepResult.next(
                    Optional.of(
                        new SmtpAccess(
                            smtp.host(), smtp.portOfServer(), smtp.from(), smtp.tls(), login))));
  }

  private StepResult<Optional<SmtpLogin>> login(ServiceContext context, Smtp smtp) {
    Optional<String> secret = Optional.ofNullable(smtp.credentialsSecret());
    return secret.isEmpty()
        ? StepResult.next(Optional.empty())
        : read(context, "spec.smtp.credentialsSecret", secret.get(), USERNAME, PASSWORD)
            .then(
                values ->
                    StepResult.next(
                        Optional.of(new SmtpLogin(values.get(USERNAME), values.get(PASSWORD)))));
  }

  private StepResult<Optional<ObjectStorageAccess>> objectStorage(ServiceContext context) {
    ObjectStorage storage = context.tenant().tenantClass().objectStorage();
    if (storage == null || !uses(context, ClassResource.OBJECT_STORAGE)) {
      return StepResult.next(Optional.empty());
    }
    return read(
            context,
            "spec.objectStorage.credentialsSecret",
            storage.credentialsSecret(),
            ACCESS_KEY_ID,
            SECRET_ACCESS_KEY)
        .then(
            values ->
                StepResult.next(
                    Optional.of(
                        new ObjectStorageAccess(
                            storage.endpoint(),
                            storage.region(),
                            storage.bucketOf(context.name(), context.tenant().name()),
                            values.get(ACCESS_KEY_ID),
                            values.get(SECRET_ACCESS_KEY)))));
  }

  private StepResult<Optional<String>> licence(ServiceContext context) {
    Optional<String> secret =
        context.tenant().tenantClass().services().licenceSecret(context.name());
    return secret.isEmpty() || !uses(context, ClassResource.LICENCE)
        ? StepResult.next(Optional.empty())
        : read(
                context,
                "spec.services.%s.licenceSecret".formatted(context.name()),
                secret.get(),
                LICENCE_KEY)
            .then(values -> StepResult.next(Optional.of(values.get(LICENCE_KEY))));
  }

  private StepResult<Optional<String>> redisPassword(ServiceContext context) {
    Optional<String> secret =
        Optional.ofNullable(context.tenant().tenantClass().redis()).map(Redis::passwordSecret);
    return secret.isEmpty() || !uses(context, ClassResource.REDIS_PASSWORD)
        ? StepResult.next(Optional.empty())
        : told(
                context,
                "spec.redis.passwordSecret",
                secrets.plain(secret.get(), PASSWORD),
                PASSWORD)
            .then(values -> StepResult.next(Optional.of(values.get(PASSWORD))));
  }

  /** Not what variables of the Tenant stand for; those of the class are the platform's. */
  private static boolean uses(ServiceContext context, ClassResource resource) {
    Predicate<String> ofTenant = context.service().classResources(context.resolved()).get(resource);
    return ofTenant != null
        && context.resolved().spec().env().stream()
            .map(EnvironmentVariable::name)
            .noneMatch(ofTenant);
  }

  private StepResult<ClassSecrets.Values> read(
      ServiceContext context, String field, String secret, String... keys) {
    return told(context, field, secrets.lines(secret, keys), keys);
  }

  /** With the field of the class that names the Secret, and the keys that it should have. */
  private static StepResult<ClassSecrets.Values> told(
      ServiceContext context, String field, ClassSecrets.Found found, String... keys) {
    return switch (found) {
      case ClassSecrets.Missing(Problem(Reason reason, String message)) ->
          StepResult.blocked(
              new Problem(
                  reason,
                  "%s of TenantClass %s (%s): %s"
                      .formatted(
                          field, context.tenant().className(), String.join(", ", keys), message)));
      case ClassSecrets.Values values -> StepResult.next(values);
    };
  }
}
