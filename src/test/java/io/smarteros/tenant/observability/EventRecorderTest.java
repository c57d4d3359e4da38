package io.smarteros.tenant.observability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
  private static final EventMessage ROW_RESTORED =
      EventMessage.warning("RowRestored", "SyncSupabase", "The row was written again.");

  private final ManualClock clock = new ManualClock();
  private final MockApiServer apiServer = new MockApiServer();
  private final KubernetesClient client = apiServer.client();

  @AfterEach
  void close() {
    apiServer.close();
  }

  @Test
  void an_event_says_what_happened_to_which_tenant() {
    record(tenant("acme"), ROW_RESTORED);

    Event event = events().getFirst();
    assertThat(event.getMetadata().getNamespace()).isEqualTo("default");
    assertThat(event.getMetadata().getName()).matches("acme\\.[0-9a-f]{16}");
    assertThat(event.getRegarding().getApiVersion()).isEqualTo("smarteros.io/v1alpha1");
    assertThat(event.getRegarding().getKind()).isEqualTo("Tenant");
    assertThat(event.getRegarding().getName()).isEqualTo("acme");
    assertThat(event.getRegarding().getUid()).isEqualTo("uid-of-acme");
    assertThat(event.getRegarding().getNamespace()).isNull();
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getReason()).isEqualTo("RowRestored");
    assertThat(event.getAction()).isEqualTo("SyncSupabase");
    assertThat(event.getNote()).isEqualTo("The row was written again.");
    assertThat(event.getReportingController()).isEqualTo("smarteros.io/tenant-operator");
    assertThat(event.getReportingInstance()).isEqualTo("tenant-operator-0");
    assertThat(event.getEventTime().getTime()).isEqualTo("2026-01-01T00:00:00.000000Z");
    assertThat(event.getSeries()).isNull();
  }

  @Test
  void what_repeats_at_once_is_written_once() {
    record(tenant("acme"), ROW_RESTORED, ROW_RESTORED, ROW_RESTORED);
    assertThat(apiServer.server().getRequestCount()).isEqualTo(1);
  }

  @Test
  void what_repeats_later_counts_up_the_same_event_also_after_a_restart() {
    record(tenant("acme"), ROW_RESTORED);
    clock.advance(Duration.ofHours(1));
    record(tenant("acme"), ROW_RESTORED);
    clock.advance(Duration.ofHours(1));
    record(tenant("acme"), ROW_RESTORED);

    assertThat(events()).hasSize(1);
    Event event = events().getFirst();
    assertThat(event.getSeries().getCount()).isEqualTo(3);
    assertThat(event.getSeries().getLastObservedTime().getTime())
        .isEqualTo("2026-01-01T02:00:00.000000Z");
    assertThat(event.getEventTime().getTime()).isEqualTo("2026-01-01T00:00:00.000000Z");
  }

  @Test
  void different_notes_and_tenants_are_different_events() {
    record(
        tenant("acme"),
        ROW_RESTORED,
        EventMessage.warning("SyncFailed", "SyncSupabase", "The row is taken."),
        EventMessage.warning("SyncFailed", "SyncSupabase", "The domain is taken."));
    record(tenant("umbrella"), ROW_RESTORED);
    assertThat(events()).hasSize(4);
  }

  @Test
  void a_note_is_cut_to_what_the_server_takes() {
    record(tenant("acme"), EventMessage.warning("A", "B", "🙂é".repeat(500)));
    String note = events().getFirst().getNote();
    assertThat(note.getBytes(UTF_8).length).isBetween(1018, 1024);
    assertThat("🙂é".repeat(500)).startsWith(note);
  }

  @Test
  void an_event_that_the_server_refuses_disturbs_nobody() {
    apiServer
        .server()
        .expect()
        .post()
        .withPath("/apis/events.k8s.io/v1/namespaces/default/events")
        .andReturn(403, "")
        .once();
    record(tenant("acme"), ROW_RESTORED, EventMessage.warning("A", "B", "next"));
    assertThat(events()).singleElement().extracting(Event::getNote).isEqualTo("next");
  }

  private void record(Tenant tenant, EventMessage... events) {
    try (var recorder = new EventRecorder(client, "tenant-operator-0", clock)) {
      for (EventMessage event : events) {
        recorder.record(tenant, event);
      }
    }
  }

  private List<Event> events() {
    return client.events().v1().events().inNamespace("default").list().getItems();
  }

  private static Tenant tenant(String name) {
    var tenant = new Tenant();
    tenant.getMetadata().setName(name);
    tenant.getMetadata().setUid("uid-of-" + name);
    return tenant;
  }
}
