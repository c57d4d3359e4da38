package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.DatabaseRecord;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.resolve.Resolution;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.service.Credential;
import io.smarteros.tenant.service.Rotation;
import io.smarteros.tenant.service.TenantService;
import io.smarteros.tenant.service.TenantService.DatabaseNeeds;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Begins to replace a credential that a person names, by a change of the record alone: the steps of
 * the service bring it to where it is used. The same change notes the request as begun.
 */
public final class RotationStep {
  private static final Pattern ASKED = Pattern.compile("([^/@]+)/([^/@]+)@.+");

  private final Map<ServiceName, TenantService> supported;
  private final BiConsumer<Tenant, String> refused;

  /**
   * For the applications that this operator can run.
   *
   * @param refused takes why something cannot be replaced, once
   */
  public RotationStep(
      Map<ServiceName, TenantService> supported, BiConsumer<Tenant, String> refused) {
    this.supported = Map.copyOf(supported);
    this.refused = refused;
  }

  private sealed interface Answer {}

  private record Begin(ServiceName service, UnaryOperator<ServiceRecord> change)
      implements Answer {}

  /** It is fresh: it comes with the service. */
  private record Nothing() implements Answer {}

  /** Something else must end first. */
  private record Wait() implements Answer {}

  private record Refuse(String why) implements Answer {}

  void apply(Tenant tenant, Resolution resolution, RecordSession recordSession) {
    pending(tenant, recordSession)
        .ifPresent(asked -> apply(asked, tenant, resolution, recordSession));
  }

  private void apply(
      String asked, Tenant tenant, Resolution resolution, RecordSession recordSession) {
    Optional<String> noted = Optional.of(asked);
    switch (answer(asked, resolution, recordSession)) {
      case Begin(ServiceName service, UnaryOperator<ServiceRecord> change) ->
          recordSession.prepare(known -> known.withService(service, change).withRotation(noted));
      case Nothing _ -> recordSession.prepare(known -> known.withRotation(noted));
      case Wait _ -> {}
      case Refuse(String why) -> {
        recordSession.prepare(known -> known.withRotation(noted));
        refused.accept(
            tenant, "%s: %s is not done: %s".formatted(Names.ROTATE_ANNOTATION, asked, why));
      }
    }
  }

  /**
   * Whether it had to wait, and need not any more: what it waited for ended in this very
   * reconciliation, and no event tells of that.
   */
  boolean canBegin(Tenant tenant, Resolution resolution, RecordSession recordSession) {
    return pending(tenant, recordSession)
        .filter(asked -> !(answer(asked, resolution, recordSession) instanceof Wait))
        .isPresent();
  }

  private static Optional<String> pending(Tenant tenant, RecordSession recordSession) {
    return TenantAnnotations.of(tenant)
        .rotate()
        .filter(asked -> !recordSession.read().rotation().equals(Optional.of(asked)));
  }

  private Answer answer(String asked, Resolution resolution, RecordSession recordSession) {
    Matcher parts = ASKED.matcher(asked);
    boolean wellFormed = parts.matches();
    Optional<ServiceName> name = wellFormed ? ServiceName.of(parts.group(1)) : Optional.empty();
    Optional<Credential> credential = wellFormed ? Credential.of(parts.group(2)) : Optional.empty();
    if (name.isEmpty() || credential.isEmpty()) {
      return new Refuse(
          "Write <service>/<%s>@<anything new>"
              .formatted(
                  Arrays.stream(Credential.values())
                      .map(Credential::id)
                      .collect(Collectors.joining("|"))));
    }
    return answer(name.get(), credential.get(), resolution, recordSession);
  }

  private Answer answer(
      ServiceName name, Credential credential, Resolution resolution, RecordSession session) {
    if (resolution.rejected().containsKey(name)) {
      return new Wait();
    }
    ResolvedService wanted = resolution.tenant().services().get(name);
    TenantService application = supported.get(name);
    if (wanted == null || application == null || !wanted.enabled()) {
      return new Refuse("the tenant does not run %s now".formatted(name));
    }
    return session
        .read()
        .service(name)
        .map(known -> answer(wanted, credential, application, known))
        .orElseGet(Nothing::new);
  }

  private static Answer answer(
      ResolvedService wanted,
      Credential credential,
      TenantService application,
      ServiceRecord known) {
    if (isUnderway(wanted, known)) {
      return new Wait();
    }
    return switch (rotation(wanted, credential, application)) {
      case Rotation.Impossible(String why) ->
          new Refuse("%s of %s: %s".formatted(credential.id(), wanted.name(), why));
      case Rotation.OfExternal(String external) ->
          new Begin(wanted.name(), service -> service.remaking(external));
      case Rotation.OfSecrets(Set<String> names) ->
          new Begin(wanted.name(), replacing(names, application, known));
    };
  }

  /** What runs beside a Job of another version keeps the password that it started with. */
  private static boolean isUnderway(ResolvedService wanted, ServiceRecord known) {
    return known.version().filter(version -> !version.equals(wanted.version())).isPresent()
        || known.runs().values().stream().anyMatch(run -> !run.hasCompleted(run.key()));
  }

  private static Rotation rotation(
      ResolvedService wanted, Credential credential, TenantService application) {
    return switch (credential) {
      case LOGIN -> application.loginRotation(wanted);
      case API_KEY -> application.apiKeyRotation(wanted);
      case DATABASE_PASSWORD ->
          application
              .database()
              .map(DatabaseNeeds::passwordSecret)
              .<Rotation>map(password -> new Rotation.OfSecrets(Set.of(password)))
              .orElseGet(() -> new Rotation.Impossible("it has no database"));
    };
  }

  private static UnaryOperator<ServiceRecord> replacing(
      Set<String> names, TenantService application, ServiceRecord known) {
    Map<String, String> rest = new TreeMap<>(known.secrets());
    rest.keySet().removeAll(names);
    Map<String, Supplier<String>> missing = new TreeMap<>(application.missingSecrets(rest));
    missing.keySet().retainAll(names);
    Map<String, String> made = new TreeMap<>();
    missing.forEach((name, make) -> made.put(name, make.get()));
    boolean ofDatabase =
        application
            .database()
            .filter(needs -> made.containsKey(needs.passwordSecret()))
            .isPresent();
    return service -> {
      ServiceRecord replaced = service.withAddedSecrets(made);
      return ofDatabase
          ? replaced.withDatabase(replaced.database().map(DatabaseRecord::withNewPassword))
          : replaced;
    };
  }
}
