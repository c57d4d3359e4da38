package io.smarteros.tenant.resolve;

import static io.smarteros.tenant.api.Reason.NOT_ALLOWED_BY_CLASS;
import static io.smarteros.tenant.api.Reason.VERSION_REFUSED;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.tenantclass.ClassService;
import io.smarteros.tenant.record.ServiceRecord;
import java.util.Optional;

/** Decides which image of which version a service runs. */
final class ImageChoice {
  private final ServiceInput input;
  private final Rejections rejections;

  ImageChoice(ServiceInput input, Rejections rejections) {
    this.input = input;
    this.rejections = rejections;
  }

  /**
   * The image to run.
   *
   * @param pinned the version is that of the image's own tag or digest
   * @param reference as a pod names the image
   */
  record Chosen(String version, boolean pinned, String reference) {}

  Chosen choose() {
    Optional<String> own = ownImage();
    ImageReference image =
        ImageReference.parse(
            own.or(() -> input.ofClass().map(ClassService::image))
                .orElseGet(this::defaultRepository));
    String version = image.isPinned() ? pinnedVersion(image, own.isPresent()) : version();
    return new Chosen(version, image.isPinned(), image.of(version));
  }

  private String version() {
    Optional<String> running = input.record().flatMap(ServiceRecord::versionToGoOnWith);
    Optional<String> classVersion = input.ofClass().map(ClassService::version);
    // A version that nobody names stays the default of its first day: an upgrade of the operator
    // restarts no pod.
    String fallback = classVersion.or(() -> running).orElse(input.defaults().version());
    String wanted = Optional.ofNullable(input.spec().version()).orElse(fallback);
    if (!wanted.equals(fallback) && !input.allow().versionsOf(input.name()).contains(wanted)) {
      Problem notAllowed =
          new Problem(
              NOT_ALLOWED_BY_CLASS,
              "TenantClass %s does not allow version %s of %s. Remove %s, or add the version to allow.versions in the class"
                  .formatted(input.className(), wanted, input.name(), input.field("version")));
      // one that runs goes on in its version, and is looked after
      running.ifPresentOrElse(
          _ -> rejections.hold(notAllowed), () -> rejections.refuse(notAllowed));
      return running.orElse(fallback);
    }
    // one that is in force but never started, such as one whose image does not exist, changed
    // nothing
    Optional<String> ran = input.record().flatMap(ServiceRecord::ranVersion);
    Optional<String> why = ran.flatMap(last -> input.defaults().upgrades().refuses(last, wanted));
    if (why.isPresent()) {
      Problem rejected = new Problem(VERSION_REFUSED, why.get());
      running.ifPresentOrElse(_ -> rejections.hold(rejected), () -> rejections.refuse(rejected));
      return running.orElse(wanted);
    }
    Optional<Problem> unsupported = unsupported(wanted);
    unsupported.ifPresent(this::holdOrRefuse);
    return unsupported.isPresent() ? running.orElse(wanted) : wanted;
  }

  private Optional<Problem> unsupported(String version) {
    return input
        .defaults()
        .versions()
        .refuses(version)
        .map(why -> new Problem(VERSION_REFUSED, why));
  }

  /** What was once set up goes on and is looked after; what never was would never be. */
  private void holdOrRefuse(Problem unsupported) {
    if (input.record().filter(ServiceRecord::routeAllowed).isPresent()) {
      rejections.hold(unsupported);
    } else {
      rejections.refuse(unsupported);
    }
  }

  private Optional<String> ownImage() {
    Optional<String> own = Optional.ofNullable(input.spec().image());
    if (own.isPresent() && !Boolean.TRUE.equals(input.allow().images())) {
      rejections.refuse(input.notAllowed("image", "choose its image", "images"));
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
    Optional<String> ofTenant = Optional.ofNullable(input.spec().version());
    Optional<String> said = own ? ofTenant : input.ofClass().map(ClassService::version);
    String imageField = own ? input.field("image") : classField("image");
    String versionField = own ? input.field("version") : classField("version");
    Optional<String> ran = input.record().flatMap(ServiceRecord::ranVersion);
    Optional<String> version = image.tag().or(() -> said);
    if (version.isEmpty()) {
      rejections.refuse(
          new Problem(
              VERSION_REFUSED,
              "%s has a digest and no tag, so its version is not known. Set %s to its version"
                  .formatted(imageField, versionField)));
      return ran.orElse(input.defaults().version());
    }
    String wanted = version.get();
    Optional<String> wrong =
        disagrees(imageField, wanted, versionField, said)
            .or(() -> disagrees(imageField, wanted, input.field("version"), ofTenant))
            .or(() -> ran.flatMap(last -> input.defaults().upgrades().refuses(last, wanted)));
    wrong.ifPresent(message -> rejections.refuse(new Problem(VERSION_REFUSED, message)));
    if (wrong.isEmpty()) {
      unsupported(wanted).ifPresent(ran.equals(version) ? this::holdOrRefuse : rejections::refuse);
    }
    return wrong.isEmpty() ? wanted : ran.orElse(wanted);
  }

  private static Optional<String> disagrees(
      String imageField, String version, String versionField, Optional<String> said) {
    return said.filter(other -> !other.equals(version))
        .map(
            other ->
                "%s has version %s, but %s is %s. Remove the version, or set it to the same"
                    .formatted(imageField, version, versionField, other));
  }

  private String classField(String field) {
    return "%s of class %s".formatted(input.field(field), input.className());
  }

  private String defaultRepository() {
    return Optional.ofNullable(input.tenantClass().getSpec().imageRegistry())
        .map(registry -> registry + "/" + input.defaults().imageRepository())
        .orElse(input.defaults().imageRepository());
  }
}
