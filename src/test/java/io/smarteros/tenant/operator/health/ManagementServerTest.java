package io.smarteros.tenant.operator.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.testkit.BusyVirtualThreads;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementServerTest {
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private volatile HealthStatus liveness = HealthStatus.well();
  private volatile HealthStatus readiness = HealthStatus.well();
  private volatile boolean metricsFail;
  private ManagementServer endpoints;

  @BeforeEach
  void start() throws IOException {
    endpoints =
        ManagementServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            () -> liveness,
            () -> readiness,
            this::metrics);
  }

  private String metrics() {
    if (metricsFail) {
      throw new IllegalStateException("hunter2");
    }
    return "tenant_operator_leader 1\n";
  }

  @AfterEach
  void stop() {
    endpoints.close();
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz/live", "/healthz/ready"})
  void a_well_operator_says_ok(String path) throws Exception {
    HttpResponse<String> response = send("GET", path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("ok\n");
  }

  @Test
  void liveness_and_readiness_are_two_questions_answered_with_reasons() throws Exception {
    liveness = new HealthStatus(List.of("one", "two"));
    assertThat(send("GET", "/healthz/live").statusCode()).isEqualTo(503);
    assertThat(send("GET", "/healthz/live").body()).isEqualTo("one\ntwo\n");
    assertThat(send("GET", "/healthz/ready").statusCode()).isEqualTo(200);

    liveness = HealthStatus.well();
    readiness = new HealthStatus(List.of("three"));
    assertThat(send("GET", "/healthz/live").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/healthz/ready").statusCode()).isEqualTo(503);
    assertThat(send("GET", "/healthz/ready").body()).isEqualTo("three\n");
  }

  @Test
  void probes_are_answered_while_reconciliations_need_all_the_processor_time() throws Exception {
    try (var _ = new BusyVirtualThreads()) {
      assertThat(send("GET", "/healthz/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void metrics_are_in_prometheus_text_format() throws Exception {
    HttpResponse<String> response = send("GET", "/metrics");
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body()).isEqualTo("tenant_operator_leader 1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/healthz", "/healthz/live/", "/healthz/livelier", "/metricsx"})
  void nothing_else_is_here(String path) throws Exception {
    assertThat(send("GET", path).statusCode()).isEqualTo(404);
  }

  @Test
  void heads_are_answered_without_a_body_and_writes_refused() throws Exception {
    liveness = new HealthStatus(List.of("one"));
    assertThat(send("HEAD", "/healthz/live").statusCode()).isEqualTo(503);
    assertThat(send("POST", "/healthz/live").statusCode()).isEqualTo(405);
  }

  @Test
  void a_check_that_fails_is_told_without_details() throws Exception {
    metricsFail = true;
    HttpResponse<String> response = send("GET", "/metrics");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("hunter2");
    assertThat(send("GET", "/healthz/live").statusCode()).isEqualTo(200);
  }

  @Test
  void a_port_that_is_taken_is_an_error() {
    assertThatThrownBy(
            () ->
                ManagementServer.start(
                    endpoints.address(), HealthStatus::well, HealthStatus::well, () -> ""))
        .isInstanceOf(BindException.class);
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(endpoints.address().getPort(), path));
    return http.send(
        HttpRequest.newBuilder(uri).timeout(ANSWER).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }
}
