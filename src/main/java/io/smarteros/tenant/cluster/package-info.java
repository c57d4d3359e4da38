/**
 * Objects of any kind in the Kubernetes API: applies what is absent, changed or drifted, lists, and
 * prunes. It must not use services or SQL.
 */
@NullMarked
package io.smarteros.tenant.cluster;

import org.jspecify.annotations.NullMarked;
