/**
 * The process: start and end, wiring, leadership, logging, the client of the API server. It is the
 * one package that may touch all others, and nothing touches it.
 */
@NullMarked
package io.smarteros.tenant.operator;

import org.jspecify.annotations.NullMarked;
