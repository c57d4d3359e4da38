package io.smarteros.tenant.tenantclass;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.tenantclass.ClassUsers.Users;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the finalizer of a TenantClass until no Tenant and no kept data of one uses it. Its status
 * is looked after by {@link TenantClassMonitor}, which needs no events.
 */
public final class TenantClassReconciler implements Reconciler<TenantClass>, Cleaner<TenantClass> {
  private static final Logger log = LoggerFactory.getLogger(TenantClassReconciler.class);

  /** Enough to begin with; a note has room for 1024 bytes. */
  private static final int MOST_NAMES = 10;

  /** Asking costs lists of all Tenants and records. */
  private static final Duration BEFORE_ASKING_AGAIN = Duration.ofMinutes(1);

  private final Function<String, List<Tenant>> known;
  private final ClassUsers users;
  private final ClassHolds holds;

  /**
   * @param known the users of a class as the watches know them, which may be too few
   * @param holds is told why a class stays
   */
  public TenantClassReconciler(
      Function<String, List<Tenant>> known, ClassUsers users, ClassHolds holds) {
    this.known = known;
    this.users = users;
    this.holds = holds;
  }

  @Override
  public UpdateControl<TenantClass> reconcile(
      TenantClass tenantClass, Context<TenantClass> context) {
    return UpdateControl.noUpdate();
  }

  @Override
  public DeleteControl cleanup(TenantClass tenantClass, Context<TenantClass> context) {
    String name = tenantClass.getMetadata().getName();
    Set<String> wellKnown =
        known.apply(name).stream()
            .map(tenant -> tenant.getMetadata().getName())
            .collect(Collectors.toCollection(TreeSet::new));
    if (!wellKnown.isEmpty()) {
      return keep(
          tenantClass, new Users(wellKnown, Set.of(), Set.of()), RequeueDelays.WHEN_BLOCKED);
    }
    try {
      Users asked = users.of(name);
      return asked.isEmpty()
          ? DeleteControl.defaultDelete()
          : keep(tenantClass, asked, BEFORE_ASKING_AGAIN);
    } catch (KubernetesClientException e) {
      log.warn(
          "TenantClass {} is not deleted before it is known who uses it: {}", name, e.getMessage());
      holds.hold(
          tenantClass,
          "Cannot be deleted before it is known who uses it. The API server says: "
              + ApiRefusal.message(e));
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(RequeueDelays.WHEN_BLOCKED);
    }
  }

  private DeleteControl keep(TenantClass tenantClass, Users found, Duration retryAfter) {
    String name = tenantClass.getMetadata().getName();
    log.info("TenantClass {} is not deleted while it is used: {}", name, found);
    holds.hold(tenantClass, keptFor(found));
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(retryAfter);
  }

  private static String keptFor(Users found) {
    if (!found.tenants().isEmpty()) {
      return "Cannot be deleted while Tenants use it. Delete these first: " + few(found.tenants());
    }
    if (!found.retained().isEmpty()) {
      return "Cannot be deleted while data of deleted Tenants is kept that was placed in it. Apply these again, or destroy their data: "
          + few(found.retained());
    }
    return "Cannot be deleted while it is not known whether these tenants use it, whose records cannot be read: "
        + few(found.unreadable());
  }

  private static String few(Set<String> names) {
    String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMES ? "%s, ... (%d)".formatted(some, names.size()) : some;
  }
}
