package io.smarteros.tenant.resolve;

import static io.smarteros.tenant.api.Reason.NOT_ALLOWED_BY_CLASS;
import static io.smarteros.tenant.api.Reason.NOT_SUPPORTED_YET;
import static io.smarteros.tenant.api.Reason.PLACEMENT_DIFFERS;
import static io.smarteros.tenant.api.Reason.STORAGE_SHRINK_REFUSED;
import static io.smarteros.tenant.api.Reason.VERSION_REFUSED;

import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.Allow;
import io.smarteros.tenant.api.Allow.MaxResources;
import io.smarteros.tenant.api.BotpressSpec;
import io.smarteros.tenant.api.ChatwootSpec;
import io.smarteros.tenant.api.ClassService;
import io.smarteros.tenant.api.Mode;
import io.smarteros.tenant.api.N8nSpec;
import io.smarteros.tenant.api.OdooSpec;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Resources;
import io.smarteros.tenant.api.ServiceName;
import io.smarteros.tenant.api.ServiceSpec;
import io.smarteros.tenant.api.Storage;
import io.smarteros.tenant.api.TenantClass;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides one service: the Tenant where the class allows it, else the class, else the operator. */
final class ServiceResolver {
  private final String tenant;
  private final String className;
  private final TenantClass tenantClass;
  private final ServiceName name;
  private final ServiceSpec spec;
  private final ServiceDefaults defaults;
  private final Optional<ServiceRecord> record;
  private final Optional<String> customDomain;
  private final Allow allow;
  private final Optional<ClassService> ofClass;
  private @Nullable Problem refusal;
  private @Nullable Problem held;

  ServiceResolver(
      String tenant,
      TenantClass tenantClass,
      ServiceName name,
      ServiceSpec spec,
      ServiceDefaults defaults,
      Optional<ServiceRecord> record,
      Optional<String> customDomain) {
    this.tenant = tenant;
    this.tenantClass = tenantClass;
    this.className = tenantClass.getMetadata().getName();
    this.name = name;
    this.spec = spec;
    this.defaults = defaults;
    this.record = record;
    this.customDomain = customDomain;
    this.allow = tenantClass.getSpec().allow();
    this.ofClass = tenantClass.getSpec().services().find(name);
  }

  /** Why the service is not touched; known after {@link #resolve}. */
  Optional<Problem> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** What of the spec is not followed while the rest is; known after {@link #resolve}. */
  Optional<Problem> held() {
    return Optional.ofNullable(held);
  }

  ResolvedService resolve() {
    Optional<String> own = ownImage();
    ImageReference image =
        ImageReference.parse(
            own.or(() -> ofClass.map(ClassService::image)).orElseGet(this::defaultRepository));
    String version = image.isPinned() ? pinnedVersion(image, own.isPresent()) : version();
    if (!spec.env().isEmpty() && !Boolean.TRUE.equals(allow.env())) {
      refuse(notAllowed("env", "set environment variables", "env"));
    }
    return new ResolvedService(
        name,
        spec.isEnabled(),
        mode(),
        version,
        image.of(version),
        replicas(),
        host(),
        size(Resources::cpu, defaults.cpu(), MaxResources::cpu, "resources.cpu"),
        size(Resources::memory, defaults.memory(), MaxResources::memory, "resources.memory"),
        storage(),
        spec.env(),
        spec);
  }

  private Mode mode() {
    Mode classMode = ofClass.map(ClassService::mode).orElse(Mode.DEDICATED);
    Mode wanted = Optional.ofNullable(spec.mode()).orElse(classMode);
    if (wanted != classMode && !allow.modes().contains(wanted)) {
      refuse(notAllowed("mode", "choose the mode", "modes"));
    }
    Optional<Mode> running = record.flatMap(ServiceRecord::mode);
    if (running.isPresent() && running.get() != wanted) {
      hold(
          new Problem(
              PLACEMENT_DIFFERS,
              "%s was made in mode %s and stays so; set spec.services.%s.mode back"
                  .formatted(name, label(running.get()), name)));
      return running.get();
    }
    if (wanted == Mode.SHARED) {
      refuse(
          new Problem(
              NOT_SUPPORTED_YET,
              "This version of the operator cannot run %s in mode Shared yet; use Dedicated"
                  .formatted(name)));
    }
    return wanted;
  }

  private static String label(Mode mode) {
    return switch (mode) {
      case DEDICATED -> "Dedicated";
      case SHARED -> "Shared";
    };
  }

  private String version() {
    Optional<String> running = record.flatMap(ServiceRecord::version);
    Optional<String> classVersion = ofClass.map(ClassService::version);
    // A version that nobody names stays the default of its first day: an upgrade of the operator
    // restarts no pod.
    String fallback = classVersion.or(() -> running).orElse(defaults.version());
    String wanted = Optional.ofNullable(spec.version()).orElse(fallback);
    if (!wanted.equals(fallback)
        && !allow.versions().getOrDefault(name, List.of()).contains(wanted)) {
      Problem notAllowed =
          new Problem(
              NOT_ALLOWED_BY_CLASS,
              "Class %s does not let a Tenant choose version %s of %s; remove spec.services.%s.version or add it to allow.versions in the class"
                  .formatted(className, wanted, name, name));
      // one that runs goes on in its version, and is looked after
      running.ifPresentOrElse(_ -> hold(notAllowed), () -> refuse(notAllowed));
      return running.orElse(fallback);
    }
    // one that is in force but never started, such as one whose image does not exist, changed
    // nothing
    Optional<String> ran = record.flatMap(ServiceRecord::ranVersion);
    Optional<String> why = ran.flatMap(last -> defaults.upgrades().refuses(last, wanted));
    if (why.isPresent()) {
      hold(new Problem(VERSION_REFUSED, why.get()));
      return ran.orElseThrow();
    }
    return wanted;
  }

  private Optional<String> ownImage() {
    Optional<String> own = Optional.ofNullable(spec.image());
    if (own.isPresent() && !Boolean.TRUE.equals(allow.images())) {
      refuse(notAllowed("image", "choose its image", "images"));
      return Optional.empty();
    }
    return own;
  }

  /**
   * The version that an image with a tag or digest runs. Who may choose the image may choose that,
   * but the rules of upgrades hold. What is wrong with it refuses the service rather than holding
   * the version: which image ran before is not known.
   */
  private String pinnedVersion(ImageReference image, boolean own) {
    Optional<String> ofTenant = Optional.ofNullable(spec.version());
    Optional<String> said = own ? ofTenant : ofClass.map(ClassService::version);
    String imageField = own ? tenantField("image") : classField("image");
    String versionField = own ? tenantField("version") : classField("version");
    Optional<String> ran = record.flatMap(ServiceRecord::ranVersion);
    Optional<String> version = image.tag().or(() -> said);
    if (version.isEmpty()) {
      refuse(
          new Problem(
              VERSION_REFUSED,
              "%s has a digest and no tag, so it does not say its version; set %s to it"
                  .formatted(imageField, versionField)));
      return ran.orElse(defaults.version());
    }
    String wanted = version.get();
    Optional<String> wrong =
        disagrees(imageField, wanted, versionField, said)
            .or(() -> disagrees(imageField, wanted, tenantField("version"), ofTenant))
            .or(() -> ran.flatMap(last -> defaults.upgrades().refuses(last, wanted)));
    wrong.ifPresent(message -> refuse(new Problem(VERSION_REFUSED, message)));
    return wrong.isEmpty() ? wanted : ran.orElse(wanted);
  }

  private static Optional<String> disagrees(
      String imageField, String version, String versionField, Optional<String> said) {
    return said.filter(other -> !other.equals(version))
        .map(
            other ->
                "%s is of version %s and %s says %s; leave the version out, or make the two agree"
                    .formatted(imageField, version, versionField, other));
  }

  private String tenantField(String field) {
    return "spec.services.%s.%s".formatted(name, field);
  }

  private String classField(String field) {
    return "spec.services.%s.%s of class %s".formatted(name, field, className);
  }

  private String defaultRepository() {
    return Optional.ofNullable(tenantClass.getSpec().imageRegistry())
        .map(registry -> registry + "/" + defaults.imageRepository())
        .orElse(defaults.imageRepository());
  }

  private int replicas() {
    @Nullable Integer own =
        switch (spec) {
          case ChatwootSpec chatwoot -> chatwoot.replicas();
          case OdooSpec odoo -> odoo.replicas();
          case BotpressSpec _, N8nSpec _ -> null;
        };
    if (own != null && !Boolean.TRUE.equals(allow.replicas())) {
      refuse(notAllowed("replicas", "set the number of replicas", "replicas"));
    }
    return Optional.ofNullable(own).or(() -> ofClass.map(ClassService::replicas)).orElse(1);
  }

  private String host() {
    Optional<String> own = Optional.ofNullable(spec.host());
    if (own.isPresent() && !Boolean.TRUE.equals(allow.hosts())) {
      refuse(notAllowed("host", "choose its hosts", "hosts"));
      own = Optional.empty();
    }
    return own.orElseGet(() -> Hosts.of(name, tenant, customDomain, tenantClass.getSpec()));
  }

  private String size(
      Function<Resources, @Nullable Quantity> part,
      String fallback,
      Function<MaxResources, @Nullable Quantity> most,
      String field) {
    Optional<String> classSize =
        ofClass.map(ClassService::resources).map(part).map(Quantities::canonical);
    Optional<String> own =
        Optional.ofNullable(spec.resources()).map(part).map(Quantities::canonical);
    return own.map(size -> atMost(size, most, field)).or(() -> classSize).orElse(fallback);
  }

  private Optional<String> storage() {
    String fallback =
        ofClass
            .map(ClassService::storage)
            .map(Storage::size)
            .map(Quantities::canonical)
            .orElse(defaults.storage());
    String wanted =
        Optional.ofNullable(spec.storage())
            .map(Storage::size)
            .map(Quantities::canonical)
            .map(size -> atMost(size, MaxResources::storage, "storage.size"))
            .orElse(fallback);
    Optional<String> made =
        record.flatMap(
            known ->
                known.volumes().values().stream()
                    .filter(volume -> volume.stage() == Stage.MADE)
                    .map(VolumeRecord::size)
                    .findFirst());
    if (made.isPresent() && Quantities.compare(wanted, made.get()) < 0) {
      hold(
          new Problem(
              STORAGE_SHRINK_REFUSED,
              "The volume of %s has %s and cannot shrink to %s; set spec.services.%s.storage.size back"
                  .formatted(name, made.get(), wanted, name)));
      return made;
    }
    return Optional.of(wanted);
  }

  private String atMost(
      String size, Function<MaxResources, @Nullable Quantity> most, String field) {
    Optional<String> bound =
        Optional.ofNullable(allow.maxResources()).map(most).map(Quantities::canonical);
    if (bound.isPresent() && Quantities.compare(size, bound.get()) > 0) {
      refuse(
          new Problem(
              NOT_ALLOWED_BY_CLASS,
              "Class %s allows at most %s for spec.services.%s.%s, not %s"
                  .formatted(className, bound.get(), name, field, size)));
    }
    return size;
  }

  private Problem notAllowed(String field, String what, String permission) {
    return new Problem(
        NOT_ALLOWED_BY_CLASS,
        "Class %s does not let a Tenant %s; remove spec.services.%s.%s or set allow.%s in the class"
            .formatted(className, what, name, field, permission));
  }

  private void refuse(Problem problem) {
    if (refusal == null) {
      refusal = problem;
    }
  }

  private void hold(Problem problem) {
    if (held == null) {
      held = problem;
    }
  }
}
