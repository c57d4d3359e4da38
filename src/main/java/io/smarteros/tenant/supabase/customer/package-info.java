/**
 * What customers see of their tenant: states and sentences without a detail of the cluster. Pure.
 * It must not use the Kubernetes API or SQL.
 */
@NullMarked
package io.smarteros.tenant.supabase.customer;

import org.jspecify.annotations.NullMarked;
