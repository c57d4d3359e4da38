package io.smarteros.tenant.tenantclass.rollout;

import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.observability.EventMessage;
import io.smarteros.tenant.observability.EventRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of roll-outs that halt: in the log, and in an Event about the class. */
public final class RolloutEvents {
  private static final Logger log = LoggerFactory.getLogger(RolloutEvents.class);

  private final EventRecorder events;

  public RolloutEvents(EventRecorder events) {
    this.events = events;
  }

  public void halted(TenantClass tenantClass, RolloutState state) {
    String note = "The roll-out is halted: " + state.whyHalted();
    log.warn("TenantClass {}: {}", tenantClass.getMetadata().getName(), note);
    events.record(tenantClass, EventMessage.warning("RolloutHalted", "RollOut", note));
  }
}
