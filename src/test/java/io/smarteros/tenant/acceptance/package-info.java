/** What only real pods can show: {@code ./mvnw verify -Pacceptance}, see docs/acceptance.md. */
@NullMarked
package io.smarteros.tenant.acceptance;

import org.jspecify.annotations.NullMarked;
