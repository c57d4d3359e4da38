package io.smarteros.tenant.cluster;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantSpec;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.ServiceStatus;
import io.smarteros.tenant.status.StatusProgress;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import io.smarteros.tenant.testkit.StatusSubresource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StatusWriterTest {
  private static final TenantStatus STARTING = status("0/1");
  private static final TenantStatus READY = status("1/1");

  private final ManualClock clock = new ManualClock();
  private final MockApiServer apiServer = new MockApiServer();
  private final StatusWriter<Tenant, TenantSpec, TenantStatus> writer =
      new StatusWriter<>(apiServer.client(), clock, Tenant::new, StatusProgress::isAllThatDiffers);

  /** As the watch has it: at version 1, without a status. */
  private final Tenant acme = tenant("acme", "displayName: Acme");

  private final StatusSubresource<Tenant, TenantStatus> atServer =
      new StatusSubresource<>(apiServer, acme);

  @AfterEach
  void close() {
    apiServer.close();
  }

  @Test
  void the_status_alone_is_written_so_that_no_edit_of_the_spec_is_lost() {
    assertThat(writer.write(acme, STARTING)).isEmpty();

    Tenant sent = atServer.applied().getFirst();
    assertThat(sent.getStatus()).isEqualTo(STARTING);
    assertThat(sent.getSpec()).isNull();
    assertThat(sent.getMetadata())
        .as("a resourceVersion or labels would overwrite what others changed meanwhile")
        .isEqualTo(new ObjectMetaBuilder().withName("acme").build());
  }

  @Test
  void a_status_that_stands_already_is_not_written() {
    acme.setStatus(STARTING);

    assertThat(writer.write(acme, status("0/1"))).isEmpty();

    assertThat(atServer.statuses()).isEmpty();
  }

  @Test
  void a_status_that_the_watch_has_not_brought_yet_is_not_written_twice() {
    writer.write(acme, STARTING);
    clock.advance(Duration.ofMinutes(1));

    assertThat(writer.write(acme, status("0/1"))).isEmpty();

    assertThat(atServer.statuses()).containsExactly(STARTING);
  }

  @Test
  void within_a_second_of_the_last_write_the_next_one_waits_for_the_rest_of_it() {
    writer.write(acme, STARTING);
    clock.advance(Duration.ofMillis(300));

    assertThat(writer.write(acme, READY)).contains(Duration.ofMillis(700));
    assertThat(atServer.statuses()).containsExactly(STARTING);

    clock.advance(Duration.ofMillis(700));
    assertThat(writer.write(acme, READY)).as("after a second").isEmpty();
    assertThat(atServer.statuses()).containsExactly(STARTING, READY);
  }

  @Test
  void what_is_waited_for_is_said_anew_at_most_once_in_five_seconds() {
    TenantStatus pods = waiting(Reason.WAITING_FOR_PODS, "0 of 1 pods");
    TenantStatus application = waiting(Reason.WAITING_FOR_APPLICATION, "n8n does not answer");
    writer.write(acme, pods);
    clock.advance(Duration.ofSeconds(2));

    assertThat(writer.write(acme, application)).contains(Duration.ofSeconds(3));
    assertThat(writer.write(acme, pods)).as("back to what stands there").isEmpty();
    clock.advance(Duration.ofSeconds(3));
    assertThat(writer.write(acme, application)).isEmpty();

    assertThat(atServer.statuses()).containsExactly(pods, application);
  }

  @Test
  void trouble_and_its_end_are_said_within_a_second() {
    TenantStatus pods = waiting(Reason.WAITING_FOR_PODS, "0 of 1 pods");
    TenantStatus trouble = waiting(Reason.IMAGE_CANNOT_RUN, "no such image");
    writer.write(acme, pods);
    clock.advance(Duration.ofSeconds(1));

    assertThat(writer.write(acme, trouble)).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(writer.write(acme, pods)).isEmpty();

    assertThat(atServer.statuses()).containsExactly(pods, trouble, pods);
  }

  @Test
  void the_spacing_begins_anew_with_each_write() {
    writer.write(acme, STARTING);
    clock.advance(Duration.ofSeconds(1));
    writer.write(acme, READY);
    clock.advance(Duration.ofMillis(400));

    assertThat(writer.write(acme, STARTING)).contains(Duration.ofMillis(600));
  }

  @Test
  void one_tenant_does_not_wait_for_the_writes_of_another() {
    Tenant globex = tenant("globex", "displayName: Globex");
    StatusSubresource<Tenant, TenantStatus> ofGlobex = new StatusSubresource<>(apiServer, globex);
    writer.write(acme, STARTING);

    assertThat(writer.write(globex, STARTING)).isEmpty();

    assertThat(ofGlobex.statuses()).containsExactly(STARTING);
  }

  @Test
  void a_tenant_that_nothing_was_written_of_is_taken_as_it_is() {
    assertThat(writer.latest(acme)).isSameAs(acme);
  }

  @Test
  void a_lagging_watch_does_not_take_back_what_was_written() {
    writer.write(acme, STARTING);

    Tenant latest = writer.latest(acme);

    assertThat(latest.getStatus()).isEqualTo(STARTING);
    assertThat(latest.getSpec()).as("all else is as watched").isSameAs(acme.getSpec());
    assertThat(latest.getMetadata()).as("all else is as watched").isSameAs(acme.getMetadata());
    assertThat(acme.getStatus()).as("the object in the cache is left alone").isNull();
  }

  @Test
  void once_the_watch_has_caught_up_it_is_believed() {
    writer.write(acme, STARTING);
    Tenant caughtUp = at("2");

    assertThat(writer.latest(caughtUp)).isSameAs(caughtUp);
  }

  @Test
  void a_status_that_somebody_erased_is_written_again() {
    writer.write(acme, STARTING);
    clock.advance(Duration.ofSeconds(1));

    assertThat(writer.write(at("3"), STARTING)).isEmpty();

    assertThat(atServer.statuses()).containsExactly(STARTING, STARTING);
  }

  @Test
  void a_tenant_that_is_gone_needs_no_status() {
    atServer.refuseWith(404);

    assertThat(writer.write(acme, STARTING)).isEmpty();

    assertThat(writer.latest(acme)).as("nothing was written").isSameAs(acme);
  }

  @Test
  void what_the_api_server_refuses_is_not_taken_for_written() {
    atServer.refuseWith(403);
    assertThatThrownBy(() -> writer.write(acme, STARTING))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("refused by the test");

    atServer.refuseWith(200);
    assertThat(writer.write(acme, STARTING)).as("tried again at once").isEmpty();
    assertThat(atServer.statuses()).containsExactly(STARTING);
  }

  @Test
  void a_tenant_that_is_forgotten_begins_anew() {
    writer.write(acme, STARTING);

    writer.forget(acme.getMetadata().getUid());

    assertThat(writer.latest(acme)).isSameAs(acme);
    assertThat(writer.write(acme, READY)).as("no spacing to another life").isEmpty();
  }

  @Test
  void a_tenant_that_was_made_again_does_not_inherit_the_status_of_the_earlier_one() {
    writer.write(acme, READY);
    Tenant again = tenant("acme", "displayName: Acme");
    again.getMetadata().setUid("another-uid");

    assertThat(writer.latest(again)).isSameAs(again);
  }

  private static Tenant at(String resourceVersion) {
    Tenant acme = tenant("acme", "displayName: Acme");
    acme.getMetadata().setResourceVersion(resourceVersion);
    return acme;
  }

  private static TenantStatus status(String servicesReady) {
    return status(servicesReady, List.of(), List.of());
  }

  private static TenantStatus waiting(Reason reason, String message) {
    return status(
        "0/1",
        List.of(
            new Condition(
                "N8nReady",
                Condition.Status.FALSE,
                1,
                "2026-11-22T10:00:00Z",
                reason.id(),
                message)),
        List.of(new ServiceStatus("n8n", false, null, null, null, null, null, message)));
  }

  private static TenantStatus status(
      String servicesReady, List<Condition> conditions, List<ServiceStatus> services) {
    return new TenantStatus(
        1L,
        conditions,
        null,
        "tenant-acme",
        null,
        "standard",
        null,
        servicesReady,
        services,
        List.of(),
        List.of(),
        null);
  }
}
