/**
 * Each application with the whole operator: what it is given, how it is set up, what is left of it.
 */
@NullMarked
package io.smarteros.tenant.system.application;

import org.jspecify.annotations.NullMarked;
