/**
 * To whom hosts and custom domains belong: by the records first, then by age. It must not touch the
 * cluster, services or SQL.
 */
@NullMarked
package io.smarteros.tenant.hosts;

import org.jspecify.annotations.NullMarked;
