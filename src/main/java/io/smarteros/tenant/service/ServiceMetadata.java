package io.smarteros.tenant.service;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.smarteros.tenant.api.Names;
import java.util.Map;
import java.util.TreeMap;

/** Metadata of a service's objects, those of one component of it. */
public final class ServiceMetadata {
  public static final String MAIN_COMPONENT = "application";

  private final ServicePlan plan;
  private final String component;

  private ServiceMetadata(ServicePlan plan, String component) {
    this.plan = plan;
    this.component = component;
  }

  /** Of the component that users reach, and of what belongs to no component. */
  public ServiceMetadata(ServicePlan plan) {
    this(plan, MAIN_COMPONENT);
  }

  /** Of another one, such as {@code worker}: its pods are not those behind the Service. */
  public ServiceMetadata component(String name) {
    return new ServiceMetadata(plan, name);
  }

  /** Of the component's Deployment and Service: the main one's are named after the application. */
  public String name() {
    String application = plan.service().name().id();
    return component.equals(MAIN_COMPONENT)
        ? application
        : "%s-%s".formatted(application, component);
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

  /** Of a Deployment; says of which version it is, since that is not kept of its pods' template. */
  public ObjectMeta deployment(String name) {
    return deployment(name, plan.service().version());
  }

  /** The same, where it runs another program than the application. */
  public ObjectMeta deployment(String name, String version) {
    return new ObjectMetaBuilder(compute(name))
        .addToAnnotations(Names.VERSION_ANNOTATION, version)
        .build();
  }

  /**
   * Of the pods of a Deployment. A restart that a person asks for replaces them.
   *
   * @param version of the program that runs in them
   */
  public Map<String, String> podAnnotations(String version) {
    Map<String, String> annotations = new TreeMap<>(Map.of(Names.VERSION_ANNOTATION, version));
    plan.restart().ifPresent(asked -> annotations.put(Names.RESTART_ANNOTATION, asked));
    return annotations;
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

  /** By which the component's pods are found. A Deployment can never change it. */
  public Map<String, String> selector() {
    return new TreeMap<>(
        Map.of(Names.NAME_LABEL, plan.service().name().id(), Names.COMPONENT_LABEL, component));
  }
}
