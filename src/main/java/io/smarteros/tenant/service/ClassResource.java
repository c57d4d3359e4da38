package io.smarteros.tenant.service;

/** What a class has once for the applications of all its tenants. */
public enum ClassResource {
  SMTP,
  OBJECT_STORAGE,
  LICENCE,
  /** The password of its own Redis. */
  REDIS_PASSWORD
}
