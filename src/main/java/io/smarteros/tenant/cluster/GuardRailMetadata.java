package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.smarteros.tenant.api.Names;
import java.util.Map;
import java.util.Optional;

/** The names and labels that distinguish guard rails from the objects of a service. */
public final class GuardRailMetadata {
  private static final String NAME = "tenant";
  private static final String COMPONENT = "guard-rails";

  private GuardRailMetadata() {}

  public static ObjectMeta of(String tenant, String namespace, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(namespace)
        .withLabels(labels(tenant))
        .build();
  }

  public static Map<String, String> labels(String tenant) {
    return Map.of(
        Names.NAME_LABEL, NAME,
        Names.COMPONENT_LABEL, COMPONENT,
        Names.PART_OF_LABEL, Names.PART_OF,
        Names.MANAGED_BY_LABEL, Names.OPERATOR,
        Names.TENANT_LABEL, tenant);
  }

  /** Whether the object is one of the tenant's guard rails, whatever else it may be labelled. */
  public static boolean isOn(HasMetadata object, String tenant) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .filter(labels -> tenant.equals(labels.get(Names.TENANT_LABEL)))
        .filter(labels -> COMPONENT.equals(labels.get(Names.COMPONENT_LABEL)))
        .isPresent();
  }
}
