package io.smarteros.tenant.reconcile;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TenantMemoryTest {
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  private final ManualClock clock = new ManualClock();
  private final List<Tenant> existing = new ArrayList<>();
  private final List<String> forgotten = new ArrayList<>();
  private final TenantMemory memory =
      new TenantMemory(
          clock,
          INTERVAL,
          () -> existing,
          new TenantMemory.Forgetting(
              uid -> forgotten.add("uid " + uid),
              name -> forgotten.add("tenant " + name),
              name -> forgotten.add("namespace " + name)));

  private final Tenant acme = tenant("acme", "displayName: Acme");
  private final Tenant globex = tenant("globex", "displayName: Globex");

  @Test
  void a_tenant_whose_finalizer_was_taken_off_by_hand_is_forgotten_at_the_next_sweep() {
    existing.add(globex);
    memory.note(acme, Optional.of("tenant-acme"));
    memory.note(globex, Optional.of("tenant-globex"));
    memory.note(acme, Optional.empty());
    memory.sweep();
    assertThat(forgotten).as("before it is time").isEmpty();

    clock.advance(INTERVAL);
    memory.sweep();

    assertThat(forgotten)
        .containsExactlyInAnyOrder("uid acme-uid", "tenant acme", "namespace tenant-acme");
    clock.advance(INTERVAL);
    memory.sweep();
    assertThat(forgotten).as("once").hasSize(3);
  }

  @Test
  void of_a_tenant_that_was_created_again_only_the_earlier_life_is_forgotten() {
    memory.note(acme, Optional.of("tenant-acme"));
    Tenant again = tenant("acme", "displayName: Acme");
    again.getMetadata().setUid("another-uid");
    existing.add(again);
    memory.note(again, Optional.of("tenant-acme"));
    clock.advance(INTERVAL);

    memory.sweep();

    assertThat(forgotten).containsExactly("uid acme-uid");
  }

  @Test
  void one_that_is_let_go_is_forgotten_at_once_wherever_it_lived() {
    memory.note(acme, Optional.of("tenant-acme"));
    memory.note(acme, Optional.of("gold-acme"));

    memory.forget(acme);

    assertThat(forgotten)
        .containsExactlyInAnyOrder(
            "uid acme-uid", "tenant acme", "namespace tenant-acme", "namespace gold-acme");
  }
}
