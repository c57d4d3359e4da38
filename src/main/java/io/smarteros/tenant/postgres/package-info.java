/**
 * Databases and roles for applications, on the server that a class names. It must not use the
 * Kubernetes API or services.
 */
@NullMarked
package io.smarteros.tenant.postgres;

import org.jspecify.annotations.NullMarked;
