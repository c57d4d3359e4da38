/** n8n: what runs (blueprint), how it is asked (client), how it is set up (provisioner). */
@NullMarked
package io.smarteros.tenant.service.n8n;

import org.jspecify.annotations.NullMarked;
