/** A Kubernetes of this machine: control plane, simulated node, kubectl. */
@NullMarked
package io.smarteros.tenant.local.cluster;

import org.jspecify.annotations.NullMarked;
