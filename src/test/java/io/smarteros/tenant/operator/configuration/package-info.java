@NullMarked
package io.smarteros.tenant.operator.configuration;

import org.jspecify.annotations.NullMarked;
