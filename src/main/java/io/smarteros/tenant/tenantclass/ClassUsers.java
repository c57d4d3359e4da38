package io.smarteros.tenant.tenantclass;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.record.RecordStore;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Who uses a class, as the API server itself says: a class that is let go is gone for good, and a
 * cache may not have everything yet.
 */
public final class ClassUsers {
  /** A page is in memory in a form that is ten times as large as what is kept of it. */
  private static final long PAGE_SIZE = 50;

  private final KubernetesClient client;
  private final RecordStore records;

  public ClassUsers(KubernetesClient client, RecordStore records) {
    this.client = client;
    this.records = records;
  }

  /**
   * Who needs the class.
   *
   * @param tenants names of Tenants that name the class or are placed in it
   * @param retained names of deleted Tenants whose data was kept; without the class they could not
   *     be revived
   * @param unreadable names of tenants whose record does not tell its class
   */
  public record Users(Set<String> tenants, Set<String> retained, Set<String> unreadable) {
    public boolean isEmpty() {
      return tenants.isEmpty() && retained.isEmpty() && unreadable.isEmpty();
    }
  }

  /**
   * Asks for all Tenants and records.
   *
   * @throws KubernetesClientException when the API server cannot be asked
   */
  Users of(String className) {
    Set<String> existing = new HashSet<>();
    Set<String> users = new TreeSet<>();
    Set<String> retained = new TreeSet<>();
    Set<String> unreadable = new TreeSet<>();
    forEachTenant(
        tenant -> {
          existing.add(tenant.getMetadata().getName());
          if (isUsedBy(className, tenant)) {
            users.add(tenant.getMetadata().getName());
          }
        });
    records
        .classNames()
        .forEach(
            (tenant, placedIn) -> {
              if (placedIn.isEmpty()) {
                unreadable.add(tenant);
              } else if (placedIn.get().equals(className)) {
                (existing.contains(tenant) ? users : retained).add(tenant);
              }
            });
    return new Users(users, retained, unreadable);
  }

  /** Whether the Tenant names the class in its spec, or was placed in it by its status. */
  public static boolean isUsedBy(String className, Tenant tenant) {
    return className.equals(tenant.getSpec().className())
        || (tenant.getStatus() != null && className.equals(tenant.getStatus().className()));
  }

  private void forEachTenant(Consumer<Tenant> action) {
    String token = null;
    do {
      ListOptions page = new ListOptionsBuilder().withLimit(PAGE_SIZE).withContinue(token).build();
      KubernetesResourceList<Tenant> found = client.resources(Tenant.class).list(page);
      found.getItems().forEach(action);
      token = found.getMetadata().getContinue();
    } while (token != null && !token.isEmpty());
  }
}
