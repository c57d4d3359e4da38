package io.smarteros.tenant.supabase.brake;

import io.smarteros.tenant.api.Names;
import java.time.Instant;

/**
 * The rows of a class are not followed any more.
 *
 * @param token by which a person lets them be followed again
 * @param since when the first demand was held
 */
public record HeldRows(BrakeCause cause, String token, Instant since) {

  /** What happened and how it goes on, in the message of a Tenant. */
  public String message(String className) {
    return "%s. What the tenant's row demands is not done, and the row is left as it is. %s"
        .formatted(cause.words(), wayOut(className));
  }

  /** The same of the whole class. */
  public String summary(String className) {
    return "%s. What the rows of its tenants demand is not done, and the rows are left as they are. %s"
        .formatted(cause.words(), wayOut(className));
  }

  private String wayOut(String className) {
    return "Look at the database first. If it is right, annotate TenantClass %s with %s: \"%s\""
        .formatted(className, Names.RELEASE_BRAKE_ANNOTATION, token);
  }
}
