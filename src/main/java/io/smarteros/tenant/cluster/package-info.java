/** Edges to the Kubernetes API: applies what is absent, changed or drifted, and prunes. */
@NullMarked
package io.smarteros.tenant.cluster;

import org.jspecify.annotations.NullMarked;
