package io.smarteros.tenant.operator;

/** How log lines are written. */
public enum LogFormat {
  TEXT,
  JSON
}
