package io.smarteros.tenant.service;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.smarteros.tenant.api.Names;
import java.util.Map;
import java.util.TreeMap;

/** Metadata of a service's objects. */
public final class ServiceMetadata {
  private static final String COMPONENT = "application";

  private final ServicePlan plan;

  public ServiceMetadata(ServicePlan plan) {
    this.plan = plan;
  }

  /** Of what can be made again at any time; goes with the Tenant, whoever deletes it. */
  public ObjectMeta compute(String name) {
    return new ObjectMetaBuilder(data(name))
        .addNewOwnerReference()
        .withApiVersion(Names.GROUP + "/v1alpha1")
        .withKind("Tenant")
        .withName(plan.tenant().name())
        .withUid(plan.tenant().uid())
        .withController(true)
        .withBlockOwnerDeletion(false)
        .endOwnerReference()
        .build();
  }

  /** Of what holds data or secrets: no owner, since garbage collection must not take it. */
  public ObjectMeta data(String name) {
    return new ObjectMetaBuilder()
        .withNamespace(plan.tenant().namespace())
        .withName(name)
        .withLabels(labels())
        .build();
  }

  public Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>(selector());
    labels.put(Names.PART_OF_LABEL, Names.PART_OF);
    labels.put(Names.MANAGED_BY_LABEL, Names.OPERATOR);
    labels.put(Names.TENANT_LABEL, plan.tenant().name());
    labels.put(Names.SERVICE_LABEL, plan.service().name().id());
    return labels;
  }

  /** By which the application's pods are found. A Deployment can never change it. */
  public Map<String, String> selector() {
    return new TreeMap<>(
        Map.of(Names.NAME_LABEL, plan.service().name().id(), Names.COMPONENT_LABEL, COMPONENT));
  }
}
