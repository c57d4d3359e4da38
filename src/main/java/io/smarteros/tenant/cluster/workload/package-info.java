/**
 * Whether what runs pods runs as it should: from the status of a workload and of its pods, and from
 * the time. It decides by values alone and must not use the API server, services or SQL.
 */
@NullMarked
package io.smarteros.tenant.cluster.workload;

import org.jspecify.annotations.NullMarked;
