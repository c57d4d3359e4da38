package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservedObjectTest {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: n8n-7c9f-x
        namespace: tenant-acme
        uid: u
        resourceVersion: "17"
        creationTimestamp: "2026-11-22T10:00:00Z"
        labels: {smarteros.io/tenant: acme}
        annotations: {smarteros.io/settings: "4f", kubectl.kubernetes.io/last-applied: long}
      spec: {containers: [{name: n8n, env: [{name: PASSWORD, value: planted}]}]}
      status:
        phase: Pending
        podIP: 10.1.1.1
        conditions: [{type: Ready, status: "False", lastProbeTime: "2026-11-22T10:00:02Z",
          lastTransitionTime: "2026-11-22T10:00:00Z"}]
        containerStatuses:
        - name: n8n
          image: n8n:1
          ready: false
          restartCount: 7
          containerID: long
          state: {waiting: {reason: CrashLoopBackOff, message: back-off}}
          lastState: {terminated: {exitCode: 1, reason: Error, finishedAt: "2026-11-22T10:00:01Z"}}
      """;

  @Test
  void it_keeps_what_readiness_needs_and_nothing_else() {
    ObservedObject pod = Samples.observed(POD);

    assertThat(pod.status())
        .hasToString(
            """
            {"phase":"Pending","conditions":[{"type":"Ready","status":"False",\
            "lastTransitionTime":"2026-11-22T10:00:00Z"}],\
            "containerStatuses":[{"name":"n8n","ready":false,"image":"n8n:1","restartCount":7,\
            "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off"}},\
            "lastState":{"terminated":{"reason":"Error","exitCode":1,\
            "finishedAt":"2026-11-22T10:00:01Z"}}}]}""");
    assertThat(pod.annotations()).containsOnlyKeys("smarteros.io/settings");
    assertThat(pod.toString()).doesNotContain("planted");
  }

  @Test
  void what_others_wrote_on_it_is_not_kept() {
    String labelled =
        POD.replace("{smarteros.io/tenant: acme}", "{smarteros.io/tenant: acme, team: blue}");
    String changed = labelled.replace("team: blue", "team: red");

    assertThat(Samples.observed(labelled).labels()).containsOnlyKeys("smarteros.io/tenant");
    assertThat(Samples.observed(changed).meansTheSameAs(Samples.observed(labelled))).isTrue();
  }

  @Test
  void what_it_keeps_it_keeps_once() {
    String labelled =
        POD.replace(
            "{smarteros.io/tenant: acme}",
            "{smarteros.io/tenant: acme, smarteros.io/service: n8n}");

    assertThat(
            ObservedResource.of(Serialization.unmarshal(labelled, GenericKubernetesResource.class))
                .getMetadata()
                .getLabels())
        .containsOnlyKeys("smarteros.io/tenant");
  }

  @ParameterizedTest
  @CsvSource({
    "'resourceVersion: \"17\"', 'resourceVersion: \"18\"',   true",
    "10:00:02Z,                 11:00:02Z,                   true",
    "restartCount: 7,           restartCount: 8,             false",
    "'last-applied: long',      'last-applied: other',       true",
    "podIP: 10.1.1.1,           podIP: 10.1.1.2,             true",
    "phase: Pending,            phase: Running,              false",
    "ready: false,              ready: true,                 false",
    "reason: CrashLoopBackOff,  reason: ImagePullBackOff,    false",
    "smarteros.io/tenant: acme, smarteros.io/tenant: other,  false",
    "'settings: \"4f\"',        'settings: \"50\"',          false",
    "uid: u,                    uid: v,                      false",
  })
  void a_heartbeat_is_no_news(String before, String after, boolean same) {
    assertThat(POD).contains(before);
    assertThat(Samples.observed(POD.replace(before, after)).meansTheSameAs(Samples.observed(POD)))
        .isEqualTo(same);
  }

  @Test
  void an_object_that_is_asked_to_go_is_news() {
    String leaving = POD.replace("uid: u", "uid: u\n  deletionTimestamp: \"2026-11-22T11:00:00Z\"");

    assertThat(Samples.observed(leaving).deleting()).isTrue();
    assertThat(Samples.observed(leaving).meansTheSameAs(Samples.observed(POD))).isFalse();
  }
}
