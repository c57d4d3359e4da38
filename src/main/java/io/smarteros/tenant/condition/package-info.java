/**
 * How conditions are made: their times, and the rules of kstatus for those that sum up the others.
 * It must not use any other package of the operator but the API.
 */
@NullMarked
package io.smarteros.tenant.condition;

import org.jspecify.annotations.NullMarked;
