/**
 * What is told to Prometheus and as Kubernetes Events. It must not touch anything above {@code
 * service}: no reconciliation, no status, no rows.
 */
@NullMarked
package io.smarteros.tenant.observability;

import org.jspecify.annotations.NullMarked;
