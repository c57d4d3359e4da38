/**
 * Data that would be lost if something were stopped. It must not touch services or SQL, nor stop
 * anything itself.
 */
@NullMarked
package io.smarteros.tenant.dataloss;

import org.jspecify.annotations.NullMarked;
