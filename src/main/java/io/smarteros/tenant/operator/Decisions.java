package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.record.TenantMemory;
import io.smarteros.tenant.record.TenantRecord;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Questions that only a person can answer, by an annotation with the value that the status shows. A
 * value is good once: it names the incident, and its use is noted in the record, so that one left
 * behind in git approves nothing later.
 */
final class Decisions {
  private static final int INCIDENT_LENGTH = 8;

  private final Tenant tenant;
  private final TenantMemory memory;

  Decisions(Tenant tenant, TenantMemory memory) {
    this.tenant = tenant;
    this.memory = memory;
  }

  /**
   * Asks whether a loss is accepted.
   *
   * @param what is lost, such as {@code n8n/key}
   */
  Decision lossOf(String what, String message) {
    return new Decision(Names.ACCEPT_DATA_LOSS_ANNOTATION, what + "@" + incident(what), message);
  }

  boolean isAnswered(Decision decision) {
    return TenantAnnotations.of(tenant).is(decision.annotation(), decision.value());
  }

  /** Notes the answer as used; to be part of the change that acts on it. */
  static TenantRecord use(TenantRecord record, Decision decision) {
    return record.withUsedDecision(decision.value());
  }

  /** Differs from tenant to tenant, and each time that a loss of this thing was accepted. */
  private String incident(String what) {
    TenantRecord record = memory.read();
    long before =
        record.usedDecisions().stream().filter(used -> used.startsWith(what + "@")).count();
    String seed = "%s %s %d".formatted(tenant.getMetadata().getUid(), what, before);
    return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8))
        .toString()
        .substring(0, INCIDENT_LENGTH);
  }
}
