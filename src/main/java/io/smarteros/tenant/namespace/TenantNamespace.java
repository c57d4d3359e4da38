package io.smarteros.tenant.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.record.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/** The namespace of a tenant: created once, never taken from others, never created again empty. */
public final class TenantNamespace {
  private final ClusterObjects objects;
  private final InstantSource clock;

  /**
   * Works with the rights of its parts.
   *
   * @param clock of the cluster: it is compared with the times of deletions
   */
  public TenantNamespace(ClusterObjects objects, InstantSource clock) {
    this.objects = objects;
    this.clock = clock;
  }

  /**
   * Makes the namespace if it was only planned so far.
   *
   * @param desired as it should be made: policies of the cluster judge it when it is created
   * @param stage {@code MADE} in the record and not there now means that data was lost
   */
  public NamespaceState ensure(Namespace desired, String tenant, Stage stage) {
    String name = desired.getMetadata().getName();
    try {
      Optional<ObservedObject> namespace = find(name);
      if (namespace.isPresent()) {
        return judge(namespace.get(), tenant, stage);
      }
      return switch (stage) {
        case PLANNED -> make(desired);
        case MADE ->
            new NamespaceState.Lost(
                new Problem(
                    Reason.DATA_MISSING,
                    "Namespace %s is gone, with everything that tenant %s had in it. Restore it with its volumes, or accept the loss as status.decisions says"
                        .formatted(name, tenant)));
      };
    } catch (KubernetesClientException e) {
      return ApiRefusal.needsPerson(ObjectKey.ofNamespace(name), e)
          .<NamespaceState>map(NamespaceState.Refused::new)
          .orElseGet(
              () ->
                  new NamespaceState.Waiting(
                      "Namespace %s: %s".formatted(name, ApiRefusal.message(e))));
    }
  }

  /**
   * Notes on the namespace since when its data is only kept; empty takes the note away.
   *
   * @throws KubernetesClientException when the API server cannot take it now
   */
  public void markRetained(String name, String tenant, Optional<Instant> since) {
    Optional<ObservedObject> namespace = find(name).filter(found -> bears(found, tenant));
    Optional<String> wanted = since.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString());
    boolean noted =
        namespace
            .map(found -> found.annotations().containsKey(Names.RETAINED_AT_ANNOTATION))
            .orElse(false);
    // The first time counts: a clean-up that is tried again must not move it.
    if (namespace.isEmpty() || noted == wanted.isPresent()) {
      return;
    }
    objects.annotate(namespace.get().key(), Names.RETAINED_AT_ANNOTATION, wanted);
  }

  /** The namespace that the operator made for the tenant, as far as it is there to stay. */
  public Optional<String> madeFor(String tenant) {
    return allMadeFor(tenant)
        .filter(namespace -> !namespace.deleting())
        .map(namespace -> namespace.key().name())
        .findFirst();
  }

  /** The same, but one that is on its way out counts as well. */
  public Optional<String> leftOf(String tenant) {
    return allMadeFor(tenant).map(namespace -> namespace.key().name()).findFirst();
  }

  private Stream<ObservedObject> allMadeFor(String tenant) {
    return objects.of(tenant).stream()
        .filter(object -> object.key().kind().equals("Namespace"))
        .filter(namespace -> bears(namespace, tenant) && !isAdopted(namespace, tenant));
  }

  /**
   * Deletes the namespace and everything in it.
   *
   * @param stage as the record has it: what was only planned may be somebody else's
   * @throws KubernetesClientException when the API server cannot take it now
   */
  public NamespaceRemoval delete(String name, String tenant, Stage stage) {
    Optional<ObservedObject> namespace = find(name);
    if (namespace.isEmpty()) {
      return new NamespaceRemoval.Gone();
    }
    if (!isOurs(namespace.get(), tenant, stage) || isAdopted(namespace.get(), tenant)) {
      return switch (stage) {
        case PLANNED -> new NamespaceRemoval.Gone();
        case MADE ->
            blocked(
                "namespace %s was created for tenant %s, but its labels or annotations no longer say so. Delete it yourself, or set its label %s: %s"
                    .formatted(name, tenant, Names.TENANT_LABEL, tenant));
      };
    }
    return namespace.get().deleting() ? going(namespace.get()) : delete(namespace.get());
  }

  private NamespaceRemoval delete(ObservedObject namespace) {
    try {
      objects.delete(namespace);
      return new NamespaceRemoval.Going(isBeingDeleted(namespace));
    } catch (KubernetesClientException e) {
      return ApiRefusal.needsPerson(namespace.key(), e)
          .map(problem -> blocked(problem.message()))
          .orElseThrow(() -> e);
    }
  }

  private NamespaceRemoval going(ObservedObject namespace) {
    return NamespaceDeletion.heldUpBy(namespace, clock.instant())
        .map(why -> blocked("%s and does not end: %s".formatted(isBeingDeleted(namespace), why)))
        .orElseGet(() -> new NamespaceRemoval.Going(isBeingDeleted(namespace)));
  }

  private static NamespaceRemoval blocked(String why) {
    return new NamespaceRemoval.Blocked("namespace", why);
  }

  private static String isBeingDeleted(ObservedObject namespace) {
    return "%s is being deleted".formatted(namespace.key());
  }

  private NamespaceState judge(ObservedObject namespace, String tenant, Stage stage) {
    String name = namespace.key().name();
    if (!isOurs(namespace, tenant, stage)) {
      return new NamespaceState.Refused(
          new Problem(
              Reason.NAMESPACE_TAKEN,
              "Namespace %s exists and does not belong to tenant %s. Delete it, or give it to the tenant with the annotation %s and the label %s, both \"%s\""
                  .formatted(name, tenant, Names.ADOPT_BY_ANNOTATION, Names.TENANT_LABEL, tenant)));
    }
    return namespace.deleting()
        ? ending(namespace, tenant, stage)
        : new NamespaceState.Present(isAdopted(namespace, tenant));
  }

  /** One of which the record knows is deleted by somebody else than the operator. */
  private NamespaceState ending(ObservedObject namespace, String tenant, Stage stage) {
    Optional<String> heldUpBy = NamespaceDeletion.heldUpBy(namespace, clock.instant());
    return switch (stage) {
      case MADE ->
          new NamespaceState.Refused(
              new Problem(
                  Reason.DATA_MISSING,
                  "Somebody deleted namespace %s. What tenant %s has in it is being lost, and Kubernetes cannot stop that. Copy what you need while it is there. Once it is gone, status.decisions says how to go on%s"
                      .formatted(
                          namespace.key().name(),
                          tenant,
                          heldUpBy.map(why -> ". It does not end: " + why).orElse(""))));
      case PLANNED ->
          heldUpBy
              .<NamespaceState>map(
                  why ->
                      new NamespaceState.Refused(
                          new Problem(
                              Reason.DELETION_BLOCKED,
                              "Namespace %s of an earlier tenant %s is being deleted and does not end: %s. Remove what holds it up"
                                  .formatted(namespace.key().name(), tenant, why))))
              .orElseGet(() -> new NamespaceState.Waiting(isBeingDeleted(namespace)));
    };
  }

  /**
   * By server-side apply, so that what the class no longer asks for can go later. One that somebody
   * else makes at the same moment is not taken: the chart's admission policy lets the operator
   * change labelled namespaces only.
   */
  private NamespaceState make(Namespace desired) {
    return switch (objects.apply(desired, false)) {
      case Applied.Created _, Applied.Changed _, Applied.Corrected _, Applied.Unchanged _ ->
          new NamespaceState.Made();
      case Applied.Rejected(ObjectKey _, Problem problem) -> new NamespaceState.Refused(problem);
      case Applied.Retry(ObjectKey _, String message, Duration _) ->
          new NamespaceState.Waiting(message);
    };
  }

  /** The watch sees only namespaces that bear our label, so its silence proves nothing. */
  private Optional<ObservedObject> find(String name) {
    ObjectKey key = ObjectKey.ofNamespace(name);
    return objects.find(key).or(() -> objects.read(key));
  }

  private static boolean isOurs(ObservedObject namespace, String tenant, Stage stage) {
    return bears(namespace, tenant)
        && (stage == Stage.MADE
            || isAdopted(namespace, tenant)
            || namespace.label(Names.MANAGED_BY_LABEL).equals(Names.OPERATOR));
  }

  private static boolean bears(ObservedObject namespace, String tenant) {
    return namespace.label(Names.TENANT_LABEL).equals(tenant);
  }

  private static boolean isAdopted(ObservedObject namespace, String tenant) {
    return tenant.equals(namespace.annotations().get(Names.ADOPT_BY_ANNOTATION));
  }
}
