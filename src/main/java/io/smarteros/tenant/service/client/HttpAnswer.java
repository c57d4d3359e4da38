package io.smarteros.tenant.service.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;

/** What an application answered. */
public record HttpAnswer(int status, HttpHeaders headers, String body) {
  private static final Duration WHEN_LIMITED = Duration.ofSeconds(60);

  /** Whatever the application, or a proxy before it, asks for. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private static final int MAX_SENTENCE_LENGTH = 200;
  private static final JsonMapper JSON = new JsonMapper();

  /** Empty when the answer does not say that it is JSON, or is none. */
  public Optional<JsonNode> json() {
    boolean saysJson =
        headers
            .firstValue("Content-Type")
            .map(type -> type.startsWith("application/json"))
            .orElse(false);
    if (!saysJson) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** When to come again after too many calls. */
  public Duration retryAfter() {
    return headers
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("\\d{1,50}"))
        .map(HttpAnswer::pause)
        .orElse(WHEN_LIMITED);
  }

  private static Duration pause(String seconds) {
    BigInteger asked = new BigInteger(seconds).add(BigInteger.ONE);
    return Duration.ofSeconds(
        asked.min(BigInteger.valueOf(LONGEST_PAUSE.toSeconds())).longValueExact());
  }

  /** The first line of a text, shortened: bodies may hold stack traces and what was sent. */
  public static String sentence(String text) {
    String first = text.lines().findFirst().orElse("");
    return first.substring(0, Math.min(first.length(), MAX_SENTENCE_LENGTH));
  }

  /** Without the body, which may hold what is secret. */
  @Override
  public String toString() {
    return "HttpAnswer " + status;
  }
}
