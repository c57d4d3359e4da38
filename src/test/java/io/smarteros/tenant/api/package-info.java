/** Tests of the two kinds: their schema, what the API server makes of it, and its documentation. */
@NullMarked
package io.smarteros.tenant.api;

import org.jspecify.annotations.NullMarked;
