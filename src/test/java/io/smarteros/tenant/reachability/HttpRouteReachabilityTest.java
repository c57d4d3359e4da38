package io.smarteros.tenant.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.Samples;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRouteReachabilityTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String PUBLIC = "{name: public, namespace: gateways}";

  private static final String ACCEPTED = "type: Accepted, status: 'True', observedGeneration: 2";
  private static final String RESOLVED =
      "type: ResolvedRefs, status: 'True', observedGeneration: 2";
  private static final String NOT_ALLOWED =
      "type: Accepted, status: 'False', reason: NotAllowedByListeners, message: No listener for it,"
          + " observedGeneration: 2, lastTransitionTime: '2026-11-22T11:58:00Z'";

  @Test
  void users_reach_a_route_that_its_gateway_accepts_and_resolves() {
    assertThat(judge(said(PUBLIC, ACCEPTED, RESOLVED)))
        .isEqualTo(new Reachability.Reachable(Optional.empty()));
  }

  @Test
  void a_controller_that_tells_no_generation_is_believed() {
    assertThat(
            judge(
                said(
                    PUBLIC,
                    "type: Accepted, status: 'True'",
                    "type: ResolvedRefs, status: 'True'")))
        .isInstanceOf(Reachability.Reachable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing                     | []
          an empty object             | [{}]
          text instead of a list      | none
          text instead of an entry    | [none]
          no conditions               | [{parentRef: {name: public, namespace: gateways}}]
          conditions that are none    | [{parentRef: {name: public, namespace: gateways}, conditions: {type: Accepted}}]
          """)
  void a_route_waits_while_its_status_says(String what, String parents) {
    assertWaits(what, route(PUBLIC, parents));
  }

  @Test
  void a_route_waits_until_a_controller_has_said_all_that_matters() {
    assertWaits("no word of references", judge(said(PUBLIC, ACCEPTED)));
    assertWaits("no word of acceptance", judge(said(PUBLIC, RESOLVED)));
    assertWaits("undecided", judge(said(PUBLIC, "type: Accepted, status: Unknown", RESOLVED)));
    assertWaits("no status", judge(said(PUBLIC, "type: Accepted", RESOLVED)));
  }

  @Test
  void what_was_said_of_an_earlier_generation_says_nothing() {
    assertWaits(
        "accepted before",
        judge(
            said(PUBLIC, ACCEPTED.replace("2", "1"), RESOLVED),
            said(PUBLIC, ACCEPTED, RESOLVED.replace("2", "1"))));
    assertWaits(
        "refused before",
        judge(
            said(
                PUBLIC,
                NOT_ALLOWED.replace("observedGeneration: 2", "observedGeneration: 1"),
                RESOLVED)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          another name         | {name: internal, namespace: gateways}
          another namespace    | {name: public, namespace: tenant-acme}
          the route's own one  | {name: public}
          another kind         | {name: public, namespace: gateways, kind: Service}
          another group        | {name: public, namespace: gateways, group: example.com}
          one listener alone   | {name: public, namespace: gateways, sectionName: http}
          """)
  void a_gateway_that_the_route_does_not_name_says_nothing(String what, String other) {
    assertWaits(what, judge(said(other, ACCEPTED, RESOLVED)));
  }

  @Test
  void a_gateway_is_the_same_with_and_without_what_is_the_default() {
    assertThat(
            judge(
                said(
                    "{group: gateway.networking.k8s.io, kind: Gateway, name: public, namespace:"
                        + " gateways}",
                    ACCEPTED,
                    RESOLVED)))
        .isInstanceOf(Reachability.Reachable.class);
  }

  @Test
  void a_refusal_that_lasts_is_told_in_the_words_of_the_controller() {
    assertThat(judge(said(PUBLIC, NOT_ALLOWED, RESOLVED)))
        .isInstanceOfSatisfying(
            Reachability.Unreachable.class,
            unreachable -> {
              assertThat(unreachable.problem().reason()).isEqualTo(Reason.ROUTE_REJECTED);
              assertThat(unreachable.problem().message())
                  .isEqualTo(
                      "HTTPRoute tenant-acme/n8n is not served at Gateway gateways/public."
                          + " Controller example.com/c says: Accepted is False:"
                          + " NotAllowedByListeners: No listener for it");
            });
  }

  @Test
  void references_that_do_not_resolve_are_a_refusal() {
    assertThat(
            judge(
                said(
                    PUBLIC,
                    ACCEPTED,
                    "type: ResolvedRefs, status: 'False', reason: BackendNotFound,"
                        + " observedGeneration: 2, lastTransitionTime: '2026-11-22T11:00:00Z'")))
        .isInstanceOf(Reachability.Unreachable.class);
  }

  @Test
  void a_refusal_may_pass_in_its_first_two_minutes() {
    assertThat(judge(said(PUBLIC, NOT_ALLOWED.replace("11:58:00", "11:58:01"), RESOLVED)))
        .isInstanceOfSatisfying(
            Reachability.Waiting.class,
            waiting -> {
              assertThat(waiting.until()).contains(Instant.parse("2026-11-22T12:00:01Z"));
              assertThat(waiting.problem().reason()).isEqualTo(Reason.WAITING_FOR_ADDRESS);
              assertThat(waiting.problem().message()).contains("No listener for it");
            });
  }

  @ParameterizedTest
  @CsvSource({"no time at all", "2027-01-01T00:00:00Z", "''"})
  void a_refusal_without_a_time_lasts_since_the_route_was_made(String time) {
    assertThat(judge(said(PUBLIC, NOT_ALLOWED.replace("2026-11-22T11:58:00Z", time), RESOLVED)))
        .isInstanceOf(Reachability.Unreachable.class);
  }

  @Test
  void what_is_pending_is_no_refusal_however_long_it_lasts() {
    assertWaits(
        "pending",
        judge(said(PUBLIC, NOT_ALLOWED.replace("NotAllowedByListeners", "Pending"), RESOLVED)));
  }

  @Test
  void one_controller_that_serves_the_gateway_is_enough() {
    assertThat(judge(said(PUBLIC, NOT_ALLOWED, RESOLVED), said(PUBLIC, ACCEPTED, RESOLVED)))
        .isInstanceOf(Reachability.Reachable.class);
  }

  @Test
  void a_refusal_counts_more_than_what_is_undecided() {
    assertThat(judge(said(PUBLIC), said(PUBLIC, NOT_ALLOWED, RESOLVED)))
        .isInstanceOf(Reachability.Unreachable.class);
  }

  @Test
  void every_gateway_that_the_route_names_has_to_accept_it() {
    String two = PUBLIC + ", {name: internal, namespace: gateways}";
    String accepted = said(PUBLIC, ACCEPTED, RESOLVED);

    assertWaits("one of two", route(two, "[%s]".formatted(accepted)));
    assertThat(
            route(
                two,
                "[%s, %s]"
                    .formatted(
                        accepted,
                        said("{name: internal, namespace: gateways}", ACCEPTED, RESOLVED))))
        .isInstanceOf(Reachability.Reachable.class);
  }

  private static void assertWaits(String what, Reachability found) {
    assertThat(found)
        .as(what)
        .isInstanceOfSatisfying(
            Reachability.Waiting.class,
            waiting -> {
              assertThat(waiting.problem().reason()).isEqualTo(Reason.WAITING_FOR_ADDRESS);
              assertThat(waiting.problem().message()).contains("HTTPRoute tenant-acme/n8n");
              assertThat(waiting.until()).isEmpty();
            });
  }

  /** An entry of the status by one controller, with its conditions. */
  private static String said(String gateway, String... conditions) {
    return "{controllerName: example.com/c, parentRef: %s, conditions: [%s]}"
        .formatted(
            gateway,
            Arrays.stream(conditions).map("{%s}"::formatted).collect(Collectors.joining(", ")));
  }

  private static Reachability judge(String... entries) {
    return route(PUBLIC, "[%s]".formatted(String.join(", ", entries)));
  }

  private static Reachability route(String gateways, String parents) {
    String route =
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata:
          name: n8n
          namespace: tenant-acme
          generation: 2
          creationTimestamp: "2026-11-22T11:00:00Z"
        spec: {parentRefs: [%s]}
        status: {parents: %s}
        """
            .formatted(gateways, parents);
    return HttpRouteReachability.of(
        Serialization.unmarshal(route, GenericKubernetesResource.class),
        Samples.observed(route),
        NOW);
  }
}
