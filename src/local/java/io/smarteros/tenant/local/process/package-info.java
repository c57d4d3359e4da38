/** Processes, folders and ports that a test or the demo must not leave behind. */
@NullMarked
package io.smarteros.tenant.local.process;

import org.jspecify.annotations.NullMarked;
