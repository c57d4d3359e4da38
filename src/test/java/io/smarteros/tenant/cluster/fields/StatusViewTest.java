package io.smarteros.tenant.cluster.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatusViewTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @Test
  void heartbeats_are_no_news() {
    assertThat(pod("[{type: Ready, status: 'True', lastProbeTime: '2026-01-01T00:00:00Z'}]"))
        .isEqualTo(pod("[{type: Ready, status: 'True', lastProbeTime: '2026-01-01T00:00:10Z'}]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Initialized", "ContainersReady", "somebody.example.com/Gate"})
  void a_step_of_a_pod_that_nobody_waits_for_is_no_news(String type) {
    assertThat(pod("[{type: %s, status: 'False'}]".formatted(type)))
        .isEqualTo(pod("[{type: %s, status: 'True'}]".formatted(type)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PodScheduled", "PodReadyToStartContainers", "Ready", "DisruptionTarget"})
  void what_tells_of_trouble_with_a_pod_is_news(String type) {
    assertThat(pod("[{type: %s, status: 'False'}]".formatted(type)))
        .isNotEqualTo(pod("[{type: %s, status: 'True'}]".formatted(type)));
  }

  @Test
  void that_a_pod_counts_as_ready_is_news_only_once_it_is_available() {
    assertThat(deployment("replicas: 1, readyReplicas: 1")).isEqualTo(deployment("replicas: 1"));
    assertThat(deployment("replicas: 1, availableReplicas: 1"))
        .isNotEqualTo(deployment("replicas: 1"));
  }

  @Test
  void the_last_words_of_a_container_are_kept_within_a_bound() {
    JsonNode view =
        view(
            "Pod",
            "containerStatuses: [{name: main, state: {terminated: {message: '%s'}}}]"
                .formatted("x".repeat(4096)));

    assertThat(view.at("/containerStatuses/0/state/terminated/message").asText()).hasSize(300);
  }

  private static JsonNode pod(String conditions) {
    return view("Pod", "phase: Running, conditions: " + conditions);
  }

  private static JsonNode deployment(String status) {
    return view("Deployment", status);
  }

  private static JsonNode view(String kind, String status) {
    try {
      return StatusView.of(kind, YAML.readTree("status: {%s}".formatted(status)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(status, e);
    }
  }
}
