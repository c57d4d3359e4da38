/** A real node for the local cluster: container images, containerd, kubelet, and their network. */
@NullMarked
package io.smarteros.tenant.local.node;

import org.jspecify.annotations.NullMarked;
