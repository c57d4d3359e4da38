/**
 * What a Tenant says of each application. It must not touch anything else of ours but the schema.
 */
@NullMarked
package io.smarteros.tenant.api.service;

import org.jspecify.annotations.NullMarked;
