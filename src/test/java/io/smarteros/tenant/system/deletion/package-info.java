/** How tenants are deleted, with and without their data, with the whole operator. */
@NullMarked
package io.smarteros.tenant.system.deletion;

import org.jspecify.annotations.NullMarked;
