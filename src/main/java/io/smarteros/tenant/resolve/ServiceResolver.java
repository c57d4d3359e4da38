package io.smarteros.tenant.resolve;

import static io.smarteros.tenant.api.Reason.NOT_ALLOWED_BY_CLASS;
import static io.smarteros.tenant.api.Reason.NOT_SUPPORTED_YET;
import static io.smarteros.tenant.api.Reason.PLACEMENT_DIFFERS;
import static io.smarteros.tenant.api.Reason.STORAGE_SHRINK_REFUSED;

import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.service.BotpressSpec;
import io.smarteros.tenant.api.service.ChatwootSpec;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.N8nSettings;
import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.service.OdooSpec;
import io.smarteros.tenant.api.service.Resources;
import io.smarteros.tenant.api.service.ServiceSpec;
import io.smarteros.tenant.api.service.Storage;
import io.smarteros.tenant.api.tenantclass.Allow.MaxResources;
import io.smarteros.tenant.api.tenantclass.ClassService;
import io.smarteros.tenant.api.tenantclass.ClassServices;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides one service: the Tenant where the class allows it, else the class, else the operator. */
final class ServiceResolver {
  private final ServiceInput input;
  private final Rejections rejections = new Rejections();

  ServiceResolver(ServiceInput input) {
    this.input = input;
  }

  /** Why the service is not touched; known after {@link #resolve}. */
  Optional<Problem> rejection() {
    return rejections.rejection();
  }

  /** What of the spec is not followed while the rest is; known after {@link #resolve}. */
  Optional<Problem> keptAsIs() {
    return rejections.keptAsIs();
  }

  ResolvedService resolve() {
    ServiceSpec spec = input.spec();
    ServiceDefaults defaults = input.defaults();
    ImageChoice.Chosen image = new ImageChoice(input, rejections).choose();
    if (!spec.env().isEmpty() && !Boolean.TRUE.equals(input.allow().env())) {
      rejections.refuse(input.notAllowed("env", "set environment variables", "env"));
    }
    refuseUnknownSettings();
    // the schema refuses it, unless the Tenant was stored before the schema did
    spec.env().stream()
        .filter(EnvironmentVariable::refersToAnother)
        .findFirst()
        .ifPresent(variable -> rejections.refuse(refersToAnother(variable)));
    return new ResolvedService(
        input.name(),
        spec.isEnabled(),
        mode(),
        image.version(),
        image.pinned(),
        image.reference(),
        replicas(),
        host(),
        withinLimits(
            "cpu", size(Resources::cpu, defaults.cpu(), MaxResources::cpu, "resources.cpu")),
        withinLimits(
            "memory",
            size(Resources::memory, defaults.memory(), MaxResources::memory, "resources.memory")),
        storage(),
        environment(),
        ClassSettings.merged(spec, classServices()));
  }

  /** Those of the class, and those of the Tenant, which take their place. */
  private List<EnvironmentVariable> environment() {
    Map<String, EnvironmentVariable> byName = new LinkedHashMap<>();
    input.ofClass().map(ClassService::env).orElseGet(List::of).stream()
        .map(variable -> new EnvironmentVariable(variable.name(), variable.value(), null))
        .forEach(variable -> byName.put(variable.name(), variable));
    input.spec().env().forEach(variable -> byName.put(variable.name(), variable));
    return List.copyOf(byName.values());
  }

  /** The Tenant's are looked at first: they count where both have one. */
  private void refuseUnknownSettings() {
    unknownSetting(input.spec())
        .map(setting -> input.field("settings." + setting))
        .or(
            () ->
                unknownSetting(ClassSettings.merged(input.spec(), classServices()))
                    .map(setting -> classField("settings." + setting)))
        .ifPresent(field -> rejections.refuse(notKnown(field)));
  }

  private Problem refersToAnother(EnvironmentVariable variable) {
    return new Problem(
        NOT_ALLOWED_BY_CLASS,
        "The value of %s in %s contains $(, with which Kubernetes would put in the value of another variable. Remove it"
            .formatted(variable.name(), input.field("env")));
  }

  private Mode mode() {
    Mode classMode = input.ofClass().map(ClassService::mode).orElse(Mode.DEDICATED);
    Mode wanted = Optional.ofNullable(input.spec().mode()).orElse(classMode);
    if (wanted == Mode.UNKNOWN) {
      rejections.refuse(
          notKnown(input.spec().mode() == null ? classField("mode") : input.field("mode")));
      return input.record().flatMap(ServiceRecord::mode).orElse(Mode.DEDICATED);
    }
    if (wanted != classMode && !input.allow().modes().contains(wanted)) {
      rejections.refuse(input.notAllowed("mode", "choose the mode", "modes"));
    }
    Optional<Mode> running = input.record().flatMap(ServiceRecord::mode);
    if (running.isPresent() && running.get() != wanted) {
      rejections.hold(
          new Problem(
              PLACEMENT_DIFFERS,
              "%s was created in mode %s and keeps it. Set %s back"
                  .formatted(input.name(), label(running.get()), input.field("mode"))));
      return running.get();
    }
    if (wanted == Mode.SHARED) {
      rejections.refuse(
          new Problem(
              NOT_SUPPORTED_YET,
              "This version of the operator does not support mode Shared of %s yet. Use mode Dedicated"
                  .formatted(input.name())));
    }
    return wanted;
  }

  private ClassServices classServices() {
    return input.tenantClass().getSpec().services();
  }

  private Problem notKnown(String field) {
    return new Problem(
        NOT_SUPPORTED_YET,
        "This version of the operator does not know the value of %s. Set another one, or upgrade the operator"
            .formatted(field));
  }

  private String classField(String field) {
    return "%s of TenantClass %s".formatted(input.field(field), input.className());
  }

  private static Optional<String> unknownSetting(ServiceSpec spec) {
    return switch (spec) {
      case N8nSpec(_, _, _, _, _, _, _, _, N8nSettings settings) when settings != null ->
          settings.unknownField();
      case BotpressSpec _, ChatwootSpec _, N8nSpec _, OdooSpec _ -> Optional.empty();
    };
  }

  private static String label(Mode mode) {
    return switch (mode) {
      case DEDICATED -> "Dedicated";
      case SHARED -> "Shared";
      case UNKNOWN -> "unknown";
    };
  }

  private int replicas() {
    @Nullable Integer own =
        switch (input.spec()) {
          case ChatwootSpec chatwoot -> chatwoot.replicas();
          case OdooSpec odoo -> odoo.replicas();
          case BotpressSpec _, N8nSpec _ -> null;
        };
    if (own != null && !Boolean.TRUE.equals(input.allow().replicas())) {
      rejections.refuse(input.notAllowed("replicas", "set the number of replicas", "replicas"));
    }
    return Optional.ofNullable(own).or(() -> input.ofClass().map(ClassService::replicas)).orElse(1);
  }

  private String host() {
    Optional<String> own = Optional.ofNullable(input.spec().host());
    if (own.isPresent() && !Boolean.TRUE.equals(input.allow().hosts())) {
      rejections.refuse(input.notAllowed("host", "choose its hosts", "hosts"));
      own = Optional.empty();
    }
    return own.orElseGet(
        () ->
            Hosts.of(
                input.name(), input.tenant(), input.customDomain(), input.tenantClass().getSpec()));
  }

  private String size(
      Function<Resources, @Nullable Quantity> part,
      String fallback,
      Function<MaxResources, @Nullable Quantity> most,
      String field) {
    Optional<String> classSize =
        input.ofClass().map(ClassService::resources).map(part).map(Quantities::canonical);
    Optional<String> own =
        Optional.ofNullable(input.spec().resources()).map(part).map(Quantities::canonical);
    return own.map(size -> atMost(size, most, field)).or(() -> classSize).orElse(fallback);
  }

  /** Else the LimitRange that the class asks for would keep every pod from being made. */
  private String withinLimits(String resource, String size) {
    ContainerLimits.of(input.tenantClass().getSpec().limits())
        .find(resource)
        .filter(limit -> Quantities.compare(size, limit.most()) > 0)
        .ifPresent(
            limit ->
                rejections.refuse(
                    new Problem(
                        NOT_ALLOWED_BY_CLASS,
                        "TenantClass %s lets no container have more than %s %s (%s), and %s is %s. Lower it, or raise %s in the class"
                            .formatted(
                                input.className(),
                                limit.most(),
                                resource,
                                limit.field(),
                                input.field("resources." + resource),
                                size,
                                limit.field()))));
    return size;
  }

  private Optional<String> storage() {
    String fallback =
        input
            .ofClass()
            .map(ClassService::storage)
            .map(Storage::size)
            .map(Quantities::canonical)
            .orElse(input.defaults().storage());
    String wanted =
        Optional.ofNullable(input.spec().storage())
            .map(Storage::size)
            .map(Quantities::canonical)
            .map(size -> atMost(size, MaxResources::storage, "storage.size"))
            .orElse(fallback);
    Optional<String> made =
        input
            .record()
            .flatMap(known -> Optional.ofNullable(known.volumes().get(input.defaults().volume())))
            .filter(volume -> volume.stage() == Stage.MADE)
            .map(VolumeRecord::size);
    if (made.isPresent() && Quantities.compare(wanted, made.get()) < 0) {
      rejections.hold(
          new Problem(
              STORAGE_SHRINK_REFUSED,
              "The volume of %s has %s and cannot shrink to %s. Set %s back"
                  .formatted(input.name(), made.get(), wanted, input.field("storage.size"))));
      return made;
    }
    return Optional.of(wanted);
  }

  private String atMost(
      String size, Function<MaxResources, @Nullable Quantity> most, String field) {
    Optional<String> bound =
        Optional.ofNullable(input.allow().maxResources()).map(most).map(Quantities::canonical);
    if (bound.isPresent() && Quantities.compare(size, bound.get()) > 0) {
      rejections.refuse(
          new Problem(
              NOT_ALLOWED_BY_CLASS,
              "TenantClass %s allows at most %s for %s, not %s. Lower it, or raise allow.maxResources in the class"
                  .formatted(input.className(), bound.get(), input.field(field), size)));
    }
    return size;
  }
}
