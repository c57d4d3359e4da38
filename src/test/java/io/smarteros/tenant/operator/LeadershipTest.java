package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.smarteros.tenant.operator.Configuration.LeaderElection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class LeadershipTest {
  private static final LeaderElection TIMES =
      new LeaderElection(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

  @Test
  void without_an_election_it_leads_from_the_start() {
    assertThat(leadership(Optional.empty()).isLeading()).isTrue();
    assertThat(configured(Optional.empty())).isEmpty();
  }

  @Test
  void in_an_election_it_leads_once_it_is_elected() {
    Leadership leadership = leadership(Optional.of(TIMES));
    LeaderElectionConfiguration election = configured(leadership).orElseThrow();
    assertThat(leadership.isLeading()).isFalse();

    election.getLeaderCallbacks().orElseThrow().onStartLeading();

    assertThat(leadership.isLeading()).isTrue();
  }

  @Test
  void the_lease_is_held_under_a_name_of_its_own_as_long_as_configured() {
    LeaderElectionConfiguration election = configured(Optional.of(TIMES)).orElseThrow();

    assertThat(election.getLeaseName()).isEqualTo("tenant-operator");
    assertThat(election.getLeaseNamespace()).contains("smarteros-system");
    assertThat(election.getIdentity().orElseThrow()).startsWith("pod-1_").hasSizeGreaterThan(6);
    assertThat(election.getLeaseDuration()).isEqualTo(TIMES.leaseDuration());
    assertThat(election.getRenewDeadline()).isEqualTo(TIMES.renewDeadline());
    assertThat(election.getRetryPeriod()).isEqualTo(TIMES.retryPeriod());
  }

  @Test
  void a_lost_lease_ends_the_process_at_once() {
    AtomicBoolean halted = new AtomicBoolean();
    Leadership leadership =
        new Leadership(Optional.of(TIMES), "smarteros-system", "pod-1", () -> halted.set(true));
    var callbacks = configured(leadership).orElseThrow().getLeaderCallbacks().orElseThrow();

    callbacks.onStopLeading();
    assertThat(halted).as("it did not lead").isFalse();

    callbacks.onStartLeading();
    callbacks.onStopLeading();
    assertThat(halted).isTrue();
  }

  @Test
  void the_sdk_does_not_end_the_process_on_its_own() {
    assertThat(configured(Optional.of(TIMES)).orElseThrow().isExitOnStopLeading()).isFalse();
  }

  private static Optional<LeaderElectionConfiguration> configured(Optional<LeaderElection> times) {
    return configured(leadership(times));
  }

  private static Optional<LeaderElectionConfiguration> configured(Leadership leadership) {
    return ConfigurationService.newOverriddenConfigurationService(leadership::configure)
        .getLeaderElectionConfiguration();
  }

  private static Leadership leadership(Optional<LeaderElection> times) {
    return new Leadership(times, "smarteros-system", "pod-1", () -> {});
  }
}
