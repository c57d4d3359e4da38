package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.ServiceStatus;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What of a status passes by itself: the words that say what is being waited for. */
public final class StatusProgress {
  private static final Set<String> REASONS =
      Arrays.stream(Reason.values())
          .filter(Reason::isProgress)
          .map(Reason::id)
          .collect(Collectors.toUnmodifiableSet());

  private StatusProgress() {}

  /** Whether the two differ in nothing else. */
  public static boolean isAllThatDiffers(TenantStatus before, TenantStatus now) {
    return without(before).equals(without(now));
  }

  private static TenantStatus without(TenantStatus status) {
    return new TenantStatus(
        status.observedGeneration(),
        status.conditions().stream().map(StatusProgress::without).toList(),
        status.tenantId(),
        status.namespace(),
        status.domain(),
        status.className(),
        status.classRevision(),
        status.servicesReady(),
        status.services().stream().map(StatusProgress::without).toList(),
        status.retained(),
        status.decisions(),
        status.lastHandledReconcileAt());
  }

  private static Condition without(Condition condition) {
    return REASONS.contains(condition.reason())
        ? new Condition(
            condition.type(),
            condition.status(),
            condition.observedGeneration(),
            condition.lastTransitionTime(),
            Reason.PROGRESSING.id(),
            "")
        : condition;
  }

  /** The trouble of a service is in its condition too. */
  private static ServiceStatus without(ServiceStatus service) {
    return service.ready()
        ? service
        : new ServiceStatus(service.name(), false, null, null, service.url(), null, null, null);
  }
}
