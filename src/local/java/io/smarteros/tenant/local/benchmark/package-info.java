/** {@code ./mvnw -Pbenchmark}: what the operator costs, beside a bare client. */
@NullMarked
package io.smarteros.tenant.local.benchmark;

import org.jspecify.annotations.NullMarked;
