package io.smarteros.tenant.rowimport;

import io.smarteros.tenant.rowimport.ImportAction.Create;
import io.smarteros.tenant.rowimport.ImportAction.Delete;
import io.smarteros.tenant.rowimport.ImportAction.Nothing;
import io.smarteros.tenant.rowimport.ImportAction.Update;
import io.smarteros.tenant.rowimport.ImportAction.Wait;
import io.smarteros.tenant.supabase.ImportSource;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.table.ImportableRow;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tells what an import would do about the rows and Tenants that exist. It writes nothing. */
public final class ImportPlan {
  private final ImportSource source;
  private final ImportSituations situations;
  private final Consumer<String> output;
  private int unchanged;

  /**
   * For one look.
   *
   * @param output receives one line for each row about which something would be done
   */
  public ImportPlan(
      ImportSource source,
      ImportPolicy policy,
      ImportingCluster cluster,
      InstantSource clock,
      Consumer<String> output) {
    this.source = source;
    this.situations = new ImportSituations(policy, cluster, clock);
    this.output = output;
  }

  /** Returns false when an import would be refused as a whole, or the rows cannot be read. */
  public boolean print() {
    try {
      Optional<String> unfit = source.unfit();
      unfit.ifPresent(why -> output.accept("refused  every row: " + why));
      if (unfit.isPresent()) {
        return false;
      }
      for (ImportableRow row : source.read(source.versions().keySet())) {
        print(row);
      }
      output.accept("%d rows would be left as they are".formatted(unchanged));
      return true;
    } catch (SyncFailureException e) {
      output.accept("The rows cannot be read: " + e.failure().message());
      return false;
    }
  }

  private void print(ImportableRow row) {
    switch (ImportDecision.decide(situations.of(row))) {
      case Create(String tenant, ImportedSpec spec) -> {
        situations.made(tenant, spec);
        output.accept("create   Tenant %s of row %s: %s".formatted(tenant, row.id(), words(spec)));
      }
      case Update(String tenant, ImportedSpec spec, _) ->
          output.accept(
              "change   Tenant %s of row %s: %s".formatted(tenant, row.id(), words(spec)));
      case Delete(String tenant) ->
          output.accept("delete   Tenant %s of row %s".formatted(tenant, row.id()));
      case Wait wait ->
          output.accept(
              "wait     row %s with slug %s: %s".formatted(row.id(), row.slug(), wait.message()));
      case Nothing _ -> unchanged++;
    }
  }

  private static String words(ImportedSpec spec) {
    return "\"%s\", class %s, %s, services %s"
        .formatted(
            spec.displayName(),
            spec.className().orElse("by default"),
            spec.domain().map("domain "::concat).orElse("no domain of its own"),
            spec.services().isEmpty()
                ? "none"
                : spec.services().stream()
                    .map(Object::toString)
                    .sorted()
                    .collect(Collectors.joining(", ")));
  }
}
