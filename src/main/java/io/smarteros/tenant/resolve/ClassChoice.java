package io.smarteros.tenant.resolve;

import static io.smarteros.tenant.api.Reason.CLASS_NOT_FOUND;
import static io.smarteros.tenant.api.Reason.MULTIPLE_DEFAULT_CLASSES;
import static io.smarteros.tenant.api.Reason.NOT_SUPPORTED_YET;
import static io.smarteros.tenant.api.Reason.NO_DEFAULT_CLASS;
import static io.smarteros.tenant.api.Reason.PLACEMENT_DIFFERS;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.Network.Egress;
import io.smarteros.tenant.api.tenantclass.Routing;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.PodSecurity;
import io.smarteros.tenant.record.TenantRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which TenantClass serves a Tenant. */
public sealed interface ClassChoice {

  /**
   * The class that serves the Tenant.
   *
   * @param differs the Tenant asks for another class than the one it is placed in
   */
  record Chosen(TenantClass tenantClass, Optional<Problem> differs) implements ClassChoice {}

  record Impossible(Problem problem) implements ClassChoice {}

  /**
   * The class of the record, once there is one. Before that, the class that the Tenant names, or
   * the default.
   */
  static ClassChoice of(
      Tenant tenant, Collection<TenantClass> classes, Optional<TenantRecord> record) {
    return switch (choose(tenant, classes, record)) {
      case Chosen chosen ->
          unknown(chosen.tenantClass()).<ClassChoice>map(Impossible::new).orElse(chosen);
      case Impossible impossible -> impossible;
    };
  }

  /** What must hold for all of a tenant, and has a value of a newer version of the operator. */
  private static Optional<Problem> unknown(TenantClass tenantClass) {
    TenantClassSpec spec = tenantClass.getSpec();
    return Stream.of(
            spec.podSecurity() == PodSecurity.UNKNOWN ? "spec.podSecurity" : "",
            spec.network() != null && spec.network().egress() == Egress.UNKNOWN
                ? "spec.network.egress"
                : "",
            spec.routing() != null && spec.routing().check() == Routing.Check.UNKNOWN
                ? "spec.routing.check"
                : "",
            spec.database() != null && spec.database().sslMode() == SslMode.UNKNOWN
                ? "spec.database.sslMode"
                : "",
            spec.smtp() != null && spec.smtp().tls() == Tls.UNKNOWN ? "spec.smtp.tls" : "")
        .filter(field -> !field.isEmpty())
        .findFirst()
        .map(
            field ->
                new Problem(
                    NOT_SUPPORTED_YET,
                    "This version of the operator does not know the value of %s of TenantClass %s. Set another one, or upgrade the operator"
                        .formatted(field, tenantClass.getMetadata().getName())));
  }

  private static ClassChoice choose(
      Tenant tenant, Collection<TenantClass> classes, Optional<TenantRecord> record) {
    Optional<String> named = Optional.ofNullable(tenant.getSpec().className());
    return record
        .map(known -> placed(known.placement().className(), named, classes))
        .orElseGet(
            () -> named.map(name -> byName(name, classes)).orElseGet(() -> byDefault(classes)));
  }

  private static ClassChoice placed(
      String className, Optional<String> named, Collection<TenantClass> classes) {
    return find(className, classes)
        .<ClassChoice>map(
            found ->
                new Chosen(
                    found,
                    named
                        .filter(name -> !name.equals(className))
                        .map(name -> classDiffers(className, name))))
        .orElseGet(
            () ->
                new Impossible(
                    new Problem(
                        CLASS_NOT_FOUND,
                        "The tenant was created with TenantClass %s, which does not exist any more. Create it again"
                            .formatted(className))));
  }

  private static Problem classDiffers(String placedIn, String named) {
    return new Problem(
        PLACEMENT_DIFFERS,
        "The tenant was created with TenantClass %s and keeps it. Set spec.className back from %s to %s"
            .formatted(placedIn, named, placedIn));
  }

  private static ClassChoice byName(String name, Collection<TenantClass> classes) {
    return find(name, classes)
        .map(
            found ->
                found.isMarkedForDeletion()
                    ? beingDeleted(name)
                    : new Chosen(found, Optional.empty()))
        .orElseGet(
            () ->
                new Impossible(
                    new Problem(
                        CLASS_NOT_FOUND,
                        "TenantClass %s does not exist. Create it, or name another one in spec.className"
                            .formatted(name))));
  }

  /** It would keep a class from going that shall go, or come too late and be left without one. */
  private static ClassChoice beingDeleted(String name) {
    return new Impossible(
        new Problem(
            CLASS_NOT_FOUND,
            "TenantClass %s is being deleted and takes no new Tenant. Name another one in spec.className"
                .formatted(name)));
  }

  private static Optional<TenantClass> find(String name, Collection<TenantClass> classes) {
    return classes.stream()
        .filter(candidate -> candidate.getMetadata().getName().equals(name))
        .findFirst();
  }

  private static ClassChoice byDefault(Collection<TenantClass> classes) {
    List<TenantClass> defaults =
        classes.stream()
            .filter(TenantClass::servesByDefault)
            .filter(candidate -> !candidate.isMarkedForDeletion())
            .sorted(ClassChoice::byName)
            .toList();
    return switch (defaults.size()) {
      case 0 ->
          new Impossible(
              new Problem(
                  NO_DEFAULT_CLASS,
                  "spec.className is absent, and no TenantClass has the annotation %s: \"true\". Set one of the two"
                      .formatted(TenantClass.DEFAULT_CLASS_ANNOTATION)));
      case 1 -> new Chosen(defaults.getFirst(), Optional.empty());
      default ->
          new Impossible(
              new Problem(
                  MULTIPLE_DEFAULT_CLASSES,
                  "Several TenantClasses are annotated as the default: %s. Leave the annotation on one of them, or set spec.className"
                      .formatted(
                          defaults.stream()
                              .map(candidate -> candidate.getMetadata().getName())
                              .collect(Collectors.joining(", ")))));
    };
  }

  private static int byName(TenantClass left, TenantClass right) {
    return left.getMetadata().getName().compareTo(right.getMetadata().getName());
  }
}
