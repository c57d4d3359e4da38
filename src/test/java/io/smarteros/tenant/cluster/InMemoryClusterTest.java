package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class InMemoryClusterTest extends ClusterObjectsContract {
  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server =
      new InMemoryApiServer(clock).withNamespace(samples().namespace());
  private final InMemoryCluster cluster = new InMemoryCluster(server, clock);

  InMemoryClusterTest() {
    server.removeGatewayApi();
  }

  @Override
  Samples samples() {
    return Samples.of(TENANT);
  }

  @Override
  ClusterObjects objects() {
    return cluster;
  }

  @Override
  ClusterObjects afterRestart() {
    return new InMemoryCluster(server, clock);
  }

  @Override
  ClusterObjects withoutRights(boolean namespaceIsNew) {
    server.put(Names.OPERATOR, samples().guardRails().binding());
    clock.advance(namespaceIsNew ? Duration.ofSeconds(1) : Duration.ofHours(1));
    server.refuse(Verb.APPLY, _ -> true, ApiErrors::missingRight);
    return cluster;
  }

  @Override
  void letASecondPass() {
    clock.advance(Duration.ofSeconds(1));
  }

  @Override
  void create(HasMetadata object) {
    server.put("somebody", object);
  }

  @Override
  <T extends HasMetadata> void edit(T which, Consumer<T> change) {
    server.edit("somebody", which, change);
  }

  @Override
  void delete(HasMetadata object) {
    server.deleteByHand(ObjectKey.of(object));
  }

  @Override
  void exhaustQuota(HasMetadata like) {
    server.refuse(Verb.APPLY, like.getKind(), ApiErrors::quotaExceeded);
  }

  @Override
  <T extends HasMetadata> Optional<T> live(T which) {
    return server.has(ObjectKey.of(which)) ? Optional.of(server.get(which)) : Optional.empty();
  }

  /** This is scripted, and so not part of the contract. */
  @Test
  void while_the_watches_are_held_only_what_the_operator_wrote_is_seen() {
    cluster.apply(policy("known"), true);
    cluster.apply(policy("deleted"), true);
    ObservedObject seen = find("known");

    cluster.holdWatches();
    edit(policy("known"), live -> live.getMetadata().getAnnotations().put("example.com/port", "1"));
    create(policy("foreign"));
    cluster.delete(find("deleted"));

    assertThat(find("known")).isEqualTo(seen);
    assertThat(names()).contains("deleted").doesNotContain("foreign");
    assertThat(cluster.read(key("deleted"))).isEmpty();
    assertThat(cluster.apply(policy("known"), true)).isInstanceOf(Applied.Unchanged.class);
    assertThat(cluster.apply(policy("written"), true)).isInstanceOf(Applied.Created.class);
    assertThat(names()).contains("written");

    cluster.letWatchesCatchUp();

    assertThat(names()).contains("foreign", "written").doesNotContain("deleted");
    assertThat(cluster.apply(policy("known"), true)).isInstanceOf(Applied.Corrected.class);
  }

  @Test
  void an_annotation_that_the_operator_wrote_is_seen_before_the_watch_brings_it() {
    cluster.apply(policy("known"), true);
    cluster.holdWatches();

    cluster.annotate(key("known"), Names.RETAINED_AT_ANNOTATION, Optional.of("now"));

    assertThat(find("known").annotations()).containsKey(Names.RETAINED_AT_ANNOTATION);
  }

  @Test
  void a_namespace_ends_with_all_that_is_in_it() {
    cluster.apply(policy("known"), true);
    ObjectKey namespace = ObjectKey.ofNamespace(samples().namespace());
    server.deleteByHand(namespace);
    assertThat(server.has(namespace)).isTrue();

    server.end(namespace);

    assertThat(server.keys()).isEmpty();
  }

  @Test
  void what_is_refused_is_refused_until_nothing_is() {
    server.refuse(Verb.APPLY, "NetworkPolicy", ApiErrors::quotaExceeded);
    server.refuse(Verb.READ, key("other"), ApiErrors::unavailable);

    assertThat(cluster.apply(policy("known"), true)).isInstanceOf(Applied.Rejected.class);
    assertThatThrownBy(() -> cluster.read(key("other")))
        .isInstanceOf(KubernetesClientException.class);
    server.refuseNothing();
    cluster.askAgain(samples().namespace());

    assertThat(cluster.apply(policy("known"), true)).isInstanceOf(Applied.Created.class);
    assertThat(server.calls())
        .extracting(InMemoryApiServer.Call::toString)
        .containsExactly(
            "READ NetworkPolicy tenant-contract/known",
            "APPLY NetworkPolicy tenant-contract/known",
            "READ NetworkPolicy tenant-contract/other",
            "READ NetworkPolicy tenant-contract/known",
            "APPLY NetworkPolicy tenant-contract/known");
  }

  private ObservedObject find(String name) {
    return cluster.find(key(name)).orElseThrow();
  }

  private List<String> names() {
    return cluster.of(TENANT).stream().map(object -> object.key().name()).toList();
  }

  private ObjectKey key(String name) {
    return ObjectKey.of(policy(name));
  }
}
