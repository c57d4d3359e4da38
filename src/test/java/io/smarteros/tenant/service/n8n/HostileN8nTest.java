package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.Provisioning.Done;
import io.smarteros.tenant.service.Provisioning.Waiting;
import io.smarteros.tenant.testkit.FragileRecordSession;
import io.smarteros.tenant.testkit.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs in n8n's place is the tenant's: it may answer whatever it likes, as slowly. */
final class HostileN8nTest {
  private final ManualClock clock = new ManualClock();
  private final Map<String, String> answers = new HashMap<>();
  private final Map<String, Duration> delays = new HashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicLong written = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private HttpServer server;
  private HttpClient http;
  private N8nService service;
  private FragileRecordSession recordSession;
  private Map<String, String> secrets;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
    http = HttpClient.newBuilder().proxy(ProxySelector.of(server.getAddress())).build();
    service = new N8nService(http, new Random(1), clock);
    secrets = new HashMap<>();
    service.missingSecrets(Map.of()).forEach((name, maker) -> secrets.put(name, maker.get()));
    recordSession = new FragileRecordSession(ServiceName.N8N, secrets);
    answers.put(
        "GET /rest/settings", "{\"data\":{\"userManagement\":{\"showSetupOnFirstLoad\":false}}}");
    answers.put("POST /rest/login", "{}");
    answers.put("POST /rest/api-keys", "{\"data\":{\"id\":\"new\",\"rawApiKey\":\"new-key\"}}");
    answers.put("DELETE /rest/api-keys", "{}");
    keys(0);
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
    http.shutdownNow();
  }

  @Test
  void one_that_behaves_is_set_up() {
    keys(1);

    assertThat(provision()).isEqualTo(new Done());
    assertThat(count("DELETE")).isEqualTo(1);
  }

  @Test
  void twenty_thousand_keys_are_not_deleted_in_one_go() {
    keys(20_000);

    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting -> {
              assertThat(waiting.message()).contains("many API keys", "delete them in n8n");
              assertThat(waiting.retryAfter()).isEqualTo(Duration.ofMinutes(1));
            });

    assertThat(count("DELETE")).isEqualTo(5);
    assertThat(count("POST /rest/api-keys")).as("before the old ones are gone").isZero();
  }

  @Test
  void slow_answers_together_take_no_longer_than_the_time_of_one_provisioning() {
    keys(5);
    delays.put("DELETE", Duration.ofSeconds(9));

    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting -> {
              assertThat(waiting.message()).contains("too slowly");
              assertThat(waiting.retryAfter()).isEqualTo(Duration.ofMinutes(1));
            });

    assertThat(count("DELETE")).isEqualTo(3);
  }

  @Test
  void the_last_answer_is_waited_for_no_longer_than_what_is_left_of_that_time() {
    delays.put("POST /rest/login", Duration.ofMillis(19_800));
    answers.put("GET /rest/api-keys", "none");
    long begun = System.nanoTime();

    assertThat(provision()).isInstanceOf(Waiting.class);

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("time of an answer that never came, with 0.2 s left")
        .isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void an_endless_answer_is_cut_off() {
    answers.put("GET /rest/api-keys", "endless");

    assertThat(provision()).isInstanceOf(Waiting.class);

    assertThat(written.get())
        .as("bytes that n8n could write, of which the operator keeps 1 MiB")
        .isLessThan(64L << 20);
  }

  @Test
  void a_pause_of_a_day_is_not_believed() {
    answers.put("POST /rest/login", "429");

    assertThat(provision())
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting -> assertThat(waiting.retryAfter()).isEqualTo(Duration.ofMinutes(5)));
    answers.put("POST /rest/login", "{}");
    clock.advance(Duration.ofMinutes(5));
    assertThat(provision()).isEqualTo(new Done());
  }

  @Test
  void a_key_that_no_header_can_carry_is_not_kept() {
    for (String key : List.of("two\\nlines", "\\u0000", "x".repeat(100_000))) {
      answers.put(
          "POST /rest/api-keys", "{\"data\":{\"id\":\"new\",\"rawApiKey\":\"%s\"}}".formatted(key));

      assertThat(provision()).isInstanceOf(Waiting.class);

      assertThat(recordSession.ofService().read().secrets()).doesNotContainKey(N8nSecrets.API_KEY);
      clock.advance(Duration.ofMinutes(6));
    }
  }

  private Provisioning provision() {
    return service.provision(
        N8nPlans.usual()
            .plan(secrets, recordSession.ofService().read().externals(), N8nPlans.ADMINISTRATOR),
        recordSession.ledger());
  }

  private void keys(int number) {
    answers.put(
        "GET /rest/api-keys",
        "{\"data\":{\"items\":[%s]}}"
            .formatted(
                IntStream.range(0, number)
                    .mapToObj(
                        id ->
                            "{\"id\":\"%d\",\"label\":\"%s\"}"
                                .formatted(id, N8nProvisioner.KEY_LABEL))
                    .collect(Collectors.joining(","))));
  }

  private long count(String line) {
    return requests.stream().filter(request -> request.startsWith(line)).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    requests.add(line);
    delays.forEach(
        (prefix, delay) -> {
          if (line.startsWith(prefix)) {
            clock.advance(delay);
          }
        });
    String answer =
        answers.entrySet().stream()
            .filter(known -> line.startsWith(known.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("{}");
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Set-Cookie", "n8n-auth=session; Path=/");
    exchange.getResponseHeaders().set("Retry-After", "99999");
    try (exchange) {
      switch (answer) {
        case "429" -> exchange.sendResponseHeaders(429, -1);
        case "none" -> awaitEnd();
        case "endless" -> writeUntilClosed(exchange);
        default -> {
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
        }
      }
    }
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeUntilClosed(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] blank = " ".repeat(8192).getBytes(StandardCharsets.UTF_8);
    try (OutputStream body = exchange.getResponseBody()) {
      while (true) {
        body.write(blank);
        written.addAndGet(blank.length);
      }
    }
  }
}
