/**
 * Calls to the API of an application. What runs there is the tenant's: an answer may be late,
 * endless or a lie.
 */
@NullMarked
package io.smarteros.tenant.service.client;

import org.jspecify.annotations.NullMarked;
