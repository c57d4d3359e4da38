package io.smarteros.tenant.operator.configuration;

/** How log lines are written. */
public enum LogFormat {
  TEXT,
  JSON
}
