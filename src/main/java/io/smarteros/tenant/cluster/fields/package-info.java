/**
 * What is kept of an object as the API server has it: a digest of the fields that are the
 * operator's, and the parts of its status that matter. It must not use any other package of the
 * cluster's, the API server, services or SQL.
 */
@NullMarked
package io.smarteros.tenant.cluster.fields;

import org.jspecify.annotations.NullMarked;
