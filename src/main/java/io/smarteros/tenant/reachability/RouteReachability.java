package io.smarteros.tenant.reachability;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at what the cluster has of a route. Routes are watched. Certificates are read by name, and
 * a valid one is read again at a full resync, and once it may have ended.
 */
public final class RouteReachability {
  private static final String CERTIFICATE_NAME = "cert-manager.io/certificate-name";

  private final ClusterObjects cluster;
  private final InstantSource clock;
  private final Map<ObjectKey, TlsCertificate> valid = new ConcurrentHashMap<>();

  /**
   * Compares with times that others wrote.
   *
   * @param clock the same as the cluster's
   */
  public RouteReachability(ClusterObjects cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /**
   * Whether users get through all of these.
   *
   * @param routes as they were applied; what is no route needs nothing
   * @param fullResync certificates are read again
   */
  public Reachability of(List<HasMetadata> routes, boolean fullResync) {
    Reachability all = Reachability.Reachable.FOR_NOW;
    for (HasMetadata route : routes) {
      all = all.and(() -> of(route, fullResync));
    }
    return all;
  }

  private Reachability of(HasMetadata route, boolean fullResync) {
    return switch (route) {
      case Ingress ingress ->
          find(ingress)
              .map(live -> IngressReachability.of(ingress, live))
              .orElseGet(() -> notObserved(ingress))
              .and(() -> certificates(ingress, fullResync));
      case GenericKubernetesResource httpRoute ->
          find(httpRoute)
              .map(live -> HttpRouteReachability.of(httpRoute, live, clock.instant()))
              .orElseGet(() -> notObserved(httpRoute));
      default -> Reachability.Reachable.FOR_NOW;
    };
  }

  private Optional<ObservedObject> find(HasMetadata route) {
    return cluster.find(ObjectKey.of(route));
  }

  private static Reachability notObserved(HasMetadata route) {
    return new Reachability.Waiting(
        new Problem(
            Reason.WAITING_FOR_ADDRESS,
            "Waiting for the new %s to be observed".formatted(ObjectKey.of(route))));
  }

  /** One that the controller has for all hosts is in no Secret of the tenant's. */
  private Reachability certificates(Ingress ingress, boolean fullResync) {
    Reachability all = Reachability.Reachable.FOR_NOW;
    for (IngressTLS tls : ingress.getSpec().getTls()) {
      String name = tls.getSecretName();
      if (name != null) {
        ObjectKey secret =
            new ObjectKey("v1", "Secret", ingress.getMetadata().getNamespace(), name);
        all = all.and(() -> certificate(secret, fullResync));
      }
    }
    return all;
  }

  private Reachability certificate(ObjectKey secret, boolean fullResync) {
    Instant now = clock.instant();
    Optional<TlsCertificate> known =
        fullResync ? Optional.empty() : Optional.ofNullable(valid.get(secret));
    return known
        .filter(certificate -> certificate.isValidAt(now))
        .map(CertificateReachability::ofValid)
        .orElseGet(() -> read(secret, now));
  }

  private Reachability read(ObjectKey secret, Instant now) {
    Optional<Secret> found = cluster.readSecret(secret);
    Optional<TlsCertificate> certificate =
        found.flatMap(TlsCertificate::of).filter(one -> one.isValidAt(now));
    if (certificate.isPresent()) {
      valid.put(secret, certificate.get());
      return CertificateReachability.ofValid(certificate.get());
    }
    valid.remove(secret);
    return CertificateReachability.ofInvalid(secret, found, issued(secret, found), now);
  }

  /** For an Ingress cert-manager makes one of the Secret's name; its Secret names any other. */
  private Optional<GenericKubernetesResource> issued(ObjectKey secret, Optional<Secret> found) {
    String name =
        found
            .map(Secret::getMetadata)
            .flatMap(metadata -> Optional.ofNullable(metadata.getAnnotations()))
            .map(annotations -> annotations.get(CERTIFICATE_NAME))
            .orElse(secret.name());
    return cluster.readCertificate(secret.namespace(), name);
  }

  /** Drops what is remembered of a namespace that is gone. */
  public void forget(String namespace) {
    valid.keySet().removeIf(secret -> secret.namespace().equals(namespace));
  }
}
