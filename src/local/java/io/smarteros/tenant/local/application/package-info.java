/** What the stand-ins of applications have in common: HTTP for many tenants, and faults. */
@NullMarked
package io.smarteros.tenant.local.application;

import org.jspecify.annotations.NullMarked;
