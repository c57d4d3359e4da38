package io.smarteros.tenant.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.testkit.Manifests;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The sketch of an integration: something that is made in one application so that it can talk to
 * another. It runs once both are ready, with their facts.
 */
final class IntegrationTest {
  private static final Facts CHATWOOT =
      new Facts(Optional.of("7"), "http://chatwoot.tenant-acme.svc:3000");
  private static final Facts N8N = new Facts(Optional.empty(), "http://n8n.tenant-acme.svc:5678");

  private final Tenant tenant =
      Manifests.tenant("acme", "integrations: {chatwootToN8n: {enabled: true}}");
  private final InMemoryRecordSession record = new InMemoryRecordSession("tenant-acme");
  private final Map<String, String> webhooks = new TreeMap<>();
  private final Integration integration = new ChatwootToN8n();

  @Test
  void two_applications_are_wired_once_both_are_ready() {
    assertThat(wire(Map.of(ServiceName.CHATWOOT, CHATWOOT))).isEmpty();

    assertThat(wire(Map.of(ServiceName.CHATWOOT, CHATWOOT, ServiceName.N8N, N8N))).isPresent();

    assertThat(webhooks).containsExactly(Map.entry("http://n8n.tenant-acme.svc:5678", "1"));
  }

  @Test
  void a_webhook_that_a_crash_left_is_found_by_its_address_and_not_made_twice() {
    webhooks.put(N8N.url(), "1");
    ledger().intend(ChatwootToN8n.WEBHOOK, N8N.url());

    wire(Map.of(ServiceName.CHATWOOT, CHATWOOT, ServiceName.N8N, N8N));

    assertThat(webhooks).hasSize(1);
    assertThat(ledger().find(ChatwootToN8n.WEBHOOK)).isEqualTo(new Ledger.Made("1"));
  }

  /** What the core does: nothing before all ends are ready. */
  private Optional<Provisioning> wire(Map<ServiceName, Facts> ready) {
    return ready.keySet().containsAll(integration.between())
        ? Optional.of(integration.wire(new EnumMap<>(ready), ledger()))
        : Optional.empty();
  }

  private Ledger ledger() {
    return new Ledger(
        new ServiceRecordSession(record, ServiceName.CHATWOOT), new Decisions(tenant, record));
  }

  /** What one end must know of the other. */
  record Facts(Optional<String> accountId, String url) {}

  interface Integration {
    Set<ServiceName> between();

    Provisioning wire(Map<ServiceName, Facts> ends, Ledger ledger);
  }

  private final class ChatwootToN8n implements Integration {
    static final String WEBHOOK = "webhook";

    @Override
    public Set<ServiceName> between() {
      return Set.of(ServiceName.CHATWOOT, ServiceName.N8N);
    }

    @Override
    public Provisioning wire(Map<ServiceName, Facts> ends, Ledger ledger) {
      String url = ends.getOrDefault(ServiceName.N8N, N8N).url();
      return switch (ledger.find(WEBHOOK)) {
        case Ledger.Made _ -> done();
        case Ledger.Absent _ -> {
          ledger.intend(WEBHOOK, url);
          yield wire(ends, ledger);
        }
        case Ledger.Open(Optional<String> address) -> {
          String known = address.orElse(url);
          ledger.made(WEBHOOK, webhooks.computeIfAbsent(known, _ -> nextId()), Map.of());
          yield done();
        }
      };
    }

    private String nextId() {
      return Integer.toString(webhooks.size() + 1);
    }

    private static Provisioning done() {
      return new Provisioning.Done(Optional.empty(), Map.of());
    }
  }
}
