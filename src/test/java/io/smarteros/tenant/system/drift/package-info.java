/** What others change of the operator's objects, with the whole operator. */
@NullMarked
package io.smarteros.tenant.system.drift;

import org.jspecify.annotations.NullMarked;
