/** Processes, folders and ports: none is left behind by a test or the demo, but for a cache. */
@NullMarked
package io.smarteros.tenant.local.process;

import org.jspecify.annotations.NullMarked;
