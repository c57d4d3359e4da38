/**
 * A real Kubernetes and a Supabase stand-in on this machine, for the demo and the tests. Nothing in
 * here is part of the operator.
 */
@NullMarked
package io.smarteros.tenant.local;

import org.jspecify.annotations.NullMarked;
