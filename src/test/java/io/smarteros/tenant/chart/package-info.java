/** The Helm chart: what it installs, what it allows the operator and what it refuses it. */
@NullMarked
package io.smarteros.tenant.chart;

import org.jspecify.annotations.NullMarked;
