package io.smarteros.tenant.api;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One customer: its account, its applications, how they stand. Cluster-scoped; the name is the
 * slug.
 */
@Group("smarteros.io")
@Version("v1alpha1")
@ShortNames("tn")
@SuppressWarnings("serial")
public class Tenant extends CustomResource<TenantSpec, TenantStatus> {}
