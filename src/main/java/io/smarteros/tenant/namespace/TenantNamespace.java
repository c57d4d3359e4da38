package io.smarteros.tenant.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.record.Stage;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/** The namespace of a tenant: created once, never taken from others, never created again empty. */
public final class TenantNamespace {
  private final ClusterObjects objects;

  public TenantNamespace(ClusterObjects objects) {
    this.objects = objects;
  }

  /**
   * Makes the namespace if it was only planned so far. What it should look like is applied later,
   * from {@link GuardRails}.
   *
   * @param stage {@code MADE} in the record and not there now means that data was lost
   */
  public NamespaceState ensure(String name, String tenant, Stage stage) {
    try {
      Optional<ObservedObject> namespace = find(name);
      if (namespace.isPresent()) {
        return judge(namespace.get(), tenant, stage);
      }
      return switch (stage) {
        case PLANNED -> make(name, tenant);
        case MADE ->
            new NamespaceState.Refused(
                new Problem(
                    Reason.DATA_MISSING,
                    "Namespace %s is gone, with everything that tenant %s had in it. Restore it with its volumes, or accept the loss as status.decisions says"
                        .formatted(name, tenant)));
      };
    } catch (KubernetesClientException e) {
      return new NamespaceState.Waiting("Namespace %s: %s".formatted(name, ApiRefusal.message(e)));
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
            new NamespaceRemoval.NotOurs(
                "namespace %s was created for tenant %s, but its labels or annotations no longer say so. Delete it yourself, or set its label %s: %s"
                    .formatted(name, tenant, Names.TENANT_LABEL, tenant));
      };
    }
    if (!namespace.get().deleting()) {
      objects.delete(namespace.get());
    }
    return new NamespaceRemoval.Going("Namespace %s is being deleted".formatted(name));
  }

  private static NamespaceState judge(ObservedObject namespace, String tenant, Stage stage) {
    String name = namespace.key().name();
    if (!isOurs(namespace, tenant, stage)) {
      return new NamespaceState.Refused(
          new Problem(
              Reason.NAMESPACE_TAKEN,
              "Namespace %s exists and does not belong to tenant %s. Delete it, or give it to the tenant with the annotation %s and the label %s, both \"%s\""
                  .formatted(name, tenant, Names.ADOPT_BY_ANNOTATION, Names.TENANT_LABEL, tenant)));
    }
    return namespace.deleting()
        ? new NamespaceState.Waiting("Namespace %s is being deleted".formatted(name))
        : new NamespaceState.Present(isAdopted(namespace, tenant));
  }

  /** With POST, not by server-side apply, which would take one that came up meanwhile. */
  private NamespaceState make(String name, String tenant) {
    Namespace namespace =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels(Names.TENANT_LABEL, tenant)
            .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
            .endMetadata()
            .build();
    try {
      objects.create(namespace);
      return new NamespaceState.Made();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return new NamespaceState.Waiting(
            "Somebody else created namespace %s just now. The operator checks it again"
                .formatted(name));
      }
      throw e;
    }
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
