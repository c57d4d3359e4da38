package io.smarteros.tenant.local.cluster;

/**
 * How the pod of a Job ends.
 *
 * @param message what it leaves in its termination log
 */
public record JobEnd(int exitCode, String message) {
  /** It has done its work. */
  public static final JobEnd COMPLETED = new JobEnd(0, "");
}
