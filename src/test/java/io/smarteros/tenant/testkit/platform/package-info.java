/** Tests with a real cluster, a real database, and the operator as a process. */
@NullMarked
package io.smarteros.tenant.testkit.platform;

import org.jspecify.annotations.NullMarked;
