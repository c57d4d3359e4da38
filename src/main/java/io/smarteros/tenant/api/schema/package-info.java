/**
 * What the types of the API share: CEL rules, marks and helpers that the CRDs are generated with.
 * It must not touch anything else of ours.
 */
@NullMarked
package io.smarteros.tenant.api.schema;

import org.jspecify.annotations.NullMarked;
