package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.smarteros.tenant.testkit.MockApiServer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class OwnLeaseTest {
  private final AtomicLong nanoTime = new AtomicLong();
  private final List<Long> renewed = new ArrayList<>();

  @Test
  void a_slow_renewal_counts_from_when_it_began() {
    try (MockApiServer apiServer = new MockApiServer()) {
      OwnLease lease =
          new OwnLease("smarteros", "tenant-operator", "one", nanoTime::get, renewed::add);
      KubernetesClient client = apiServer.client();
      nanoTime.set(1);
      lease.get(client);
      nanoTime.set(2);
      lease.create(client, held());
      nanoTime.set(3);
      LeaderElectionRecord found = Objects.requireNonNull(lease.get(client));
      nanoTime.set(4);

      lease.update(client, found);

      assertThat(renewed)
          .as("since when the lease is held, of which other replicas count the duration")
          .containsExactly(1L, 3L);
    }
  }

  private static LeaderElectionRecord held() {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    return new LeaderElectionRecord("one", Duration.ofSeconds(15), now, now, 0);
  }
}
