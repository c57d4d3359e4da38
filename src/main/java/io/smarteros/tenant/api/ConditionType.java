package io.smarteros.tenant.api;

import io.smarteros.tenant.api.service.ServiceName;
import java.util.EnumSet;
import java.util.Set;

/** The conditions that the statuses of Tenants and TenantClasses have. */
public enum ConditionType {
  READY(
      "Ready",
      "Everything that the spec asks for exists and works, or the tenant is suspended as asked."),
  RECONCILING(
      "Reconciling", "The operator is working, or waits for something that needs no person."),
  STALLED("Stalled", "Only a person can help. Reason and message say how."),
  SUSPENDED("Suspended", "The tenant is suspended. The reason says by whom."),
  NAMESPACE_READY(
      "NamespaceReady",
      "The tenant's namespace exists, with its quota, limits, network policies and RoleBinding."),
  SUPABASE_SYNCED(
      "SupabaseSynced",
      "The tenant's rows in Supabase are up to date. If it is False, Ready, Reconciling and Stalled"
          + " stay as they are; only a deletion waits for the row."),
  /** One for each service that is switched on: {@link ServiceName#conditionType}. */
  SERVICE_READY(
      "<Service>Ready",
      "ChatwootReady, BotpressReady, N8nReady, OdooReady: the application answers inside the"
          + " cluster and is set up. Only for services in the spec that are switched on."),
  SECRETS_FOUND(
      "SecretsFound",
      "Every Secret that the class names is in the operator's namespace, with its label and its"
          + " keys. Only for classes that name Secrets."),
  DATABASE_REACHABLE(
      "DatabaseReachable",
      "The PostgreSQL server of the class lets the administrator in. Only for classes with a"
          + " database."),
  ROUTING_FOUND(
      "RoutingFound",
      "The IngressClass or Gateway that the class names exists, and a listener of the Gateway takes"
          + " routes of tenants. Only for classes that name one, and not with routing.check: \"Off\"."),
  ROWS_FOLLOWED(
      "RowsFollowed",
      "What the rows in Supabase demand of the tenants of the class is done. False while the brake"
          + " holds it."),
  ROLLED_OUT(
      "RolledOut",
      "No tenant waits for its turn in a roll-out. Only for classes with spec.rollout.");

  private static final Set<ConditionType> OF_CLASSES_ALONE =
      EnumSet.of(SECRETS_FOUND, DATABASE_REACHABLE, ROUTING_FOUND, ROWS_FOLLOWED, ROLLED_OUT);

  private final String id;
  private final String meaning;

  ConditionType(String id, String meaning) {
    this.id = id;
    this.meaning = meaning;
  }

  /** The type in a status; a placeholder for the conditions of services. */
  public String id() {
    return id;
  }

  /** Those of a Tenant. */
  public static Set<ConditionType> ofTenant() {
    return EnumSet.complementOf(EnumSet.copyOf(OF_CLASSES_ALONE));
  }

  /** Those of a TenantClass that say how a part of it stands. */
  public static Set<ConditionType> ofClassesAlone() {
    return EnumSet.copyOf(OF_CLASSES_ALONE);
  }

  /** When the condition is True, for people. */
  public String meaning() {
    return meaning;
  }
}
