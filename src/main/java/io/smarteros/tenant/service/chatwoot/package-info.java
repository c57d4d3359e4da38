/**
 * Chatwoot: what runs (blueprint), how it is asked (client), how it is set up (provisioner). It
 * must not use the Kubernetes API, SQL or another application.
 */
@NullMarked
package io.smarteros.tenant.service.chatwoot;

import org.jspecify.annotations.NullMarked;
