@NullMarked
package io.smarteros.tenant.record;

import org.jspecify.annotations.NullMarked;
