package io.smarteros.tenant.record;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.TenantStatus.Decision;
import java.util.Objects;
import java.util.UUID;

/**
 * Questions that only a person can answer, by an annotation with the value that the status shows. A
 * value is good for one incident, which the record keeps until it is over, so that one left behind
 * in git, used or not, approves nothing later.
 */
public final class Decisions {
  private static final int INCIDENT_LENGTH = 8;

  private final Tenant tenant;
  private final RecordSession recordSession;

  public Decisions(Tenant tenant, RecordSession recordSession) {
    this.tenant = tenant;
    this.recordSession = recordSession;
  }

  /**
   * Something that contained data is gone.
   *
   * @param what such as {@code n8n/key}
   * @param decision by which a person accepts it
   */
  public record Loss(String what, Decision decision) {

    /** The record after the loss is accepted; to be part of the change that acts on it. */
    public TenantRecord acceptedIn(TenantRecord record) {
      return record.withoutLoss(what);
    }
  }

  /**
   * Asks whether a loss is accepted.
   *
   * @param what is lost, such as {@code n8n/key}
   */
  public Loss lossOf(String what, String message) {
    return incident(Names.ACCEPT_DATA_LOSS_ANNOTATION, what, message);
  }

  /**
   * Asks whether something that may have been made outside the cluster is certainly not there.
   *
   * @param what may be there, such as {@code chatwoot/account}
   */
  public Loss doubtOver(String what, String message) {
    return incident(Names.CREATE_AGAIN_ANNOTATION, what, message);
  }

  private Loss incident(String annotation, String what, String message) {
    String incident = UUID.randomUUID().toString().substring(0, INCIDENT_LENGTH);
    recordSession.later(known -> known.withLoss(what, incident));
    String value = what + "@" + Objects.requireNonNull(recordSession.read().losses().get(what));
    return new Loss(what, new Decision(annotation, value, message));
  }

  /** The data exists, or exists again. If it is lost another time, that is a new incident. */
  public void lossIsOver(String what) {
    recordSession.later(known -> known.withoutLoss(what));
  }

  public boolean isAccepted(Loss loss) {
    return TenantAnnotations.of(tenant).is(loss.decision().annotation(), loss.decision().value());
  }
}
