package io.smarteros.tenant.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The sketch of mode Shared: an account in an instance of the platform, without a workload. It
 * needs nothing of the core but {@link Ledger}, {@link Deadline} and {@link Provisioning}.
 */
final class SharedApplicationTest {
  private static final Duration BUDGET = Duration.ofSeconds(20);

  private final InstantSource clock = new ManualClock();
  private final Tenant tenant = Manifests.tenant("acme", "services: {chatwoot: {mode: Shared}}");
  private final InMemoryRecordSession record = new InMemoryRecordSession("tenant-acme");
  private final SharedChat server = new SharedChat();
  private final SharedApplication application = new SharedChatwoot(server);

  @Test
  void an_account_is_made_once_and_its_id_is_a_fact() {
    assertThat(keep(true))
        .isEqualTo(new Provisioning.Done(Optional.of("1"), Map.of("token", "accountToken")));

    assertThat(keep(true)).isInstanceOf(Provisioning.Done.class);
    assertThat(server.accounts).containsOnlyKeys("1");
    assertThat(ledger().secret("accountToken")).contains("token-of-1");
  }

  @Test
  void a_suspended_account_is_kept_and_resumed() {
    keep(true);

    keep(false);
    assertThat(server.accounts).containsEntry("1", false);

    keep(true);
    assertThat(server.accounts).containsEntry("1", true);
  }

  @Test
  void an_account_that_may_have_been_made_before_a_crash_is_never_made_twice() {
    server.dieAfterCreation = true;
    keep(true);
    server.dieAfterCreation = false;

    Provisioning.Refused refused = (Provisioning.Refused) keep(true);

    assertThat(refused.problem().reason()).isEqualTo(Reason.CREATION_UNCERTAIN);
    assertThat(refused.problem().message()).contains("account acme", "of chatwoot");
    assertThat(server.accounts).hasSize(1);
  }

  @Test
  void a_person_who_has_looked_lets_it_be_made_once_more() {
    server.dieAfterCreation = true;
    keep(true);
    server.dieAfterCreation = false;
    server.accounts.clear();
    Decision decision = ((Provisioning.Refused) keep(true)).decisions().getFirst();
    assertThat(decision.annotation()).isEqualTo("smarteros.io/create-again");
    tenant.getMetadata().setAnnotations(Map.of(decision.annotation(), decision.value()));

    assertThat(keep(true)).isInstanceOf(Provisioning.Done.class);

    ledger().gone(SharedChatwoot.ACCOUNT);
    ledger().intend(SharedChatwoot.ACCOUNT);
    assertThat(keep(true)).as("the answer is good once").isInstanceOf(Provisioning.Refused.class);
  }

  @Test
  void an_account_is_removed_with_the_tenant() {
    keep(true);

    assertThat(application.remove(plan(true), ledger(), deadline())).isEqualTo(new Gone());

    assertThat(server.accounts).isEmpty();
    assertThat(ledger().find(SharedChatwoot.ACCOUNT)).isEqualTo(new Ledger.Absent());
  }

  private Provisioning keep(boolean active) {
    return application.keep(plan(active), ledger(), deadline());
  }

  private static AccountPlan plan(boolean active) {
    return new AccountPlan("acme", active);
  }

  private Ledger ledger() {
    return new Ledger(
        new ServiceRecordSession(record, ServiceName.CHATWOOT), new Decisions(tenant, record));
  }

  private Deadline deadline() {
    return Deadline.in(BUDGET, clock);
  }

  /** An application that the platform runs once, for many tenants. */
  interface SharedApplication {
    /** The account exists, active or suspended as the plan says. */
    Provisioning keep(AccountPlan plan, Ledger ledger, Deadline deadline);

    Removal remove(AccountPlan plan, Ledger ledger, Deadline deadline);
  }

  record AccountPlan(String tenant, boolean active) {}

  sealed interface Removal {}

  record Gone() implements Removal {}

  record Going(String waitingFor) implements Removal {}

  record Blocked(Problem problem) implements Removal {}

  /** Accounts have no key but their id, as in the application itself. */
  private record SharedChatwoot(SharedChat server) implements SharedApplication {
    static final String ACCOUNT = "account";

    @Override
    public Provisioning keep(AccountPlan plan, Ledger ledger, Deadline deadline) {
      if (deadline.hasPassed()) {
        return new Provisioning.Waiting("chatwoot is slow", Duration.ofMinutes(1));
      }
      return switch (ledger.find(ACCOUNT)) {
        case Ledger.Made(String id) -> {
          server.accounts.put(id, plan.active());
          yield done(id);
        }
        case Ledger.Absent _ -> create(plan, ledger);
        case Ledger.Open _ ->
            ledger
                .doubt(ACCOUNT, "account " + plan.tenant())
                .<Provisioning>map(refused -> refused)
                .orElseGet(() -> create(plan, ledger));
      };
    }

    private Provisioning create(AccountPlan plan, Ledger ledger) {
      ledger.intend(ACCOUNT);
      Optional<String> id = server.create();
      if (id.isEmpty()) {
        return new Provisioning.Waiting("chatwoot does not answer", Duration.ofSeconds(5));
      }
      ledger.made(ACCOUNT, id.get(), Map.of("accountToken", "token-of-" + id.get()));
      server.accounts.put(id.get(), plan.active());
      return done(id.get());
    }

    private static Provisioning done(String id) {
      return new Provisioning.Done(Optional.of(id), Map.of("token", "accountToken"));
    }

    @Override
    public Removal remove(AccountPlan plan, Ledger ledger, Deadline deadline) {
      if (deadline.hasPassed()) {
        return new Going("account " + plan.tenant());
      }
      return switch (ledger.find(ACCOUNT)) {
        case Ledger.Absent _ -> new Gone();
        case Ledger.Open _ ->
            new Blocked(new Problem(Reason.CREATION_UNCERTAIN, "Look for " + plan.tenant()));
        case Ledger.Made(String id) -> {
          server.accounts.remove(id);
          ledger.gone(ACCOUNT);
          yield new Gone();
        }
      };
    }
  }

  /** Whether each account is active, by id. */
  private static final class SharedChat {
    final Map<String, Boolean> accounts = new TreeMap<>();
    boolean dieAfterCreation;

    Optional<String> create() {
      String id = Integer.toString(accounts.size() + 1);
      accounts.put(id, true);
      return dieAfterCreation ? Optional.empty() : Optional.of(id);
    }
  }
}
