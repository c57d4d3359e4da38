/** The operator as a process of its own, under the rights that the chart gives it. */
@NullMarked
package io.smarteros.tenant.local.operator;

import org.jspecify.annotations.NullMarked;
