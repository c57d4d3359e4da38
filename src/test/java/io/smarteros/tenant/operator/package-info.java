@NullMarked
package io.smarteros.tenant.operator;

import org.jspecify.annotations.NullMarked;
