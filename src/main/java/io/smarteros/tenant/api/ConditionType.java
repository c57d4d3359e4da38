package io.smarteros.tenant.api;

/** The conditions that a Tenant's status has. */
public enum ConditionType {
  READY(
      "Ready",
      "Everything that the spec asks for is there and works, or the tenant is suspended as asked."),
  RECONCILING(
      "Reconciling", "The operator is still at work, and what is missing can come by itself."),
  STALLED("Stalled", "Only a person can help: the reason and the message say how."),
  SUSPENDED("Suspended", "The tenant is suspended, and who wants it so."),
  NAMESPACE_READY("NamespaceReady", "The tenant's namespace exists with its guard rails."),
  SUPABASE_SYNCED(
      "SupabaseSynced",
      "The tenant's rows in Supabase say what the Tenant says. Trouble here never touches Ready,"
          + " Reconciling and Stalled; only a deletion waits for the row."),
  /** One for each service that is switched on: {@link ServiceName#conditionType}. */
  SERVICE_READY(
      "<Service>Ready",
      "ChatwootReady, BotpressReady, N8nReady, OdooReady: the application answers and is set up."
          + " Only for services in the spec that are switched on.");

  private final String id;
  private final String meaning;

  ConditionType(String id, String meaning) {
    this.id = id;
    this.meaning = meaning;
  }

  /** As it stands in a status; for the services' condition a placeholder. */
  public String id() {
    return id;
  }

  /** What {@code True} says, for people. */
  public String meaning() {
    return meaning;
  }
}
