package io.smarteros.tenant.api;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** What the platform team decides once per plan. Cluster-scoped. */
@Group("smarteros.io")
@Version("v1alpha1")
@Plural("tenantclasses")
@SuppressWarnings("serial")
public class TenantClass extends CustomResource<TenantClassSpec, Void> {

  /** The class with this annotation set to {@code "true"} serves Tenants that name none. */
  public static final String DEFAULT_CLASS_ANNOTATION = "smarteros.io/is-default-class";
}
