/** What goes wrong: the operator ends, servers hang or refuse, data is gone. */
@NullMarked
package io.smarteros.tenant.system.fault;

import org.jspecify.annotations.NullMarked;
